"""Tells where a line may break: Chinese breaks between any two characters, and a style sheet knows no names."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from records.models import Record

# A longer name does not fit the line of a phone: it may break where a name within it begins or ends.
MAX_WHOLE_CHARACTERS = 12
OF_EVERY_TITLE = ["先进事迹材料", "先进事迹", "事迹材料"]

# A tag, whose attributes may hold anything, or the full-width dash or the dot of a name with what stands before it.
TAG_OR_MARK = re.compile(r'(<[^">]*(?:"[^"]*"[^">]*)*>)|(&\w+;|[^\s<>&;])(－+|·)')


def around_names(named: object, record: Record) -> SafeString:
    """Returns the text, or the name of what is given, escaped, with places to break before the names that the record
    knows: its honored, the places of it, its award. The style sheet lets it break nowhere else (`:has(> wbr)`)."""
    text = str(named)
    parts = pairwise([0, *breaks(text, names_of(record)), len(text)])
    broken = format_html_join(mark_safe("<wbr>"), "{}", ((text[start:end],) for start, end in parts))
    return with_marks_kept(broken)


def names_of(record: Record) -> list[str]:
    recipient = record.recipient
    commendation = record.commendation
    known = [recipient.name, recipient.short_name, *recipient.places, commendation.category.name]
    known.append(f"（{commendation.year}年）" if commendation.year else "")
    return [name for name in (*known, *OF_EVERY_TITLE) if name]


def breaks(text: str, names: Iterable[str]) -> Iterator[int]:
    """Yields the places where one of the names begins, and none within a short one. What follows a name belongs to it:
    彭李街道|工委 would be torn."""
    found = {(at, at + len(name)) for name in names if (at := text.find(name)) >= 0}
    whole = [(start, end) for start, end in found if end - start <= MAX_WHOLE_CHARACTERS]
    for begun in sorted({start for start, _ in found} - {0}):
        if not any(start < begun < end for start, end in whole):
            yield begun


def with_marks_kept(html: str) -> SafeString:
    """Returns the HTML with each － and · held to the character before it, so that no line begins with one.

    By an element and not by a character that joins words: what a reader copies is the text as it is.
    """
    if "－" not in html and "·" not in html:
        return SafeString(html)
    return SafeString(TAG_OR_MARK.sub(held, html))


def held(found: re.Match[str]) -> str:
    return found[1] or f'<span class="held">{found[2]}{found[3]}</span>'


def escaped_with_marks_kept(text: str) -> SafeString:
    return with_marks_kept(escape(text))
