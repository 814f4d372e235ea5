"""Enters once a day how many tributes each record has, so that no total can be raised afterwards unseen."""

import json
from datetime import date

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from records.models import DayTotals, Edition, LoggedRecord, LogLeaf, Record
from records.utils.daily import DailyWork

from .canonical import canonical, fingerprint
from .entering import add
from .signing import signer


def is_due() -> bool:
    return not DayTotals.objects.filter(date=timezone.localdate()).exists()


def tell_totals(today: date | None = None) -> None:
    """Enters the totals that have changed since the day before that was entered; none twice for a day.

    They are counted before anybody has to wait.
    """
    today = today or timezone.localdate()
    changed = changed_totals()
    with transaction.atomic():
        Edition.lock_for_writing()
        if DayTotals.objects.filter(date=today).exists():
            return
        told = {
            "date": f"{today}",
            "since": last_told(),
            "totals": {f"{row.record_id}": row.tributes for row in changed},
        }
        row = DayTotals.objects.create(date=today, told=canonical(told).decode())
        add([{"kind": "totals", "date": f"{today}", "hash": fingerprint(row.told.encode())}])
        for start in range(0, len(changed), 500):
            LoggedRecord.objects.bulk_create(
                changed[start : start + 500],
                update_conflicts=True,
                unique_fields=["record_id"],
                update_fields=["tributes"],
            )


def last_told() -> str | None:
    """Returns the day that was entered last: by a clock that was once ahead, not always the latest."""
    if not DayTotals.objects.exists():
        return None
    found = LogLeaf.objects.filter(entry__contains='"kind":"totals"').order_by("-index")
    last = found.values_list("entry", flat=True).first()
    return f"{json.loads(last)['date']}" if last else None


def changed_totals() -> list[LoggedRecord]:
    """Returns the records whose number of tributes is another than the log last told, with the new one."""
    shown = Record.objects.published().order_by("pk")
    total = Coalesce(F("tribute_total__total"), 0) + F("tributes_before")
    now = dict(shown.annotate(shown_total=total).values_list("pk", "shown_total").iterator())
    changed = []
    for row in LoggedRecord.objects.order_by("record_id").iterator():
        if now.get(row.record_id, row.tributes) != row.tributes:
            row.tributes = now[row.record_id]
            changed.append(row)
    return changed


def tell_and_sign() -> None:
    tell_totals()
    signer.wake()


daily = DailyWork("daily entry of the totals", is_due, tell_and_sign)
