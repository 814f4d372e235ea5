"""Proves that each record's number of tributes is the number of its rows in the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.tributes.verifying import Balance, repair, verify


class Command(BaseCommand):
    help = "核对致敬账本：每条记录的总数是否等于账本中的行数。有不一致时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="把不一致的总数改为账本中的行数")

    def handle(self, *, repair: bool, **options: Any) -> None:
        balances = verify()
        wrong = [balance for balance in balances if not balance.is_right]
        for balance in wrong:
            self.stdout.write(self.repaired(balance) if repair else told(balance))
        rows = sum(balance.rows for balance in balances)
        self.stdout.write(f"核对了 {len(balances)} 条记录，账本共 {rows} 行。")
        if not wrong:
            self.stdout.write(self.style.SUCCESS("总数与账本全部一致。"))
        elif repair:
            verify()
            self.stdout.write(self.style.SUCCESS(f"{len(wrong)} 条记录的总数已改为账本中的行数。"))
        else:
            raise CommandError(
                f"{len(wrong)} 条记录的总数与账本不一致。改正请运行：manage.py verify_tributes --repair"
            )

    def repaired(self, balance: Balance) -> str:
        return f"{told(balance)}，已改为 {repair(balance.record_id)}"


def told(balance: Balance) -> str:
    return f"记录 {balance.record_id}：账本 {balance.rows} 行，总数 {balance.total}"
