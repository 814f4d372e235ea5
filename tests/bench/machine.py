"""Describes the machine of a measurement, and checks that it has all that measuring needs."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NEEDED = ("nginx", "wrk", "taskset")


def require(folder: Path) -> None:
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        sys.exit(
            f"测量需要 {'、'.join(missing)}。在 Debian 或 Ubuntu 上请先运行：apt-get install nginx wrk util-linux"
        )
    if not {0, 1} <= os.sched_getaffinity(0):
        sys.exit("测量需要两个处理器核心（0 号和 1 号）：一个给服务器，一个给 wrk。")
    if is_in_memory(folder):
        sys.exit(
            f"{folder} 在内存里，写进去并不落盘，量不出致敬的速度。请用 --folder 指明磁盘上的一个文件夹。"
        )


def is_in_memory(folder: Path) -> bool:
    return said_by("stat", "--file-system", "--format=%T", str(folder)) in {"tmpfs", "ramfs"}


def description() -> str:
    return "，".join(
        [
            f"{processor()} × {os.cpu_count()}",
            f"内存 {memory_gb():.0f} GB",
            f"Linux {platform.release().partition('-')[0]}",
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
            said_by("nginx", "-v").removeprefix("nginx version: "),
            said_by("wrk", "-v").split(" [")[0],
        ]
    )


def load() -> float:
    """Returns how many processes want a core, over the last minute."""
    return os.getloadavg()[0]


def processor() -> str:
    found = re.search(
        r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE
    )
    return found[1].strip() if found else platform.machine()


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def said_by(*command: str) -> str:
    """Returns the first line that a program prints, on either of its outputs."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().partition("\n")[0]


# --- One process ---------------------------------------------------------------------------------


def family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def resident(pid: int, kind: str = "Pss") -> float:
    """Returns a process's own memory and its share of pages in common, such as Python itself; `Rss` counts them
    whole."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024
