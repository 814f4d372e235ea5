"""A document while it is laid out: pieces of its lines, drafts of sections, and what is left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from records.deeds.document import Award
from records.deeds.source import Line

from .forms import Form
from .headings import MAX_HEADING_CHARACTERS
from .paragraphs import ends_sentence

# Longer than a heading, a name or a date.
MAX_STRAY_CHARACTERS = 30
BLANK = re.compile(r"\s+(?=[\u4e00-\u9fff“《])")
MAX_LINES_IN_ONE, MIN_CHARACTERS_IN_ONE, MIN_PARTS = 4, 300, 4
MIN_PAGE_CHARACTERS = 200
PAGE_NUMBER = re.compile(r"\d{1,3}、\s*(?=\S)")


class Row(NamedTuple):
    """The place of a row, as in Look."""

    table: int
    columns: tuple[int, ...]


class Piece(NamedTuple):
    """A paragraph, or the part of one that was cut off; `start` is an offset in Paragraphs.text.

    `row` where it is a row of a table that is shown as one: no rule cuts it.
    """

    text: str
    start: int
    row: Row | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def cut(line: Line | Piece, start: int, end: int | None = None) -> list[Piece]:
    """Cuts that part of a line out, without outer white space; nothing comes of an empty one."""
    part = line.text[start:end]
    content = part.strip()
    if not content:
        return []
    # Most parts begin at once.
    indent = 0 if part[0] == content[0] else len(part) - len(part.lstrip())
    return [Piece(content, line.start + start + indent)]


def whole(line: Line) -> list[Piece]:
    """Returns all of a line, which holds something."""
    row = Row(line.look.table, line.look.columns) if line.look.table else None
    return [Piece(line.text, line.start, row)]


@dataclass
class Draft:
    """A section while its paragraphs are gathered; the first one, without title, is the introduction."""

    title: list[Piece] = field(default_factory=list)
    paragraphs: list[Piece] = field(default_factory=list)
    number: int | None = None  # as the document counts


@dataclass
class Layout:
    title: list[Piece] = field(default_factory=list)
    subtitle: list[Piece] = field(default_factory=list)  # left out as well: it often names the recipient
    summary: list[Piece] = field(default_factory=list)
    awards: list[tuple[Line, Award]] = field(default_factory=list)
    left_out: list[Piece] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=lambda: [Draft()])
    unsure: bool = False  # section titles are known by their wording alone
    is_foreign: bool = False  # in another language: no rule of Chinese documents was asked
    form: Form | None = None
    honors: list[Piece] = field(default_factory=list)  # left out as well: what a form says was won before
    strays: list[Piece] = field(default_factory=list)  # left out as well, and may be text all the same
    large_tables: list[Line] = field(default_factory=list)  # by their first rows; they stay lines of text

    @property
    def headline(self) -> str:
        """Joins title and subtitle: all that stands above the text to say what it is about."""
        return "".join(piece.text for piece in (*self.title, *self.subtitle))


def leave_out(layout: Layout, line: Line, *, is_known: bool) -> None:
    """Leaves a line out; a long one of no known kind is a stray, for an editor to look at."""
    pieces = cut(line, 0) if is_known else whole(line)
    layout.left_out += pieces
    layout.strays += [
        piece for piece in pieces if not (is_known or piece.row) and len(piece.text) > MAX_STRAY_CHARACTERS
    ]


# --- What copying did to a text -------------------------------------------------------------------------


def spread(lines: Sequence[Line]) -> Sequence[Line]:
    """Cuts a document that lost its line ends where blanks stand in their place: behind sentences and titles."""
    longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest is None or len(lines) > MAX_LINES_IN_ONE or len(longest.text) < MIN_CHARACTERS_IN_ONE:
        return lines
    return [part for line in lines for part in (spread_line(line) if line is longest else [line])]


def spread_line(line: Line) -> list[Line]:
    starts = [0]
    for blank in BLANK.finditer(line.text):
        before = line.text[starts[-1] : blank.start()]
        if ends_sentence(before) or len(before) <= MAX_HEADING_CHARACTERS:
            starts.append(blank.end())
    # Words with blanks between them are no lines.
    if len(starts) < MIN_PARTS or sum(ends_sentence(line.text[:start].rstrip()) for start in starts[1:]) < 2:
        return [line]
    parts = zip(starts, [*starts[1:], len(line.text)], strict=True)
    return [
        Line(piece.text, line.number, piece.start, line.look)
        for start, end in parts
        for piece in cut(line, start, end)
    ]


def without_page_numbers(layout: Layout, lines: Sequence[Line]) -> list[Line]:
    """Takes off numbers that tear sentences apart: a preview of pages was copied, and each began with its number."""
    marked = [index for index, line in enumerate(lines) if PAGE_NUMBER.match(line.text)]
    torn = [index for index in marked if index and is_torn(lines[index - 1])]
    if not torn or len(torn) * 2 < len(marked):
        return list(lines)
    kept = list(lines)
    for index in marked:
        number = PAGE_NUMBER.match(lines[index].text)
        rest = cut(lines[index], number.end()) if number else []
        if rest:
            layout.left_out += cut(lines[index], 0, rest[0].start - lines[index].start)
            kept[index] = Line(rest[0].text, lines[index].number, rest[0].start, lines[index].look)
    return kept


def is_torn(above: Line) -> bool:
    """Tells whether a page breaks off in mid-sentence above a number."""
    return len(above.text) > MIN_PAGE_CHARACTERS and above.text[-1].isalnum()
