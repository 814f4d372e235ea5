"""Source → Deeds: what the paragraphs are is found out step by step, each in a module of its own, and put together.

paragraphs (lines joined again) → layout (title, boilerplate, headings) → sections (一是, 二是) → awards, recipient,
figures. They were found in folded, joined text: what the document itself writes is restored, with where it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from records.deeds.characters import with_usual_dots
from records.deeds.document import Award, Deeds, Figure, Mark, Measure, Reading, Recipient, Section, Span
from records.deeds.source import Source

from .awards import (
    DASH,
    award_of_all,
    awards_counted_out,
    awards_in,
    awards_in_caption,
    awards_in_title,
    merged,
    plain,
    three_parts,
)
from .doubts import AwardSource, doubts
from .figures.finding import Found, figures_in, with_key_figures
from .layout import lay_out
from .paragraphs import Paragraphs, paragraphs_of
from .recipients.choosing import recipient_of
from .recipients.evidence import Candidate
from .recipients.people import opening_person
from .sections import Body, Layout, MeasuredSection, Piece, Row, body_of

MAX_FIGURES = 200
MAX_AWARDS = 200
MAX_PASSED = 5000
MIN_NAME_CHARACTERS = 5


# --- What the document itself writes --------------------------------------------------------------------


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
        words["name"] = with_usual_dots(words["name"])
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


# --- A table as one text --------------------------------------------------------------------------------
# A block of lines without a blank one between them, cells parted by tabs, an empty cell being nothing between two.
# Beside that only white space is added to what the document holds.


def blocks(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yields the pieces that make one paragraph each: the rows of a table together."""
    for table, group in groupby(pieces, key=lambda piece: piece.row.table if piece.row else 0):
        rows = list(group)
        if table and len(rows) > 1:
            yield rows
        else:
            yield from ([piece] for piece in rows)


def in_grid(rows: Sequence[tuple[str, Row]]) -> str:
    """Joins the rows of a table, each cell in its column; a column that is empty throughout is left away."""
    used = sorted({column for _, row in rows for column in row.columns})
    places = {column: place for place, column in enumerate(used)}
    lines = []
    for text, row in rows:
        filled = [cell.strip() for cell in text.split("\t") if cell.strip()]
        cells = [""] * max(len(used), len(filled))
        fits = len(filled) == len(row.columns)
        for place, cell in enumerate(filled):
            cells[places[row.columns[place]] if fits else place] = cell
        lines.append("\t".join(cells))
    return "\n".join(lines)


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


# --- The steps ------------------------------------------------------------------------------------------


def all_figures(body: Body, written: Written) -> Found:
    """Returns the first MAX_FIGURES: deeds hold dozens, and each takes a copy of its sentence into the file's head."""
    figures: list[Figure] = []
    passed: list[Span] = []
    suggested: list[Figure] = []
    for piece, place in body.placed():
        found = figures_in(piece.text, piece.start, place, written.shown(piece))
        figures += map(written.figure, found.figures)
        suggested += map(written.figure, found.suggested)
        passed += found.passed
        if len(figures) >= MAX_FIGURES or len(passed) >= MAX_PASSED:
            break
    return Found(figures[:MAX_FIGURES], passed, suggested[:MAX_FIGURES])


def all_awards(layout: Layout, body: Body, text: str) -> tuple[list[Award], list[Award]]:
    """Returns those that the title and the lines below it name, and those the text and its captions tell of.

    `text` is the whole document: a report may count out the awards in one paragraph and find its winner in another.
    Measures tell of what others won through them, so they are asked only where nothing else names an award.
    """
    own = [*(award for _, award in layout.awards), *awards_in_title(layout.headline)]
    told = (*layout.honors, *body.prose())
    mentioned = [award for piece in told for award in awards_in(piece.text, piece.start)]
    captions = [award for piece in layout.left_out for award in awards_in_caption(piece.text, piece.start)]
    if not own and not mentioned:
        mentioned = list(awards_counted_out(text))
    if not own and not mentioned and not captions:
        mentioned = [award for piece in body.measures() for award in awards_in(piece.text, piece.start)]
    others = [*mentioned, *captions]
    return own or named_in(layout.headline, others), others


