"""The rule of counting: the statements of the ledger, the only ones that write it, inside the writer's transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from records.models import Edition, Record, Tribute, TributeTotal
from records.models.rules import MAX_ID

from .entries import Answer, EntryKind, LedgerEntry

Key = tuple[int, bytes]
TRIBUTES, TOTALS, RECORDS = (model._meta.db_table for model in (Tribute, TributeTotal, Record))


def write(entries: Sequence[LedgerEntry]) -> list[Answer | None]:
    """Writes entries, all of one kind, and returns their answers in order; None where the record is not public.

    Rows are touched in the order of their keys, so that no two processes wait for each other (PostgreSQL).
    """
    shown = lock_public_records({entry.record_id for entry in entries})
    kind = entries[0].kind
    # A tribute can be taken back from an honor that was revoked since, but none is paid to it.
    before = {pk: one.before for pk, one in shown.items() if one.is_open or kind is not EntryKind.PAY}
    wanted: dict[Key, LedgerEntry] = {}
    for entry in entries:
        if entry.record_id in before:
            # One visitor may be in twice, by impatient fingers: the first is done, the second finds it done.
            wanted.setdefault((entry.record_id, entry.visitor), entry)
    done = change_rows(kind, sorted(wanted)) if wanted else set()
    totals = totals_after(kind, Counter(record for record, _ in done), before)
    return [
        Answer(before[entry.record_id] + totals[entry.record_id], is_done(entry, wanted, done))
        if entry.record_id in before
        else None
        for entry in entries
    ]


def is_done(entry: LedgerEntry, wanted: dict[Key, LedgerEntry], done: set[Key]) -> bool:
    key = (entry.record_id, entry.visitor)
    return key in done and wanted[key] is entry


class PublicRecord(NamedTuple):
    """`before` counts the tributes it brought along; `is_open` says that it accepts more."""

    before: int
    is_open: bool


def lock_public_records(record_ids: Iterable[int]) -> dict[int, PublicRecord]:
    """Returns, by id, those of these records that are public.

    No withdrawal of a record comes between reading it here and counting; other tributes do not wait. That is for
    PostgreSQL, where Django's own select_for_update() would make tributes queue; SQLite has one writer anyway.
    """
    ids = sorted(record_id for record_id in record_ids if record_id <= MAX_ID)
    if connection.features.has_select_for_update:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {RECORDS} WHERE id = ANY(%s) ORDER BY id FOR SHARE", [ids])
    known = public_records(Edition.current())
    if unknown := [record_id for record_id in ids if record_id not in known]:
        needed = Record.objects.only("tributes_before", "status", "published_at", "revoked_on")
        known.update(
            (record.pk, PublicRecord(record.tributes_before, record.accepts_tributes))
            for record in needed.public_among(unknown)
        )
    return {record_id: known[record_id] for record_id in ids if record_id in known}


@lru_cache(maxsize=1)
def public_records(edition: int) -> dict[int, PublicRecord]:
    """Returns the records found public in this edition; the writer fills it.

    Any change of a record raises the edition, and what is public stays so until then. Asked for with each
    transaction instead, they would cost a small one half of its time.
    """
    return {}


def change_rows(kind: EntryKind, keys: Sequence[Key]) -> set[Key]:
    """Returns the keys whose row was added or deleted: the unique constraint decides among processes."""
    return insert_rows(keys) if kind is EntryKind.PAY else delete_rows(keys)


def insert_rows(keys: Sequence[Key]) -> set[Key]:
    now = str(connection.ops.adapt_datetimefield_value(timezone.now()))
    values = ", ".join(["(%s, %s, %s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TRIBUTES} (record_id, visitor, created_at) VALUES {values} "
            "ON CONFLICT DO NOTHING RETURNING record_id, visitor",
            [value for record_id, visitor in keys for value in (record_id, visitor, now)],
        )
        return {(record_id, bytes(visitor)) for record_id, visitor in cursor.fetchall()}


def delete_rows(keys: Sequence[Key]) -> set[Key]:
    """Deletes each by a statement of its own: of many in one, PostgreSQL would choose the order, and deadlock."""
    gone = set()
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(f"DELETE FROM {TRIBUTES} WHERE record_id = %s AND visitor = %s", key)
            if cursor.rowcount:
                gone.add(key)
    return gone


def totals_after(kind: EntryKind, changes: Counter[int], records: Iterable[int]) -> dict[int, int]:
    """Returns the ledger's totals of `records`, once those in `changes` have risen or fallen by so many."""
    unchanged = [record_id for record_id in records if record_id not in changes]
    totals = dict.fromkeys(unchanged, 0)
    if unchanged:
        totals |= TributeTotal.objects.filter(pk__in=unchanged).values_list("pk", "total")
    if changes:
        totals |= increase_totals(changes) if kind is EntryKind.PAY else decrease_totals(changes)
    return totals


def increase_totals(changes: Counter[int]) -> dict[int, int]:
    values = ", ".join(["(%s, %s)"] * len(changes))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TOTALS} (record_id, total) VALUES {values} "
            f"ON CONFLICT (record_id) DO UPDATE SET total = {TOTALS}.total + excluded.total "
            "RETURNING record_id, total",
            [value for change in sorted(changes.items()) for value in change],
        )
        return dict(cursor.fetchall())


def decrease_totals(changes: Counter[int]) -> dict[int, int]:
    totals = {}
    with connection.cursor() as cursor:
        for record_id, fewer in sorted(changes.items()):
            cursor.execute(
                f"UPDATE {TOTALS} SET total = total - %s WHERE record_id = %s RETURNING total",
                [fewer, record_id],
            )
            (totals[record_id],) = cursor.fetchone()
    return totals
