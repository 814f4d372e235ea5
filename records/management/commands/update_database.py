"""Brings the database to the version of the code, and backs it up before it is altered."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from records.backup import contents, terminal
from records.backup.making import make_database_backup, own_shelf, refuse_other_user
from records.backup.restoring import unfinished_restore
from records.backup.shelf import Backup, newest
from records.models import Recipient
from records.models.spelling import spell_out
from records.utils.migrations import applied_migrations, waiting_migrations

KEPT = 3
REFUSED = (
    "更新数据库之前的备份没有做成，所以没有更新：{}\n"
    "请改正后再运行；已另有备份，可以不做这一份：make prepare BACKUP=no"
)


class Command(BaseCommand):
    help = f"更新数据库。有内容的数据库，更新之前先备份到 VAR/{contents.BACKUPS}/，留最近 {KEPT} 份。"
    requires_system_checks = ()  # migrate makes them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-backup", action="store_true", help="不先备份")

    def handle(self, *, without_backup: bool, **options: Any) -> None:
        with terminal.plain_errors():
            refuse_other_user()
            if told := unfinished_restore():
                raise CommandError(told)
        if is_about_to_be_altered() and not without_backup:
            self.back_up()
        call_command("migrate", interactive=False, verbosity=0)
        # Those that a process of the release before has added meanwhile.
        spell_out(Recipient.objects.filter(kind__in=Recipient.Kind.values, initial=""))

    def back_up(self) -> None:
        shelf = own_shelf()
        with terminal.plain_errors(REFUSED):
            with terminal.progress() as progress:
                made = make_database_backup(progress)
            with shelf.held():
                shelf.prune(last_few)
        self.stdout.write(f"更新数据库之前，已备份到 {made.backup.path}。")


def last_few(backups: list[Backup]) -> set[str]:
    """Chooses the newest of its own; one of the whole site was put there by somebody, and stays."""
    whole = {backup.name for backup in backups if backup.is_whole}
    return whole | newest(KEPT)([backup for backup in backups if backup.name not in whole])


def is_about_to_be_altered() -> bool:
    """Tells whether there is a database already, and migrations wait."""
    try:
        return bool(applied_migrations() and waiting_migrations())
    except DatabaseError:
        return False  # migrate says what is wrong
