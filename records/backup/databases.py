"""The site's database as a whole: copied at one moment, put beside, and put in the place of another."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import quote

from records.models import Edition
from records.utils.files import sync_folder, unused

from .manifest import Facts

Progress = Callable[[int, int], None]  # bytes done, of how many; of 0 where nobody knows

EDITION = Edition._meta.db_table
AUDIT_HEAD = "records_audithead"
# A site in which any of these has rows holds somebody's work.
CONTENT = ("records_category", "records_recipient", "records_record", "auth_user")


class Database(ABC):
    """One database at its address: the site's own, or one beside it that a backup was restored into.

    Everything goes through connections of its own: Django's has the address that stands in the settings.
    """

    kind: ClassVar[str]
    file_name: ClassVar[str]  # in a backup

    @abstractmethod
    def connect(self) -> Any:
        """Opens a connection of the driver, in autocommit."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Returns it as DATABASE_URL takes it."""

    @property
    @abstractmethod
    def errors(self) -> tuple[type[Exception], ...]: ...

    @abstractmethod
    def exists(self) -> bool: ...

    @abstractmethod
    def version(self) -> str: ...

    @abstractmethod
    def bytes_needed(self) -> int:
        """Returns what a copy of it may take at most."""

    @abstractmethod
    def dump(self, file: Path, tables: Iterable[str], progress: Progress) -> Facts:
        """Writes all that is committed now, at one moment, and returns what that is. Nobody is kept waiting."""

    @abstractmethod
    def load(self, file: Path, progress: Progress) -> None:
        """Makes this database, which must not exist, of what was dumped."""

    @abstractmethod
    def problems(self) -> list[str]:
        """Looks at its structure from end to end, and tells what is wrong."""

    @abstractmethod
    def beside(self, name: str, folder: Path | None = None) -> Self:
        """Returns another one, where this one may be replaced by it in one step; a file may lie in a `folder`."""

    @abstractmethod
    def users(self) -> str:
        """Tells who else is connected; an empty text where nobody is."""

    @abstractmethod
    def kept_in(self, folder: Path) -> Self:
        """Returns where it goes when another takes its place: into that folder, or beside, by the folder's name."""

    @abstractmethod
    def take_place_of(self, old: Self, kept: Self) -> None:
        """Moves `old` to `kept`, and this one to where `old` was; only what is left of it where it was broken off.

        What is kept already stays: another `old` was made since, and goes beside it.
        """

    @abstractmethod
    def sync(self) -> None:
        """Makes it durable, where no server does."""

    @abstractmethod
    def drop(self) -> None: ...

    def drop_left(self) -> None:
        """Drops what one that was broken off left here. Raises BackupRefused where it is not ours."""
        self.drop()

    def folder(self) -> Path | None:
        """Returns where its file lies; None where a server keeps it."""
        return None

    @abstractmethod
    def tables(self, opened: Any) -> set[str]: ...

    def facts(self, opened: Any, tables: Iterable[str]) -> Facts:
        def one(statement: str) -> Any:
            return opened.execute(statement).fetchone()[0]

        applied = opened.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
        return Facts(
            edition=one(f"SELECT number FROM {EDITION}"),
            counts={table: one(f'SELECT COUNT(*) FROM "{table}"') for table in tables},
            migrations=[f"{app}.{name}" for app, name in applied],
            audit_head=self.audit_head(opened),
        )

    def audit_head(self, opened: Any) -> str | None:
        if AUDIT_HEAD not in self.tables(opened):
            return None
        row = opened.execute(f"SELECT hash FROM {AUDIT_HEAD}").fetchone()
        return row[0] if row else None

    def read_facts(self, tables: Iterable[str]) -> Facts:
        with closing(self.connect()) as opened:
            return self.facts(opened, tables)

    def read_audit_head(self) -> str | None:
        """Returns None for a database that has none, or cannot be read."""
        if not self.exists():
            return None
        with suppress(*self.errors), closing(self.connect()) as opened:
            return self.audit_head(opened)
        return None

    def edition(self) -> int:
        """Returns 0 for a database that has none, or cannot be read."""
        if not self.exists():
            return 0  # to connect would make it
        with suppress(*self.errors), closing(self.connect()) as opened:
            if EDITION in self.tables(opened):
                return int(opened.execute(f"SELECT number FROM {EDITION}").fetchone()[0])
        return 0

    def raise_edition(self, number: int) -> None:
        with closing(self.connect()) as opened:
            opened.execute(f"UPDATE {EDITION} SET number = {int(number)}")

    def holds_content(self) -> bool:
        """Tells whether it holds somebody's work; a database that cannot be read may."""
        if not self.exists():
            return False
        try:
            with closing(self.connect()) as opened:
                present = self.tables(opened).intersection(CONTENT)
                return any(
                    opened.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0]
                    for table in present
                )
        except self.errors:
            return True


