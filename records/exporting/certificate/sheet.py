"""Composes the page of a sheet: the honor as the record says it, and how anyone may verify it there."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from records.models import Record, VersionSeal
from records.presentation.line_breaks import breaks, names_of
from records.presentation.site import publisher_name, site_name
from records.utils.addresses import absolute

# Where the fingerprint that the address names is looked up, and held against the log.
TOLD = "二维码：核对这一版"
VERIFYING = "/verify/?f="
WIDTH = 42.0  # of the sheet's column, in the size of its body text
# In a name that no row tells the parts of, a line may begin with the former of these, and end with the latter.
BETWEEN = re.compile("(?=[和与暨（“])|(?<=[、，；）”])(?![、，；）”])")
MAX_LINES, MAX_BREAKS = 3, 12
A_LINE_MORE = 6  # is taken where it makes the longest so many characters shorter


class Lines(NamedTuple):
    """A name as it is set: large, and where it does not fit one line, broken where a name in it begins or ends."""

    lines: list[str]
    size: float  # in that of the body text


def sheet(record: Record, seal: VersionSeal, is_signed: bool) -> str:
    """Returns the page of a record that is loaded `whole()`, whose live version is sealed."""
    version, commendation = record.content, record.commendation
    address = absolute(record.get_absolute_url())
    verifying = f"{settings.SITE_ORIGIN}{settings.SITE_PATH}{VERIFYING}{seal.fingerprint}"
    context = {
        "record": record,
        "name": set_in_lines(record.recipient.name, names_of(record.recipient), 3.4, 1.5),
        "award": set_in_lines(commendation.category.name, [], 2.2, 1.2),
        "post": set_in_lines(version.post, [], 1.4, 1.05),
        "revocation": record.revocation.rstrip("。"),
        "places": record.recipient.places,
        "decision": commendation,
        "issuers": commendation.issuers,
        "version": version,
        "since": timezone.localtime(version.public_from),
        "moment": version.public_from,
        "fingerprint": in_fours(seal.fingerprint[:16]),
        "address": address,
        "qr": qr_code(verifying),
        "site": site_name(),
        "publisher": publisher_name(),
        "signed": is_signed,
    }
    return render_to_string("records/certificate.html", context)


def in_fours(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


@lru_cache(maxsize=64)
def qr_code(address: str) -> SafeString:
    code = segno.make(address, micro=False, error="m")
    return SafeString(code.svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None, title=TOLD))


# --- Names in lines -----------------------------------------------------------------------------------


def set_in_lines(text: str, names: list[str], largest: float, least: float) -> Lines:
    """Sets a text as large as it fits one line; else breaks it between names, the lines as alike as they can be."""
    if len(text) * largest <= WIDTH:
        return Lines([text], largest)
    at = sorted({*breaks(text, names), *(found.start() for found in BETWEEN.finditer(text))} - {0, len(text)})
    ways = [way for lines in range(MAX_LINES) for way in combinations(at[:MAX_BREAKS], lines)]
    best = min(ways, key=lambda way: (longest(text, way) + A_LINE_MORE * len(way), -len(way)))
    size = min(largest, WIDTH / longest(text, best))
    return Lines(list(cut(text, best)), max(round(size, 2), least))


def cut(text: str, way: tuple[int, ...]) -> Iterator[str]:
    return (text[start:end] for start, end in pairwise((0, *way, len(text))))


def longest(text: str, way: tuple[int, ...]) -> int:
    return max(map(len, cut(text, way)))
