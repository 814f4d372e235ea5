"""Keeps who has a record in hand, and why it was returned, as the record moves on."""

from typing import Any

from django.utils import timezone

from records.models import Handling, Record


def take_up(record: Record, by: Any) -> None:
    """Makes who saves the record the one who has it.

    In review it stays its writer's: who corrects a word there and returns it must not get it back himself.
    In one statement, or two in review: a large record takes seventy to save as it is.
    """
    if by is None:
        return
    row = [Handling(record=record, by=by)]
    if record.status == Record.Status.REVIEW:
        Handling.objects.bulk_create(row, ignore_conflicts=True)
        Handling.objects.filter(record=record, by=None).update(by=by)
    else:
        Handling.objects.bulk_create(
            row, update_conflicts=True, unique_fields=["record"], update_fields=["by"]
        )


def keep_return(record: Record, by: Any, reason: str) -> None:
    Handling.objects.update_or_create(
        record=record,
        defaults={"return_reason": reason, "returned_by": by, "returned_at": timezone.now()},
    )


def clear_return(record: Record) -> None:
    rows = Handling.objects.filter(record=record).returned()
    rows.update(return_reason="", returned_by=None, returned_at=None)
