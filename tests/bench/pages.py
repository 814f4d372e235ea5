"""Pages and static files from memory, beside nginx and Django's own cache."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.plan import Plan

PART = "pages"
AWARD_PAGE = "/records/1/"
# What a server adds by itself, or differently for a file.
OF_THE_SERVER = {"content-length", "content-encoding", "content-type", "date", "server", "connection"}


def measure(plan: Plan) -> Iterator[Figure]:
    var = plan.folder / "pages"
    servers.prepare(var)
    servers.populate(var, "--records", "1")
    with servers.site(var) as ours:
        response, page = servers.get(ours + AWARD_PAGE)
        _, zipped = servers.get(ours + AWARD_PAGE, Accept_Encoding="gzip")
        headers = {k: v for k, v in response.getheaders() if k.lower() not in OF_THE_SERVER}
        stylesheet = re.findall(rb"/static/site\.[0-9a-f]+\.css", page)[0].decode()
        size = f"{len(page) / 1000:.1f} KB 的网页，压缩后 {len(zipped) / 1000:.1f} KB"
        files = {"records/1/index.html": page, "records/1/index.html.gz": zipped}
        with servers.nginx(plan.folder / "nginx", files, headers) as nginx:
            yield compared(plan, "内存中的网页 ÷ nginx", ours + AWARD_PAGE, nginx + AWARD_PAGE, 0.80, size)
        yield compared(
            plan, "静态文件 ÷ 网页，都在内存中", ours + stylesheet, ours + AWARD_PAGE, None, "样式表"
        )
        with servers.site_cache(var) as cache:
            yield compared(
                plan,
                "内存中的网页 ÷ Django 全站缓存",
                ours + AWARD_PAGE,
                cache + AWARD_PAGE,
                8,
                "同一个服务器",
            )


def compared(plan: Plan, name: str, ours: str, peer: str, least: float | None, told: str) -> Figure:
    """Medians of runs that take turns, so that what else the machine does strikes both."""
    pairs = alternated(plan, lambda address: wrk.load(address, plan.seconds), ours, peer)
    ratio = wrk.median([mine.per_second for mine, _ in pairs]) / wrk.median(
        [its.per_second for _, its in pairs]
    )
    mine, its = (wrk.median([pair[side].per_second for pair in pairs]) for side in (0, 1))
    return Figure(PART, name, ratio, "×", f"每秒 {mine:,.0f} 与 {its:,.0f} 次；{told}", least=least)


def alternated(
    plan: Plan, run: Callable[[str], wrk.Load], ours: str, peer: str
) -> list[tuple[wrk.Load, wrk.Load]]:
    for address in (ours, peer):
        run(address)
    pairs = [(run(ours), run(peer)) for _ in range(plan.runs)]
    for load in (load for pair in pairs for load in pair):
        if load.refused:
            raise RuntimeError(f"{load.refused} requests were refused")
    return pairs


def folder_of(plan: Plan, name: str) -> Path:
    made = plan.folder / name
    made.mkdir(exist_ok=True)
    return made
