"""What the figures were measured on, and what measuring needs."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

NEEDED = ("nginx", "wrk", "taskset")


def require() -> None:
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        sys.exit(
            f"测量需要 {'、'.join(missing)}。在 Debian 或 Ubuntu 上请先运行：apt-get install nginx wrk util-linux"
        )
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("测量需要两个处理器核心：一个给服务器，一个给 wrk。")


def description() -> str:
    return "，".join(
        [
            f"{processor()} × {os.cpu_count()}",
            f"内存 {memory_gb():.0f} GB",
            f"Linux {platform.release()}",
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
            said_by("nginx", "-v"),
            said_by("wrk", "-v").split(" [")[0],
        ]
    )


def processor() -> str:
    found = re.search(
        r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE
    )
    return found[1].strip() if found else platform.machine()


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def said_by(command: str, flag: str) -> str:
    """The first line of what a program says of its version, on whichever of its outputs."""
    done = subprocess.run([command, flag], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0].removeprefix("nginx version: ")
