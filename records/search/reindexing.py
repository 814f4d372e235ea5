"""Keeps the index up to date with records, in the transaction that changes them."""

from collections.abc import Iterable

from records.models import Edition, IndexedRecord, Recipient

from . import index
from .entries import BATCH_RECORDS, Prepared, chunks, prepared

LINE_FIELDS = [field.attname for field in IndexedRecord._meta.concrete_fields if not field.primary_key]


def reindex(ids: Iterable[int]) -> None:
    """Brings the index up to date with these records. Call inside the transaction that changed them."""
    reindex_into(index.TABLE, ids)


def reindex_recipient(recipient: Recipient) -> None:
    """Follows a change of its name, kind or region."""
    reindex(recipient.records.values_list("pk", flat=True))


def reindex_into(table: str, ids: Iterable[int]) -> None:
    edition = Edition.current()
    for some in chunks(sorted(set(ids)), BATCH_RECORDS):
        found = prepared(some)
        IndexedRecord.objects.filter(pk__in=set(some) - {line.pk for line, _ in found}).delete()
        write(found, edition, table)


def write(found: list[Prepared], edition: int, table: str) -> None:
    """Writes them in place of what the index had of them."""
    for line, _ in found:
        line.edition = edition
    IndexedRecord.objects.bulk_create(
        [line for line, _ in found],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=LINE_FIELDS,
    )
    index.put([entry for _, entry in found], table)
