"""Proves that each record's number of tributes is the number of its rows in the ledger."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from records.audit import Act, record_act
from records.management.site_command import SiteCommand
from records.models import Record
from records.tributes.verifying import LedgerComparison, repair, verify


class Command(SiteCommand):
    help = "核对致敬账本：每条记录的总数是否等于账本中的行数。有不一致时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="把不一致的总数改为账本中的行数")

    def handle(self, *, repair: bool, **options: Any) -> None:
        comparisons = verify()
        wrong = [comparison for comparison in comparisons if not comparison.agrees]
        for comparison in wrong:
            self.stdout.write(self.repaired(comparison) if repair else described(comparison))
        rows = sum(comparison.rows for comparison in comparisons)
        self.stdout.write(f"核对了 {len(comparisons)} 条记录，账本共 {rows} 行。")
        if not wrong:
            self.stdout.write(self.style.SUCCESS("总数与账本全部一致。"))
        elif repair:
            verify()
            self.stdout.write(self.style.SUCCESS(f"{len(wrong)} 条记录的总数已改为账本中的行数。"))
        else:
            raise CommandError(
                f"{len(wrong)} 条记录的总数与账本不一致。改正请运行：manage.py verify_tributes --repair"
            )

    @transaction.atomic
    def repaired(self, comparison: LedgerComparison) -> str:
        total = repair(comparison.record_id)
        record = Record.objects.filter(pk=comparison.record_id).first()
        record_act(Act.REPAIRED, on=record, changes={"致敬数": (comparison.total, total)})
        return f"{described(comparison)}，已改为 {total}"


def described(comparison: LedgerComparison) -> str:
    return f"记录 {comparison.record_id}：账本 {comparison.rows} 行，总数 {comparison.total}"
