"""Brings the cluster up, strikes its primary again and again, and tells what became of it: `make failover`."""

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from statistics import median

from tests.failover import isolation
from tests.failover.cluster import PORTS, Cluster
from tests.failover.trial import FAULTS, Result, strike
from tests.failover.witnesses import PAGES
from tests.faults.browsing import Connection
from tests.faults.serving import Site
from tests.processes import run

HEAD = "| fault | by | n | acknowledged | lost | double | split | writes again after, s (min/median/max) | pages read | failed | kept |"


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
            shutil.copytree(isolation.FOLDER, chosen.logs, ignore=only_logs, dirs_exist_ok=True)
        print(table(results))
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
    for command in (
        ["migrate", "--no-input", "--verbosity", "0"],
        ["seed"],
        ["collectstatic", "--no-input", "--verbosity", "0"],
    ):
        done = run(var, "manage.py", *command, DATABASE_URL=cluster.url(chosen.by[0]))
        assert done.returncode == 0, done.stderr
    for way in chosen.by:
        site = Site(var, DATABASE_URL=cluster.url(way))
        site.start()
        try:
            keep_pages(site)
            for number in range(chosen.times * len(chosen.only)):
                results.append(strike(cluster, site, FAULTS[chosen.only[number % len(chosen.only)]], way))
                print(json.dumps(asdict(results[-1])), flush=True)
        finally:
            site.end()


def keep_pages(site: Site) -> None:
    with Connection(site.port) as connection:
        for page in PAGES:
            assert connection.get(page).status == 200, page


def only_logs(folder: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if not name.endswith(".log") and not name.startswith("db") and name != "pgbouncer-log"
    }


def table(results: list[Result]) -> str:
    rows = []
    for fault, way in dict.fromkeys((result.fault, result.way) for result in results):
        these = [result for result in results if (result.fault, result.way) == (fault, way)]
        seconds = [result.seconds_to_writes for result in these]
        sums = [
            sum(getattr(result, name) for result in these)
            for name in (
                "acknowledged",
                "lost",
                "double",
                "split",
                "pages_read",
                "pages_failed",
                "pages_kept",
            )
        ]
        told = f"{min(seconds):.1f} / {median(seconds):.1f} / {max(seconds):.1f}"
        cells = [fault, way, len(these), *sums[:4], told, *sums[4:]]
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join([HEAD, "|" + "---|" * HEAD.count(" | ") + "---|", *rows])


if __name__ == "__main__":
    sys.exit(main())
