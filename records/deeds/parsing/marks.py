"""Finds where in the document each value stands, for the editor who checks one against the other."""

from collections.abc import Iterator, Sequence

from records.deeds.document import Deeds, Mark

from .body import Body
from .drafts import Layout, Piece
from .paragraphs import Paragraphs


def marks_of(paragraphs: Paragraphs, layout: Layout, body: Body, deeds: Deeds) -> Iterator[Mark]:
    def of(path: str, pieces: Sequence[Piece]) -> Iterator[Mark]:
        return (Mark(path, paragraphs.span(piece.start, piece.end)) for piece in pieces)

    yield from of("title", layout.title)
    if deeds.recipient.name and (at := paragraphs.written.find(deeds.recipient.name)) >= 0:
        yield Mark("recipient.name", paragraphs.span(at, at + len(deeds.recipient.name)))
    yield from of("summary", layout.summary)
    yield from of("introduction", body.introduction)
    for s, part in enumerate(body.parts, start=1):
        yield from of(f"sections.{s}.title", part.title)
        yield from of(f"sections.{s}.lead", part.lead)
        for m, item in enumerate(part.items, start=1):
            yield from of(f"sections.{s}.measures.{m}.marker", [item.marker])
            yield from of(f"sections.{s}.measures.{m}.text", item.pieces)
    yield from of("closing", body.closing)
    for number, piece in enumerate(layout.left_out, start=1):
        yield from of(f"left_out.{number}", [piece])
    yield from copies(deeds)


def copies(deeds: Deeds) -> Iterator[Mark]:
    """Yields marks of awards and figures: copied out of the text, they lie upon the other marks."""
    for number, award in enumerate(deeds.awards, start=1):
        if award.span:
            yield Mark(f"awards.{number}", award.span)
    for number, figure in enumerate(deeds.figures, start=1):
        if figure.span:
            yield Mark(f"figures.{number}", figure.span)
