"""A document as every reader hands it on: its text, one paragraph a line, and how each line looked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .document import Message, Picture

# A line has a role where the format itself says so; "boilerplate" is navigation and the like. "summary" is the one
# sentence about a record, as the site's own Word files mark it.
Role = Literal["body", "title", "summary", "heading", "boilerplate", "caption", "table", "note"]


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a line in a word processor or a browser, beyond its characters.

    `level` is the outline level of a heading, from 1. `bold` counts the characters at the line's start that stand
    out from the rest: all of them in a bold line, the first few where a heading runs into its paragraph.
    `number` counts the characters of an automatic number: they stand at the line's start, as they were shown.
    `table` numbers the document's tables from 1, 0 is none; `columns` are those in which the filled cells of a row
    stand, which the line has between tabs; none where one cell is the whole row.
    `goes_on` says that to the format the line is one paragraph with the line above it.
    """

    role: Role = "body"
    level: int | None = None
    bold: int = 0
    number: int = 0
    table: int = 0
    columns: tuple[int, ...] = ()
    goes_on: bool = False


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something, without its outer white space; `start` is the offset of its first character."""

    text: str
    number: int
    start: int
    look: Look = PLAIN

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Source:
    """`lines` cover all of `text` but white space, in order; offsets count in `text`, numbers in the file.

    `is_part` tells that it is one record of a collection: `name` is then that of the person whom it is about, where
    the cut tells it, and `heading` the line above that names the award of all.
    """

    text: str
    lines: tuple[Line, ...]
    messages: tuple[Message, ...] = ()
    pictures: tuple[Picture, ...] = ()
    name: str = ""
    heading: str = ""
    is_part: bool = False


# Where an editor begins a new line; whatever else ends a line (a form feed, U+2028) it shows as a sign within one.
LINE_END = re.compile(r"\r\n|\r|\n")


def split_lines(text: str, looks: dict[int, Look] | None = None) -> Iterator[Line]:
    """Yields the lines of a text; `looks` by line number, counted from 1."""
    number, start = 1, 0
    for raw in text.splitlines(keepends=True):
        if content := raw.strip():
            indent = len(raw) - len(raw.lstrip())
            yield Line(content, number, start + indent, (looks or {}).get(number, PLAIN))
        number += raw[-1] in "\r\n"
        start += len(raw)


def line_starts(text: str) -> list[int]:
    """Returns the offset of each line as editors count them, and the length of the text."""
    starts = [0, *(end.end() for end in LINE_END.finditer(text))]
    return starts if starts[-1] == len(text) else [*starts, len(text)]


def line_at(text: str, offset: int) -> int:
    return len(LINE_END.findall(text, 0, offset)) + 1
