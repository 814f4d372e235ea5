"""Proves that no line of the audit log was changed, taken out or put in since it was written."""

from typing import Any

from django.core.management.base import CommandError
from rich.console import Console

from records.audit.verifying import verify
from records.management.site_command import SiteCommand
from records.models import AuditHead


class Command(SiteCommand):
    help = "核对审计日志：每一行是否接着前一行，一行不少，一字未改。有不符时指出第一处，退出码为 1。"

    def handle(self, **options: Any) -> None:
        with Console(stderr=True).status("正在核对……") as status:
            finding = verify(lambda done: status.update(f"正在核对第 {done:,} 行"))
        if finding.broken:
            raise CommandError(
                f"审计日志有问题：{finding.broken}（之前 {finding.entries} 行相符）。"
                "有人绕过网站改过数据库，或者磁盘出错。"
                "请不要再改动数据库，对照备份和服务器日志中 records.audit 的各行。"
            )
        self.stdout.write(self.style.SUCCESS(f"共 {finding.entries} 行，首尾相连。"))
        # Kept elsewhere, it proves later that the chain up to here was not made anew.
        self.stdout.write(f"最后一行的校验值：{AuditHead.objects.get().hash}")
