"""Builds the search index anew, while the old one answers."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from records.search.following import rebuild


class Command(BaseCommand):
    help = "重建查找用的索引：在旁边建好再替换，期间查找和编辑照常。平时不需要，绕过后台直接改过数据库时用。"

    def handle(self, **options: Any) -> None:
        began = time.monotonic()
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("索引", total=None)
            number = rebuild(lambda done, of: progress.update(task, completed=done, total=of))
        self.stdout.write(
            self.style.SUCCESS(f"索引已重建：{number} 条记录，用时 {time.monotonic() - began:.1f} 秒。")
        )
