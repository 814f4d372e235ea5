"""Reads what the audit log tells."""

from records.models import AuditEntry, AuditHead


def last_number() -> int:
    return AuditHead.objects.get().number


def told_since(number: int) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(number__gt=number).order_by("number"))


def acts_since(number: int) -> list[str]:
    return [entry.act for entry in told_since(number)]
