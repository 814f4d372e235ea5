"""Restores what was found in folded, joined text to what the document itself writes, and says where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from records.deeds.document import Award, Deeds, Figure, Mark, Measure, Recipient, Section, Span

from .body import Body
from .drafts import Layout, Piece
from .measures import MeasuredSection
from .paragraphs import Paragraphs
from .tables import blocks, in_grid


class Written:
    """Most documents need no folding and no joining: what was found is then returned `as_is`."""

    def __init__(self, paragraphs: Paragraphs) -> None:
        self.paragraphs = paragraphs
        self.folded = paragraphs.text != paragraphs.written
        self.as_is = not self.folded and len(paragraphs.joints) == 1
        self.forms = dict(zip(paragraphs.text, paragraphs.written, strict=True)) if self.folded else {}

    def piece(self, piece: Piece) -> str:
        if self.folded or self.paragraphs.carried:
            return self.paragraphs.as_written(piece.start, piece.end)
        return piece.text

    def shown(self, piece: Piece) -> str:
        """Returns it without what nobody sees: the same length as the text that the rules work on."""
        return self.paragraphs.written[piece.start : piece.end] if self.folded else piece.text

    def pieces(self, pieces: Sequence[Piece]) -> str:
        if not any(piece.row for piece in pieces):
            return "\n\n".join(map(self.piece, pieces))
        return "\n\n".join(map(self.block, blocks(pieces)))

    def block(self, pieces: Sequence[Piece]) -> str:
        rows = [(self.piece(piece), piece.row) for piece in pieces if piece.row]
        return in_grid(rows) if len(rows) > 1 else self.piece(pieces[0])

    def words(self, text: str) -> str:
        """Restores words put together from several places, each character in the form the document uses."""
        return "".join(self.forms.get(character, character) for character in text) if self.folded else text

    def span(self, span: Span | None) -> Span | None:
        return self.paragraphs.span(span.start, span.end) if span else None

    def recipient(self, found: Recipient) -> Recipient:
        if self.as_is:
            return found
        words = {
            name: self.words(getattr(found, name) or "") for name in ("name", "short_name", "region", "post")
        }
        return Recipient(kind=found.kind, **words)

    def award(self, award: Award) -> Award:
        if self.as_is:
            return award
        span = award.span
        at_hand = span and self.paragraphs.text[span.start : span.end] == award.name
        return replace(
            award,
            name=self.paragraphs.written[span.start : span.end]
            if span and at_hand
            else self.words(award.name),
            holder=self.words(award.holder or ""),
            issuer=self.words(award.issuer or ""),
            span=self.span(award.span),
        )

    def figure(self, figure: Figure) -> Figure:
        return figure if self.as_is else replace(figure, span=self.span(figure.span))

    def section(self, number: int, part: MeasuredSection) -> Section:
        measures = tuple(
            Measure(
                n, self.piece(item.marker), self.pieces(item.pieces), self.around([item.marker, *item.pieces])
            )
            for n, item in enumerate(part.items, start=1)
        )
        title = " ".join(map(self.piece, part.title)) or None
        return Section(number, title, self.pieces(part.lead), measures, self.around(list(part.pieces())))

    def around(self, pieces: Sequence[Piece]) -> Span | None:
        return self.paragraphs.span(pieces[0].start, pieces[-1].end) if pieces else None


# --- Where each value stands, for the editor who checks one against the other -----------------------------


def marks_of(
    paragraphs: Paragraphs, layout: Layout, body: Body, deeds: Deeds, suggested: Sequence[Figure]
) -> Iterator[Mark]:
    def of(path: str, pieces: Sequence[Piece]) -> Iterator[Mark]:
        return (Mark(path, paragraphs.span(some[0].start, some[-1].end)) for some in blocks(pieces))

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
    yield from copies(deeds, suggested)


def copies(deeds: Deeds, suggested: Sequence[Figure]) -> Iterator[Mark]:
    """Yields marks of awards and figures: copied out of the text, they lie upon the other marks."""
    for number, award in enumerate(deeds.awards, start=1):
        if award.span:
            yield Mark(f"awards.{number}", award.span)
    for number, figure in enumerate(deeds.figures, start=1):
        if figure.span:
            yield Mark(f"figures.{number}", figure.span)
    for number, figure in enumerate(suggested, start=1):
        if figure.span:
            yield Mark(f"suggested.{number}", figure.span)
