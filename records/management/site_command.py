"""Commands that need the site's tables: where those are missing, they say so instead of showing a traceback."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from records.utils.migrations import waiting_migrations

NOT_MIGRATED = "数据库里没有网站的表，或者表比程序旧。请先运行 manage.py migrate，再运行这个命令。"


class SiteCommand(BaseCommand):
    """A command that reads or writes what the site keeps."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            raise CommandError(database_fault(error)) from error


def database_fault(error: DatabaseError) -> str:
    """Says what to do about it."""
    try:
        waiting = waiting_migrations()
    except DatabaseError:
        return f"连不上数据库：{error}。请检查 DATABASE_URL 和数据库本身，再运行这个命令。"
    if waiting:
        return NOT_MIGRATED
    return f"数据库不接受：{error}。请把这句话告诉管理员；没有做完的已经撤销。"
