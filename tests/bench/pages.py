"""Measures pages and static files from memory, beside nginx and Django's own cache."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.plan import Plan

PART = "pages"
AWARD_PAGE = "/records/1/"
# Headers that a server adds by itself, or differently for a file.
OF_THE_SERVER = {"content-length", "content-encoding", "content-type", "date", "server", "connection"}


def measure(plan: Plan) -> Iterator[Figure]:
    var = plan.folder / "pages"
    servers.prepare(var)
    servers.populate(var, "--records", "1")
    with servers.site(var) as ours:
        page = ours + AWARD_PAGE
        _, html = servers.get(page)
        stylesheet = ours + re.findall(rb"/static/site\.[0-9a-f]+\.css", html)[0].decode()
        sizes = [len(servers.get(address, Accept_Encoding="gzip")[1]) for address in (page, stylesheet)]
        name = "内存中的网页"
        with nginx_with_the_same(plan, page) as file:
            told = f"同样的 {sizes[0] / 1000:.1f} KB（压缩后）和标头"
            yield compared(plan, name, "nginx", [page, file], told, least=0.80)
        with servers.site_cache(var) as cache:
            told = "同一个视图、同一种服务器、同样多的线程"
            yield compared(plan, name, "Django 全站缓存", [page, cache + AWARD_PAGE], told, least=8)
        told = f"压缩后 {sizes[1] / 1000:.1f} 与 {sizes[0] / 1000:.1f} KB"
        yield compared(plan, "内存中的样式表", "内存中的网页", [stylesheet, page], told)


@contextmanager
def nginx_with_the_same(plan: Plan, page: str) -> Iterator[str]:
    """Yields the address of a file with the bytes of `page`, which nginx sends with the same headers."""
    response, html = servers.get(page)
    zipped = servers.get(page, Accept_Encoding="gzip")[1]
    headers = {name: value for name, value in response.getheaders() if name.lower() not in OF_THE_SERVER}
    files = {"page/index.html": html, "page/index.html.gz": zipped}
    with servers.nginx(plan.folder / "nginx", files, headers) as nginx:
        file, sent = servers.get(f"{nginx}/page/", Accept_Encoding="gzip")
        if sent != zipped or not {name.lower() for name in headers} <= {
            name.lower() for name in file.headers
        }:
            raise RuntimeError("nginx does not send the same bytes")
        yield f"{nginx}/page/"


def compared(
    plan: Plan, name: str, peer: str, addresses: list[str], told: str, least: float | None = None
) -> Figure:
    """Returns our requests a second ÷ the peer's."""
    ours, its = map(wrk.rate, wrk.in_turn(plan, addresses))
    told = f"每秒 {ours:,.0f} 与 {its:,.0f} 次；{told}"
    return Figure(PART, f"{name} ÷ {peer}", ours / its, "×", told, least=least, peer=peer)
