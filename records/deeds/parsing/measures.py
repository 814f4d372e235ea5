"""A section's paragraphs → its lead and its numbered measures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .drafts import Draft, Piece, cut
from .numerals import DEPTH, Marker, marks_in


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
