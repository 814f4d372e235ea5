"""Reads an archive into an empty site."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from records.archive.checksums import ArchiveDamaged
from records.archive.reading import ArchiveNotRead, read_archive
from records.management.site_command import SiteCommand
from records.transparency.keys import FILE, KeyMissing, key_in_use, path_of, signing_key


class Command(SiteCommand):
    help = "把 export_archive 写的存档读进一个空的网站，编号和地址不变。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="存档的文件夹")

    def handle(self, folder: Path, **options: Any) -> None:
        console = Console(stderr=True)
        try:
            with console.status("正在读……") as status:
                number = read_archive(folder, lambda part: status.update(f"正在读 {part}"))
        except (ArchiveNotRead, ArchiveDamaged) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"已读入 {number} 条公开的记录。"))
        if key_in_use() and not can_sign():
            self.stdout.write(
                f"注意：存档里有公开日志，而签署它的钥匙不在这台机器上（{path_of(FILE)}）：日志照常接着写，但不签署。"
                "请把旧网站 VAR 里的 log_key 复制到那里，只让运行网站的用户能读；"
                "旧的找不回来了，再运行 manage.py rotate_log_key --lost，并在别的渠道公布新的公钥。"
            )


def can_sign() -> bool:
    try:
        signing_key()
    except KeyMissing:
        return False
    return True
