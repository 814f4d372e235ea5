"""A long list of public records whose parts have been counted beforehand."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet

from .indexed import IndexedRecord
from .records import Record

Block = tuple[Any, int]  # what the records of a part have in common, and how many they are

# What they have in common: where a record has it, and how all those that have it are found.
OF_ONE: dict[str, Callable[[Record], Any]] = {
    "commendation": attrgetter("commendation_id"),
    "region": attrgetter("recipient.place"),
}
OF_ALL: dict[str, Callable[[list[Any]], Q]] = {
    "commendation": lambda keys: Q(commendation__in=keys),
    # By the recipients there: asked for in one join, SQLite goes through all records, the latest first.
    "region": lambda keys: Q(recipient__in=IndexedRecord.objects.filter(region__in=keys).values("recipient")),
}


class Listing:
    """Public records, part after part, and in each the latest first.

    A page of it takes four queries at the most, and the time of its own lines: the counts say where it begins, and only
    ids are passed over until there, which an index has.
    """

    def __init__(self, blocks: Iterable[Block], by: str) -> None:
        self.blocks = [(key, records) for key, records in blocks if records]
        self.by = by

    def count(self) -> int:
        return sum(records for _, records in self.blocks)

    def __getitem__(self, part: slice) -> list[Record]:
        whole: list[Any] = []
        ids: list[int] = []
        first = 0
        for key, records in self.blocks:
            start, stop = max(part.start - first, 0), min(part.stop - first, records)
            first += records
            if (start, stop) == (0, records):
                whole.append(key)
            elif start < stop:
                ids += self.ids_of([key])[start:stop]
        ids += self.ids_of(whole) if whole else []
        return self.in_blocks(ids)

    def ids_of(self, keys: list[Any]) -> QuerySet[Record, int]:
        those = Record.objects.published().filter(OF_ALL[self.by](keys))
        return those.latest_first().values_list("pk", flat=True)

    def in_blocks(self, ids: list[int]) -> list[Record]:
        """In the order of the blocks, and within one in that of the ids."""
        by_id = {record.pk: record for record in Record.objects.with_names().public_among(ids)}
        found: dict[Any, list[Record]] = defaultdict(list)
        for record in (by_id[pk] for pk in ids if pk in by_id):
            found[OF_ONE[self.by](record)].append(record)
        return [record for key, _ in self.blocks for record in found.get(key, [])]
