"""Counts the records of each commendation: from it counts, lists and the tree of categories are made.

Counting all records takes time with their number. So each process does it once for every state of public content,
from an index alone, and not again until something public changes.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Aggregate, Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from records.models.commendations import Commendation
from records.models.records import Record, RecordQuerySet

from .listing import COMMENDATION, Listing
from .version import content_version


class YearCount(NamedTuple):
    year: int
    records: int


class Tally(NamedTuple):
    """Counts of one commendation: its records, those the public sees, and those withdrawn from its eyes."""

    commendation: int
    category: int
    year: int | None
    records: int
    published: int
    withdrawn: int
    tributes_before: int  # that the published ones brought along
    revoked: int  # of the published ones, those whose honor was taken away


class Census(NamedTuple):
    tallies: tuple[Tally, ...]

    @property
    def published(self) -> int:
        return sum(tally.published for tally in self.tallies)

    @property
    def tributes_before(self) -> int:
        return sum(tally.tributes_before for tally in self.tallies)

    def years(self) -> list[YearCount]:
        """Returns the award years of public records, the latest first; records without a year are not in it."""
        found: Counter[int] = Counter()
        for tally in self.tallies:
            if tally.year and tally.published:
                found[tally.year] += tally.published
        return [YearCount(year, found[year]) for year in sorted(found, reverse=True)]

    def by_category(self) -> dict[int, int]:
        """Counts public records of each category, those below it not counted in."""
        found: Counter[int] = Counter()
        for tally in self.tallies:
            found[tally.category] += tally.published
        return found

    def unseen_categories(self) -> set[int]:
        """Returns those that records have been filed under, of which the public never saw one."""
        seen = {tally.category for tally in self.tallies if tally.published + tally.withdrawn}
        return {tally.category for tally in self.tallies if tally.records} - seen


def census() -> Census:
    return census_of(content_version())


@lru_cache(maxsize=1)
def census_of(state: Hashable) -> Census:
    """Takes the census as it is now, remembered for this state of public content; one query."""
    published, number = Record.objects.published(), Count("pk")
    counted = Commendation.objects.order_by().values_list(
        "pk",
        "category",
        "year",
        of_each(Record.objects.all(), number),
        of_each(published, number),
        of_each(Record.objects.withdrawn(), number),
        of_each(published, Sum("tributes_before")),
        of_each(published.revoked(), number),
    )
    return Census(tuple(Tally(*counts) for counts in counted))


def by_commendation(tallies: Iterable[Tally]) -> Listing:
    return Listing(((tally.commendation, tally.published) for tally in tallies), COMMENDATION)


def of_each(records: RecordQuerySet, figure: Aggregate) -> Coalesce:
    """Reckons apart for each commendation: then it is read from the index, and not sorted once more."""
    those = records.filter(commendation=OuterRef("pk")).order_by().values("commendation")
    return Coalesce(Subquery(those.annotate(figure=figure).values("figure")), 0)
