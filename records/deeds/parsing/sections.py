"""Lines as pieces, gathered into drafts of sections; each then cut into its lead and its measures (一是, 二是)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from records.deeds.document import Award
from records.deeds.source import Line

from .forms import Form
from .line_kinds import MAX_HEADING_CHARACTERS
from .numerals import DEPTH, Marker, marks_in, ordinals_in
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


DASHES = "—－–-"


DASHES = "—－–-"


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
        # Behind a dash stands who it is: 样本厂工人　某某.
        below = (f"——{''.join(piece.text.lstrip(DASHES).split())}" for piece in self.subtitle)
        return "".join((*(piece.text for piece in self.title), *below))


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


# --- A section's paragraphs → its lead and its numbered measures ----------------------------------------


class PlacedMarker(NamedTuple):
    """A mark with the paragraph it stands in."""

    paragraph: int
    marker: Marker

    @property
    def place(self) -> tuple[int, int]:
        return self.paragraph, self.marker.start


@dataclass
class Item:
    """A measure while its paragraphs are gathered."""

    marker: Piece
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class MeasuredSection:
    """A section cut into lead and measures."""

    title: list[Piece] = field(default_factory=list)
    lead: list[Piece] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    led_in: bool = False  # the last paragraph of the lead and the first measure share a line
    gap: bool = False  # a number is missing, or a list begins late

    def pieces(self) -> Iterator[Piece]:
        yield from self.title
        yield from self.lead
        for item in self.items:
            yield from (item.marker, *item.pieces)


def measured(draft: Draft) -> MeasuredSection:
    part = MeasuredSection(draft.title)
    marks = [
        PlacedMarker(index, marker)
        for index, paragraph in enumerate(draft.paragraphs)
        if not paragraph.row
        for marker in marks_in(paragraph.text)
    ]
    texts = ("" if paragraph.row else paragraph.text for paragraph in draft.paragraphs)
    marks += [PlacedMarker(index, marker) for index, marker in ordinals_in(texts)]
    chosen = outermost([chain(marks, kind) for kind in dict.fromkeys(mark.marker.kind for mark in marks)])
    numbers = [mark.marker.number for mark in chosen]
    part.gap = any(
        number not in (1, before + 1) for before, number in zip([0, *numbers], numbers, strict=False)
    )
    by_paragraph: dict[int, list[Marker]] = {}
    for mark in chosen:
        by_paragraph.setdefault(mark.paragraph, []).append(mark.marker)
    for index, paragraph in enumerate(draft.paragraphs):
        take(part, paragraph, by_paragraph.get(index, []))
    return part


def take(part: MeasuredSection, paragraph: Piece, markers: Sequence[Marker]) -> None:
    target, done = part.items[-1].pieces if part.items else part.lead, 0
    for marker in markers:
        target += cut(paragraph, done, marker.start)
        part.led_in = part.led_in or (not part.items and marker.start > 0)
        item = Item(cut(paragraph, marker.start, marker.end)[0])
        part.items.append(item)
        target, done = item.pieces, marker.end
    target += cut(paragraph, done) if done else [paragraph]


def chain(marks: Sequence[PlacedMarker], kind: str) -> list[PlacedMarker]:
    """Returns the marks of one kind that count on: 1, 2, 3 …; a new list begins at 1 behind a full stop.

    A number that is nowhere to be found is passed over, and a text cut off may begin with a later one.
    """
    own = [mark for mark in marks if mark.marker.kind == kind]
    last_at = {mark.marker.number: index for index, mark in enumerate(own)}
    found: list[PlacedMarker] = []
    for index, mark in enumerate(own):
        last, number, strong = found[-1].marker.number if found else 0, mark.marker.number, mark.marker.strong
        anew = number == 1 and strong and (not found or last_at.get(2, -1) > index)
        late = strong and number == last + 2 and last_at.get(number - 1, -1) < index and bool(found)
        cut_off = strong and not found and last_at.get(number + 1, -1) > index and 1 not in last_at
        if number == last + 1 or anew or late or cut_off:
            found.append(mark)
    return found if len(found) > 1 or (kind == "一是" and found and found[0].marker.number == 1) else []


def outermost(chains: Sequence[list[PlacedMarker]]) -> list[PlacedMarker]:
    """Returns the list that holds the others: the one that begins first, unless a higher kind of list follows it whole.

    What follows is a lead that counts (一是…二是…) and then the section's own list (（一）, （二）) at line starts.
    A list of one counts only where there is no other.
    """
    real = sorted((chain for chain in chains if len(chain) > 1), key=lambda chain: chain[0].place)
    if not real:
        return next((chain for chain in chains if chain), [])
    best = real[0]
    for other in real[1:]:
        at_lines = all(mark.marker.start == 0 for mark in other)
        above = DEPTH[other[0].marker.kind] < DEPTH[best[0].marker.kind]
        if at_lines and above and best[-1].place < other[0].place:
            best = other
    return best


# --- The running text in order: introduction, sections with their measures, closing ---------------------

MAX_NAME_CHARACTERS = 40  # of a table


@dataclass(frozen=True, slots=True)
class Body:
    """The running text in order, each piece with the measure it belongs to."""

    introduction: list[Piece]
    parts: list[MeasuredSection]
    closing: list[Piece]

    def prose(self) -> Iterator[Piece]:
        """Yields what speaks of the recipient as a whole: everything but the measures."""
        yield from self.introduction
        for part in self.parts:
            yield from part.lead
        yield from self.closing

    def measures(self) -> Iterator[Piece]:
        for part in self.parts:
            for item in part.items:
                yield from item.pieces

    def placed(self) -> Iterator[tuple[Piece, tuple[int, int] | None]]:
        yield from ((piece, None) for piece in self.introduction)
        for s, part in enumerate(self.parts, start=1):
            yield from ((piece, None) for piece in part.lead)
            for m, item in enumerate(part.items, start=1):
                yield from ((piece, (s, m)) for piece in item.pieces)
        yield from ((piece, None) for piece in self.closing)


def body_of(layout: Layout) -> Body:
    introduction, parts = untitled(measured(layout.drafts[0]))
    parts += [measured(draft) for draft in layout.drafts[1:]]
    return Body(introduction, parts, take_closing(parts))


def untitled(part: MeasuredSection) -> tuple[list[Piece], list[MeasuredSection]]:
    """Returns the introduction, and a section without title if there are measures before the first heading.

    Whole paragraphs before the measures introduce the record; what stands in the first measure's own paragraph
    leads in to the measures, unless there is no other introduction.
    """
    if not part.items:
        return part.lead, []
    led_in = part.led_in and len(part.lead) > 1
    introduction, lead = (part.lead[:-1], part.lead[-1:]) if led_in else (part.lead, [])
    return introduction, [replace(part, lead=lead)]


def take_closing(parts: Sequence[MeasuredSection]) -> list[Piece]:
    """Cuts off the paragraphs by which the last measure is longer than any other: they close the deeds.

    Tables count for nothing: they stay with what stands above them.
    """
    if not parts or not parts[-1].items:
        return []
    *others, last = [item for part in parts for item in part.items]
    usual = max((len(prose_in(item.pieces)) for item in others), default=1)
    prose = prose_in(last.pieces)[max(usual, 1) :]
    at = prose[0] if prose else len(last.pieces)
    closing = last.pieces[at:]
    del last.pieces[at:]
    return closing


def prose_in(pieces: Sequence[Piece]) -> list[int]:
    """Returns the places of the paragraphs that are no row of a table, nor a short line that names one."""
    return [
        index
        for index, piece in enumerate(pieces)
        if not piece.row
        and not (names_table(piece) and any(below.row for below in pieces[index + 1 : index + 2]))
    ]


def names_table(piece: Piece) -> bool:
    return len(piece.text) <= MAX_NAME_CHARACTERS and not ends_sentence(piece.text)
