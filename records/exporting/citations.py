"""Describes a record as a source, for the programs by which authors keep their references: RIS and CSL-JSON.

Both say the same as the citation on the page, which follows GB/T 7714—2025, 8.11 (网站和网页): who answers for it, the
title, its version where it is not the first, the day of the last change, the address.
"""

import json

from django.utils import timezone

from records.models import Record
from records.presentation.markdown import to_plain
from records.presentation.passages import in_a_sentence
from records.presentation.site import publisher_name, site_name
from records.utils.addresses import absolute

MAX_ABSTRACT_CHARACTERS = 500


def as_ris(record: Record) -> str:
    """Returns the record in RIS, a field a line: of type ELEC, a page of the web."""
    day = timezone.localtime(record.updated_at)
    fields = [
        ("TY", "ELEC"),
        ("TI", record.title),
        ("AU", publisher_name()),
        ("T2", site_name()),
        ("ET", version(record)),
        ("PY", f"{day:%Y}"),
        ("DA", f"{day:%Y/%m/%d}/"),
        ("AB", abstract(record)),
        ("LA", "zh-CN"),
        ("UR", address(record)),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value or tag == "ER")


def as_csl(record: Record) -> str:
    """Returns the record in the JSON of the Citation Style Language."""
    day = timezone.localtime(record.updated_at)
    item = {
        "id": address(record),
        "type": "webpage",
        "title": record.title,
        "author": [{"literal": publisher_name()}],
        "container-title": site_name(),
        "version": version(record),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "abstract": abstract(record),
        "language": "zh-CN",
        "URL": address(record),
    }
    return (
        json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)
        + "\n"
    )


def version(record: Record) -> str:
    """Returns the number of the text; as in print, the first is not counted."""
    number = record.content.number
    return str(number) if number > 1 else ""


def address(record: Record) -> str:
    return absolute(record.get_absolute_url())


def abstract(record: Record) -> str:
    return to_plain(record.introduction)[:MAX_ABSTRACT_CHARACTERS] or in_a_sentence(record)
