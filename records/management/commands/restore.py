"""Puts a backup in the place of the site's state, or proves that it could."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from records.audit import Act, record_act
from records.backup import terminal
from records.backup.restoring import Journal, restore
from records.backup.shelf import Backup, find
from records.backup.verifying import verify_backup
from records.models import BadgeKey
from records.models.audit import AuditEntry
from records.transparency.keys import key_in_use
from records.transparency.log import tell_recovered
from records.transparency.status import key_trouble
from records.utils.arguments import folder


class Command(BaseCommand):
    help = (
        "恢复 backup 写的备份。先停止网站。做完以前被打断也不要紧："
        "要么还是原来的样子，要么说明没有做完，再运行一次就做完。"
        "加 --verify 只是核对备份，不动网站。"
    )
    # One of them refuses every command until a restore that was broken off is finished: by this one.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=folder, metavar="SRC", help="一份备份，或放备份的文件夹（取最新的一份）"
        )
        parser.add_argument("--verify", action="store_true", help="只恢复到临时的地方核对，结果见 /readyz")
        parser.add_argument(
            "--replace", action="store_true", help="网站已有内容时也恢复；原来的内容移到一旁，不删除"
        )
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--identity", type=Path, metavar="FILE", help="打开密钥的私钥文件（age 或 SSH）")
        chosen.add_argument("--without-keys", action="store_true", help="不恢复密钥，网站用现在的")

    def handle(self, folder: Path, verify: bool, replace: bool, **options: Any) -> None:
        with terminal.plain_errors():
            backup = find(folder)
            if verify:
                self.verify(backup)
            else:
                self.restore(backup, replace, options["identity"], with_keys=not options["without_keys"])

    def verify(self, backup: Backup) -> None:
        with terminal.progress() as progress:
            verification = verify_backup(backup, progress)
        if not verification.passed:
            raise CommandError(terminal.failed_text(backup, verification))
        self.stdout.write(self.style.SUCCESS(terminal.verified_line(backup)))

    def restore(self, backup: Backup, replace: bool, identity: Path | None, with_keys: bool) -> None:
        with terminal.progress() as progress:
            restored = restore(
                backup, progress, tell_logs, replace=replace, identity=identity, with_keys=with_keys
            )
        for line in (*terminal.restored_lines(restored), *lines_on_keys()):
            self.stdout.write(line)


@transaction.atomic
def tell_logs(journal: Journal) -> None:
    """Tells the logs that were restored, which end before those that went aside with the rest; once, however often the
    restore was broken off."""
    detail = f"{journal.backup}，替换了末行为 {journal.audit_head} 的审计日志"
    if not AuditEntry.objects.filter(act=Act.RESTORED, detail=detail).exists():
        tell_recovered(Path(journal.backup).name)
        record_act(Act.RESTORED, detail=detail)


def lines_on_keys() -> Iterator[str]:
    """Says what the keys of the log and of badges are now, which are those of the time of the backup, or none."""
    if trouble := key_trouble():
        yield f"注意：{''.join(trouble)}"
    if key_in_use() or BadgeKey.objects.exists():
        yield (
            "这份备份以后因为泄露换过公开日志或凭证的钥匙的，偷走的那一把又回来了："
            "请再运行一次 rotate_log_key --stolen 或 rotate_badge_key --stolen。"
        )
