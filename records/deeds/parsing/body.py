"""Layout → the running text in order: introduction, sections with their measures, closing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .drafts import Layout, Piece
from .measures import MeasuredSection, measured


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
    """Cuts off the paragraphs by which the last measure is longer than any other: they close the deeds."""
    if not parts or not parts[-1].items:
        return []
    *others, last = [item for part in parts for item in part.items]
    usual = max((len(item.pieces) for item in others), default=1)
    closing = last.pieces[max(usual, 1) :]
    del last.pieces[max(usual, 1) :]
    return closing
