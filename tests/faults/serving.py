"""The site as an operator runs it, on a VAR of its own: started, stopped, killed and started again."""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.browsing import Connection
from tests.processes import ROOT, environment, made_once, migrated, run, search_path

# Above the limit, since all visitors here share one address.
NO_LIMIT = {"TRIBUTES_PER_NETWORK": "10000000"}


class Site:
    def __init__(self, var: Path, code: Any = ROOT, **chosen: str) -> None:
        """`chosen` are settings, as in the environment; `code` is that of another version."""
        self.var = var
        self.code = code
        self.log = var.with_name(f"{var.name}.log")  # not in VAR, whose disk may be full
        self.port = free_port()
        self.chosen = NO_LIMIT | {"PORT": str(self.port), "PYTHONPATH": search_path(code)} | chosen
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    def start(self, *options: str) -> None:
        """Serves, with `options` of the command, and waits until it is up."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *options],
                env=environment(self.var, **self.chosen),
                cwd=self.code,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that it can be killed together with its workers
            )
        wait_until(self.is_up)

    def is_up(self) -> bool:
        assert self.running.poll() is None, self.log.read_text(encoding="utf-8")
        try:
            with Connection(self.port) as connection:
                return connection.get("/livez").status == 200
        except OSError:
            return False

    def kill(self) -> None:
        """At once and without a word, with all its workers."""
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        wait_until(lambda: not is_listening(self.port))

    def stop(self) -> int:
        """As systemd does it. Returns the exit status."""
        self.running.terminate()
        return self.running.wait(60)

    def end(self) -> None:
        """Stops it in any state; its log stands beside a test that failed."""
        if self.process is not None:
            if self.process.poll() is None:
                self.kill()
            print(self.log.read_text(encoding="utf-8")[-5000:])  # noqa: T201

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run(self.var, "manage.py", *arguments, **self.chosen)

    def counted(self) -> int:
        """The rows of the ledger, whose totals must agree as they stand."""
        done = self.manage("verify_tributes")
        assert done.returncode == 0, done.stdout + done.stderr
        rows = re.search(r"账本共 (\d+) 行", done.stdout)
        assert rows, done.stdout
        return int(rows[1])

    def memory(self) -> int:
        """Bytes of the server's workers in memory, as Linux tells it."""
        statuses = [Path(f"/proc/{worker}/status").read_text() for worker in children(self.running.pid)]
        return sum(int(size) * 1024 for status in statuses for size in re.findall(r"VmRSS:\s+(\d+)", status))


def prepare(var: Path, **chosen: str) -> None:
    """As `make prepare`: a database with one published record, and the static files. Where no other database is
    chosen, all workers copy the same one."""
    if chosen:
        fill(var, ["migrate", "--no-input", "--verbosity", "0"], ["seed"], **chosen)
    else:
        shutil.copytree(made_once("prepared", fill_migrated), var, dirs_exist_ok=True)


def fill_migrated(var: Path) -> None:
    shutil.copytree(migrated(), var, dirs_exist_ok=True)
    fill(var, ["seed"])


def fill(var: Path, *commands: list[str], **chosen: str) -> None:
    if not (var / "static").exists():
        # Collected by tests/conftest.py for all tests; compressing them takes five seconds more.
        shutil.copytree(Path(os.environ["VAR"]) / "static", var / "static")
    for command in commands:
        done = run(var, "manage.py", *command, **chosen)
        assert done.returncode == 0, done.stderr


def children(process: int) -> list[int]:
    """As Linux tells them."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def free_port() -> int:
    """Never one of those the system gives to outgoing connections (from 32768 on): a client that knocks again and
    again while the server is down would at last be given that very port, and keep the server from coming back."""
    while True:
        port = random.randrange(20_000, 30_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """For what happens in another process, and says so to nobody."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
