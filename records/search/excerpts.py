"""Of a record that was found, the place that fits best, cut from its own text with the words looked for marked."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.models import Record
from records.presentation.passages import Passage, PassageKind, passages

from .canonical import Place, Term, canonical, merged, places_of

LENGTH, BEFORE = 90, 20  # characters of an excerpt, and of those the ones before the first word found
MAX_TRIED = 200  # of a word that stands in every line


class Excerpt(NamedTuple):
    """`label` names the part of the deeds, blank where its words are the title's or the introduction's."""

    address: str
    label: str
    text: SafeString


def excerpt(record: Record, terms: Sequence[Term]) -> Excerpt | None:
    """Of the passages the first that has most of the terms, a measure before all others; None where none has any."""
    passage = best_passage(record, terms)
    if passage is None:
        return None
    address = record.get_absolute_url() + (f"#{passage.anchor}" if passage.anchor else "")
    return Excerpt(address, passage.label, cut(shown_text(passage), terms))


def best_passage(record: Record, terms: Sequence[Term]) -> Passage | None:
    """Looks no further than one that has them all."""
    most, best = 0, None
    for passage in in_order_of_choice(record):
        number = terms_in(shown_text(passage), terms)
        if number > most:
            most, best = number, passage
        if most == len(terms):
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
    """Some of it, from where most of the terms stand together."""
    places = places_of(terms, text)
    first = densest(places)
    start = max(first - BEFORE, 0) if first > BEFORE + 4 else 0
    end = start + LENGTH if len(text) > start + LENGTH + 4 else len(text)
    shown = with_marks(text, places, start, end)
    return format_html("{}{}{}", "……" if start else "", shown, "……" if end < len(text) else "")


def densest(places: Sequence[tuple[Place, Term]]) -> int:
    """The character from which an excerpt shows most of the terms, the first of such."""
    tried = places[:MAX_TRIED]

    def terms_from(first: int) -> int:
        return len(
            {term for place, term in tried if first <= place.start and place.end <= first + LENGTH - BEFORE}
        )

    return max((place.start for place, _ in tried), key=terms_from)


def marked(text: str, terms: Sequence[Term]) -> SafeString:
    """The text with the terms in <mark>, all else as it is."""
    text = unicodedata.normalize("NFC", text)
    return with_marks(text, places_of(terms, text), 0, len(text))


def with_marks(text: str, places: Sequence[tuple[Place, Term]], start: int, end: int) -> SafeString:
    """Of the text what stands from `start` to `end`."""
    pieces: list[tuple[SafeString]] = []
    at = start
    for place in merged(place for place, _ in places):
        opens, closes = max(place.start, at), min(place.end, end)
        if opens < closes:
            pieces.append((format_html("{}<mark>{}</mark>", text[at:opens], text[opens:closes]),))
            at = closes
    return format_html_join("", "{}", [*pieces, (text[at:end],)])
