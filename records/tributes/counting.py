"""How many tributes a record has, for whoever shows it."""

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from records.models import Record, Tribute, TributeTotal

from .entries import fingerprint


def count(record: Record) -> int:
    """As shown; costs nothing where the record came with its total (see `RecordQuerySet.with_names`)."""
    try:
        return record.tributes_before + record.tribute_total.total
    except TributeTotal.DoesNotExist:
        return record.tributes_before


def count_all() -> int:
    """Of all public records together."""
    shown = F("tributes_before") + Coalesce("tribute_total__total", 0)
    return Record.objects.published().aggregate(sum=Coalesce(Sum(shown), 0))["sum"]


def has_paid(record_id: int, visitor: str) -> bool:
    return Tribute.objects.filter(record_id=record_id, visitor=fingerprint(record_id, visitor)).exists()