# --- SQLite ---------------------------------------------------------------------------------------

PAGES_PER_STEP = 2_000  # between two looks at the progress
WAL_FILES = ("-wal", "-shm", "-journal")


class SQLite(Database):
    kind = "sqlite"
    file_name = "db.sqlite3"
    errors = (sqlite3.Error, OSError)

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None, timeout=20)

    @property
    def address(self) -> str:
        return f"sqlite:///{quote(str(self.path))}"

    def exists(self) -> bool:
        return self.path.is_file() and self.path.stat().st_size > 0

    def version(self) -> str:
        return sqlite3.sqlite_version

    def bytes_needed(self) -> int:
        """Returns the size of the file and its log, whose pages may all be new ones."""
        files = [self.path, self.path.with_name(f"{self.path.name}-wal")]
        return sum(file.stat().st_size for file in files if file.exists())

    def dump(self, file: Path, tables: Iterable[str], progress: Progress) -> Facts:
        with closing(self.connect()) as source, closing(sqlite3.connect(file, isolation_level=None)) as copy:
            (page_size,) = source.execute("PRAGMA page_size").fetchone()
            # Read within one transaction, the pages stay those of this moment. Without it the copying would begin
            # anew with every commit of another process, and under a flood of tributes never end. It costs a log that
            # grows by what is written meanwhile.
            source.execute("BEGIN")
            source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            source.backup(
                copy,
                pages=PAGES_PER_STEP,
                sleep=0,
                progress=lambda _, left, of: progress((of - left) * page_size, of * page_size),
            )
            # Else the first to look into the copy would make two more files beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            return self.facts(copy, tables)

    def load(self, file: Path, progress: Progress) -> None:
        """Copies it; whoever asks for it has compared its sum."""
        of = file.stat().st_size
        with file.open("rb") as source, self.path.open("xb") as target:
            while part := source.read(1024**2):
                target.write(part)
                progress(target.tell(), of)

    def problems(self) -> list[str]:
        with closing(self.connect()) as opened:
            try:
                found = [line for (line,) in opened.execute("PRAGMA integrity_check") if line != "ok"]
                lost = opened.execute("PRAGMA foreign_key_check").fetchall()
            except sqlite3.DatabaseError as error:
                return [f"integrity_check：{error}"]
        return [f"integrity_check：{line}" for line in found] + [
            f"表 {table} 的第 {row} 行指向表 {parent} 里没有的一行" for table, row, parent, _ in lost
        ]

    def beside(self, name: str, folder: Path | None = None) -> "SQLite":
        return SQLite((folder or self.path.parent) / f"{self.path.name}.{name}")

    def users(self) -> str:
        """Tells whether a process has it open: only without any can the log be given up.

        Its log is written back meanwhile, so that the file alone is the database.
        """
        if not self.exists():
            return ""
        with closing(self.connect()) as opened:
            opened.execute("PRAGMA busy_timeout=0")
            try:
                opened.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                return f"另一个程序正开着 {self.path}（{error}）"
            except sqlite3.DatabaseError:
                return ""  # damaged: nobody can use it
        return ""

    def kept_in(self, folder: Path) -> "SQLite":
        # DATABASE_URL may name a file elsewhere, even on another disk.
        return (
            SQLite(folder / self.path.name) if self.path.parent == folder.parent else self.beside(folder.name)
        )

    def take_place_of(self, old: "SQLite", kept: "SQLite") -> None:
        if not self.path.exists():
            return
        if old.path.exists():  # else only what is left of its log
            kept = SQLite(unused(kept.path))
        for suffix in ("", *WAL_FILES):
            file = old.path.with_name(f"{old.path.name}{suffix}")
            if file.exists():
                file.rename(kept.path.with_name(f"{kept.path.name}{suffix}"))
        self.path.rename(old.path)
        sync_folder(old.path.parent)

    def sync(self) -> None:
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        sync_folder(self.path.parent)

    def drop(self) -> None:
        for suffix in ("", *WAL_FILES):
            self.path.with_name(f"{self.path.name}{suffix}").unlink(missing_ok=True)

    def folder(self) -> Path:
        return self.path.parent

    def tables(self, opened: Any) -> set[str]:
        return {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
