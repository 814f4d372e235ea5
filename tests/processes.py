"""Runs the site in processes of its own, for things one process cannot show: settings, start-up, signals."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.patterns import QUICK_START

ROOT = Path(__file__).parent.parent


def environment(var: Path, **chosen: str) -> dict[str, str]:
    """Returns this process's environment with `var` as VAR, a database of its own there, and the `chosen` variables."""
    # Set in tests/conftest.py, or about the tests' own database: a site that starts anew has neither.
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"VAR": str(var), "PYTHONPATH": search_path(ROOT), "PYTHONWARNINGS": "error"} | chosen


def search_path(code: Any) -> str:
    """Returns where Python finds this code, and what lets it start quickly."""
    return f"{code}{os.pathsep}{QUICK_START}"


def run(
    var: Path, *arguments: str, code: Any = ROOT, timeout: Any = 180, **chosen: str
) -> subprocess.CompletedProcess[str]:
    """Runs `python ARGUMENTS…` to its end, with this code or that of another folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(var, **{"PYTHONPATH": search_path(code)} | chosen),
        cwd=code,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def start(var: Path, *arguments: str, **chosen: str) -> subprocess.Popen[str]:
    """Starts `python ARGUMENTS…` and leaves it running; its output comes through one pipe."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment(var, **chosen),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Returns a folder that `make` has filled, once for all workers; it is to be copied and not used itself."""
    folder = Path(os.environ["VAR"]) / "made" / name
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)  # of one who failed
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


def migrated() -> Path:
    """Returns a VAR with the tables and no rows, made once for all workers: migrating takes eight seconds."""

    def migrate(var: Path) -> None:
        run(var, "manage.py", "migrate", "--no-input", "--verbosity", "0").check_returncode()

    return made_once("migrated", migrate)
