"""Tells where a line may break: Chinese breaks between any two characters, and a style sheet knows no names."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, singledispatch
from itertools import pairwise

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from records.deeds.parsing.figures.unit_words import COUNTED, MEASURED
from records.models import Commendation, Recipient, Record

# A longer name does not fit the line of a phone: it may break where a name within it begins or ends.
MAX_WHOLE_CHARACTERS = 12
OF_EVERY_TITLE = ["先进事迹材料", "先进事迹", "事迹材料"]
# What an organization is; where its name takes two lines, this begins the second.
KIND_OF_ORGANIZATION = re.compile(
    r"(?<=..)(?:(?:联合|临时|流动)?(?:党委|党总支|党支部)|党工委|(?:居民|村民)?委员会|居委会|村委会|办事处|合作社|"
    r"有限(?:责任)?公司|(?:服务|管理)?(?:中心|站)|(?:服务|工程|医疗|突击|巡逻|救援)队|研究[所院]|(?:人民|中)?医院|中学|小学|大学|学院)$"
)

TAG = r'<[^">]*(?:"[^"]*"[^">]*)*>'  # whose attributes may hold anything
# The full-width dash or the dot of a name, with what stands before it.
MARK = r"(?:&\w+;|[^\s<>&;])(?:－+|·)"
AMOUNT = rf"\d[\d.,]{{0,15}}[余多几]?[十百千万亿]{{0,3}}[余多]?(?:{MEASURED}|{COUNTED}|[年月日岁天届])"
TAG_OR_MARK = re.compile(f"({TAG})|({MARK})")
TAG_OR_AMOUNT = re.compile(f"({TAG})|({AMOUNT})")


def around_names(named: object, of: Record | Recipient | Commendation) -> SafeString:
    """Returns the text, or the name of what is given, escaped, with places to break before the names that are known: of
    the honored, its places, the award. The style sheet lets it break nowhere else (`:has(> wbr)`)."""
    text, names = str(named), [*names_of(of), *OF_EVERY_TITLE]
    parts = pairwise([0, *breaks(text, names), len(text)])
    broken = format_html_join(mark_safe("<wbr>"), "{}", ((text[start:end],) for start, end in parts))
    # At the very beginning it breaks nothing, and tells the style sheet.
    return with_marks_kept(f"<wbr>{broken}" if text in names and "<wbr>" not in broken else broken)


@singledispatch
def names_of(known: object) -> list[str]:
    """Returns the names in what is written about it, as far as its row tells them."""
    raise TypeError(f"{known!r} has no names")


@names_of.register
def _(recipient: Recipient) -> list[str]:
    return [name for name in (recipient.name, recipient.short_name, *recipient.places) if name]


@names_of.register
def _(commendation: Commendation) -> list[str]:
    return [commendation.category.name, *([f"（{commendation.year}年）"] if commendation.year else [])]


@names_of.register
def _(record: Record) -> list[str]:
    return [*names_of(record.recipient), *names_of(record.commendation)]


def breaks(text: str, names: Iterable[str]) -> Iterator[int]:
    """Yields the places where one of the names begins, and none within a short one. What follows a name belongs to it:
    彭李街道|工委 would be torn."""
    found = {(at, at + len(name)) for name in names if (at := text.find(name)) >= 0}
    whole = [(start, end) for start, end in found if end - start <= MAX_WHOLE_CHARACTERS]
    begun = {start for start, _ in found if not any(before < start < end for before, end in whole)} - {0}
    kind = KIND_OF_ORGANIZATION.search(text) if (0, len(text)) in found and not begun else None
    yield from sorted(begun) or ([kind.start()] if kind else [])


# --- Running text ----------------------------------------------------------------------------------


def unbroken(text: str, of: Record | None = None) -> SafeString:
    """Returns a text, escaped, in which no line tears a name or an amount."""
    return unbroken_html(escape(text), of)


def unbroken_html(html: str, of: Record | None = None) -> SafeString:
    """Returns the HTML with the names that the record knows, and each amount with its unit, in an element that breaks
    only where it is longer than a line.

    By an element and not by a character that joins words: what a reader copies is the text as it is.
    """
    names = [escape(name) for name in names_of(of) if 1 < len(name) <= MAX_WHOLE_CHARACTERS] if of else []
    if standing := tuple(name for name in names if name in html):
        html = tag_or_name(standing).sub(kept, html)
    return with_marks_kept(TAG_OR_AMOUNT.sub(kept, html))


@lru_cache(maxsize=256)
def tag_or_name(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(f"({TAG})|({'|'.join(map(re.escape, longest_first))})")


def kept(found: re.Match[str]) -> str:
    return found[1] or f'<span class="kept">{found[2]}</span>'


def with_marks_kept(html: str) -> SafeString:
    """Returns the HTML with each － and · held to the character before it, so that no line begins with one."""
    if "－" not in html and "·" not in html:
        return SafeString(html)
    return SafeString(TAG_OR_MARK.sub(held, html))


def held(found: re.Match[str]) -> str:
    return found[1] or f'<span class="held">{found[2]}</span>'
