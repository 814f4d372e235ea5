"""Source → Deeds: what the paragraphs are is found out step by step, each in a module of its own, and put together.

paragraphs (lines joined again) → layout (title, boilerplate, headings) → measures (一是, 二是) → awards, recipient,
figures.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from records.deeds.document import Award, Deeds, Figure, Reading, Span
from records.deeds.source import Source

from .awards import DASH, awards_counted_out, awards_in, awards_in_caption, awards_in_title, merged, plain
from .body import Body, body_of
from .doubts import doubts
from .drafts import Layout
from .figures import Found, figures_in
from .figures.key_figures import with_key_figures
from .layout import lay_out
from .paragraphs import paragraphs_of
from .recipients import recipient_of
from .recipients.evidence import Candidate
from .recipients.people import opening_person
from .restoring import Written, marks_of

MAX_FIGURES = 200
MAX_AWARDS = 200
MAX_PASSED = 5000
MIN_NAME_CHARACTERS = 5


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
    holders = [award.holder for award in mentioned if award.holder]
    text = paragraphs.text.lstrip()
    known = Candidate(source.name, "person") if source.name else None
    if form := layout.form:
        known = Candidate(form.name, form.kind, post=form.post if form.kind == "person" else "")
    choice = recipient_of(layout.headline or None, introduction, text, holders, known)
    if choice.recipient.kind == "organization":
        mentioned = [with_person(award, paragraphs.text) for award in mentioned]
    awards = own_first(merged([*own, *mentioned], choice.recipient.name))
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
    messages = doubts(deeds, layout, body.parts, paragraphs, found, own=bool(own), choice=choice)
    marking = partial(marks_of, paragraphs, layout, body, deeds, found.suggested)
    return Reading(
        deeds,
        (*source.messages, *messages),
        source.text,
        source.pictures,
        marking,
        suggested=tuple(found.suggested),
    )
