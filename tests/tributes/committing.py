"""The ledger's writer, led by hand: what waits together, without a thread that would have to be waited for."""

from records.models import Record
from records.tributes.entries import Entry, Kind, Outcome, fingerprint
from records.tributes.group_commit import Ledger


def paying(record: Record | int, visitor: str) -> Entry:
    return entry(record, visitor, Kind.PAY)


def withdrawing(record: Record | int, visitor: str) -> Entry:
    return entry(record, visitor, Kind.WITHDRAW)


def entry(record: Record | int, visitor: str, kind: Kind) -> Entry:
    record_id = record if isinstance(record, int) else record.pk
    return Entry(record_id, fingerprint(record_id, visitor), kind)


def committed(*entries: Entry, ledger: Ledger | None = None) -> list[Outcome]:
    """What becomes of entries that wait together."""
    ledger = ledger or Ledger()
    for waiting in entries:
        ledger.waiting.put(waiting)
    while ledger.put_off or not ledger.waiting.empty():
        first, ledger.put_off = ledger.put_off or ledger.waiting.get(), None
        assert first is not None
        ledger.commit(first)
    return [answered.outcome for answered in entries]
