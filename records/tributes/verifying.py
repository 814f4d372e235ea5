"""Proves that each total is the count of its record's rows, and makes it so where it is not."""

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from records.models import LedgerCheck, Tribute, TributeTotal

logger = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
TRIBUTES, TOTALS = Tribute._meta.db_table, TributeTotal._meta.db_table


class Balance(NamedTuple):
    record_id: int
    rows: int
    total: int

    @property
    def is_right(self) -> bool:
        return self.rows == self.total


def verify() -> list[Balance]:
    """The balance of every record that has a row or a total; what was found is kept as evidence.

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
        balances = [Balance(record_id, int(rows), int(total)) for record_id, rows, total in cursor.fetchall()]
    keep_evidence(balances)
    return balances


def keep_evidence(balances: Sequence[Balance]) -> None:
    found = {
        "finished_at": timezone.now(),
        "records": len(balances),
        "tributes": sum(balance.rows for balance in balances),
        "wrong": sum(not balance.is_right for balance in balances),
    }
    LedgerCheck.objects.update_or_create(defaults=found, pk=1)
    if found["wrong"]:
        logger.error("The totals of %d records differ from the ledger: verify_tributes", found["wrong"])


@transaction.atomic
def repair(record_id: int) -> int:
    """The total, now the count of the record's rows.

    Its row is locked before they are counted: on PostgreSQL a count begun earlier would miss a tribute that was
    committed while the lock was waited for.
    """
    TributeTotal.objects.bulk_create([TributeTotal(record_id=record_id)], ignore_conflicts=True)
    total = TributeTotal.objects.select_for_update().get(pk=record_id)
    total.total = Tribute.objects.filter(record_id=record_id).count()
    total.save()
    return total.total


# --- Once a day -----------------------------------------------------------------------------------


def evidence() -> LedgerCheck:
    """What the last check found. Where that is a day ago, one process of the site begins another behind it."""
    LedgerCheck.objects.bulk_create([LedgerCheck()], ignore_conflicts=True)
    now = timezone.now()
    is_due = Q(started_at=None) | Q(started_at__lt=now - A_DAY) | Q(started_at__gt=now + A_DAY)
    if LedgerCheck.objects.filter(is_due).update(started_at=now):
        threading.Thread(target=verify_aside, name="ledger check", daemon=True).start()
    return LedgerCheck.objects.get()


def verify_aside() -> None:
    try:
        verify()
    except Exception:
        logger.exception("The ledger could not be checked")
    finally:
        connection.close()
