"""The records that a text names by their addresses, as citations do, or by a fingerprint."""

import re
import unicodedata
from typing import NamedTuple

from django.conf import settings

from records.models.transparency import HASH_SHOWN

from .forms import UNSEEN

MOST = 20
ID = r"([1-9][0-9]{0,17})"
PAGE = re.compile(
    rf"records/{ID}(?:/versions/([1-9][0-9]{{0,8}})(?![0-9.])|/|\.(?:json|md|txt|jsonld|ris|csl\.json)|(?![0-9]))"
    r"/?(?:\#(s[0-9]+(?:-m[0-9]+)?))?"
)
# Before the address, as GB/T 7714 has it and the site writes it; the first edition is not named.
ONLINE = re.compile(
    r"\[EB/OL\]\.(?:([1-9][0-9]{0,8})版\.)?(?:\([0-9-]{4,10}\))?(?:\[[^\[\]]{0,20}\])?\.?(?:https?://)?$"
)
MOST_BEFORE = 400
HEX = r"[0-9A-Fa-f]"
# As the foot of a page has it, in groups of four, or whole.
FINGERPRINT = re.compile(rf"(?<!{HEX})(?:{HEX}{{64}}|{HEX}{{4}}(?:\s?{HEX}{{4}}){{3}})(?!{HEX})")
DIGITS = re.compile(rf"{HEX}{{{HASH_SHOWN},64}}")
WHOLE = 64  # digits
LEAST_LIKE = 8
MOST_AROUND = 500
# What stands around a fingerprint that was copied from a page.
LABEL = re.compile(r"^0[xX](?=[0-9a-fA-F])|第\d+版|指纹|指紋|(?i:SHA-?256)|verify|[?=/:·.，,：-]|https?|f=")


class Cited(NamedTuple):
    """`title` is what stands before the mark [EB/OL] of a whole citation, its author too."""

    record: int
    version: int | None = None
    anchor: str = ""
    title: str = ""


def cited_in(text: str) -> list[Cited]:
    """Lists what the text names by addresses of this site, in its order; wherever lines were broken."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    found: list[Cited] = []
    end = 0
    for one in address().finditer(plain):
        before = plain[max(end, one.start() - MOST_BEFORE) : one.start()]
        end = one.end()
        cited = Cited(int(one[1]), int(one[2]) if one[2] else None, one[3] or "")
        if online := ONLINE.search(before):
            edition = cited.version or int(online[1] or 1)
            cited = cited._replace(version=edition, title=before[: online.start()].lstrip("."))
        found.append(cited)
    return list(dict.fromkeys(found))[:MOST]


def address() -> re.Pattern[str]:
    host = re.escape(settings.SITE_URL.split("://", 1)[-1].rstrip("/"))
    return re.compile(rf"(?:{host}(?:/zh-hant)?(?:/elder)?/){PAGE.pattern}")


def citation_in(text: str) -> Cited | None:
    """Returns the citation, or the bare address, where the text is one and nothing else."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    cited = cited_in(text)
    found = list(address().finditer(plain))
    if len(cited) != 1 or len(found) != 1 or plain[found[0].end() :].strip(".。"):
        return None
    before = re.sub("https?://$", "", plain[: found[0].start()])
    return cited[0] if cited[0].title or not before else None


def fingerprint_in(text: str) -> str:
    """Returns the digits where the text is a fingerprint and what stands around one on a page, else nothing; nothing
    either where it is several, a line each, unless they are the lines of one whole."""
    digits = digits_alone(text)
    several = [line for line in text[:MOST_AROUND].splitlines() if DIGITS.fullmatch(digits_alone(line))]
    if len(several) > 1 and len(digits) != WHOLE:
        return ""
    return digits if DIGITS.fullmatch(digits) else ""


def digits_alone(text: str) -> str:
    """Returns the text without what stands around a fingerprint on a page, or in what programs print."""
    plain = "".join(unicodedata.normalize("NFKC", UNSEEN.sub("", text[:MOST_AROUND])).split())
    plain = plain.replace(settings.SITE_URL.split("://", 1)[-1], "")
    return LABEL.sub("", plain).lower()


def wrong_length_in(text: str) -> int:
    """Counts the digits where the text is like a fingerprint of which some are missing, or that has too many."""
    digits = digits_alone(text)
    is_like = re.fullmatch(rf"(?=.*[0-9])(?=.*[a-f]){HEX}{{{LEAST_LIKE},}}", digits)
    return len(digits) if is_like and not DIGITS.fullmatch(digits) else 0


def fingerprints_in(text: str) -> list[str]:
    """Lists the fingerprints that stand in a longer text, as on a printed page."""
    plain = unicodedata.normalize("NFKC", text)
    found = ("".join(one[0].split()).lower() for one in FINGERPRINT.finditer(plain))
    return list(dict.fromkeys(found))[:MOST]
