"""Tributes on PostgreSQL, from one process to four: whether the row that all must raise becomes the limit."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.plan import Plan
from tests.bench.tributes import TRIBUTE, balanced

PART = "postgresql"
MANY = Path(__file__).parent / "peers" / "tributes_to_many.lua"


def measure(plan: Plan) -> Iterator[Figure]:
    """Not pinned: the database needs a core too. So the figures say how it grows, not how fast it is."""
    if not plan.database_url:
        return
    chosen = {"DATABASE_URL": plan.database_url}
    var = plan.folder / "postgresql"
    servers.prepare(var, **chosen)
    servers.populate(var, "--records", "100", **chosen)
    rates: dict[tuple[int, str], float] = {}
    for workers in (1, 2, 4):
        with servers.site(var, workers, pinned=False, **chosen) as ours:
            for records, more in (("一", wrk.TRIBUTE), ("一百", ["-s", str(MANY)])):
                loads = [wrk.load(ours + TRIBUTE, plan.seconds, 128, more) for _ in range(plan.runs)]
                rates[workers, records] = wrk.median([load.per_second for load in loads])
    balanced(var, **chosen)
    for workers in (2, 4):
        told = "、".join(f"{count} 个进程每秒 {rates[count, '一']:,.0f} 次" for count in (1, 2, 4))
        yield Figure(
            PART, f"一条记录：{workers} 个进程 ÷ 1 个", rates[workers, "一"] / rates[1, "一"], "×", told
        )
    told = f"4 个进程，每秒 {rates[4, '一']:,.0f} 与 {rates[4, '一百']:,.0f} 次"
    yield Figure(PART, "同一条记录 ÷ 一百条记录", rates[4, "一"] / rates[4, "一百"], "×", told)


def scratch_url() -> str:
    """From the environment: a database that may be filled."""
    return os.environ.get("DATABASE_URL", "")


def reset(url: str) -> None:
    subprocess.run(["psql", url, "-qc", "DROP SCHEMA public CASCADE; CREATE SCHEMA public"], check=True)
