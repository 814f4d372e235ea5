"""Runs the site in processes of its own, for things one process cannot show: settings, start-up, signals."""

import os
import subprocess
import sys
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
