"""Measures a page as the operator's guide deploys it: through its nginx, encrypted, beside a file from nginx."""

import ssl
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from urllib.request import Request, urlopen

from records.http.purging import sweep
from tests.bench import servers, wrk
from tests.bench.figures import Figure
from tests.bench.pages import AWARD_PAGE, OF_THE_SERVER
from tests.bench.plan import Plan
from tests.nginx import Nginx

PART = "deployed"
HOST = "localhost"  # wrk names to the server what it connects to
FIRST_SECONDS = 1


def measure(plan: Plan) -> Iterator[Figure]:
    var = plan.folder / "deployed"
    servers.prepare(var)
    servers.populate(var, "--records", "1")
    with behind_nginx(plan.folder, var) as (nginx, page), nginx_with_the_same(plan, nginx, page) as file:
        loads = wrk.in_turn(plan, [page, file])
        ours, its = map(wrk.rate, loads)
        pairs = sorted(one.per_second / other.per_second for one, other in zip(*loads, strict=True))
        told = f"每秒 {ours:,.0f} 与 {its:,.0f} 次；两边都加密，同样的字节和标头；各对 {pairs[0]:.2f}–{pairs[-1]:.2f}"
        yield Figure(PART, "网页 ÷ nginx 的文件", ours / its, "×", told, least=0.75, peer="nginx")
        yield from_the_first_second(plan, nginx, page, file)


def from_the_first_second(plan: Plan, nginx: Nginx, page: str, file: str) -> Figure:
    """Compares the p99 of runs that begin with nothing kept, as after a change: connections and first page included."""
    ours, its = [], []
    for _ in range(plan.runs):
        sweep(nginx.kept)
        ours.append(wrk.load(page, FIRST_SECONDS).p99_ms)
        its.append(wrk.load(file, FIRST_SECONDS).p99_ms)
    ratio = statistics.median(ours) / statistics.median(its)
    told = f"{statistics.median(ours):.1f} 与 {statistics.median(its):.1f} 毫秒；每次先清空，最慢 {max(ours):.1f}"
    return Figure(PART, "第一秒的 p99 ÷ nginx 的文件", ratio, "×", told, most=3)


@contextmanager
def behind_nginx(folder: Path, var: Path) -> Iterator[tuple[Nginx, str]]:
    """Yields the guide's nginx before the site, with one worker for one core, and the page's address through it."""
    with servers.site(var, SITE_URL=f"https://{HOST}", PROXY_HOPS="1") as site:
        place = folder / "guide"
        place.mkdir()
        nginx = Nginx(place, int(site.rpartition(":")[2]), host=HOST, workers=1)
        nginx.make_certificate()
        with servers.started(nginx.command, nginx.encrypted, place):
            yield nginx, f"https://{HOST}:{nginx.encrypted}{AWARD_PAGE}"


@contextmanager
def nginx_with_the_same(plan: Plan, nginx: Nginx, page: str) -> Iterator[str]:
    """Yields the address of a file with the bytes of `page`, which an nginx sends encrypted with the same headers."""
    response, html = get(page, nginx, "identity")
    zipped = get(page, nginx, "gzip")[1]
    headers = {name: value for name, value in response.getheaders() if name.lower() not in OF_THE_SERVER}
    files = {"page/index.html": html, "page/index.html.gz": zipped}
    with servers.nginx(plan.folder / "nginx", files, headers, nginx.certificate) as peer:
        if get(f"{peer}/page/", nginx, "gzip")[1] != zipped:
            raise RuntimeError("nginx does not send the same bytes")
        yield f"{peer}/page/"


def get(address: str, nginx: Nginx, encoding: str) -> tuple[HTTPResponse, bytes]:
    trusted = ssl.create_default_context(cafile=str(nginx.certificate))
    with urlopen(Request(address, headers={"Accept-Encoding": encoding}), context=trusted) as response:
        return response, response.read()
