"""Cuts from a record that was found the place that fits best, with the words looked for marked."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.models import Record
from records.presentation.facts import facts
from records.presentation.passages import Passage, PassageKind, passages

from .canonical import Span, Term, canonical, merged, spans_of

EXCERPT_CHARACTERS = 90
# Before the first word found: as many as it takes to begin with a sentence or clause, rather fewer than more, and so
# many where none begins.
CHARACTERS_BEFORE_MATCH, FEW_CHARACTERS, MOST_CHARACTERS = 20, 30, 60
SENTENCE_END = re.compile(r"(?:[。！？!?；;]|…+)[”’」』）》)]* ?")
CLAUSE_END = re.compile(r"(?:[，：]|[,:](?!\d)|—+) ?")
MAX_SPANS_TRIED = 200  # of a word that stands in every line


class Excerpt(NamedTuple):
    """`label` names the part of the deeds, blank where its words are the title's or the introduction's."""

    address: str
    label: str
    text: SafeString


def excerpt(record: Record, terms: Sequence[Term]) -> Excerpt | None:
    """Cuts it from the first passage with most of the terms, a measure before all others; None where none has any."""
    passage = best_passage(record, terms)
    if passage is None:
        return None
    address = record.get_absolute_url() + (f"#{passage.anchor}" if passage.anchor else "")
    return Excerpt(address, passage.label, cut(shown_text(passage), terms))


def excerpt_of_facts(record: Record, terms: Sequence[Term]) -> Excerpt | None:
    """Shows the fact with most of the terms: another honor, a figure, the source."""
    said = [unicodedata.normalize("NFC", fact) for fact in facts(record)]
    best = max(said, key=lambda fact: terms_in(fact, terms), default="")
    return Excerpt(record.get_absolute_url(), "", cut(best, terms)) if terms_in(best, terms) else None


def best_passage(record: Record, terms: Sequence[Term]) -> Passage | None:
    """Looks no further than one that has them all."""
    max_terms, best = 0, None
    for passage in in_order_of_choice(record):
        number = terms_in(shown_text(passage), terms)
        if number > max_terms:
            max_terms, best = number, passage
        if max_terms == len(terms):
            break
    return best


def terms_in(text: str, terms: Sequence[Term]) -> int:
    form = canonical(text)
    return sum(term.form in form for term in terms)


def in_order_of_choice(record: Record) -> list[Passage]:
    """Returns the measures first, then leads, introduction and closing: of passages with as many words the first is
    chosen."""
    texts = [
        passage for passage in passages(record) if passage.kind in (PassageKind.MEASURE, PassageKind.PROSE)
    ]
    return sorted(texts, key=lambda passage: (passage.kind != PassageKind.MEASURE, not passage.section))


def shown_text(passage: Passage) -> str:
    return unicodedata.normalize("NFC", " ".join(passage.words.split()))


def cut(text: str, terms: Sequence[Term]) -> SafeString:
    """Cuts some of it, from where most of the terms stand together."""
    spans = spans_of(terms, text)
    first = densest(spans)
    start = beginning(text, first)
    end = max(start + EXCERPT_CHARACTERS, first + EXCERPT_CHARACTERS - CHARACTERS_BEFORE_MATCH)
    end = end if len(text) > end + 4 else len(text)
    shown = with_marks(text, spans, start, end)
    return format_html("{}{}{}", "……" if start else "", shown, "……" if end < len(text) else "")


def beginning(text: str, first: int) -> int:
    """Returns where an excerpt begins that shows the character `first`: with its sentence, or else with a clause.

    With a sentence that begins near by, the first clause that does, or the next one farther off.
    """
    if first <= FEW_CHARACTERS:
        return 0
    sentences = starts(SENTENCE_END, text, first)
    clauses = sorted({*sentences, *starts(CLAUSE_END, text, first)})
    near = first - FEW_CHARACTERS
    chosen = [start for start in sentences[-1:] if start >= near]
    chosen = chosen or [start for start in clauses if start >= near] or clauses[-1:]
    return chosen[0] if chosen else first - CHARACTERS_BEFORE_MATCH


def starts(ends: re.Pattern[str], text: str, first: int) -> list[int]:
    """Returns where there is a beginning behind one of these ends, in the last characters up to `first`."""
    farthest = max(first - MOST_CHARACTERS, 0)
    found = [match.end() for match in ends.finditer(text, max(farthest - 2, 0), first)]
    return [0] * (farthest == 0) + [start for start in found if farthest <= start <= first]


def densest(spans: Sequence[tuple[Span, Term]]) -> int:
    """Returns the character from which an excerpt shows most of the terms, the first of such."""
    tried = spans[:MAX_SPANS_TRIED]

    def terms_from(first: int) -> int:
        end = first + EXCERPT_CHARACTERS - CHARACTERS_BEFORE_MATCH
        return len({term for span, term in tried if first <= span.start and span.end <= end})

    return max((span.start for span, _ in tried), key=terms_from)


def marked(text: str, terms: Sequence[Term]) -> SafeString:
    """Returns the text with the terms in <mark>, all else as it is."""
    text = unicodedata.normalize("NFC", text)
    return with_marks(text, spans_of(terms, text), 0, len(text))


def with_marks(text: str, spans: Sequence[tuple[Span, Term]], start: int, end: int) -> SafeString:
    """Returns the part of the text from `start` to `end`, with its spans in <mark>."""
    pieces: list[tuple[SafeString]] = []
    at = start
    for span in merged(span for span, _ in spans):
        opens, closes = max(span.start, at), min(span.end, end)
        if opens < closes:
            pieces.append((format_html("{}<mark>{}</mark>", text[at:opens], text[opens:closes]),))
            at = closes
    return format_html_join("", "{}", [*pieces, (text[at:end],)])
