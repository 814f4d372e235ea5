"""Says at the head of a commendation's page how things stand: its stage, its roll, what differs from the decision."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from records.models import Commendation, Record, RollEntry
from records.publishing.decisions import chinese
from records.publishing.rolls import quota_differences

Status = Record.Status


def head_of(commendation: Commendation) -> dict[str, Any]:
    counts = RollEntry.objects.filter(commendation=commendation).aggregate(
        standing=Count("pk", filter=Q(struck_at__isnull=True)),
        struck=Count("pk", filter=Q(struck_at__isnull=False)),
        drafts=Count("pk", filter=Q(record__status__in=[Status.DRAFT, Status.REVIEW])),
    )
    return {
        **counts,
        "stage": stage_of(commendation),
        "records": commendation.records.count(),
        "is_public": commendation.is_public,
        "differences": quota_differences(commendation) if counts["standing"] else [],
        "imports": commendation.roll_imports.count(),
        "versions": commendation.versions.count(),
        "roll_address": roll_address(commendation),
        "struck_address": f"{roll_address(commendation)}&struck=yes",
    }


def stage_of(commendation: Commendation) -> str:
    if not commendation.is_notice:
        return "已表彰"
    if commendation.notice_from is None or commendation.notice_until is None:
        return "公示"
    days = f"{chinese(commendation.notice_from)}至{chinese(commendation.notice_until)}"
    return f"公示中（{days}）" if commendation.is_public else f"定于{days}公示，还没有开始"


def roll_address(commendation: Commendation) -> str:
    return f"{reverse('admin:records_rollentry_changelist')}?commendation={commendation.pk}"
