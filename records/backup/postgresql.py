"""A PostgreSQL database as a whole, by the programs that come with it."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from django.db import connection
from psycopg import sql

from records.utils.processes import run_program

from .databases import Database, Progress, SQLite
from .manifest import BackupRefused, Facts

DEBIAN = Path("/usr/lib/postgresql")
LONGEST_NAME = 63  # bytes; PostgreSQL cuts off the rest, and two names could become one
# On those that are made beside the site's own, so that no other is ever dropped for its name.
MARK = "made by the honors record site, for a restore"
THROUGH_PGBOUNCER = (
    "DATABASE_URL 经过 PgBouncer，备份和恢复不能经过它。请写数据库自己的端口（如 5432，用 Patroni 时 5000）再运行："
    "honors env DATABASE_URL=postgres://honors:密码@127.0.0.1:5432/honors .venv/bin/python manage.py …"
)
MAY_NOT_CREATE = (
    "数据库用户没有新建数据库的权限，恢复和核对要先恢复到另一个数据库里。请运行一次："
    "sudo -u postgres psql -c 'ALTER ROLE \"{user}\" CREATEDB'"
)


class PostgreSQL(Database):
    kind = "postgresql"
    file_name = "database.dump"
    errors = (psycopg.Error,)

    def __init__(self, name: str) -> None:
        self.name = name
        self.parameters = connection.get_connection_params() | {"dbname": name}

    def __str__(self) -> str:
        return f"数据库 {self.name}"

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(**self.parameters, autocommit=True)

    @contextmanager
    def server(self) -> Iterator[psycopg.Connection[Any]]:
        """Connects to another database of the server: none can be made, renamed or dropped from within."""
        try:
            connected = psycopg.connect(**self.parameters | {"dbname": "postgres"}, autocommit=True)
        except psycopg.OperationalError as error:
            if is_of_pgbouncer(str(error)):
                raise BackupRefused(THROUGH_PGBOUNCER) from error
            raise
        with closing(connected) as opened:
            yield opened

    @property
    def address(self) -> str:
        parts = urlsplit(os.environ["DATABASE_URL"])
        before, _, _ = parts.path.rpartition("/")  # the path of a socket stands before the name
        return parts._replace(path=f"{before}/{quote(self.name)}").geturl()

    def exists(self) -> bool:
        with self.server() as opened:
            return bool(
                opened.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]).fetchone()
            )

    def version(self) -> str:
        with closing(self.connect()) as opened:
            return str(opened.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]

    def bytes_needed(self) -> int:
        """Returns the size of its tables. A dump has no indexes and is compressed: about a fifth of it."""
        statement = (
            "SELECT COALESCE(SUM(pg_table_size(oid)), 0)::bigint FROM pg_class WHERE relkind IN ('r', 'm', 'p') "
            "AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
        )
        with closing(self.connect()) as opened:
            return int(opened.execute(statement).fetchone()[0])  # type: ignore[index]

    def dump(self, file: Path, tables: Iterable[str], progress: Progress) -> Facts:
        with psycopg.connect(**self.parameters) as opened:
            opened.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            opened.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # it only waits for pg_dump
            (snapshot,) = opened.execute("SELECT pg_export_snapshot()").fetchone()  # type: ignore[misc]
            progress(0, 0)
            program = program_for("pg_dump", opened.info.server_version // 10_000)
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            self.run(program, [*options, f"--file={file}"])
            return self.facts(opened, tables)

    def load(self, file: Path, progress: Progress) -> None:
        with self.server() as opened:
            program = program_for("pg_restore", opened.info.server_version // 10_000)
            self.create(opened)
        progress(0, 0)
        try:
            self.run(program, ["--no-owner", "--no-privileges", "--exit-on-error", "--jobs=2", str(file)])
            with closing(self.connect()) as restored:
                restored.execute("ANALYZE")  # else the first to ask would be answered by a poor plan
        except BaseException:
            self.drop()
            raise

    def create(self, opened: psycopg.Connection[Any]) -> None:
        """Makes it empty, sorting as the site's own does. Raises BackupRefused where that is not allowed."""
        site = connection.settings_dict["NAME"]
        like = opened.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname = %s", [site]
        ).fetchone()
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
            sql.Identifier(self.name)
        )
        if like:
            statement += sql.SQL(" LC_COLLATE {} LC_CTYPE {}").format(*map(sql.Literal, like))
        try:
            opened.execute(statement)
        except psycopg.errors.InsufficientPrivilege as error:
            raise BackupRefused(MAY_NOT_CREATE.format(user=opened.info.user)) from error
        self.mark(opened, MARK)

    def mark(self, opened: psycopg.Connection[Any], text: str | None) -> None:
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
        opened.execute(statement.format(sql.Identifier(self.name), sql.Literal(text)))

    def is_marked(self, opened: psycopg.Connection[Any]) -> bool:
        statement = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        return opened.execute(statement, [self.name]).fetchone() == (MARK,)

    def problems(self) -> list[str]:
        """Finds nothing: restoring has read every row and built every index and constraint anew."""
        return []

    def beside(self, name: str, folder: Path | None = None) -> "PostgreSQL":
        room = LONGEST_NAME - len(name.encode()) - 1
        return PostgreSQL(f"{self.name.encode()[:room].decode(errors='ignore')}_{name}")

    def users(self) -> str:
        with self.server() as opened:
            statement = (
                "SELECT COUNT(*), MIN(COALESCE(client_addr::text, 'local')) FROM pg_stat_activity "
                "WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            count, address = opened.execute(statement, [self.name]).fetchone()  # type: ignore[misc]
        return f"还有 {count} 个连接开着{self}（来自 {address}）" if count else ""

    def kept_in(self, folder: Path) -> "PostgreSQL":
        return self.beside(folder.name)

    def take_place_of(self, old: "PostgreSQL", kept: "PostgreSQL") -> None:
        """Renames both in one transaction."""
        if not self.exists():
            return
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        with self.server() as opened, opened.transaction():
            if old.exists():
                opened.execute(rename.format(sql.Identifier(old.name), sql.Identifier(kept.name)))
            opened.execute(rename.format(sql.Identifier(self.name), sql.Identifier(old.name)))
            old.mark(opened, None)  # the site's own is not to be dropped

    def sync(self) -> None:
        """Does nothing: what the server has committed is durable."""

    def drop(self) -> None:
        """Drops it from under whoever uses it: a pg_restore that outlived its killed parent."""
        with self.server() as opened:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            opened.execute(statement.format(sql.Identifier(self.name)))

    def drop_left(self) -> None:
        if not self.exists():
            return
        with self.server() as opened:
            if not self.is_marked(opened):
                raise BackupRefused(
                    f"{self} 已经存在，不是恢复或核对时建的。请给它换一个名字；"
                    f"不要它了，就自己删去（dropdb {self.name}）。"
                )
        self.drop()

    def tables(self, opened: Any) -> set[str]:
        statement = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return {name for (name,) in opened.execute(statement)}

    def run(self, program: str, options: list[str]) -> None:
        """Runs pg_dump or pg_restore on this database; the password goes by the environment. Raises BackupRefused."""
        (_, *options_of_site, _), chosen = connection.client.settings_to_cmd_args_env(
            connection.settings_dict | {"NAME": self.name}, []
        )
        done = run_program(
            [program, *options_of_site, "--no-password", f"--dbname={self.name}", *options], chosen
        )
        if done.returncode:
            if is_of_pgbouncer(done.stderr):
                raise BackupRefused(THROUGH_PGBOUNCER)
            raise BackupRefused(f"{Path(program).name} 没有做完：{done.stderr.strip()[-500:]}")


def is_of_pgbouncer(said: str) -> bool:
    """Tells its errors from those of PostgreSQL, which says neither."""
    return "bouncer" in said or "no such database" in said


def program_for(name: str, server: int) -> str:
    """Returns the newest that the machine has. Raises BackupRefused where none is as new as the server."""
    found = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise BackupRefused(f"本机没有 {name}。请先安装：apt-get install postgresql-client")
    told = run_program([path, "--version"]).stdout
    version = int(re.findall(r"\d+", told)[0])
    if version < server:
        raise BackupRefused(
            f"本机的 {name} 是 {version} 版，数据库是 {server} 版，旧的读不了新的。"
            f"请安装：apt-get install postgresql-client-{server}"
        )
    return path


def site_database() -> Database:
    """Returns the one that the settings name."""
    name = connection.settings_dict["NAME"]
    return SQLite(Path(name)) if connection.vendor == "sqlite" else PostgreSQL(str(name))
