"""Layout → the running text in order: introduction, sections with their measures, closing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .drafts import Layout, Piece
from .measures import MeasuredSection, measured
from .paragraphs import ends_sentence

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
