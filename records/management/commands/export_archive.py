"""Writes the whole public record into a folder that outlives the site."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from rich.console import Console

from records.archive.checksums import FILE_NAME, ArchiveDamaged
from records.archive.writing import NotAnArchive, write_archive
from records.management.site_command import SiteCommand
from records.models import Record
from records.utils.files import reason


class Command(SiteCommand):
    help = "把公开的全部内容写成一个文件夹：数据、表格、Markdown、图片、可以离线打开的网页和校验值。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="空的或新的文件夹，或上一次的存档")
        parser.add_argument("--without-site", action="store_true", help="不写网页，记录很多时快得多")

    def handle(self, folder: Path, without_site: bool, **options: Any) -> None:
        application = None
        if not without_site:
            refuse_without_static_files()
            application = get_wsgi_application()
        console = Console(stderr=True)
        try:
            with console.status("正在写……") as status:
                problems = write_archive(folder, application, lambda name: status.update(f"正在写 {name}"))
        except (NotAnArchive, ArchiveDamaged) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"写不了 {error.filename or folder}：{reason(error)}。") from error
        for problem in problems:
            self.stderr.write(f"✗ {problem}")
        if problems:
            raise CommandError(
                f"存档不完整：{len(problems)} 样东西没有写成，见上面带 ✗ 的各行；其余的在 {folder.absolute()}。"
                "请改正后再写一次，不要把它当作完整的存档保存。"
            )
        self.stdout.write(
            f"{Record.objects.published().count()} 条公开的记录，存档在 {folder.absolute()}，"
            f"用 sha256sum --check {FILE_NAME} 核对。"
        )


def refuse_without_static_files() -> None:
    """Refuses while no page can be made: each names its style sheet as it was collected."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        raise CommandError(
            "样式和脚本还没有收集，写不了网页，所以什么也没有写。请先运行 manage.py collectstatic --no-input"
            "（make prepare 也会做），或者加上 --without-site，只写数据。"
        )
