"""The number of tributes, of one record and of all."""

from django.db.models import Sum
from django.db.models.functions import Coalesce

from records.catalog.counts import Census
from records.models import Record, Tribute, TributeTotal
from records.models.rules import MAX_ID

from .entries import fingerprint


def count(record: Record) -> int:
    """Returns the number as shown; free where the record came with its total (see `RecordQuerySet.with_names`)."""
    try:
        return record.tributes_before + record.tribute_total.total
    except TributeTotal.DoesNotExist:
        return record.tributes_before


def count_all(counted: Census) -> int:
    """Returns the number of all public records together.

    Tributes are paid to public records only, of which some have been withdrawn.
    """
    paid = TributeTotal.objects.exclude(record__in=Record.objects.withdrawn().values("pk"))
    return counted.tributes_before + paid.aggregate(sum=Coalesce(Sum("total"), 0))["sum"]


def has_paid(record_id: int, visitor: str) -> bool:
    paid = Tribute.objects.filter(record_id=record_id, visitor=fingerprint(record_id, visitor))
    return record_id <= MAX_ID and paid.exists()
