"""The ledger of tributes (致敬): each visitor once per record, never lost, never counted twice.

An answer is given after its transaction is durable. `TributeTotal.total` equals the count of the record's rows at
every commit, since one transaction writes both; `verify_tributes` proves it.
"""

from .entries import Answer, Busy, EntryKind, LedgerEntry, Uncertain, fingerprint
from .group_commit import GroupCommitWriter
from .limits import NetworkLimit
from .totals import count, count_all, has_paid

__all__ = [
    "Answer",
    "Busy",
    "Uncertain",
    "count",
    "count_all",
    "has_paid",
    "network_limit",
    "pay",
    "withdraw",
    "writer",
]

writer = GroupCommitWriter()
network_limit = NetworkLimit()


def pay(record_id: int, visitor: str) -> Answer:
    """Counts the visitor's tribute.

    Raises Record.DoesNotExist unless the record is public and its honor stands as it commits, Busy where nothing was
    counted, and Uncertain where that is not known.
    """
    return writer.submit(LedgerEntry(record_id, fingerprint(record_id, visitor), EntryKind.PAY))


def withdraw(record_id: int, visitor: str) -> Answer:
    """Takes the visitor's tribute back; raises as `pay` does. A tribute paid again afterwards counts again."""
    return writer.submit(LedgerEntry(record_id, fingerprint(record_id, visitor), EntryKind.WITHDRAW))
