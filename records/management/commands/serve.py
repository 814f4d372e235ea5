import argparse
import errno
import gc
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractServer

import records.http.counters  # noqa: F401  (the memory its workers share is made before they are forked)
from records.backup.making import state_in_use
from records.backup.manifest import BackupRefused
from records.backup.restoring import unfinished_restore
from records.catalog.version import purge_pages_at_start
from records.exporting.certificate import making as sheets
from records.http.purging import caches_in_front
from records.models.edition import missing_triggers
from records.models.guards import missing_guards
from records.presentation.portal import refusals
from records.presentation.site_owner import missing_marks, wrong_values
from records.utils.arguments import positive
from records.utils.migrations import waiting_migrations

# For a client to send its headers, and for a connection to stand idle. Nothing bounds a body that never ends;
# records/http/body_limit.py copes with those.
HEADER_TIMEOUT_SECONDS = 15
# For answers under way, once the server is told to stop.
SHUTDOWN_TIMEOUT_SECONDS = 20
MIN_SAFE_SQLITE = (3, 51, 3)


class Command(BaseCommand):
    help = "启动网站。"
    # Checks of its own say more than Django's.
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="监听地址（默认 %(default)s）")
        parser.add_argument("--port", default=settings.PORT, type=port, help="端口（默认 %(default)s）")
        parser.add_argument("--workers", default=1, type=positive, help="进程数（默认 %(default)s）")

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        require_settings()
        require_finished_restore()
        require_migrations()
        require_static_files()
        for warning in warnings(workers):
            self.stderr.write(self.style.WARNING(warning))
        address = free_address(host, port)
        # Before anyone is answered: what changed while no site ran would come once more out of a cache.
        purge_pages_at_start()
        # A worker is a fork of this process; two processes on one connection would garble each other's answers.
        connections.close_all()
        # The collector writes into each object it looks at, which would give each worker a copy of all that is loaded.
        gc.collect()
        gc.freeze()
        server = granian(address, port, workers)
        server.on_startup(lambda: self.say(welcome(host, port)))
        with ExitStack() as held:
            use_state(held)  # the workers too, until the last has ended
            server.serve()
        caches_in_front().hurry()  # what is purged once more, now that nobody answers

    def say(self, text: str) -> None:
        self.stdout.write(text)
        # Through a pipe it would lie in the buffer, and each worker is forked with a copy of that.
        self.stdout.flush()


def welcome(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    here = f"http://{name}:{port}{settings.SITE_PATH}"
    lines = [
        f"网站已启动：{here}/",
        f"管理后台：{settings.SITE_URL}/admin/（还没有账号？另开一个终端运行 make admin）",
        "按 Ctrl+C 停止。",
    ]
    if here != settings.SITE_URL:
        lines.insert(1, f"公开地址（SITE_URL）：{settings.SITE_URL}/")
    return "\n".join(lines)


def use_state(held: ExitStack) -> None:
    try:
        held.enter_context(state_in_use())
    except BackupRefused as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            f"用不了 {error.filename}（{error.strerror}）。它可能是用 root 运行命令时留下的："
            f"请把 {settings.VAR} 交还给运行网站的用户（chown -R honors: {settings.VAR}），再启动。"
        ) from error


SQLITE_WARNING = (
    "注意：本机的 SQLite {} 有一处已知缺陷（3.51.3 起修复）：多个进程同时写入时，极少数情况下会损坏数据库。"
    "请改用一个进程（--workers 1），或改用 PostgreSQL（见 README.md 的 DATABASE_URL）。"
)
REDIRECT_WARNING = (
    "注意：SITE_URL 以 https 开头，但 PROXY_HOPS 是 0，网页会不停地跳转。"
    "请在前面放 nginx，并设 PROXY_HOPS=1（见 honors_site/deploy/README.md）。"
)


def warnings(workers: int) -> Iterator[str]:
    if workers > 1 and connection.vendor == "sqlite" and sqlite3.sqlite_version_info < MIN_SAFE_SQLITE:
        yield SQLITE_WARNING.format(sqlite3.sqlite_version)
    if settings.HTTPS and not settings.PROXY_HOPS:
        yield REDIRECT_WARNING
    for missing in missing_marks(settings.OPERATOR):
        yield f"注意：{missing.msg}"
    if trouble := sheets.trouble():
        yield f"注意：{trouble}"
    elif missing_here := sheets.unable():  # known to the workers too, which are forked
        yield f"提示：{missing_here}"


def granian(address: str, port: int, workers: int) -> AbstractServer[Any]:
    server: AbstractServer[Any] = Granian(
        ":".join(settings.WSGI_APPLICATION.rsplit(".", 1)),
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=settings.SERVER_THREADS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_SECONDS * 1000),
        websockets=False,
        # Below an error it has only advice, such as that 32 threads are many.
        log_level=LogLevels.error,
        # A worker that dies within 5.5 s of a respawn stops the server: run under a supervisor.
        respawn_failed_workers=True,
        workers_kill_timeout=SHUTDOWN_TIMEOUT_SECONDS,
    )
    return server


def require_settings() -> None:
    """Refuses a mistyped registration, and parts of a portal that would not be shown: they stand on every page."""
    if wrong := [*(found.msg for found in wrong_values(settings.OPERATOR)), *refusals()]:
        raise CommandError("\n".join(wrong))


def require_finished_restore() -> None:
    if told := unfinished_restore():
        raise CommandError(told)


def require_migrations() -> None:
    try:
        waiting = waiting_migrations()
    except DatabaseError as error:
        raise CommandError(f"连不上数据库，请检查 DATABASE_URL 或 {settings.VAR}：{error}") from error
    if waiting:
        raise CommandError(f"数据库还有 {len(waiting)} 项更新没有做，请先运行：python manage.py migrate")
    if missing_triggers() or missing_guards():
        # Without them no process would learn of a change, and pages would stay as they were; and the audit log
        # could be rewritten.
        raise CommandError("上一次更新数据库没有做完，请再运行一次：python manage.py migrate")


def require_static_files() -> None:
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise CommandError("还没有收集样式和脚本文件，请先运行：python manage.py collect_static")


def free_address(host: str, port: int) -> str:
    """Returns the numeric address of `host`, once a socket could be bound there.

    The workers would share the port even with a stranger that is willing to, so it is tried without sharing.
    """
    try:
        family, *_, (address, *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server((address, port), family=family).close()
    except socket.gaierror as error:
        raise CommandError(f"不认识监听地址 {host}，请检查 --host 或 HOST。") from error
    except OSError as error:
        raise CommandError(BIND_ERRORS.get(error.errno, str(error)).format(host=host, port=port)) from error
    return str(address)


BIND_ERRORS: dict[int | None, str] = {
    errno.EADDRINUSE: "端口 {port} 已被占用。请停止占用它的程序，或换一个端口：make run PORT=8001",
    errno.EADDRNOTAVAIL: "本机没有地址 {host}，请检查 --host 或 HOST。",
    errno.EACCES: "没有权限使用端口 {port}。请换一个 1024 以上的端口，例如 PORT=8000，并在前面放 nginx。",
}


def port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError("端口应在 1 到 65535 之间。")
    return number
