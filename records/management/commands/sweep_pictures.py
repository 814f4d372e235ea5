"""Tells which pictures no text names, and deletes them if told to."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from records.checks.pictures import MIN_AGE, StoredPicture, SweepRefused, compare, sweep
from records.management.site_command import SiteCommand
from records.models.pictures import amount


class Command(SiteCommand):
    help = (
        "找出没有任何文字用到的图片：草稿、撤回的记录和待核对的材料用到的也算用到，"
        f"上传不到 {MIN_AGE.days} 天的不算。只列出，加 --delete 才删除。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="删除这些图片，不能恢复")

    def handle(self, *, delete: bool, **options: Any) -> None:
        try:
            found = sweep() if delete else compare()
        except SweepRefused as refused:
            raise CommandError(str(refused)) from refused
        for one in found.unused:
            self.stdout.write(f"images/{one.name}　{one.modified:%Y-%m-%d}　{one.size} 字节")
        self.stdout.write(f"共 {total(found.stored)}，其中没有用到的 {total(found.unused)}。")
        if found.unused and not delete:
            self.stdout.write("没有删除。要删除请运行：manage.py sweep_pictures --delete")
        elif found.unused:
            self.stdout.write(self.style.SUCCESS(f"已删除 {total(found.unused)}。"))


def total(pictures: list[StoredPicture]) -> str:
    return amount(len(pictures), sum(one.size for one in pictures))
