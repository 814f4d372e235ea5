"""Source → Deeds: what the paragraphs are is found out step by step, each in a module of its own, and put together.

paragraphs (lines joined again) → layout (title, chrome, headings) → measures (一是, 二是) → awards, recipient, figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .document import Award, Deeds, Figure, Mark, Measure, Reading, Recipient, Section, Span
from .doubts import doubts
from .figures import figures_in
from .honors import awards_in, awards_in_title, merged
from .layout import Layout, Piece, lay_out
from .measures import Part, measured
from .paragraphs import Paragraphs, paragraphs_of
from .recipients import recipient_of
from .source import Source

MAX_FIGURES = 200
MAX_AWARDS = 200
MAX_PASSED = 5000


@dataclass(frozen=True, slots=True)
class Body:
    """The running text in order, each piece with the measure it belongs to."""

    introduction: list[Piece]
    parts: list[Part]
    closing: list[Piece]

    def prose(self) -> Iterator[Piece]:
        """What speaks of the recipient as a whole: everything but the measures."""
        yield from self.introduction
        for part in self.parts:
            yield from part.lead
        yield from self.closing

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


def untitled(part: Part) -> tuple[list[Piece], list[Part]]:
    """Introduction, and a section without title if there are measures before the first heading.

    Whole paragraphs before the measures introduce the record; what stands in the first measure's own paragraph
    leads in to the measures, unless there is no other introduction.
    """
    if not part.items:
        return part.lead, []
    led_in = part.led_in and len(part.lead) > 1
    introduction, lead = (part.lead[:-1], part.lead[-1:]) if led_in else (part.lead, [])
    return introduction, [replace(part, lead=lead)]


def take_closing(parts: Sequence[Part]) -> list[Piece]:
    """Paragraphs behind the last measure close the deeds where it runs over more of them than any other measure."""
    if not parts or not parts[-1].items:
        return []
    *others, last = [item for part in parts for item in part.items]
    usual = max((len(item.pieces) for item in others), default=1)
    closing = last.pieces[max(usual, 1) :]
    del last.pieces[max(usual, 1) :]
    return closing


class Written:
    """Values as the document writes them: found in folded, joined text, and cut from the document's own."""

    def __init__(self, paragraphs: Paragraphs) -> None:
        self.paragraphs = paragraphs
        self.folded = paragraphs.text != paragraphs.written
        self.as_is = not self.folded and len(paragraphs.joints) == 1
        self.forms = dict(zip(paragraphs.text, paragraphs.written, strict=True)) if self.folded else {}

    def piece(self, piece: Piece) -> str:
        return self.paragraphs.written[piece.start : piece.end] if self.folded else piece.text

    def pieces(self, pieces: Sequence[Piece]) -> str:
        return "\n\n".join(map(self.piece, pieces))

    def words(self, text: str) -> str:
        """Words put together from several places: character by character, in the form the document uses."""
        return "".join(self.forms.get(character, character) for character in text) if self.folded else text

    def span(self, span: Span | None) -> Span | None:
        return self.paragraphs.span(span.start, span.end) if span else None

    def recipient(self, found: Recipient) -> Recipient:
        if self.as_is:
            return found
        words = {name: self.words(getattr(found, name) or "") for name in ("name", "short_name", "region")}
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

    def section(self, number: int, part: Part) -> Section:
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


def all_figures(body: Body, written: Written) -> tuple[list[Figure], list[Span]]:
    """The first MAX_FIGURES: deeds hold dozens, and each carries a copy of its sentence into the head of the file."""
    figures: list[Figure] = []
    passed: list[Span] = []
    for piece, place in body.placed():
        found, unnamed = figures_in(piece.text, piece.start, place, written.piece(piece))
        figures += map(written.figure, found)
        passed += unnamed
        if len(figures) >= MAX_FIGURES or len(passed) >= MAX_PASSED:
            break
    return figures[:MAX_FIGURES], passed


def marks_of(paragraphs: Paragraphs, layout: Layout, body: Body, deeds: Deeds) -> Iterator[Mark]:
    def of(path: str, pieces: Sequence[Piece]) -> Iterator[Mark]:
        return (Mark(path, paragraphs.span(piece.start, piece.end)) for piece in pieces)

    yield from of("title", layout.title)
    if deeds.recipient.name and (at := paragraphs.written.find(deeds.recipient.name)) >= 0:
        yield Mark("recipient.name", paragraphs.span(at, at + len(deeds.recipient.name)))
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
    for path, values in (("awards", deeds.awards), ("figures", deeds.figures)):
        for number, value in enumerate(values, start=1):
            if value.span:
                yield Mark(f"{path}.{number}", value.span)


def read_source(source: Source) -> Reading:
    paragraphs = paragraphs_of(source)
    layout = lay_out(paragraphs.lines)
    body = body_of(layout)
    title = "".join(piece.text for piece in layout.title) or None
    introduction = "\n".join(piece.text for piece in body.introduction)
    recipient, certain = recipient_of(title, introduction, paragraphs.text)
    own = [*(award for _, award in layout.awards), *(awards_in_title(title) if title else [])]
    told = [award for piece in body.prose() for award in awards_in(piece.text, piece.start)]
    written = Written(paragraphs)
    figures, passed = all_figures(body, written)
    deeds = Deeds(
        "".join(map(written.piece, layout.title)) or None,
        written.recipient(recipient),
        tuple(map(written.award, merged([*own, *told], recipient.name)[:MAX_AWARDS])),
        written.pieces(body.introduction),
        tuple(written.section(number, part) for number, part in enumerate(body.parts, start=1)),
        written.pieces(body.closing),
        tuple(figures),
        tuple(map(written.piece, layout.left_out)),
    )
    messages = doubts(deeds, layout, body.parts, paragraphs, passed, own=bool(own), certain=certain)
    marks = tuple(marks_of(paragraphs, layout, body, deeds))
    return Reading(deeds, (*source.messages, *messages), source.text, marks, source.pictures)
