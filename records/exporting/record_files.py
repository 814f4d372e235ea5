"""Writes a record in each format that programs read; the site's own two read back as the same record."""

import json
from collections.abc import Callable

from records.models import Record
from records.presentation import json_ld
from records.presentation.passages import passages
from records.utils.addresses import absolute

from . import export
from .citations import as_csl, as_ris
from .from_records import deeds_of

MEDIA_TYPES = {
    "json": "application/json",
    "md": "text/markdown",
    "txt": "text/plain",
    "jsonld": "application/ld+json",
}
# The record as a reference, not the record itself.
REFERENCE_TYPES = {
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


def as_json(record: Record) -> bytes:
    return export(deeds_of(record), "json", record.revocation)


def as_markdown(record: Record) -> bytes:
    return export(deeds_of(record), "md", record.revocation)


def as_linked_data(record: Record) -> str:
    return json.dumps(json_ld.article_with_provenance(record), ensure_ascii=False, indent=2) + "\n"


def as_text(record: Record) -> str:
    title, *others = (passage.line for passage in passages(record))
    name = "" if title == record.recipient.name else record.recipient.name
    about = "\n".join(filter(None, [name, record.post, str(record.commendation)]))
    if not any(others):
        others = ["事迹材料尚未收录。"]
    source = f"材料来源：{record.source}" if record.source else ""
    address = absolute(record.get_absolute_url())
    return (
        "\n\n".join(filter(None, [title, about, record.revocation, record.summary, *others, source, address]))
        + "\n"
    )


SERIALIZERS: dict[str, Callable[[Record], bytes | str]] = {
    "json": as_json,
    "md": as_markdown,
    "txt": as_text,
    "jsonld": as_linked_data,
    "ris": as_ris,
    "csl.json": as_csl,
}
