"""Gives up the months of the audit log that are older than AUDIT_MONTHS."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from records.audit.pruning import OldMonth, old_months, prune
from records.management.site_command import SiteCommand


class Command(SiteCommand):
    help = "清理审计日志：删去超过 AUDIT_MONTHS 个月的整月，留下每月最后一行的校验值。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出将清理的月份，不作改动")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        done = 0
        for month in old_months() if dry_run else prune():
            self.stdout.write(described(month, dry_run=dry_run))
            done += 1
        if not done:
            self.stdout.write(f"没有超过 {settings.AUDIT_MONTHS} 个月的整月，未作改动。")


def described(month: OldMonth, *, dry_run: bool) -> str:
    verb = "将清理" if dry_run else "已清理"
    return f"{verb} {month.month}：第 {month.first_number} 至 {month.last_number} 行，共 {month.lines} 行。"
