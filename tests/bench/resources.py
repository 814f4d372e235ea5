"""The server's memory with a thousand pages kept, and how soon it answers."""

import time
from collections.abc import Iterator

from tests.bench import servers
from tests.bench.figures import Figure
from tests.bench.pages import AWARD_PAGE
from tests.bench.plan import Plan

PART = "resources"
PAGES = 1_000


def measure(plan: Plan) -> Iterator[Figure]:
    var = plan.folder / "resources"
    servers.prepare(var)
    servers.populate(var, "--records", str(PAGES))
    port = servers.free_port()
    times = []
    for _ in range(plan.runs):
        begun = time.perf_counter()
        with servers.started(servers.serve(port), port, var):
            response, _ = servers.get(f"http://127.0.0.1:{port}{AWARD_PAGE}")
            times.append(time.perf_counter() - begun)
    told = f"从 serve 到第一页回答（{response.status}），{plan.runs} 次中最慢的一次"
    yield Figure(PART, "启动到第一次回答", max(times), " s", told, most=2)
    with servers.started(servers.serve(port), port, var) as process:
        before = servers.memory_mb(process)
        for number in range(1, PAGES + 1):
            servers.get(f"http://127.0.0.1:{port}/records/{number}/")
        after = servers.memory_mb(process)
    told = f"全部进程；启动后 {before:.0f} MB"
    yield Figure(PART, f"存着 {PAGES:,} 页时的内存", after, " MB", told, most=150)
