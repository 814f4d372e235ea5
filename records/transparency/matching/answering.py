"""Says what a text is: the words of which version of which record, since when public, and what in it is other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from records.models import Record, Version
from records.presentation.differences import Difference
from records.transparency.entries import not_vouched_for

from .aligning import Match, Searched
from .citations import Cited, citation_in, cited_in, fingerprints_in
from .cited import Citation, citations_of, corrected_in, since
from .fingerprints import versions_of
from .forms import Form, form_of, with_origins
from .index import lookup
from .library import Said, likeliest_first, likely_records, others_with_the_same, said_by
from .samples import asked
from .unknown import SEEN, unknown_in
from .wording import Stretch, stretches, told

MOST_CHARACTERS = 30_000
MOST_LINES = 1_000
LEAST_CHARACTERS = 2
# Of a text that the public may no longer read, whole sentences of so many characters are known again: who could ask
# for less could have the site tell it, character by character.
LEAST_HIDDEN_SENTENCE = 10
SENTENCE = re.compile(r"[^.!?;]+[.!?;]*")
# What covers so much of a version is all of it; then it is said what is missing.
MOST_OF_IT = 0.6


class Way(NamedTuple):
    """One of the ways in which a text may be written."""

    said: Said
    words: str


@dataclass(slots=True)
class Item:
    """One passage of a record that was found in the text. `now` is what became of it since, where it was corrected."""

    said: Said
    match: Match
    cut: list[Stretch]
    version: Version
    since: Version
    now: Difference | None = None
    corrected: Version | None = None

    @property
    def is_same(self) -> bool:
        return not self.match.differing

    @property
    def is_part(self) -> bool:
        return self.match.last - self.match.first < len(self.said.form) - 1  # the full stop behind a heading

    @property
    def number_of_differences(self) -> int:
        return sum(stretch.given is not None for stretch in self.cut)

    @property
    def in_words(self) -> str:
        return told(self.cut)

    @property
    def address(self) -> str:
        record, anchor = self.said.record, self.said.passage.anchor
        page = record if self.version.pk == record.live_id else self.version
        return f"{page.get_absolute_url()}{f'#{anchor}' if anchor else ''}"


@dataclass(slots=True)
class Found:
    """Holds what of the text is a record's. `version` is the one that has most of it."""

    record: Record
    version: Version
    items: list[Item]
    missing: list[Said] = field(default_factory=list)  # where the text is nearly all of the version
    is_whole: bool = False
    others: int = 0  # records with the same words

    @property
    def is_newest(self) -> bool:
        return self.version.pk == self.record.live_id

    @property
    def differing(self) -> list[Item]:
        return [item for item in self.items if not item.is_same]

    @property
    def outdated(self) -> list[Item]:
        return [item for item in self.items if item.is_same and item.corrected]

    @property
    def same(self) -> list[Item]:
        return [item for item in self.items if item.is_same and not item.corrected]

    @property
    def number_of_differences(self) -> int:
        return sum(item.number_of_differences for item in self.differing) + len(self.missing)


@dataclass(slots=True)
class Hidden:
    """A record, or a version of one, that the public may no longer read, and whose words these are."""

    record: Record
    version: Version | None = None  # None: the record itself was withdrawn


@dataclass(slots=True)
class Answer:
    found: list[Found] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    unknown_citations: list[Cited] = field(default_factory=list)
    fingerprints: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    not_vouched_for: list[Version] = field(
        default_factory=list
    )  # by the log, as they are in the database now
    is_too_short: bool = False

    @property
    def versions(self) -> list[Version]:
        """Lists those whose words are shown."""
        of_items = [item.version for one in self.found for item in one.items]
        cited = [one.version for one in self.citations if one.version]
        return [*{one.pk: one for one in (*of_items, *cited)}.values()]

    @property
    def cited(self) -> list[Citation]:
        return [one for one in self.citations if not one.is_said_already]

    @property
    def is_empty(self) -> bool:
        return not (self.found or self.hidden or self.cited)

    @property
    def records(self) -> list[Record]:
        return [
            *(one.record for one in self.found),
            *(one.record for one in self.hidden),
            *(one.record for one in self.cited),
        ]


def answer(text: str, around: str = "") -> Answer:
    """Compares the text with all that was public. `around` is what stands about it, as on a saved page, where
    addresses are looked for too."""
    form = with_origins(text)
    cited, fingerprints = cited_by(text, around), fingerprints_in(f"{text}\n{around}")
    if (len(form.text) < LEAST_CHARACTERS or not SEEN.search(form.text)) and not cited:
        return Answer(is_too_short=True)
    hits = lookup(asked(form.text, lines_of(form)))
    said = said_by(dict.fromkeys([*(one.record for one in cited), *likely_records(hits)]))
    searched = Searched(form, {form_of(one.passage.marker) for one in said if one.passage.marker})
    named_by = versions_of(fingerprints)
    shown = [one for one in said if one.shown]
    ways = [Way(one, way) for one in likeliest_first(shown, named_by) for way in one.ways]
    citations = citations_at(form) if cited else []
    matches = [
        match
        for match in searched.find([form_of(way.words) for way in ways])
        if not any(start <= match.start and match.end <= end for start, end in citations)
    ]
    found = [
        found_of(record, [(ways[match.passage], match) for match in some], shown, form, named_by)
        for record, some in by_record(matches, ways)
    ]
    for one in found:
        one.others = others_with_the_same(hits, one.record.pk)
    hidden, spans = hidden_in(searched, [one for one in said if not one.shown])
    taken = [*((match.start, match.end) for match in matches), *spans]
    result = Answer(found, hidden, fingerprints=fingerprints)
    add_citations(result, cited, said)
    result.not_vouched_for = not_vouched_for(result.versions)
    unknown = unknown_in(form, taken, said, is_page=bool(around))
    result.unknown = [one for one in unknown if not is_told(one, result)]
    return result


