"""Measures the server's memory with a thousand pages kept, and how soon it answers."""

import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import servers
from tests.bench.figures import Figure
from tests.bench.machine import family, resident
from tests.bench.pages import AWARD_PAGE
from tests.bench.plan import Plan

PART = "resources"
PAGES = 1_000


def measure(plan: Plan) -> Iterator[Figure]:
    var = plan.folder / "resources"
    servers.prepare(var)
    servers.populate(var, "--records", str(PAGES))
    slowest = max(seconds_to_first_page(var) for _ in range(plan.runs))
    told = f"从 serve 到第一页答完，{plan.runs} 次中最慢的一次"
    yield Figure(PART, "启动到第一次回答", slowest, " s", told, most=2)
    yield memory(var)


def seconds_to_first_page(var: Path) -> float:
    begun = time.perf_counter()
    with servers.site(var) as ours:
        servers.get(ours + AWARD_PAGE)
        return time.perf_counter() - begun


def memory(var: Path) -> Figure:
    port = servers.free_port()
    with servers.started(servers.serve(port), port, var) as process:
        site = list(family(process))
        before = sum(map(resident, site))
        for number in range(1, PAGES + 1):
            servers.get(f"http://127.0.0.1:{port}/records/{number}/")
        after = sum(map(resident, site))
        each = " + ".join(f"{resident(pid, 'Rss'):.0f}" for pid in site)
    told = f"主进程和工作进程，共用的只计一次（PSS）；启动后 {before:.0f} MB；各自的 RSS {each} MB"
    return Figure(PART, f"存着 {PAGES:,} 页时的内存", after, " MB", told, most=150)
