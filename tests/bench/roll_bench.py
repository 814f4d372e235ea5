"""Measures how fast a roll of names is imported, and in how much memory: `make bench-roll`.

Each run is `import_roll --publish` in a process of its own, from an .xlsx file into a new SQLite database: reading,
recipients, records, versions, lines and search index, in one durable transaction. Names are invented; file and database
lie in a temporary folder that goes with them.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from records.rolls import Entry
from records.rolls.writing import to_xlsx
from tests.bench.import_bench import machine, watched
from tests.processes import ROOT, environment, run

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文斌建国"
PLACES = ("山东省/滨州市", "山东省/济南市", "浙江省/杭州市", "北京市/海淀区")
EVERY_ORGANIZATION = 10  # one in so many lines
NAMES_IN_GROUP = 300
# Fewer take less time than the command takes to start.
MEASURABLE_NAMES = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """`cpu` are seconds of a processor's work: others may be using it too."""

    names: int
    seconds: float
    cpu: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, nargs="+", default=[1, 100, 10_000])
    parser.add_argument("--large", action="store_true", help="100,000 names, too")
    chosen = parser.parse_args()
    table = Table(title="Import of a roll, made public", caption=machine())
    for name in ("names", "seconds", "processor s", "ms a name", "peak MB"):
        table.add_column(name, justify="right")
    start = 0.0
    for names in [*chosen.names, *([100_000] if chosen.large else [])]:
        with tempfile.TemporaryDirectory(prefix="honors-bench-") as folder:
            one = measured(Path(folder), names)
        start = start or one.cpu  # of one name it is what starting takes
        each = f"{1000 * (one.cpu - start) / names:.2f}" if names >= MEASURABLE_NAMES else "—"
        table.add_row(f"{names:,}", f"{one.seconds:.1f}", f"{one.cpu:.1f}", each, f"{one.peak_mb:,.0f}")
    Console(width=110).print(table)


def invented(names: int) -> Iterator[Entry]:
    """Yields that many lines, each the same for the same number, in groups, of which one in ten is an organization."""
    for number in range(names):
        place, group = PLACES[number % len(PLACES)], f"先进个人/第{number // NAMES_IN_GROUP + 1}组"
        if number % EVERY_ORGANIZATION:
            name = "".join((SURNAMES[number % 30], GIVEN[number // 30 % 30], GIVEN[number // 900 % 30]))
            post = f"样例第{number}工厂车间主任、工程师"
            yield Entry(name, name, "person", post, place, "", None, group, number + 1)
        else:
            name = f"样例市第{number}街道办事处"
            yield Entry(name, name, "organization", "", place, "", None, "先进集体", number + 1)


def measured(folder: Path, names: int) -> Run:
    var, file = folder / "var", folder / "roll.xlsx"
    file.write_bytes(to_xlsx(invented(names)))
    run(var, "manage.py", "migrate", "--verbosity", "0").check_returncode()
    command = [sys.executable, "manage.py", "import_roll", f"{file}", "--commendation", "样例表彰 2024"]
    began, before = time.monotonic(), work_of_children()
    with (
        subprocess.Popen(
            [*command, "--create", "--publish"],
            cwd=ROOT,
            env=environment(var),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
        watched(process.pid) as peaks,
    ):
        _, said = process.communicate()
    seconds, cpu = time.monotonic() - began, work_of_children() - before
    if process.returncode or f"公开 {names} 名" not in said:
        raise SystemExit(f"the import failed with exit status {process.returncode}: {said[-500:]}")
    return Run(names, seconds, cpu, max(peaks, default=0.0))


def work_of_children() -> float:
    """Returns the seconds of all processes that have ended, with those that they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
