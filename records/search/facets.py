"""How many of some records each category, year, place and kind has: what stands beside a filter."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from records.catalog.version import content_version
from records.models import IndexedRecord
from records.models.recipients import places_of
from records.search.filters import Filters
from records.search.index import as_list, listed

# Of records chosen by filters alone so many are counted at most, in 0.3 s: the ones entered last.
MAX_COUNTED = 100_000
MAX_RECIPIENTS = 10
Path = tuple[str, ...]


class Counts(NamedTuple):
    total: int
    categories: Counter[int]  # those of a category below are not counted in
    years: Counter[int]
    kinds: Counter[str]
    places: Counter[Path]  # with all that lies within
    recipients: list[tuple[int, int]]  # those of more records than one, the ones with most first

    def places_in(self, path: Path) -> list[tuple[Path, int]]:
        """The places directly in it, the one with most records first."""
        inside = [place for place in self.places if len(place) == len(path) + 1 and place[:-1] == path]
        return [
            (place, self.places[place]) for place in sorted(inside, key=lambda one: (-self.places[one], one))
        ]


def counts_of(ids: Sequence[int]) -> Counts:
    """Of records found by words; one query."""
    # The list is one parameter: a thousand take Django as long as the rest of the query.
    those = RawSQL(listed(), [as_list(ids)])  # noqa: S611 — a fixed text
    return counted(IndexedRecord.objects.filter(pk__in=those))


def counts_by(filters: Filters) -> Counts:
    """Of the public records that fit; counted once for each state of public content."""
    return counts_in(content_version(), filters)


@lru_cache(maxsize=256)
def counts_in(state: Hashable, filters: Filters) -> Counts:
    fitting = IndexedRecord.objects.public().filter(filters.condition)
    return counted(IndexedRecord.objects.filter(pk__in=fitting.order_by("-pk").values("pk")[:MAX_COUNTED]))


def counted(those: QuerySet[IndexedRecord]) -> Counts:
    """Counted here: a database takes as long to group so few, of which hardly two are alike."""
    lines = those.order_by().values_list("category", "year", "kind", "region", "recipient")
    return tallied(*(zip(*lines, strict=True) if lines else [()] * 5))


def tallied(
    categories: Iterable[int],
    years: Iterable[int | None],
    kinds: Iterable[str],
    regions: Iterable[str],
    recipients: Iterable[int],
) -> Counts:
    """Each of them has something of every record."""
    by_kind, places = Counter(kinds), Counter[Path]()
    for region, number in Counter(regions).items():
        path = tuple(places_of(region))
        for depth in range(1, len(path) + 1):
            places[path[:depth]] += number
    several = [(pk, number) for pk, number in Counter(recipients).items() if number > 1]
    return Counts(
        by_kind.total(),
        Counter(categories),
        Counter(year for year in years if year),
        by_kind,
        places,
        sorted(several, key=lambda one: (-one[1], one[0]))[:MAX_RECIPIENTS],
    )
