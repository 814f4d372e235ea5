"""Erases the text of one version for good, where the law asks for it (a duty to erase personal data)."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from records.management.site_command import SiteCommand
from records.models import Version
from records.publishing import erase_version


class Command(SiteCommand):
    help = (
        "清除记录一个旧版的文字：编号、时间和原文的校验值留下，文字不能恢复。公众现在看到的一版不能清除，请先公布更正后的一版，"
        "或者撤回记录；撤回的记录清除了最后一版，以后要写新的一版才能重新发布。"
        "审计日志、导入批次里的原文、备份和存档里的副本要另外处理。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("record", type=int, help="记录的编号")
        parser.add_argument("number", type=int, help="第几版")
        parser.add_argument("--reason", required=True, help="书面的原因，会显示在这一版的位置上")

    def handle(self, *args: Any, **options: Any) -> None:
        record, number = options["record"], options["number"]
        version = Version.objects.filter(record=record, number=number).select_related("record").first()
        if version is None:
            raise CommandError(f"没有记录 {record} 的第 {number} 版。")
        digest = erase_version(version, by=None, reason=options["reason"])
        self.stdout.write(f"已清除记录 {record} 第 {number} 版的文字。原文的 SHA-256：{digest}")
        self.stdout.write("审计日志、导入批次里的原文、备份和存档里可能还有它，要另外处理。")
