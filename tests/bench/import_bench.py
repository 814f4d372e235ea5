"""Measures how fast documents are imported, and in how much memory: `make bench-import`.

Each run is the command itself in a process of its own, into a new SQLite database with every document committed
durably. The documents and the databases lie in a temporary folder that goes with it; nothing comes from a network.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from records.deeds import SUFFIXES
from tests.bench import synthetic
from tests.bench.machine import family, processor, resident
from tests.processes import ROOT, environment, run

KINDS: dict[str, Callable[[int], bytes]] = {
    ".txt": lambda number: synthetic.text(number).encode(),
    ".docx": synthetic.word,
}
# The start of a run is compared with its end over so large a part of it.
PART = 0.2
SAMPLED = 20  # times a run, so that measuring costs nothing


@dataclass(frozen=True, slots=True)
class Sample:
    """Counts the documents committed after so many seconds, by the clock and of all processors."""

    documents: int
    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Run:
    """Holds one run; its memory is that of all processes together."""

    documents: int
    suffix: str
    jobs: int
    seconds: float
    samples: list[Sample]
    peak_mb: float

    def between(self, first: int, last: int) -> tuple[float, float]:
        """Returns documents per second by the clock, and per second of a processor's work: others may be using
        it too."""
        begin, end = self.samples[first], self.samples[last]
        done = end.documents - begin.documents
        return done / (end.seconds - begin.seconds), done / max(end.cpu - begin.cpu, 0.01)

    @property
    def last_to_first(self) -> float:
        """Returns the work for a document at the end ÷ at the start."""
        part = int(SAMPLED * PART)
        return self.between(0, part)[1] / self.between(-1 - part, -1)[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[10, 1000, 10_000])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, os.cpu_count() or 1])
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS))
    chosen = parser.parse_args()
    readable = [kind for kind in chosen.kinds if kind in SUFFIXES]
    console = Console(width=110)
    for kind in set(chosen.kinds) - set(readable):
        console.print(f"{kind}: no reader yet, left out")
    table = new_table()
    for kind in readable:
        for documents in chosen.documents:
            with tempfile.TemporaryDirectory(prefix="honors-bench-") as folder:
                make_documents(Path(folder) / "documents", documents, kind)
                for jobs in dict.fromkeys(chosen.jobs):
                    add_row(table, measured(Path(folder), documents, kind, jobs))
    console.print(table)


def new_table() -> Table:
    table = Table(title=f"Import of documents of {synthetic.LENGTH:,} characters", caption=machine())
    for name in (
        "documents",
        "kind",
        "jobs",
        "seconds",
        "documents/s",
        "per core",
        "last/first",
        "peak MB",
    ):
        table.add_column(name, justify="right")
    return table


def add_row(table: Table, run: Run) -> None:
    flat = run.documents >= 10 * SAMPLED
    # Few documents take less time than the command takes to start.
    by_clock, by_work = run.between(0, -1) if flat else (run.documents / run.seconds, 0.0)
    table.add_row(
        f"{run.documents:,}",
        run.suffix,
        f"{run.jobs}",
        f"{run.seconds:.1f}",
        f"{by_clock:,.0f}",
        f"{by_work:,.0f}" if flat else "—",
        f"{run.last_to_first:.2f}" if flat else "—",
        f"{run.peak_mb:,.0f}",
    )


def machine() -> str:
    cores, python = os.cpu_count(), platform.python_version()
    load = os.getloadavg()[0]
    return (
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M}, {platform.machine()} {processor()}, {cores} cores, "
        f"load {load:.1f}, Python {python}, SQLite synchronous=FULL; per core: in a second of a processor's work"
    )


def make_documents(folder: Path, documents: int, kind: str) -> None:
    folder.mkdir()
    for number in range(documents):
        (folder / f"{number:05}{kind}").write_bytes(KINDS[kind](number))


def measured(folder: Path, documents: int, kind: str, jobs: int) -> Run:
    var = folder / f"var-{jobs}"
    run(var, "manage.py", "migrate", "--verbosity", "0").check_returncode()
    began = time.monotonic()
    # Unbuffered: a line tells the moment at which its document was committed.
    command = [
        sys.executable,
        "-u",
        "manage.py",
        "import_records",
        f"{folder / 'documents'}",
        f"--jobs={jobs}",
    ]
    with (
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(var),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process,
        watched(process.pid) as peaks,
    ):
        samples = list(sampled(process, documents, began))
    seconds = time.monotonic() - began
    if process.returncode or not samples or samples[-1].documents != documents:
        raise SystemExit(f"the import failed with exit status {process.returncode}: {samples[-1:]}")
    return Run(documents, kind, jobs, seconds, samples, max(peaks, default=0.0))


def sampled(process: subprocess.Popen[str], documents: int, began: float) -> Iterator[Sample]:
    """Takes a sample after each twentieth of the documents: by then all processes are up."""
    step = max(1, documents // SAMPLED)
    told = 0
    for line in process.stdout or ():
        told += line.startswith("✓")
        if line.startswith("✓") and told % step == 0:
            seconds = time.monotonic() - began
            yield Sample(told, seconds, sum(map(cpu_seconds, family(process.pid))) or seconds)


def cpu_seconds(pid: int) -> float:
    """Returns the seconds of a process and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """Samples the megabytes of a process and those it started; the list stays empty where there is no /proc."""
    peaks: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peaks.append(sum(map(resident, family(pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield peaks
    done.set()
    watcher.join()


if __name__ == "__main__":
    main()
