"""Fills a VAR of its own with invented records, so that one can see what the site looks like."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from records import demo
from records.backup import contents
from records.models import Record


class Command(BaseCommand):
    help = (
        "在空的 VAR 里建一个示例网站：人物、单位和事迹都是虚构的，每页都写明。"
        "已是示例的，不作改动；已有别的内容的，拒绝。"
    )
    requires_system_checks = ()  # migrate makes them

    def handle(self, **options: Any) -> None:
        # Asked before the database is brought up to date: somebody's site is not altered either.
        has_tables = Record._meta.db_table in connection.introspection.table_names()
        if has_tables and demo.is_loaded():
            call_command("update_database")
            self.stdout.write("示例已经装好，未作改动。")
            return
        if (has_tables and demo.holds_other_content()) or any(contents.files()):
            raise CommandError(
                f"{contents.var()} 里已有别的内容，没有装入示例。请用新的文件夹：make demo DEMO_VAR=新文件夹"
            )
        call_command("update_database")
        records, names = demo.load()
        self.stdout.write(
            f"已装入 {records} 条示例记录和三份名单（共 {names:,} 名），人物、单位和事迹均为虚构。"
        )
