"""Brings the cluster up, strikes its primary again and again, and tells what became of it: `make failover`."""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from tests.failover import isolation
from tests.failover.cluster import PORTS, Cluster
from tests.failover.machines import ADDRESSES
from tests.failover.trial import FAULTS, Result, strike
from tests.failover.witnesses import PAGES
from tests.faults.browsing import Connection
from tests.faults.serving import Site
from tests.processes import ROOT, environment

SUMS = ("acknowledged", "lost", "double", "split", "pages_read", "pages_failed", "pages_kept")
HEAD = ("fault", "by", "n", "writes again after, s (min / median / max)", *SUMS)
LOG_FOLDERS = [isolation.FOLDER / name for name in (*ADDRESSES, "pgbouncer-log")]


def main() -> int:
    chosen = arguments()
    if not isolation.is_isolated():
        if reason := isolation.reason_against():
            sys.exit(f"Cannot be tried on this machine: {reason}")
        return isolation.run_isolated(sys.argv[1:])
    isolation.be_init()
    isolation.hide_the_machine()
    results: list[Result] = []
    try:
        try_all(chosen, results)
    finally:
        if chosen.logs:
            shutil.copytree(isolation.FOLDER, chosen.logs, ignore=all_but_logs, dirs_exist_ok=True)
        say(table(results))
    return int(not all(result.is_good for result in results))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.failover", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="each fault")
    parser.add_argument("--only", nargs="+", choices=list(FAULTS), default=list(FAULTS))
    parser.add_argument("--by", nargs="+", choices=list(PORTS), default=["haproxy"])
    parser.add_argument("--logs", type=Path, help="a folder to copy all logs to at the end")
    return parser.parse_args()


def try_all(chosen: argparse.Namespace, results: list[Result]) -> None:
    cluster = Cluster()
    cluster.start()
    var = isolation.FOLDER / "var"
    for command in ("migrate", "seed", "collectstatic --no-input"):
        subprocess.run(
            [sys.executable, "manage.py", *command.split()],
            env=environment(var, DATABASE_URL=cluster.url("haproxy")),
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    for way in chosen.by:
        site = Site(var, DATABASE_URL=cluster.url(way))
        site.start()
        try:
            keep_pages(site)
            for name in chosen.only * chosen.times:
                results.append(strike(cluster, site, FAULTS[name], way))
                say(json.dumps(asdict(results[-1])))
        finally:
            site.end()


def keep_pages(site: Site) -> None:
    with Connection(site.port) as connection:
        for page in PAGES:
            assert connection.get(page).status == 200, page


def all_but_logs(folder: str, names: list[str]) -> set[str]:
    """Returns the names in the folder that are not to be copied: of each machine, all but what its programs wrote."""
    return {name for name in names if not name.endswith(".log") and Path(folder, name) not in LOG_FOLDERS}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def table(results: list[Result]) -> str:
    rows: list[Sequence[object]] = [HEAD, ["---"] * len(HEAD)]
    for fault, way in dict.fromkeys((result.fault, result.way) for result in results):
        these = [result for result in results if (result.fault, result.way) == (fault, way)]
        seconds = [result.seconds_to_writes for result in these]
        told = f"{min(seconds):.1f} / {median(seconds):.1f} / {max(seconds):.1f}"
        sums = [sum(getattr(result, name) for result in these) for name in SUMS]
        rows.append([fault, way, len(these), told, *sums])
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
