"""A site that is backed up, changed and restored, by the commands as an operator gives them."""

import os
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from records.backup.postgresql import site_database
from records.backup.shelf import Backup, Shelf
from records.models import Recipient, Tribute, TributeTotal
from tests.processes import made_once

PICTURE = "media/images/one.png"
# The last migration of an older version, and one that waits for its database.
OLDER, LATER = "0029", "records.0030_versions"


def on_postgresql() -> bool:
    return bool(connection.vendor == "postgresql")


def server() -> psycopg.Connection[Any]:
    return psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True)


def drop_databases(prefix: str) -> None:
    with server() as opened:
        for (name,) in opened.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{prefix}%"]
        ):
            opened.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def go_back() -> None:
    call_command("migrate", "records", OLDER, verbosity=0)
    connection.close()


class BackedUpSite:
    def __init__(self, var: Path, shelf: Path) -> None:
        self.var, self.shelf = var, shelf
        self.told = ""  # by the last command, on both streams

    def manage(self, *arguments: str) -> str:
        out = StringIO()
        try:
            call_command(*arguments, stdout=out, stderr=out)
        except CommandError as error:
            out.write(str(error))
            raise
        finally:
            self.told = out.getvalue()
            connection.close()
        return self.told

    def refuses(self, *arguments: str) -> str:
        """Runs a command that must fail, and returns its words."""
        with pytest.raises(CommandError):
            self.manage(*arguments)
        return self.told

    def become_older(self) -> None:
        """Goes back to the tables of an older version, for which migrations wait. Going there takes seconds, so that
        all workers copy one file of SQLite's."""
        if on_postgresql():
            go_back()
            return

        def make(folder: Path) -> None:
            go_back()
            shutil.copy(self.var / "db.sqlite3", folder)

        shutil.copy(made_once("older", make) / "db.sqlite3", self.var)

    def back_up(self, *options: str) -> Backup:
        self.manage("backup", str(self.shelf), *options)
        return self.backups[-1]

    @property
    def backups(self) -> list[Backup]:
        return Shelf(self.shelf).backups()

    def write(self, name: str, content: bytes) -> Path:
        path = self.var / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def state(self) -> dict[str, Any]:
        """All that a restore puts back, but the edition."""
        facts = site_database().read_facts(["records_record", "records_tribute"])
        files = {
            str(path.relative_to(self.var)): path.read_bytes()
            for folder in ("media", "originals", "marks")
            for path in sorted((self.var / folder).rglob("*"))
            if path.is_file()
        }
        name = Recipient.objects.values_list("name", flat=True).get(records=1)
        connection.close()
        return files | facts.counts | {"name": name}

    def edition(self) -> int:
        return site_database().edition()

    def change(self) -> None:
        """As editors and visitors do."""
        Recipient.objects.update(name="改过的名称")
        Tribute.objects.create(record_id=1, visitor=os.urandom(32), created_at="2026-01-01T00:00:00Z")
        TributeTotal.objects.update_or_create({"total": Tribute.objects.count()}, record_id=1)
        connection.close()
        self.write(PICTURE, b"another")
        self.write("media/images/new.png", b"new")
