"""How many records each commendation has: what counts, lists and the tree of categories are made from.

Counting all records takes time with their number. So each process does it once for every state of public content,
from an index alone, and not again until something public changes.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Aggregate, Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from .commendations import Commendation
from .edition import Edition
from .records import Record, RecordQuerySet


class YearCount(NamedTuple):
    year: int
    records: int


class Tally(NamedTuple):
    """Of one commendation: its records, those the public sees, and those withdrawn from its eyes."""

    commendation: int
    category: int
    year: int | None
    records: int
    published: int
    withdrawn: int
    tributes_before: int  # that the published ones brought along


class Census(NamedTuple):
    tallies: tuple[Tally, ...]

    @property
    def published(self) -> int:
        return sum(tally.published for tally in self.tallies)

    @property
    def tributes_before(self) -> int:
        return sum(tally.tributes_before for tally in self.tallies)

    def years(self) -> list[YearCount]:
        """The award years of public records, the latest first; records without a year are not in it."""
        found: Counter[int] = Counter()
        for tally in self.tallies:
            if tally.year and tally.published:
                found[tally.year] += tally.published
        return [YearCount(year, found[year]) for year in sorted(found, reverse=True)]

    def by_category(self) -> dict[int, int]:
        """Public records of each category, those below it not counted in."""
        found: Counter[int] = Counter()
        for tally in self.tallies:
            found[tally.category] += tally.published
        return found

    def unseen_categories(self) -> set[int]:
        """Those that records have been filed under, of which the public never saw one."""
        seen = {tally.category for tally in self.tallies if tally.published + tally.withdrawn}
        return {tally.category for tally in self.tallies if tally.records} - seen


def census() -> Census:
    return census_of(Edition.public_state())


@lru_cache(maxsize=1)
def census_of(state: Hashable) -> Census:
    """The census as it is now, remembered for this state of public content; one query."""
    published, number = Record.objects.published(), Count("pk")
    counted = Commendation.objects.order_by().values_list(
        "pk",
        "category",
        "year",
        of_each(Record.objects.all(), number),
        of_each(published, number),
        of_each(Record.objects.withdrawn(), number),
        of_each(published, Sum("tributes_before")),
    )
    return Census(tuple(Tally(*counts) for counts in counted))


def of_each(records: RecordQuerySet, figure: Aggregate) -> Coalesce:
    """Reckoned apart for each commendation: then it is read from the index, and not sorted once more."""
    those = records.filter(commendation=OuterRef("pk")).order_by().values("commendation")
    return Coalesce(Subquery(those.annotate(figure=figure).values("figure")), 0)


class Listing:
    """Public records, commendation after commendation, and in each the latest first.

    A page of it takes three queries at the most, and the time of its own lines: the counts say where it begins.
    """

    def __init__(self, tallies: Iterable[Tally]) -> None:
        self.blocks = [tally for tally in tallies if tally.published]

    def count(self) -> int:
        return sum(block.published for block in self.blocks)

    def __getitem__(self, part: slice) -> list[Record]:
        whole: list[int] = []
        found: dict[int, list[Record]] = {}
        first = 0
        for block in self.blocks:
            start = max(part.start - first, 0)
            stop = min(part.stop - first, block.published)
            first += block.published
            if start >= stop:
                continue
            if (start, stop) == (0, block.published):
                whole.append(block.commendation)
            else:
                found[block.commendation] = list(records_of([block.commendation])[start:stop])
        for record in records_of(whole) if whole else []:
            found.setdefault(record.commendation_id, []).append(record)
        return [record for block in self.blocks for record in found.get(block.commendation, [])]


def records_of(commendations: Sequence[int]) -> RecordQuerySet:
    return Record.objects.published().filter(commendation__in=commendations).with_names().latest_first()
