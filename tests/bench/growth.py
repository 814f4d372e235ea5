"""Whether anything public gets slower as records and tributes grow."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.pages import AWARD_PAGE
from tests.bench.plan import Plan
from tests.bench.tributes import TRIBUTE, balanced
from tests.processes import ROOT, environment

PART = "growth"
LONG_PAGE, CATEGORY, YEAR, HOME = "/records/2/", "/categories/1/", "/years/2001/", "/"


def measure(plan: Plan) -> Iterator[Figure]:
    sizes = [10, 1_000, 10_000] if plan.quick else [10, 1_000, 100_000]
    vars_ = {size: filled(plan, size) for size in sizes}
    yield from rendered(vars_)
    yield from from_memory(plan, vars_[sizes[0]], vars_[sizes[-1]], sizes)
    yield from ledger(plan, vars_[sizes[0]])


def filled(plan: Plan, size: int) -> Path:
    """A site with so many records, the second of them of 250 measures."""
    var = plan.folder / f"growth-{size}"
    servers.prepare(var)
    servers.populate(var, "--records", "1")
    servers.populate(var, "--records", "1", "--measures", "250")
    servers.populate(var, "--records", str(size - 2))
    return var


def rendered(vars_: dict[int, Path]) -> Iterator[Figure]:
    small, middle, large = vars_
    times = {size: rendering(var) for size, var in vars_.items()}
    long, short = times[large][LONG_PAGE], times[large][AWARD_PAGE]
    told = (
        f"{short['ms']:.1f} 与 {long['ms']:.1f} 毫秒，{short['queries']:.0f} 与 {long['queries']:.0f} 次查询"
    )
    yield Figure(PART, "现做一页：250 条举措 ÷ 9 条", long["ms"] / short["ms"], "×", told, most=10)
    yield grown("现做一页", AWARD_PAGE, times, small, large, 1.3)
    # With ten records a list shows one line, and twenty with a thousand: that is no growth to be measured.
    yield grown("现做分类列表", CATEGORY, times, middle, large, 1.5)
    yield grown("现做年份列表", YEAR, times, middle, large, 1.5)
    yield grown("现做首页", HOME, times, middle, large, None)


def rendering(var: Path) -> dict[str, dict[str, float]]:
    command = ["taskset", "-c", servers.SERVER_CORE, sys.executable, "-m", "tests.bench.rendering"]
    addresses = [AWARD_PAGE, LONG_PAGE, CATEGORY, YEAR, HOME]
    done = subprocess.run(
        [*command, *addresses], env=environment(var), cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {said["address"]: said for said in map(json.loads, done.stdout.splitlines())}


def grown(
    name: str,
    address: str,
    times: dict[int, dict[str, dict[str, float]]],
    few: int,
    many: int,
    most: float | None,
) -> Figure:
    before, after = times[few][address]["ms"], times[many][address]["ms"]
    told = f"{before:.1f} 与 {after:.1f} 毫秒"
    return Figure(PART, f"{name}：{many:,} 条记录 ÷ {few:,} 条", after / before, "×", told, most=most)


def from_memory(plan: Plan, small: Path, large: Path, sizes: list[int]) -> Iterator[Figure]:
    with servers.site(small) as few, servers.site(large) as many:
        runs = [
            [wrk.load(address + AWARD_PAGE, plan.seconds).per_second for address in (few, many)]
            for _ in range(plan.runs)
        ]
    before, after = (wrk.median([run[side] for run in runs]) for side in (0, 1))
    told = f"每秒 {before:,.0f} 与 {after:,.0f} 次"
    name = f"内存中的网页所用时间：{sizes[-1]:,} 条记录 ÷ {sizes[0]:,} 条"
    yield Figure(PART, name, before / after, "×", told, most=1.1)


def ledger(plan: Plan, empty: Path) -> Iterator[Figure]:
    rows = 500_000 if plan.quick else 10_000_000
    full = plan.folder / "ledger"
    servers.prepare(full)
    servers.populate(full, "--records", "10", "--tributes", str(rows))
    with servers.site(empty) as none, servers.site(full) as many:
        runs = [
            [
                wrk.load(address + TRIBUTE, plan.seconds, more=wrk.TRIBUTE).per_second
                for address in (none, many)
            ]
            for _ in range(plan.runs)
        ]
    balanced(full)
    before, after = (wrk.median([run[side] for run in runs]) for side in (0, 1))
    told = f"每秒 {after:,.0f} 与 {before:,.0f} 次"
    yield Figure(PART, f"致敬：账本有 {rows:,} 行 ÷ 空账本", after / before, "×", told, least=0.8)
