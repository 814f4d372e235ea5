"""Keeps the index, and which pictures are shown, up to date with records, in the transaction that changes them."""

from collections.abc import Iterable, Iterator

from records.models import Edition, IndexedRecord, Record, ShownPicture

from . import index
from .entries import BATCH_RECORDS, Prepared, chunks, prepared, to_index

LINE_FIELDS = [field.attname for field in IndexedRecord._meta.concrete_fields if not field.primary_key]


def reindex(ids: Iterable[int]) -> None:
    """Brings the index up to date with these records. Call inside the transaction that changed them."""
    for _ in reindexed(index.TABLE, ids):
        pass


def reindex_reading(ids: Iterable[int]) -> Iterator[tuple[list[int], list[Record]]]:
    """Does what `reindex` does part by part, and yields the ids of each with the records that it read whole: those that
    are published, or will be. Who needs them too need not read them again, which is most of the work.
    """
    yield from reindexed(index.TABLE, ids)


def reindex_into(table: str, ids: Iterable[int]) -> None:
    for _ in reindexed(table, ids):
        pass


def reindexed(table: str, ids: Iterable[int]) -> Iterator[tuple[list[int], list[Record]]]:
    edition = Edition.current()
    for some in chunks(sorted(set(ids)), BATCH_RECORDS):
        read = list(to_index(some))
        found = list(map(prepared, read))
        IndexedRecord.objects.filter(pk__in=set(some) - {one.line.pk for one in found}).delete()
        write(found, edition, table)
        yield some, read


def write(found: list[Prepared], edition: int, table: str) -> None:
    """Writes them in place of what the index had of them."""
    for one in found:
        one.line.edition = edition
    IndexedRecord.objects.bulk_create(
        [one.line for one in found],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=LINE_FIELDS,
    )
    index.put([one.entry for one in found], table)
    write_pictures(found)


def write_pictures(found: list[Prepared]) -> None:
    for some in chunks([one.line.pk for one in found], BATCH_RECORDS):
        ShownPicture.objects.filter(record__in=some).delete()
    ShownPicture.objects.bulk_create(
        ShownPicture(record_id=one.line.pk, name=name) for one in found for name in sorted(one.pictures)
    )
