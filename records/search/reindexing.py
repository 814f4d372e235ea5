"""Keeps the index, and which pictures are shown, up to date with records, in the transaction that changes them."""

from collections.abc import Iterable

from records.models import Edition, IndexedRecord, Recipient, ShownPicture

from . import index
from .entries import BATCH_RECORDS, Prepared, chunks, prepared

LINE_FIELDS = [field.attname for field in IndexedRecord._meta.concrete_fields if not field.primary_key]


def reindex(ids: Iterable[int]) -> None:
    """Brings the index up to date with these records. Call inside the transaction that changed them."""
    reindex_into(index.TABLE, ids)


def reindex_recipient(recipient: Recipient) -> None:
    """Follows a change of its name, kind, region, honors or pictures."""
    reindex(recipient.records.values_list("pk", flat=True))


def reindex_into(table: str, ids: Iterable[int]) -> None:
    edition = Edition.current()
    for some in chunks(sorted(set(ids)), BATCH_RECORDS):
        found = prepared(some)
        IndexedRecord.objects.filter(pk__in=set(some) - {one.line.pk for one in found}).delete()
        write(found, edition, table)


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
