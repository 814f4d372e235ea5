"""Keeps who has a record in hand, and why it was returned, as the record moves on."""

from typing import Any

from django.utils import timezone

from records.models import Handling, Record


def take_up(record: Record, by: Any) -> None:
    """Makes who saves the record the one who has it.

    In review it stays its writer's: who corrects a word there and returns it must not get it back himself.
    Called behind Edition.lock_for_writing(), so that nobody else adds the row meanwhile.
    """
    if by is None:
        return
    row = Handling.objects.filter(record=record).first()
    if row is None:
        Handling.objects.create(record=record, by=by)
    elif row.by_id != by.pk and (record.status != Record.Status.REVIEW or row.by_id is None):
        row.by = by
        row.save(update_fields=["by"])


def keep_return(record: Record, by: Any, reason: str) -> None:
    Handling.objects.update_or_create(
        record=record,
        defaults={"return_reason": reason, "returned_by": by, "returned_at": timezone.now()},
    )


def clear_return(record: Record) -> None:
    rows = Handling.objects.filter(record=record).returned()
    rows.update(return_reason="", returned_by=None, returned_at=None)
