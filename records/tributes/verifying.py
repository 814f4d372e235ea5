"""Proves that each total is the count of its record's rows, and makes it so where it is not."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from records.models import LedgerCheck, Tribute, TributeTotal
from records.utils.daily import DailyWork

logger = logging.getLogger(__name__)

TRIBUTES, TOTALS = Tribute._meta.db_table, TributeTotal._meta.db_table


class LedgerComparison(NamedTuple):
    record_id: int
    rows: int
    total: int

    @property
    def agrees(self) -> bool:
        return self.rows == self.total


def verify() -> list[LedgerComparison]:
    """Compares rows and total of every record that has either, and saves the finding.

    One statement reads rows and totals as they stood at one moment, however many pay tribute meanwhile. It costs a
    walk through the whole ledger.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_id, SUM(counted), SUM(total) FROM ("
            f"SELECT record_id, COUNT(*) AS counted, 0 AS total FROM {TRIBUTES} GROUP BY record_id "
            f"UNION ALL SELECT record_id, 0, total FROM {TOTALS}"
            ") AS sides GROUP BY record_id ORDER BY record_id"
        )
        comparisons = [
            LedgerComparison(record_id, int(rows), int(total)) for record_id, rows, total in cursor.fetchall()
        ]
    save_check(comparisons)
    return comparisons


def save_check(comparisons: Sequence[LedgerComparison]) -> None:
    found = {
        "finished_at": timezone.now(),
        "records": len(comparisons),
        "tributes": sum(comparison.rows for comparison in comparisons),
        "wrong": sum(not comparison.agrees for comparison in comparisons),
    }
    LedgerCheck.objects.update_or_create(defaults=found, pk=1)
    if found["wrong"]:
        logger.error("The totals of %d records differ from the ledger: verify_tributes", found["wrong"])


@transaction.atomic
def repair(record_id: int) -> int:
    """Sets the total to the count of the record's rows, and returns it.

    Its row is locked before they are counted: on PostgreSQL a count begun earlier would miss a tribute that was
    committed while the lock was waited for.
    """
    TributeTotal.objects.bulk_create([TributeTotal(record_id=record_id)], ignore_conflicts=True)
    total = TributeTotal.objects.select_for_update().get(pk=record_id)
    total.total = Tribute.objects.filter(record_id=record_id).count()
    total.save()
    return total.total


# --- Once a day -----------------------------------------------------------------------------------

daily = DailyWork("check of the ledger", LedgerCheck.claim_due, lambda: verify())


def last_check() -> LedgerCheck:
    """Returns the last check. Where it is a day old, another is begun in the background, and not waited for."""
    last = LedgerCheck.objects.first()
    if last is None or LedgerCheck.objects.due().exists():
        daily.begin()
    return last or LedgerCheck()