def named_in(headline: str, mentioned: Sequence[Award]) -> list[Award]:
    """Returns the award of the text that stands in the headline too, maybe with its words in another order."""
    parts = {"".join(sorted(plain(part))) for part in DASH.split(headline)}
    for award in mentioned:
        name = plain(award.name).removesuffix("奖章")
        if len(name) >= MIN_NAME_CHARACTERS and (name in plain(headline) or "".join(sorted(name)) in parts):
            return [award]
    return []


def own_first(awards: Sequence[Award]) -> Sequence[Award]:
    """Puts an award of the recipient's own first: that of the page is none that only its people or units have."""
    first = next((award for award in awards if award.holder is None), None)
    return awards if first is None else (first, *(award for award in awards if award is not first))


def with_person(award: Award, text: str) -> Award:
    """Names the person of whom the sentence tells: a unit does not take the honors of its people."""
    if award.holder or not award.span:
        return award
    return replace(award, holder=opening_person(text, award.span.start))


def award_source(source: Source, layout: Layout, own: Sequence[Award]) -> tuple[Sequence[Award], AwardSource]:
    """Returns the awards that the head of this page names, or the heading of its collection, and which it was."""
    if own:
        return own, AwardSource("head")
    if source.heading and (shared := award_of_all(source.heading)):
        return [shared.award], AwardSource("heading" if shared.sure else "doubtful heading", source.heading)
    if not source.is_part:
        return own, AwardSource("text")
    # A title that gives the place of an award to something else (…－某某－党代表) knows of none.
    return own, AwardSource("other title" if three_parts(layout.headline) else "text of a part")


def located(award: Award, layout: Layout) -> Award:
    """Adds the place of its name, if title or award lines hold it: those name awards without saying where."""
    lines = [(line.start, line.text) for line, _ in layout.awards]
    above = [*lines, *((piece.start, piece.text) for piece in (*layout.title, *layout.subtitle))]
    starts = (start + text.index(award.name) for start, text in above if award.name in text)
    start = None if award.span else next(starts, None)
    return award if start is None else replace(award, span=Span(start, start + len(award.name)))


def read_source(source: Source) -> Reading:
    paragraphs = paragraphs_of(source)
    layout = lay_out(paragraphs.lines)
    body = body_of(layout)
    written = Written(paragraphs)
    introduction = "\n".join(piece.text for piece in body.introduction)
    own, mentioned = all_awards(layout, body, paragraphs.text)
    named, said = award_source(source, layout, own)
    holders = [award.holder for award in mentioned if award.holder]
    text = paragraphs.text.lstrip()
    known = Candidate(source.name, "person") if source.name else None
    if form := layout.form:
        known = Candidate(form.name, form.kind, post=form.post if form.kind == "person" else "")
    choice = recipient_of(layout.headline or None, introduction, text, holders, known)
    if choice.recipient.kind == "organization":
        mentioned = [with_person(award, paragraphs.text) for award in mentioned]
    awards = own_first(merged([*named, *mentioned], choice.recipient.name))
    said = said._replace(first=awards[0] if awards else None)
    found = all_figures(body, written)
    deeds = Deeds(
        title="".join(map(written.piece, layout.title)) or None,
        recipient=written.recipient(choice.recipient),
        awards=tuple(written.award(located(award, layout)) for award in awards[:MAX_AWARDS]),
        summary="".join(map(written.piece, layout.summary)),
        introduction=written.pieces(body.introduction),
        sections=tuple(written.section(number, part) for number, part in enumerate(body.parts, start=1)),
        closing=written.pieces(body.closing),
        figures=with_key_figures(found.figures),
        left_out=tuple(map(written.piece, layout.left_out)),
    )
    messages = doubts(deeds, layout, body.parts, paragraphs, found, said=said, choice=choice)
    marking = partial(marks_of, paragraphs, layout, body, deeds, found.suggested)
    return Reading(
        deeds,
        (*source.messages, *messages),
        source.text,
        source.pictures,
        marking,
        suggested=tuple(found.suggested),
    )
