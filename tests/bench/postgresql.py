"""Measures tributes on PostgreSQL, from one process to four: whether the row that all must raise becomes the limit."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.plan import Plan
from tests.bench.tributes import TRIBUTE, exactly_counted

PART = "postgresql"
PROCESSES = (1, 2, 4)
CONNECTIONS = 128
ONE, HUNDRED = "一条记录", "一百条记录"


def measure(plan: Plan) -> Iterator[Figure]:
    """Pins nothing to a core, for the database needs one too: the figures say how it grows, not how fast it is."""
    if not plan.postgresql:
        return
    with scratch_database(plan.postgresql) as (url, version):
        var = plan.folder / "postgresql"
        servers.prepare(var, DATABASE_URL=url)
        servers.populate(var, "--records", "100", DATABASE_URL=url)
        with exactly_counted(var, DATABASE_URL=url) as loads:
            rates = {
                (processes, records): rate
                for processes in PROCESSES
                for records, rate in rates_of(plan, url, processes, loads)
            }
    for records in (ONE, HUNDRED):
        rows = "、".join(f"{processes} 个进程 {rates[processes, records]:,.0f}" for processes in PROCESSES)
        name, context = f"致敬{records}：4 个进程 ÷ 1 个", f"每秒：{rows}；{version}"
        yield Figure(PART, name, rates[4, records] / rates[1, records], "×", context)
    context = "、".join(
        f"{processes} 个进程 {rates[processes, ONE] / rates[processes, HUNDRED]:.2f}×"
        for processes in PROCESSES
    )
    yield Figure(PART, "都致敬一条 ÷ 分给一百条", rates[4, ONE] / rates[4, HUNDRED], "×", context)


def rates_of(plan: Plan, url: str, processes: int, loads: list[wrk.Load]) -> Iterator[tuple[str, float]]:
    """Returns tributes a second to one record, and to a hundred in turn."""
    var = plan.folder / "postgresql"
    with servers.site(var, processes, pinned=False, DATABASE_URL=url) as ours:
        for records, more in ((ONE, wrk.TRIBUTE), (HUNDRED, wrk.TRIBUTE_TO_MANY)):
            runs = [wrk.load(ours + TRIBUTE, plan.seconds, CONNECTIONS, more) for _ in range(1 + plan.runs)]
            loads += runs
            yield records, wrk.rate(runs)


@contextmanager
def scratch_database(server: str) -> Iterator[tuple[str, str]]:
    """Makes a database of its own on that server; yields its address and the server's version.

    A database that is there already may be a site's: it is never filled with inventions.
    """
    name = f"honors_bench_{os.getpid()}"
    with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            version = connection.info.parameter_status("server_version") or ""
            yield urlsplit(server)._replace(path=f"/{name}").geturl(), f"PostgreSQL {version.split()[0]}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
