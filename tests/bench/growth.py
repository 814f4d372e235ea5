"""Measures whether anything public gets slower as records and tributes grow."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.pages import AWARD_PAGE
from tests.bench.plan import Plan
from tests.bench.tributes import TRIBUTE, exactly_counted
from tests.processes import ROOT, environment

PART = "growth"
LONG_PAGE, CATEGORY, YEAR, HOME = "/records/2/", "/categories/1/", "/years/2001/", "/"
# By address and by the number of records: the answers of `rendering`, medians of its runs.
Rendered = dict[tuple[str, int], dict[str, float]]


def measure(plan: Plan) -> Iterator[Figure]:
    sizes = [10, 1_000, 10_000] if plan.quick else [10, 1_000, 100_000]
    sites = {size: filled(plan, size) for size in sizes}
    yield from rendered(plan, sites)
    yield from_memory(plan, sites)
    yield ledger(plan, sites[sizes[0]])


def filled(plan: Plan, size: int) -> Path:
    """Makes a site with so many records, the second of them of 250 measures."""
    var = plan.folder / f"growth-{size}"
    servers.prepare(var)
    servers.populate(var, "--records", "1")
    servers.populate(var, "--records", "1", "--measures", "250")
    servers.populate(var, "--records", str(size - 2))
    return var


def rendered(plan: Plan, sites: dict[int, Path]) -> Iterator[Figure]:
    few, many, most = sites
    times = renderings(plan, sites)
    short, long = times[AWARD_PAGE, few], times[LONG_PAGE, few]
    told = (
        f"{short['ms']:.1f} 与 {long['ms']:.1f} 毫秒，{short['queries']:.0f} 与 {long['queries']:.0f} 次查询"
    )
    yield Figure(PART, "现做一页：250 条举措 ÷ 9 条", long["ms"] / short["ms"], "×", told, most=10)
    yield grown("现做一页", AWARD_PAGE, times, few, most, 1.3)
    # Of ten records a list shows one line and of a thousand twenty: that is a longer page, not a slower site.
    yield grown("现做分类列表", CATEGORY, times, many, most, 1.5)
    yield grown("现做年份列表", YEAR, times, many, most, 1.5)
    yield grown("现做首页", HOME, times, many, most, None)


def renderings(plan: Plan, sites: dict[int, Path]) -> Rendered:
    """Measures the sites in turn, as the servers do elsewhere."""
    rounds = [{size: rendering(var) for size, var in sites.items()} for _ in range(plan.runs)]
    return {
        (address, size): {
            what: statistics.median(one[size][address][what] for one in rounds) for what in ("ms", "queries")
        }
        for size in sites
        for address in rounds[0][size]
    }


def rendering(var: Path) -> dict[str, dict[str, float]]:
    command = ["taskset", "-c", servers.SERVER_CORE, sys.executable, "-m", "tests.bench.rendering"]
    addresses = [AWARD_PAGE, LONG_PAGE, CATEGORY, YEAR, HOME]
    done = subprocess.run(
        [*command, *addresses], env=environment(var), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return {said["address"]: said for said in map(json.loads, done.stdout.splitlines())}


def grown(name: str, address: str, times: Rendered, few: int, many: int, most: float | None) -> Figure:
    by_size = {size: said for (of, size), said in times.items() if of == address}
    told = "、".join(f"{size:,} 条 {said['ms']:.1f}" for size, said in by_size.items())
    told = f"毫秒：{told}；{by_size[many]['queries']:.0f} 次查询"
    ratio = by_size[many]["ms"] / by_size[few]["ms"]
    return Figure(PART, f"{name}：{many:,} 条记录 ÷ {few:,} 条", ratio, "×", told, most=most)


def from_memory(plan: Plan, sites: dict[int, Path]) -> Figure:
    with ExitStack() as stack:
        addresses = [stack.enter_context(servers.site(var)) + AWARD_PAGE for var in sites.values()]
        rates = dict(zip(sites, map(wrk.rate, wrk.in_turn(plan, addresses)), strict=True))
    told = "每秒：" + "、".join(f"{size:,} 条 {rate:,.0f} 次" for size, rate in rates.items())
    few, many = min(sites), max(sites)
    name = f"内存中的网页所用时间：{many:,} 条记录 ÷ {few:,} 条"
    return Figure(PART, name, rates[few] / rates[many], "×", told, most=1.1)


def ledger(plan: Plan, empty: Path) -> Figure:
    rows = 500_000 if plan.quick else 10_000_000
    full = plan.folder / "ledger"
    servers.prepare(full)
    servers.populate(full, "--records", "10", "--tributes", str(rows))
    with (
        exactly_counted(empty) as few,
        exactly_counted(full) as many,
        servers.site(empty) as before,
        servers.site(full) as after,
    ):
        few[:], many[:] = wrk.in_turn(plan, [before + TRIBUTE, after + TRIBUTE], wrk.TRIBUTE)
    told = f"每秒 {wrk.rate(many):,.0f} 与 {wrk.rate(few):,.0f} 次"
    ratio = wrk.rate(many) / wrk.rate(few)
    return Figure(PART, f"致敬：账本有 {rows:,} 行 ÷ 空账本", ratio, "×", told, least=0.8)
