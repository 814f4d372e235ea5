"""Backs up the whole site while it serves."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.backup import status, terminal
from records.backup.making import make_backup, refuse_other_user
from records.backup.manifest import BackupInTheWay
from records.backup.shelf import Shelf, newest_of_each, parse_keep
from records.backup.verifying import verify_backup
from records.utils.arguments import folder


def keep(text: str) -> tuple[int, int, int]:
    try:
        return parse_keep(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            "应写成 7d4w12m 的形式：保留 7 天、4 周、12 个月，可以只写一部分，每个数最多四位。"
        ) from error


@contextmanager
def noted() -> Iterator[None]:
    """Lets monitoring know of a backup that was not made or not verified, and of the next that is."""
    try:
        yield
    except CommandError as error:
        if not isinstance(error.__cause__, BackupInTheWay):
            with suppress(OSError):  # the disk that is full may be this one
                status.note_unmade(str(error))
        raise
    status.note_made()


class Command(BaseCommand):
    help = (
        "备份整个网站：数据库、图片、原件、图标和加密的密钥。网站照常运行；开始之前已计入的致敬和修改都在里面。"
        "每份备份是 DEST 里的一个文件夹，以世界时命名。核对已有的备份用 restore --verify。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=folder, metavar="DEST", help="放备份的文件夹，没有就新建；最好在另一块磁盘上"
        )
        parser.add_argument(
            "--keep",
            type=keep,
            metavar="7d4w12m",
            help="做完后删去旧的备份：最近 7 天、4 周、12 个月各留最新的一份；只数有备份的日子。"
            "最新的一份和最新核对过的一份总是留着",
        )
        parser.add_argument(
            "--verify", action="store_true", help="做完后恢复到临时的地方核对，结果见 /readyz"
        )
        parser.add_argument(
            "--new-key", action="store_true", help="DEST 里原有的备份也是这个网站的，只是密钥换过"
        )

    def handle(
        self,
        folder: Path,
        keep: tuple[int, int, int] | None,
        verify: bool,
        new_key: bool,
        **options: Any,
    ) -> None:
        with terminal.plain_errors():
            refuse_other_user()  # nor is a failure of his noted, in a file that the site could not read
        with noted(), terminal.plain_errors():
            self.back_up(folder, verify, new_key)
            if keep:
                self.prune(Shelf(folder.resolve()), keep)

    def back_up(self, folder: Path, verify: bool, new_key: bool) -> None:
        with terminal.progress() as progress:
            made = make_backup(folder, progress, new_key=new_key)
        for line in terminal.made_lines(made):
            self.stdout.write(line)
        for line in terminal.warning_lines(made):
            self.stderr.write(self.style.WARNING(line))
        if verify:
            with terminal.progress() as progress:
                verification = verify_backup(made.backup, progress)
            if not verification.passed:
                raise CommandError(terminal.failed_text(made.backup, verification))
            self.stdout.write(self.style.SUCCESS(terminal.verified_line(made.backup)))

    def prune(self, shelf: Shelf, keep: tuple[int, int, int]) -> None:
        with shelf.held():
            removed = shelf.prune(newest_of_each(keep))
        for backup in removed:
            self.stdout.write(f"已删去旧的备份 {backup.path}")
