"""Runs commands as Django's own manage.py does, and tells the audit log which, and who ran them.

Nothing of the site may be imported at the top: Django is set up by what stands here.
"""

import logging
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, connections

logger = logging.getLogger(__name__)

# They change and give out nothing, or write better lines of their own. Any other is recorded, whoever adds it.
UNRECORDED = {
    *["serve", "runserver", "test", "testserver", "check", "help", "version", "diffsettings"],
    *[
        "collectstatic",
        "findstatic",
        "makemigrations",
        "makemessages",
        "compilemessages",
        "optimizemigration",
    ],
    *["showmigrations", "sqlmigrate", "sqlflush", "sqlsequencereset"],
    *[
        "migrate",
        "update_database",
        "collect_static",
        "restore",
        "seed",
        "prune_audit",
        "verify_audit",
        "verify_tributes",
    ],
}


class RecordingUtility(ManagementUtility):
    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        if subcommand != "serve" and sys.stderr.isatty():
            # The copy of the audit log is for a log; on a screen it would hide what the command says.
            logging.getLogger("records.audit").setLevel(logging.WARNING)
        return command if subcommand in UNRECORDED else recorded(command)


def recorded(command: BaseCommand) -> BaseCommand:
    execute = command.execute

    def told(*args: Any, **options: Any) -> Any:
        # Before it begins: who stops it half-way leaves a trace, too.
        tell("COMMAND")
        try:
            return execute(*args, **options)
        except BaseException as error:
            tell("COMMAND_FAILED", f"{type(error).__name__}：{error}"[:500])
            raise

    command.execute = told  # type: ignore[method-assign]
    return command


def tell(act: str, detail: str = "") -> None:
    """Writes the line. Where the database is not there (yet), as before a restore, the log alone is told."""
    from records.audit import Act, record_act

    try:
        if is_missing():
            raise DatabaseError("no database file")
        record_act(Act[act], detail=detail)
    except (DatabaseError, ObjectDoesNotExist):
        from records.audit.actors import current_actor

        actor = current_actor()
        logger.warning("Not in the audit log, for want of a database: %s: %s", actor.who, actor.command)
    finally:
        # The command may put another database in the place of this one.
        connections.close_all()


def is_missing() -> bool:
    """Tells whether there is no file yet: asked, SQLite would make an empty one, in the way of a restore."""
    return connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists()
