"""Measures the site beside its peers and writes tests/bench/RESULTS.md: `make bench`."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.bench import growth, machine, pages, picture, postgresql, report, resources, tributes
from tests.bench.figures import Figure, keep
from tests.bench.plan import Plan

PARTS = {part.PART: part for part in (pages, tributes, growth, resources, postgresql)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--runs", type=int, default=5, help="of each load; the median counts")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each run")
    parser.add_argument(
        "--quick", action="store_true", help="fewer records and tributes; nothing is written down"
    )
    parser.add_argument("--folder", type=Path, help="where databases are made: on a real disk, not in memory")
    chosen = parser.parse_args()
    machine.require()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="honors-bench-", dir=chosen.folder) as folder:
        Path(folder).chmod(0o755)
        plan = Plan(Path(folder), chosen.runs, chosen.seconds, chosen.quick, postgresql.scratch_url())
        figures = measured(plan, chosen.only)
    if not chosen.quick:
        described = machine.description()
        everything = keep(described, figures)
        report.write(described, everything)
        picture.write(everything)


def measured(plan: Plan, parts: list[str]) -> list[Figure]:
    console = Console()
    figures: list[Figure] = []
    for name in parts:
        with console.status(f"{report.HEADINGS[name]}……"):
            for figure in PARTS[name].measure(plan):
                figures.append(figure)
                sign = report.SIGNS[figure.is_met]
                console.print(
                    f"{sign:1} {figure.name}：[bold]{figure.shown}[/]（目标 {figure.target}） {figure.told}"
                )
    return figures


if __name__ == "__main__":
    main()
