"""Builds the search index anew, while the old one answers."""

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from records.management.site_command import SiteCommand
from records.search.rebuilding import MIN_RECORDS_FOR_PROCESSES, rebuild
from records.utils.arguments import positive
from records.utils.processes import ProcessDied


class Command(SiteCommand):
    help = "重建查找用的索引：在旁边建好再替换，期间查找和编辑照常。平时不需要，绕过后台直接改过数据库时用。"

    def add_arguments(self, parser: CommandParser) -> None:
        jobs = f"用几个进程读取（默认：超过 {MIN_RECORDS_FOR_PROCESSES} 条时每个处理器一个）"
        parser.add_argument("--jobs", type=positive, metavar="N", help=jobs)

    def handle(self, jobs: int | None, **options: Any) -> None:
        began = time.monotonic()
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("读取", total=None)

            def show_progress(done: int, of: int) -> None:
                progress.update(task, completed=done, total=of)
                if done == of:  # what comes then takes a while, and cannot say how long
                    progress.reset(task, description="整理", total=None)

            try:
                number = rebuild(show_progress, jobs)
            except ProcessDied as error:
                raise CommandError(
                    "一个读取进程被系统结束了，可能是内存不够。原来的索引没有动，查找照常；"
                    "请释放一些内存，或加上 --jobs 1，再次运行同一命令。"
                ) from error
        self.stdout.write(
            self.style.SUCCESS(f"索引已重建：{number} 条记录，用时 {time.monotonic() - began:.1f} 秒。")
        )
