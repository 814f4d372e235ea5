"""A PostgreSQL server of the tests' own, to be stopped and killed as they like."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.serving import children, free_port, wait_until
from tests.lacking import lacking

# PostgreSQL refuses to run as root.
USER = "postgres" if os.geteuid() == 0 else None
DEBIAN = Path("/usr/lib/postgresql")
# All else as it comes, most of all fsync and synchronous_commit.
OPTIONS = ("-c", "unix_socket_directories=", "-c", "max_connections=100")


def programs() -> Path:
    """The folder of the newest PostgreSQL that the machine has; Debian puts only a part of it in the PATH."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    if path := shutil.which("initdb"):
        return Path(path).parent
    return lacking("PostgreSQL's server is not installed (apt-get install postgresql)")


class Cluster:
    def __init__(self) -> None:
        self.programs = programs()
        # Not in pytest's folder, which only its owner may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="honors-cluster-"))
        if USER:
            shutil.chown(self.folder, USER)
        self.data = self.folder / "data"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.numbers = count(1)
        subprocess.run(
            [self.programs / "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", self.data],
            user=USER,
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        """Where it was killed, its old processes may hold its memory for a moment longer; then it is tried again."""

        def is_up() -> bool:
            if self.process is None or self.process.poll() is not None:
                self.process = self.begin()
            return self.answers()

        wait_until(is_up)

    def begin(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [
                    self.programs / "postgres",
                    "-D",
                    self.data,
                    "-p",
                    str(self.port),
                    "-h",
                    "127.0.0.1",
                    *OPTIONS,
                ],
                user=USER,
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def answers(self) -> bool:
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def end_by(self, number: signal.Signals) -> None:
        """SIGINT: it parts with its clients first; SIGQUIT: at once; SIGKILL: it can't do a thing any more."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(60)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """As when the network to its host is cut: it is connected to, and says nothing more."""
        assert self.process is not None
        stopped = [self.process.pid]
        os.kill(self.process.pid, signal.SIGSTOP)  # first, so that no more of the others come
        for process in children(self.process.pid):
            os.kill(process, signal.SIGSTOP)
            stopped.append(process)
        try:
            yield
        finally:
            for process in stopped:
                with suppress(ProcessLookupError):  # it ended as soon as the first of them went on
                    os.kill(process, signal.SIGCONT)

    def create(self, template: str = "template1") -> str:
        """The name of a new database."""
        name = f"site_{next(self.numbers)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Asks as its operator does, and returns the rows of the answer, if it has any."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            answer = connection.execute(statement)
            return answer.fetchall() if answer.description else []

    def address(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def remove(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.end_by(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)
