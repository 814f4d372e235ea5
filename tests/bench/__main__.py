"""Measures the site beside its peers and writes tests/bench/RESULTS.md: `make bench`."""

import argparse
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from tests.bench import (
    deployed,
    growth,
    machine,
    pages,
    picture,
    postgresql,
    reading,
    report,
    resources,
    tributes,
)
from tests.bench.figures import Figure, keep
from tests.bench.plan import Plan

PARTS = {part.PART: part for part in (pages, deployed, reading, tributes, growth, resources, postgresql)}


def main() -> None:
    chosen = arguments()
    machine.require(chosen.folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # as Ctrl+C: what was started is ended
    console = Console(soft_wrap=True)
    if machine.load() > 1:
        console.print(f"[yellow]机器正忙（负载 {machine.load():.1f}）：每秒的次数会偏低，p99 会偏高。[/]")
    with tempfile.TemporaryDirectory(prefix="honors-bench-", dir=chosen.folder) as folder:
        Path(folder).chmod(0o755)  # nginx reads as a user of its own
        plan = Plan(Path(folder), chosen.runs, chosen.seconds, chosen.quick, chosen.postgresql)
        done = [measured(plan, name, console) for name in chosen.only]
    sys.exit(not all(done))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--runs", type=int, default=5, help="of each load; the median counts")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each run")
    parser.add_argument(
        "--quick", action="store_true", help="fewer records and tributes; nothing is written down"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default="/var/tmp",
        help="where databases are made: on a real disk, not in memory",
    )
    parser.add_argument(
        "--postgresql",
        metavar="URL",
        default="",
        help="a server on which a database may be made, as postgres://postgres@127.0.0.1",
    )
    return parser.parse_args()


def measured(plan: Plan, name: str, console: Console) -> bool:
    """Returns False where a part could not be measured; the others are, and stay written down."""
    figures: list[Figure] = []
    try:
        with console.status(f"{report.HEADINGS[name]}……"):
            for figure in PARTS[name].measure(plan):
                figures.append(figure)
                console.print(told(figure))
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        console.print(f"[red]{report.HEADINGS[name]}没有测成：[/]{escape(str(error))}", highlight=False)
        return False
    if not figures:
        console.print(f"{report.HEADINGS[name]}：没有测；请用 --postgresql 指明一台服务器。")
    elif not plan.quick:
        described = machine.description()
        everything = keep(described, figures)
        report.write(described, everything)
        picture.write(described, everything)
    return True


def told(figure: Figure) -> str:
    sign = report.SIGNS[figure.is_met] or " "
    return f"{sign} {figure.name}：[bold]{figure.shown}[/]（目标 {figure.target}） {figure.told}"


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
