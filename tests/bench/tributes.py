"""Measures durable tributes beside a bare loop of inserts and the usual view, and pages during a flood of tributes."""

import re
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.pages import AWARD_PAGE
from tests.bench.plan import Plan
from tests.processes import ROOT, environment

PART = "tributes"
TRIBUTE = "/records/1/tribute/"


def measure(plan: Plan) -> Iterator[Figure]:
    var = plan.folder / "tributes"
    servers.prepare(var)
    servers.populate(var, "--records", "1")
    yield from beside_peers(plan, var)
    yield page_during_a_flood(plan, var)


def beside_peers(plan: Plan, var: Path) -> Iterator[Figure]:
    bare, its = [], []
    with (
        exactly_counted(var) as ours,
        servers.site(var) as site,
        servers.usual_view(plan.folder / "usual") as usual,
    ):
        for _ in range(1 + plan.runs):
            ours.append(wrk.load(site + TRIBUTE, plan.seconds, more=wrk.TRIBUTE))
            bare.append(bare_inserts(plan))
            its.append(wrk.load(f"{usual}/tribute/", plan.seconds, more=wrk.TRIBUTE))
    paid, inserted, plain = wrk.rate(ours), statistics.median(bare[1:]), wrk.rate(its)
    told = f"每秒 {paid:,.0f} 与 {inserted:,.0f} 次；64 个连接，都是 synchronous=FULL"
    yield beside("逐条插入 SQLite", paid / inserted, told, least=0.70)
    told = f"每秒 {paid:,.0f} 与 {plain:,.0f} 次；gunicorn，F('count') + 1，SQLite 的默认设置"
    yield beside("通常的写法", paid / plain, told, least=10)
    told = f"64 个连接；通常的写法 {wrk.p99(its):,.0f} 毫秒"
    yield Figure(PART, "致敬的 p99", wrk.p99(ours), " ms", told, most=50)


def beside(peer: str, ratio: float, told: str, least: float) -> Figure:
    return Figure(PART, f"致敬 ÷ {peer}", ratio, "×", told, least=least, peer=peer)


def bare_inserts(plan: Plan) -> float:
    command = [sys.executable, "-m", "tests.bench.peers.plain_inserts", str(plan.folder), str(plan.seconds)]
    pinned = ["taskset", "-c", servers.SERVER_CORE, *command]
    done = subprocess.run(
        pinned, env=environment(plan.folder), cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def page_during_a_flood(plan: Plan, var: Path) -> Figure:
    pages = []
    with exactly_counted(var) as floods, servers.site(var) as ours:
        # Two seconds longer than the pages are asked for, so that it floods from their start to their end.
        flood = wrk.command(ours + TRIBUTE, plan.seconds + 2, 32, wrk.TRIBUTE)
        for _ in range(1 + plan.runs):
            with subprocess.Popen(flood, stdout=subprocess.PIPE, text=True) as flooding:
                pages.append(wrk.load(ours + AWARD_PAGE, plan.seconds, 8))
                floods.append(wrk.parsed(flooding.communicate()[0]))
    told = f"8 个连接读，每秒 {wrk.rate(pages):,.0f} 次；32 个连接同时致敬，每秒 {wrk.rate(floods):,.0f} 次"
    return Figure(PART, "致敬洪峰中网页的 p99", wrk.p99(pages), " ms", told, most=20)


@contextmanager
def exactly_counted(var: Path, **chosen: str) -> Iterator[list[wrk.Load]]:
    """Compares the loads of tributes with the ledger afterwards: a server that miscounts is not measured."""
    before = rows(var, **chosen)
    loads: list[wrk.Load] = []
    yield loads
    counted = rows(var, **chosen) - before
    if is_miscounted(counted, loads):
        raise RuntimeError(f"{sum(load.requests for load in loads)} answers, but {counted} rows")


def is_miscounted(counted: int, loads: Sequence[wrk.Load]) -> bool:
    """Allows for wrk stopping with a request under way on each connection: one that is counted, its answer unread."""
    answered = sum(load.requests - load.refused for load in loads)
    return not answered <= counted <= answered + sum(load.connections + load.refused for load in loads)


def rows(var: Path, **chosen: str) -> int:
    """Returns the rows of the ledger, whose totals must equal them."""
    told = servers.manage(var, "verify_tributes", **chosen)
    found = re.search(r"账本共 (\d+) 行", told)
    if not found:
        raise RuntimeError(told)
    return int(found[1])
