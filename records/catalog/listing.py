"""A long list of public records in blocks that have been counted beforehand."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import accumulate
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from records.models.indexed import IndexedRecord
from records.models.records import Record

Block = tuple[Any, int]  # the key that its records share, and how many they are


class Grouping(NamedTuple):
    """A way to put records into blocks: the key of one, and the ids of all that have some keys, in their order."""

    key_of: Callable[[Record], Any]
    ids_with: Callable[[list[Any]], QuerySet[Any, int]]


def of_commendations(keys: list[Any]) -> QuerySet[Record, int]:
    """Sorts the latest first."""
    published = Record.objects.published().filter(commendation__in=keys)
    return published.latest_first().values_list("pk", flat=True)


def in_regions(keys: list[Any]) -> QuerySet[IndexedRecord, int]:
    """Sorts the ones entered last first. By publication SQLite would read all records to find those of a place."""
    lines = IndexedRecord.objects.public().filter(region__in=keys)
    return lines.order_by("-pk").values_list("pk", flat=True)


COMMENDATION = Grouping(attrgetter("commendation_id"), of_commendations)
REGION = Grouping(attrgetter("recipient.place"), in_regions)


class Listing:
    """Public records, block after block.

    A page of it takes a constant number of queries, and the time of its own lines: the counts say where it begins, and
    only ids are passed over until there, which an index has.
    """

    def __init__(self, blocks: Iterable[Block], grouping: Grouping) -> None:
        self.blocks = [(key, records) for key, records in blocks if records]
        self.grouping = grouping

    def count(self) -> int:
        return sum(records for _, records in self.blocks)

    def opening(self, records: int) -> list[Any]:
        """Returns the keys of its first blocks, as many as hold so many records."""
        ends = accumulate(size for _, size in self.blocks)
        return [key for (key, size), end in zip(self.blocks, ends, strict=True) if end - size < records]

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
                ids += self.grouping.ids_with([key])[start:stop]
        ids += self.grouping.ids_with(whole) if whole else []
        return self.in_blocks(ids)

    def in_blocks(self, ids: list[int]) -> list[Record]:
        """Returns them in the order of the blocks, and within one in that of the ids."""
        by_id = {record.pk: record for record in Record.objects.with_names().public_among(ids)}
        found: dict[Any, list[Record]] = defaultdict(list)
        for record in (by_id[pk] for pk in ids if pk in by_id):
            found[self.grouping.key_of(record)].append(record)
        return [record for key, _ in self.blocks for record in found.get(key, [])]
