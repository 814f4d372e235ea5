"""Keeps who has a record in hand, and why it was returned, as the record moves on."""

from typing import Any

from django.utils import timezone

from records.models import Handling, Record

from .versions import sign_as_writer


def take_up(record: Record, by: Any, *, wrote: bool = True) -> None:
    """Makes who saves the record the one who has it, and who `wrote` one of the writers of its version.

    In review it stays its writer's: who corrects a word there and returns it must not get it back himself.
    In one statement, or two in review: a large record takes seventy to save as it is.
    """
    if record.working and wrote:
        sign_as_writer(record.working, by)
    if by is None:
        return
    row = [Handling(record=record, by=by)]
    if record.working and record.working.is_submitted:
        Handling.objects.bulk_create(row, ignore_conflicts=True)
        Handling.objects.filter(record=record, by=None).update(by=by)
    else:
        Handling.objects.bulk_create(
            row, update_conflicts=True, unique_fields=["record"], update_fields=["by"]
        )


def keep_return(record: Record, by: Any, reason: str, path: str) -> None:
    """Keeps why it came back, and the path of the text that the reason is about; "" for the whole."""
    told = {"return_reason": reason, "return_path": path, "returned_by": by, "returned_at": timezone.now()}
    Handling.objects.update_or_create(record=record, defaults=told)


def clear_return(record: Record) -> None:
    rows = Handling.objects.filter(record=record).returned()
    rows.update(return_reason="", return_path="", returned_by=None, returned_at=None)
