"""Builds the whole index anew, aside while the old one answers, and for the first time after migrations."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction

from records.models import Edition, IndexedRecord, Record, ShownPicture
from records.utils.processes import map_in_order, one_per_processor

from . import index, tables
from .entries import Prepared, chunks
from .preparing import prepare
from .reindexing import reindex_into, write

# In one transaction, for which editors wait half a second. FTS5 is the faster the more come at once.
BATCH_RECORDS = 1_000
# Starting processes takes as long as indexing so many records.
MIN_RECORDS_FOR_PROCESSES = 2_000

Progress = Callable[[int, int], None]  # how many are done, of how many


def rebuild(progress: Progress = lambda done, of: None, jobs: int | None = None) -> int:
    """Builds the index aside, then puts it in the place of the old one; returns how many records it holds.

    Records are read in `jobs` processes and written by this one, for a database takes one writer at a time. What
    editors changed meanwhile is indexed again in the last transaction. Raises ProcessDied.
    """
    for left in (tables.ASIDE, tables.OLD):  # by a rebuilding that was broken off
        tables.drop(left)
    tables.create(tables.ASIDE)
    started = Edition.current()
    published = Record.objects.filter(status=Record.Status.PUBLISHED)
    ids = list(published.order_by(index.order_of_writing()).values_list("pk", flat=True))
    done = 0
    with closing(map_in_order(prepare, chunks(ids, BATCH_RECORDS), jobs or sensible_jobs(len(ids)))) as parts:
        for found in parts:
            with transaction.atomic():
                Edition.lock_for_writing()
                write(unchanged(found, started), started, tables.ASIDE)
            done = min(done + BATCH_RECORDS, len(ids))
            progress(done, len(ids))
    tables.complete(tables.ASIDE)
    with transaction.atomic():
        Edition.lock_for_writing()
        finish(ids, started)
        tables.swap()
        Edition.bump()  # pages and counts made from the old index are kept until then
    tables.drop(tables.OLD)
    return IndexedRecord.objects.count()


def sensible_jobs(records: int) -> int:
    """Returns one where a transaction is under way here: other processes see nothing of it."""
    is_worth_it = records > MIN_RECORDS_FOR_PROCESSES and not connection.in_atomic_block
    return one_per_processor() if is_worth_it else 1


def unchanged(found: list[Prepared], started: int) -> list[Prepared]:
    """Leaves out those that an editor has changed or withdrawn since they were read."""
    same = Record.objects.filter(pk__in=[one.line.pk for one in found]).exclude(indexed__edition__gt=started)
    kept = {pk for pk, status in same.values_list("pk", "status") if status == Record.Status.PUBLISHED}
    return [one for one in found if one.line.pk in kept]


def finish(ids: list[int], started: int) -> None:
    """Brings in what came, changed or went while the index was built aside."""
    published = Record.objects.filter(status=Record.Status.PUBLISHED)
    IndexedRecord.objects.exclude(pk__in=published.values("pk")).delete()
    missed = IndexedRecord.objects.filter(edition__gt=started).values_list("pk", flat=True)
    reindex_into(tables.ASIDE, list(missed))
    index.remove(set(ids).difference(IndexedRecord.objects.values_list("pk", flat=True)), tables.ASIDE)


def clear_the_way(using: str, plan: list[Any], **_: Any) -> None:
    """Runs before migrations; install_index() makes the triggers again behind them."""
    if plan and using == DEFAULT_DB_ALIAS:
        tables.drop_triggers()


def install_index(using: str, plan: list[Any] | None = None, **_: Any) -> None:
    """Makes what is missing. A site that had records before it had an index gets it built here and now, and so does one
    whose index an earlier release made, which answers meanwhile."""
    present = connection.introspection.table_names()
    needed = {model._meta.db_table for model in (IndexedRecord, ShownPicture)}
    if using != DEFAULT_DB_ALIAS or not needed.issubset(present):
        return  # migrated back to before there were these
    if index.TABLE not in present:
        tables.create()
        tables.complete()
    tables.install_triggers()
    tables.install_matching()
    is_missing = plan and not IndexedRecord.objects.exists() and Record.objects.published().exists()
    if is_missing or index.is_of_an_earlier_release():
        rebuild()
