"""Tributes: durable, beside a bare loop of inserts and the usual view; and what pages feel of a flood of them."""

import subprocess
import sys
from collections.abc import Iterator

from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.pages import AWARD_PAGE, folder_of
from tests.bench.plan import Plan
from tests.processes import ROOT, environment, run

PART = "tributes"
TRIBUTE = "/records/1/tribute/"


def measure(plan: Plan) -> Iterator[Figure]:
    var = plan.folder / "tributes"
    servers.prepare(var)
    servers.populate(var, "--records", "100")
    with servers.site(var) as ours, servers.usual_view(folder_of(plan, "usual")) as usual:
        turns = [turn(plan, ours, usual) for _ in range(plan.runs)]
    balanced(var)
    paid, bare, plain = (wrk.median([rates[place] for rates in turns]) for place in range(3))
    p99 = wrk.median([rates[3] for rates in turns])
    told = f"每秒 {paid:,.0f} 次，64 个连接，SQLite，synchronous=FULL"
    against_bare, against_plain = (
        f"逐条插入每秒 {bare:,.0f} 次",
        f"gunicorn 加 F('count') + 1，每秒 {plain:,.0f} 次",
    )
    yield Figure(PART, "致敬 ÷ 逐条插入 SQLite", paid / bare, "×", f"{told}；{against_bare}", least=0.70)
    yield Figure(PART, "致敬 ÷ 通常的写法", paid / plain, "×", f"{told}；{against_plain}", least=10)
    yield Figure(PART, "致敬的 p99", p99, " ms", told, most=50)
    with servers.site(var) as ours:
        yield page_during_a_flood(plan, ours)
    balanced(var)


def turn(plan: Plan, ours: str, usual: str) -> tuple[float, float, float, float]:
    """Tributes a second, bare inserts a second, the usual view's tributes a second, and our p99 in ms."""
    paid = wrk.load(ours + TRIBUTE, plan.seconds, more=wrk.TRIBUTE)
    if paid.refused:
        raise RuntimeError(f"{paid.refused} tributes were refused")
    bare = bare_inserts(plan)
    plain = wrk.load(f"{usual}/tribute/", plan.seconds, more=wrk.TRIBUTE)
    return paid.per_second, bare, plain.per_second, paid.p99_ms


def bare_inserts(plan: Plan) -> float:
    command = [sys.executable, "-m", "tests.bench.peers.plain_inserts", str(plan.folder), str(plan.seconds)]
    pinned = ["taskset", "-c", servers.SERVER_CORE, *command]
    done = subprocess.run(
        pinned, env=environment(plan.folder), cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def page_during_a_flood(plan: Plan, ours: str) -> Figure:
    p99s, rates = [], []
    for _ in range(plan.runs):
        flood = subprocess.Popen(
            wrk.command(ours + TRIBUTE, plan.seconds + 2, 32, wrk.TRIBUTE), stdout=subprocess.PIPE, text=True
        )
        page = wrk.load(ours + AWARD_PAGE, plan.seconds, 8)
        p99s.append(page.p99_ms)
        rates.append(wrk.parsed(flood.communicate()[0]).per_second)
    told = f"32 个连接同时致敬，每秒 {wrk.median(rates):,.0f} 次"
    return Figure(PART, "致敬洪峰中网页的 p99", wrk.median(p99s), " ms", told, most=20)


def balanced(var: servers.Path, **chosen: str) -> None:
    done = run(var, "manage.py", "verify_tributes", **chosen)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