def cited_by(text: str, around: str) -> list[Cited]:
    """Lists what is cited; a page's own links name each of its measures, and say no more than its address."""
    beside = [one._replace(anchor="") for one in cited_in(around)] if around else []
    return list(dict.fromkeys([*cited_in(text), *beside]))


def lines_of(form: Form) -> list[str]:
    return [form.text[start:end] for start, end in pairwise(form.line_starts)]


def by_record(matches: Iterable[Match], ways: Sequence[Way]) -> Iterator[tuple[Record, list[Match]]]:
    """Groups them by record, in the order of the text; a passage that stands there twice, as a heading does in a table
    of contents, is told once."""
    grouped: dict[int, dict[str, Match]] = {}
    for match in sorted(matches, key=lambda one: one.start):
        said = ways[match.passage].said
        known = grouped.setdefault(said.record.pk, {})
        if said.form not in known or known[said.form].differing > match.differing:
            known[said.form] = match
    for some in grouped.values():
        listed = sorted(some.values(), key=lambda one: one.start)
        yield ways[listed[0].passage].said.record, listed


def found_of(
    record: Record, matched: Sequence[tuple[Way, Match]], shown: Sequence[Said], given: Form, named: set[int]
) -> Found:
    """Says which version the passages are of, and what each differs in from it."""
    weights: dict[int, tuple[int, bool, int]] = {}
    by_pk = {one.pk: one for way, _ in matched for one in way.said.shown}
    for way, match in matched:
        for one in way.said.shown:
            weight = weights[one.pk][0] if one.pk in weights else 0
            weights[one.pk] = (weight + match.length - match.differing, one.pk in named, one.number)
    version = by_pk[max(weights, key=lambda pk: weights[pk])]
    items = []
    changes: dict[int, dict[str, Difference]] = {}
    for way, match in matched:
        said = way.said
        own = version if version in said.shown else said.shown[-1]
        item = Item(said, match, cut_of(way, match, given), own, said.shown[0])
        items.append(item)
        if said.versions[-1].pk != record.live_id:
            if own.pk not in changes:
                changes[own.pk] = since(record, own)
            item.now = changes[own.pk].get(said.passage.path)
            item.corrected = corrected_in(said, shown)
    result = Found(record, version, items)
    whole = [one for one in shown if one.record.pk == record.pk and version in one.shown]
    add_missing(result, whole)
    return result


def cut_of(way: Way, match: Match, given: Form) -> list[Stretch]:
    written = with_origins(way.words)
    if not match.differing:
        return [Stretch(written.as_written(match.first, match.last))]
    return stretches(written, match.first, match.last, given, match.start, match.end)


def add_missing(found: Found, whole: Sequence[Said]) -> None:
    matched = {item.said.form for item in found.items}
    covered = sum(len(one.form) for one in whole if one.form in matched)
    texts = [one for one in whole if one.passage.path != "summary"]
    if covered >= MOST_OF_IT * sum(len(one.form) for one in texts):
        longer = [one for one in texts if one.form not in matched and one.passage.path != "title"]
        found.missing = longer
        found.is_whole = not longer and not any(item.is_part for item in found.items)


# --- What is no longer public ---------------------------------------------------------------------------


def hidden_in(searched: Searched, said: Sequence[Said]) -> tuple[list[Hidden], list[tuple[int, int]]]:
    """Tells whose words they are, by whole sentences, and nothing of what these records say else."""
    spans: list[tuple[int, int]] = []
    found: dict[tuple[int, int], Hidden] = {}
    for one in said:
        here = list(sentences_in(searched, one.form))
        if here:
            spans += here
            version = None if one.record.status == Record.Status.WITHDRAWN else one.versions[-1]
            found.setdefault((one.record.pk, version.pk if version else 0), Hidden(one.record, version))
    return list(found.values()), spans


def sentences_in(searched: Searched, form: str) -> Iterator[tuple[int, int]]:
    for sentence in {form, *SENTENCE.findall(form)}:
        place = searched.text.find(sentence)
        if place < 0:
            continue
        end = place + len(sentence)
        if len(sentence) >= LEAST_HIDDEN_SENTENCE or (sentence == form and {place, end} <= searched.edges):
            yield place, end


# --- What the text says beside that ---------------------------------------------------------------------


def add_citations(result: Answer, cited: Sequence[Cited], said: Sequence[Said]) -> None:
    """Tells what is cited, and not found by its words."""
    known = {one.record.pk for one in result.found} | {one.record.pk for one in result.hidden}
    shown = [item.said for one in result.found for item in one.items]
    result.citations, result.unknown_citations = citations_of(cited, said, known, shown)


def is_told(text: str, result: Answer) -> bool:
    """Tells whether it is a citation that leads to what it says."""
    cited = citation_in(text)
    return cited is not None and any(one.is_told_by(cited) for one in result.citations)


def citations_at(form: Form) -> list[tuple[int, int]]:
    """Finds the lines that are citations: the title in one is no quotation of its words."""
    if citation_in(form.written):
        return [(0, len(form.text))]
    places = pairwise(form.line_starts)
    return [(start, end) for start, end in places if citation_in(form.as_written(start, end))]
