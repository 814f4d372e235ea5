"""Reads an archive into an empty site."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from records.archive.checksums import ArchiveDamaged
from records.archive.reading import ArchiveNotRead, read_archive
from records.management.site_command import SiteCommand


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
