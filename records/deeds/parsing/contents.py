"""Finds a table of contents that was typed, or copied along with the text: it is no part of the text it lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from records.deeds.source import Line

from .folding import seen

HEADING = re.compile(
    r"[【\[—\-\s]*(?:目\s*[录錄次]|contents|table of contents)[】\]—\-\s:：]*", re.IGNORECASE
)
PAGE = r"[（(第\-—–\s]*(?:[0-9０-９]{1,4}|[ivxIVX]{1,5})[页）)\-—–\s]*"
LEADERS = r"(?:[.．。·•…・‥⋯_—\-]\s*){3,}|[…⋯]+\s*"
PAGE_ENDS = frozenset("0123456789０１２３４５６７８９ivxIVX页）)-—–")
MAX_ENTRY_CHARACTERS = 120
# The end of a line decides, so that no search goes through a long one.
DOTTED = re.compile(rf"(?:{LEADERS})\s*{PAGE}$")
SPACED = re.compile(rf"(?:\t|[ \u3000]{{2,}})\s*{PAGE}$")
MIN_DOTTED_LINES = 3  # without a heading above them


def without_contents(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Returns the lines with those of a table of contents marked as boilerplate."""
    out = set(entries(lines))
    if not out:
        return tuple(lines)
    return tuple(
        replace(line, look=replace(line.look, role="boilerplate")) if index in out else line
        for index, line in enumerate(lines)
    )


def entries(lines: Sequence[Line]) -> Iterator[int]:
    """Yields the indexes of the heading with the entries below it, and of dotted entries that have none."""
    index = 0
    while index < len(lines):
        headed = is_heading(lines[index])
        end = end_of_entries(lines, index + headed, spaced=headed)
        if end - index - headed >= (1 if headed else MIN_DOTTED_LINES):
            yield from range(index, end)
        index = max(end, index + 1)


def end_of_entries(lines: Sequence[Line], start: int, *, spaced: bool) -> int:
    """Returns where the entries end; one that goes on in a second line has its page number only there."""
    index = start
    while index < len(lines):
        if is_entry(lines[index], spaced):
            index += 1
        elif index + 1 < len(lines) and may_go_on(lines[index]) and is_entry(lines[index + 1], spaced):
            index += 2
        else:
            break
    return index


def is_heading(line: Line) -> bool:
    return len(line.text) <= 30 and HEADING.fullmatch(seen(line.text)[0]) is not None


def is_entry(line: Line, spaced: bool) -> bool:
    text = line.text
    if text[-1] not in PAGE_ENDS or len(text) > MAX_ENTRY_CHARACTERS or line.look.role == "table":
        return False
    return DOTTED.search(text) is not None or (spaced and SPACED.search(text) is not None)


def may_go_on(line: Line) -> bool:
    return len(line.text) <= MAX_ENTRY_CHARACTERS // 2 and line.text[-1] not in "。！？!?；;："
