"""Tells what a citation of this site names: the record, its version, which measure, as it was and as it is now."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from records.models import Measure, Record, Version
from records.presentation.differences import Difference, differences
from records.presentation.passages import Passage, PassageKind

from .citations import Cited
from .forms import form_of
from .index import passages_of, words_of
from .library import Said

MOST_AUTHOR = 60  # characters before a title


@dataclass(slots=True)
class Citation:
    """Holds what an address names. `version` is the one that is cited, as far as the public may read it; the rest is
    blank where the address names no part of it, or one that the version does not have."""

    cited: Cited
    record: Record
    version: Version | None = None
    was_public: bool = False  # the version that is cited
    said: Said | None = None
    passage: Passage | None = None
    now: Difference | None = None
    corrected: Version | None = None
    names: frozenset[str] = frozenset()  # by which it may be cited
    is_said_already: bool = False  # by what was found of its words

    @property
    def is_named_otherwise(self) -> bool:
        """Tells whether the citation has another title than what it leads to."""
        written = form_of(self.cited.title)
        return bool(written and self.names) and not any(map(written.endswith, self.names))

    def is_told_by(self, cited: Cited) -> bool:
        """Tells whether a citation, which is all that a text is, leads here and says nothing else."""
        if cited[:3] != self.cited[:3]:
            return False
        written = form_of(cited.title)
        return not written or any(is_behind_author(written, name) for name in self.names)

    @property
    def since(self) -> Version | None:
        return self.said.shown[0] if self.said else None

    @property
    def place(self) -> str:
        """Names the place as the rest of an answer does."""
        return self.said.place if self.said else ""

    @property
    def heading(self) -> str:
        """Returns the title of the section that a measure stands in, blank where it has none."""
        if self.passage is None or self.version is None or not self.is_measure:
            return ""
        sections = {section.number: section.title for section in self.version.sections.all()}
        return sections.get(self.passage.section) or ""

    @property
    def is_measure(self) -> bool:
        return self.passage is not None and self.passage.kind is PassageKind.MEASURE

    @property
    def words(self) -> str:
        return words_of(self.passage) if self.passage else ""

    @property
    def address(self) -> str:
        """Leads to the part that is cited, on the page of the version that is."""
        is_now = self.version is None or self.version.pk == self.record.live_id
        page = self.record if is_now or self.version is None else self.version
        anchor = self.passage.anchor if self.passage else ""
        return f"{page.get_absolute_url()}{f'#{anchor}' if anchor else ''}"


def is_behind_author(written: str, name: str) -> bool:
    before = written.removesuffix(name)
    return before != written and len(before) <= MOST_AUTHOR and (not before or before[-1] == ".")


def citations_of(
    cited: Iterable[Cited], said: Sequence[Said], known: set[int], shown: Sequence[Said]
) -> tuple[list[Citation], list[Cited]]:
    """Reads what is cited, and gives apart what there is not. `known` are records found by their words, and `shown` the
    passages found: of these no more is said, unless it is a part that was not found."""
    listed = sorted(dict.fromkeys(cited), key=lambda one: not one.anchor)  # those first that say most
    wanted = Record.objects.filter(pk__in={one.record for one in listed}).with_names()
    records = {record.pk: record for record in wanted.select_related("joined_into__live")}
    known = set(known)
    found: list[Citation] = []
    unknown: list[Cited] = []
    for one in listed:
        record = records.get(one.record)
        if record is None or not (record.is_public or record.status == Record.Status.WITHDRAWN):
            unknown.append(one)
            continue
        citation = citation_of(one, record, [other for other in said if other.record.pk == record.pk])
        says_more = bool(citation.passage) or citation.is_named_otherwise or record.pk not in known
        citation.is_said_already = not says_more or any(citation.said is other for other in shown)
        found.append(citation)
        known.add(record.pk)
    return found, unknown


def citation_of(cited: Cited, record: Record, said: Sequence[Said]) -> Citation:
    citation = Citation(cited, record)
    versions = {version.number: version for one in said for version in one.shown}
    live = record.live.number if record.live else 0
    version = citation.version = versions.get(cited.version or live)
    if version is None:
        numbered = Version.objects.public().filter(record=record, number=cited.version or 0)
        citation.was_public = numbered.exists()
        return citation
    citation.was_public = True
    showing = record.showing(version)
    parts = [part for part in passages_of(showing) if cited.anchor and part.anchor == cited.anchor]
    if parts:
        passage = citation.passage = parts[0]
        form = form_of(words_of(passage))
        citation.said = next((one for one in said if one.form == form and version in one.shown), None)
        if version.pk != record.live_id and citation.said:
            citation.now = since(record, version).get(passage.path)
            citation.corrected = corrected_in(citation.said, [one for one in said if one.shown])
    citation.names = frozenset(names_of(showing.title, citation.passage))
    return citation


def names_of(title: str, passage: Passage | None) -> Iterator[str]:
    """Yields how the page cites it: a measure by its marker, or its number, and its first sentence."""
    yield form_of(title)
    if passage and passage.kind is PassageKind.MEASURE:
        headline = Measure(text=passage.text).headline
        for marker in {passage.marker, f"{passage.measure}."} - {""}:
            yield form_of(f"{title}:{marker}")
            yield form_of(f"{title}:{marker}{headline}")


def since(record: Record, version: Version) -> dict[str, Difference]:
    """Returns what became of each passage of the version, by its place, up to what is public now."""
    live = Version.objects.whole().get(live_of=record)
    compared = differences(record.showing(version), record.showing(live))
    return {one.before.path: one for one in compared if one.before}


def corrected_in(said: Said, shown: Sequence[Said]) -> Version | None:
    """Returns the version that first lacked the text again."""
    known = {
        one.number: one for other in shown if other.record.pk == said.record.pk for one in other.versions
    }
    later = [number for number in known if number > said.versions[-1].number]
    return known[min(later)] if later else None
