"""Lists records by the year of their award, the newest first; within a year the one entered last comes first.

The index is asked year by year, no further than is listed, so that of a million records the newest thousand are found
as fast as the most relevant. Awards of which no year is known come last.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from django.db.models.expressions import RawSQL

from records.models import IndexedRecord, Record

from .awards import known_years
from .facets import YEAR
from .filters import Filters
from .finding import TIERS, Matches, Reader
from .index import TokenQuery, all_of, id_list, id_list_parameter, matching


class Place(NamedTuple):
    """Names a record by where it stands in the list."""

    year: int  # 0 where it is not known
    record: int


class MatchesByYear(Matches):
    """The records that a query and filters find, by year instead of rank."""

    @cached_property
    def ids(self) -> list[int]:
        ranked = self.ranked
        if not self.has_more:
            known = places(ranked)
            return sorted(ranked, key=lambda pk: known.get(pk, Place(0, pk)), reverse=True)
        hidden = set(Record.objects.scheduled().values_list("pk", flat=True))
        found: list[int] = []
        for ids in self.year_by_year(self.limit + len(hidden)):
            found += [pk for pk in ids if pk not in hidden]
            if len(found) >= self.limit:
                break
        return found[: self.limit]

    def year_by_year(self, limit: int) -> Iterator[list[int]]:
        anywhere = TIERS[-1]
        wanted, reader = self.filtered(anywhere.wanted(self.sought)), Reader(self.sought, [anywhere])
        for year in known_years():
            of_year = all_of([of(year), wanted])
            yield matching(of_year, limit) if self.is_decided_by_index else reader.fitting(0, of_year, limit)
            if reader.has_stopped:
                break


def places(ids: Sequence[int]) -> dict[int, Place]:
    those = RawSQL(id_list(), [id_list_parameter(ids)])  # noqa: S611 — a fixed text
    lines = IndexedRecord.objects.filter(pk__in=those).values_list("pk", "year")
    return {pk: Place(year or 0, pk) for pk, year in lines}


def latest_by_year(filters: Filters, limit: int, after: Place | None = None) -> list[int]:
    """Returns ids of the public records that fit, in the order of the list, `limit` of them, each after that place."""
    hidden = set(Record.objects.scheduled().values_list("pk", flat=True))
    found: list[int] = []
    for year in known_years():
        if after and (year or 0) > after.year:
            continue
        below = after.record if after and (year or 0) == after.year else None
        ids = matching(all_of([of(year), *filters.wanted]), limit - len(found) + len(hidden), below)
        found += [pk for pk in ids if pk not in hidden]
        if len(found) >= limit:
            break
    return found[:limit]


def of(year: int | None) -> TokenQuery:
    return YEAR.token(year or 0)
