"""Finds the records that a reader of one may want next, each with the reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

from records.models import Measure, Record, Section
from records.models.indexed import IndexedRecord

from .places import Path, places

MAX_RELATED = 3
MAX_HONORS = 50
# So many of one place are looked at: some of them may be offered for another reason.
MAX_NEAR = 2 * MAX_RELATED


class Related(NamedTuple):
    """Another record; `anchor` is the measure that the reason is about, empty for the whole of it."""

    record: Record
    reason: str
    anchor: str = ""

    @property
    def address(self) -> str:
        return self.record.get_absolute_url() + (f"#{self.anchor}" if self.anchor else "")


def related(record: Record, alike: Mapping[int, str]) -> list[Related]:
    """Returns up to three: of the same commendation, of the same place, and one alike; then more of each kind.

    `alike` has the ids of those that have a phrase in common with this one, the best first. One query, beside the
    counts of places, however many records there are.
    """
    return related_and_honors(record, alike, with_honors=False)[0]


def related_and_honors(
    record: Record, alike: Mapping[int, str], *, with_honors: bool = True
) -> tuple[list[Related], list[Record]]:
    """Returns these, and in the same query the other honors of who was honored, the latest first."""
    around = smallest_place_with_others(record)
    regions = places().listing(around).opening(MAX_NEAR)
    ids = candidates(record, regions, alike, with_honors=with_honors)
    asked = with_first_mention(alike).filter(pk__in=ids)
    found = {one.pk: one for one in asked if one.is_public and one.pk != record.pk}
    honors = [one for one in found.values() if with_honors and one.recipient_id == record.recipient_id]
    honors.sort(key=lambda one: (one.commendation.year or 0, one.pk), reverse=True)
    beside = {one.pk for one in honors}
    others = {pk: one for pk, one in found.items() if pk not in beside}
    return chosen_from(record, others, around, regions, alike), honors


def chosen_from(
    record: Record, found: Mapping[int, Record], around: Path, regions: list[str], alike: Mapping[int, str]
) -> list[Related]:
    kinds = [
        of_same_commendation(record, found.values()),
        of_same_place(around, regions, found.values()),
        (who_did_likewise(found[pk], phrase) for pk, phrase in alike.items() if pk in found),
    ]
    chosen: dict[int, Related] = {}
    while kinds and len(chosen) < MAX_RELATED:
        for kind in list(kinds):
            one = next((one for one in kind if one.record.pk not in chosen), None)
            if one is None:
                kinds.remove(kind)
            elif len(chosen) < MAX_RELATED:
                chosen[one.record.pk] = one
    return list(chosen.values())


def candidates(
    record: Record, regions: Sequence[str], alike: Iterable[int], *, with_honors: bool
) -> QuerySet[Record, Any]:
    """Names all that may be offered, as one list of ids: of several joined by OR PostgreSQL would read every record."""
    older, newer = Record.objects.beside(record)
    near = IndexedRecord.objects.filter(region__in=regions).order_by("-pk")[:MAX_NEAR]
    several: tuple[Any, ...] = (older.values("pk"), newer.values("pk"), near.values("pk"), list(alike))
    if with_honors:
        own = Record.objects.published().filter(recipient=record.recipient_id)
        several = (*several, own.order_by("-published_at").values("pk")[:MAX_HONORS])
    first, *others = (Record.objects.order_by().filter(pk__in=ids).values("pk") for ids in several)
    return first.union(*others)


def with_first_mention(alike: Mapping[int, str]) -> QuerySet[Record]:
    """Adds where each has its phrase first: the numbers of the measure, or that of the section with it in its lead."""
    phrases = [When(pk=pk, then=Value(phrase)) for pk, phrase in alike.items()]
    measures = Measure.objects.filter(section__version=OuterRef("live"), text__contains=OuterRef("phrase"))
    sections = Section.objects.filter(version=OuterRef("live"), lead__contains=OuterRef("phrase"))
    numbers = Concat("section__number", Value(" "), "number", output_field=CharField())
    return (
        Record.objects.with_names()
        .annotate(phrase=Case(*phrases, output_field=CharField(null=True)))
        .annotate(
            in_measure=Subquery(measures.order_by("section__number", "number").values(numbers=numbers)[:1]),
            in_lead=Subquery(sections.order_by("number").values("number")[:1]),
        )
    )


def who_did_likewise(record: Any, phrase: str) -> Related:
    """Leads to the measure, or the section, that `with_first_mention` has found."""
    anchor = ""
    if numbers := record.in_measure:
        section, measure = numbers.split()
        anchor = Measure(section=Section(number=section), number=measure).anchor
    elif record.in_lead:
        anchor = Section(number=record.in_lead).anchor
    return Related(record, f"也写到“{phrase}”", anchor)


def of_same_commendation(record: Record, found: Iterable[Record]) -> Iterator[Related]:
    """Yields the one before in the list of the commendation, and the one after."""
    same = [one for one in found if one.commendation_id == record.commendation_id]
    place = place_in_list(record)
    before = [one for one in same if place_in_list(one) < place]
    after = [one for one in same if place_in_list(one) > place]
    beside = [*sorted(before, key=place_in_list)[-1:], *sorted(after, key=place_in_list)[:1]]
    return (Related(one, "同一表彰") for one in beside)


def place_in_list(record: Record) -> Any:
    return record.published_at, record.pk


def of_same_place(around: Path, regions: Sequence[str], found: Iterable[Record]) -> Iterator[Related]:
    """Yields those of the place: first those that name no smaller one, of these the one entered last."""
    near = [one for one in found if one.recipient.place in regions]
    near.sort(key=lambda one: (regions.index(one.recipient.place), -one.pk))
    return (Related(one, f"同在{around[-1]}") for one in near)


def smallest_place_with_others(record: Record) -> Path:
    """Returns the place around its recipient; none, (), where no place has others."""
    known = places()
    around = smaller_first(tuple(record.recipient.places))
    return next((path for path in around if path in known and known.counts[path] > 1), ())


def smaller_first(path: Path) -> Iterator[Path]:
    return (path[:depth] for depth in range(len(path), 0, -1))
