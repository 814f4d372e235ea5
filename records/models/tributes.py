from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone

from .daily import DailyCheck, one_row
from .records import Record


class Tribute(models.Model):
    """致敬: a row of the ledger, one visitor's tribute to one record.

    `visitor` is a keyed hash (SHA-256, 32 bytes) of the visitor's random id: it tells nobody who it was.
    """

    is_public_content = False

    # The constraint's own index finds a record's rows; a second one would cost each tribute a write.
    record = models.ForeignKey(
        Record, models.PROTECT, related_name="tributes", verbose_name="表彰记录", db_index=False
    )
    visitor = models.BinaryField("访客", max_length=32)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "致敬"
        constraints = [UniqueConstraint(fields=["record", "visitor"], name="tribute_once_per_visitor")]

    def __str__(self) -> str:
        return f"{self.record_id}:{bytes(self.visitor).hex()[:8]}"


class TributeTotal(models.Model):
    """The ledger's rows of one record, counted; written in the transaction that writes the row."""

    is_public_content = False

    record = models.OneToOneField(
        Record, models.CASCADE, primary_key=True, related_name="tribute_total", verbose_name="表彰记录"
    )
    total = models.PositiveBigIntegerField("致敬数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "致敬总数"
        constraints = [CheckConstraint(name="tribute_total_never_negative", condition=Q(total__gte=0))]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.total}"


class LedgerCheck(DailyCheck):
    """The last proof that each total is the count of its rows, and what it found: one row."""

    records = models.PositiveBigIntegerField("核对的记录", default=0)
    tributes = models.PositiveBigIntegerField("核对的致敬", default=0)
    wrong = models.PositiveBigIntegerField("不一致的记录", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "账本核对"
        constraints = [one_row("ledger_check")]

    def __str__(self) -> str:
        if self.finished_at is None:
            return "尚未核对"
        when = timezone.localtime(self.finished_at)
        found = f"{self.wrong} 条不一致，请运行 manage.py verify_tributes" if self.wrong else "全部一致"
        return f"{when:%Y-%m-%d %H:%M} 核对，{self.records} 条记录共 {self.tributes} 次致敬，{found}"
