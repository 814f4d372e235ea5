"""The group commit led by hand: entries that wait together, without a thread to be waited for."""

from records.models import Record
from records.tributes.entries import EntryKind, LedgerEntry, Outcome, fingerprint
from records.tributes.group_commit import GroupCommitWriter


def paying(record: Record | int, visitor: str) -> LedgerEntry:
    return entry(record, visitor, EntryKind.PAY)


def withdrawing(record: Record | int, visitor: str) -> LedgerEntry:
    return entry(record, visitor, EntryKind.WITHDRAW)


def entry(record: Record | int, visitor: str, kind: EntryKind) -> LedgerEntry:
    record_id = record if isinstance(record, int) else record.pk
    return LedgerEntry(record_id, fingerprint(record_id, visitor), kind)


def committed(*entries: LedgerEntry, writer: GroupCommitWriter | None = None) -> list[Outcome]:
    """Returns the outcomes of entries that wait together."""
    writer = writer or GroupCommitWriter()
    for waiting in entries:
        writer.waiting.put(waiting)
    while writer.deferred or not writer.waiting.empty():
        first, writer.deferred = writer.deferred or writer.waiting.get(), None
        assert first is not None
        writer.commit(first)
    return [answered.outcome for answered in entries]
