"""Proves that each total is the count of its record's rows, and makes it so where it is not."""

import logging
import threading
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from records.models import LedgerCheck, Tribute, TributeTotal

logger = logging.getLogger(__name__)

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
    """What the last check found; where that is a day ago, another is begun aside, and this does not wait for it."""
    last = LedgerCheck.objects.first()
    if (last is None or LedgerCheck.objects.due().exists()) and not checking.locked():
        threading.Thread(target=check_aside, name="ledger check", daemon=True).start()
    return last or LedgerCheck()


checking = threading.Lock()  # one check a process


def check_aside() -> None:
    with checking:
        try:
            if is_ours_to_do():
                verify()
        except Exception:
            logger.exception("The ledger could not be checked")
        finally:
            connection.close()


def is_ours_to_do() -> bool:
    """True in one process of the site: the one whose update finds the check still due."""
    LedgerCheck.objects.bulk_create([LedgerCheck()], ignore_conflicts=True)
    return bool(LedgerCheck.objects.due().update(started_at=timezone.now()))
