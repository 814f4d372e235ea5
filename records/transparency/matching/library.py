"""All that records have said in public, passage by passage, over their versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from records.models import Measure, Record, Version
from records.presentation.markdown import to_lines
from records.presentation.passages import Passage, PassageKind, place_of

from .forms import form_of
from .index import NO_PICTURES, passages_of, words_of

MOST_COMPARED = 12  # records
MANY = 10


@dataclass(slots=True)
class Said:
    """One text of a record, in all the versions that have it, the earliest first."""

    record: Record
    form: str
    passage: Passage  # where it stands in the newest of them
    versions: list[Version] = field(default_factory=list)

    @property
    def shown(self) -> list[Version]:
        """Returns those of the versions that the public may read."""
        return [one for one in self.versions if not one.is_withheld] if self.record.is_public else []

    @property
    def ways(self) -> list[str]:
        """Returns the words, and how the page shows those of a measure: its first sentence as a heading, without its
        full stop."""
        words = words_of(self.passage)
        measure = Measure(text=self.passage.text) if self.passage.kind is PassageKind.MEASURE else None
        headed = f"{measure.headline}\n{to_lines(measure.body, NO_PICTURES)}" if measure else ""
        return [words, headed] if measure and measure.headline else [words]

    @property
    def place(self) -> str:
        """Names the place as people say it: 第 1 章举措“一是”."""
        marker = f"（{self.passage.marker}）" if self.passage.marker else ""
        return f"{place_of(self.passage.path)}{marker}"


def said_by(ids: Iterable[int]) -> list[Said]:
    """Loads what these records have said, those first that were named first; in a constant number of queries."""
    places = {pk: place for place, pk in enumerate(ids)}
    records = Record.objects.filter(pk__in=places).with_names().select_related("joined_into__live")
    owners = {record.pk: record for record in records}
    known: dict[tuple[int, str], Said] = {}
    versions = Version.objects.public().filter(record__in=owners, erased_at=None).whole()
    for version in versions.order_by("record", "number"):
        record = owners[version.record_id]
        for passage in passages_of(record.showing(version)):
            form = form_of(words_of(passage))
            said = known.setdefault((record.pk, form), Said(record, form, passage))
            # A title may stand there twice, as the summary too.
            if not said.versions or said.versions[-1] != version:
                said.passage = passage
                said.versions.append(version)
    return sorted((said for said in known.values() if said.form), key=lambda one: places[one.record.pk])


def likeliest_first(said: Sequence[Said], named: set[int]) -> list[Said]:
    """Orders what a record has said: first that of the versions named, then the newest, for of two that are equally
    like a text the first is taken."""
    places = {pk: place for place, pk in enumerate(dict.fromkeys(one.record.pk for one in said))}

    def order(one: Said) -> tuple[int, bool, int]:
        is_named = any(version.pk in named for version in one.shown)
        return places[one.record.pk], not is_named, -one.shown[-1].number

    return sorted(said, key=order)


def likely_records(found: Mapping[int, list[int]]) -> list[int]:
    """Chooses the fewest records that have all the samples found, the one with most of them first.

    Where one has MANY, another that has a single one more has no more than some common words.
    """
    samples: dict[int, set[int]] = {}
    for sample, records in found.items():
        for pk in records:
            samples.setdefault(pk, set()).add(sample)
    chosen: list[int] = []
    left = set(found)
    while left and len(chosen) < MOST_COMPARED:
        best = max(samples, key=lambda pk: (len(samples[pk] & left), -pk))
        gain = samples[best] & left
        if len(gain) < (2 if chosen and len(samples[chosen[0]]) >= MANY else 1):
            break
        chosen.append(best)
        left -= gain
    return chosen


def others_with_the_same(found: Mapping[int, list[int]], record: int) -> int:
    """Counts the records that have all that was found of this one."""
    own = [set(records) for records in found.values() if record in records]
    return len(set.intersection(*own)) - 1 if own else 0
