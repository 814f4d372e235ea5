"""Gives up old months of the audit log, whole ones only, and leaves the hash of the last line of each."""

from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from records.models import AuditEntry, PrunedMonth
from records.models.audit import NO_HASH, Act

from .recording import record_act

MONTHS_A_YEAR = 12


class OldMonth(NamedTuple):
    month: str
    first_number: int
    last_number: int
    lines: int


def first_kept_month(months: int) -> str:
    """Returns the month so many before this one: older ones may go. By UTC, as the guards count."""
    now = timezone.now()
    counted = now.year * MONTHS_A_YEAR + now.month - 1 - months
    return f"{counted // MONTHS_A_YEAR:04}-{counted % MONTHS_A_YEAR + 1:02}"


def old_months() -> list[OldMonth]:
    """Lists the months that ended more than AUDIT_MONTHS ago, the oldest first."""
    old = AuditEntry.objects.filter(month__lt=first_kept_month(settings.AUDIT_MONTHS))
    counted = old.order_by("month").values_list("month")
    return [OldMonth(*row) for row in counted.annotate(Min("number"), Max("number"), Count("number"))]


def prune() -> Iterator[OldMonth]:
    """Prunes month after month, each in a transaction of its own, and yields it when it is gone."""
    for month in old_months():
        prune_month(month)
        yield month


@transaction.atomic
def prune_month(old: OldMonth) -> None:
    """Puts the month among the pruned, which alone lets the guards delete its lines, and deletes them."""
    last = PrunedMonth.objects.order_by("-month").first()
    left = PrunedMonth(
        month=old.month,
        first_number=old.first_number,
        last_number=old.last_number,
        last_hash=AuditEntry.objects.get(pk=old.last_number).hash,
        pruned_at=timezone.now(),
        previous=last.hash if last else NO_HASH,
    )
    left.hash = left.computed_hash()
    left.save(force_insert=True)
    AuditEntry.objects.filter(month=old.month).delete()
    record_act(
        Act.PRUNED,
        detail=f"{old.month} 月：第 {old.first_number} 至 {old.last_number} 行，"
        f"最后一行的校验值 {left.last_hash}。",
    )
