"""A document as every reader hands it on: its text, one paragraph a line, and how each line looked."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from .document import Message, Picture

# What a line is where the format itself says so; "chrome" is navigation and the like.
Role = Literal["body", "title", "heading", "chrome", "caption", "table", "note"]


@dataclass(frozen=True, slots=True)
class Look:
    """What a word processor or a browser shows of a line beyond its characters.

    `level` is the outline level of a heading, from 1. `bold` counts the characters at the line's start that stand
    out from the rest: all of them in a bold line, the first few where a heading runs into its paragraph.
    `number` counts the characters of an automatic number: they stand at the line's start, as they were shown.
    """

    role: Role = "body"
    level: int | None = None
    bold: int = 0
    number: int = 0


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
    """`lines` cover all of `text` but white space, in order; offsets and line numbers count in `text`."""

    text: str
    lines: tuple[Line, ...]
    messages: tuple[Message, ...] = ()
    pictures: tuple[Picture, ...] = ()


def split_lines(text: str, looks: dict[int, Look] | None = None) -> Iterator[Line]:
    """The lines of a text; `looks` by line number, counted from 1."""
    for number, (raw, start) in enumerate(zip(text.splitlines(), line_starts(text), strict=False), start=1):
        if content := raw.strip():
            indent = len(raw) - len(raw.lstrip())
            yield Line(content, number, start + indent, (looks or {}).get(number, PLAIN))


def line_starts(text: str) -> list[int]:
    """The offset of each line, and the length of the text."""
    return [0, *accumulate(len(raw) for raw in text.splitlines(keepends=True))]
