"""Visitors who mean no good, or whose browsers are broken."""

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.faults import sized
from tests.faults.browsing import FROM_THE_PAGE, TRIBUTE, Connection, Visitor
from tests.faults.flood import each_on_a_connection
from tests.faults.serving import Site

CLIENTS = 8
# The memory allocator keeps so much for itself among 64 threads; a page kept for each address would take more.
MAX_GROWTH_BYTES = 12 * 1024**2


def damaged(cookie: str) -> list[str]:
    visitor, *rest = cookie.split(":")
    other = "0" * len(visitor)
    return [
        "",
        visitor,
        cookie[:-1],
        cookie[:40],
        cookie[1:],
        cookie + "0",
        ":".join([other, *rest]),
        ":".join([visitor, "zzzzzz", rest[-1]]),
        cookie.upper(),
        cookie.replace(":", "%3A"),
        f'"{cookie}',
        "\xff\xfe" * 8,
        "\\000\\377",
        "x" * 8000,
        ":" * 8000,
    ]


def test_forged_and_truncated_cookies_are_new_visitors_with_new_cookies(site: Site) -> None:
    honest = Visitor()
    with Connection(site.port) as connection:
        connection.pay(honest)
        cookies = damaged(honest.cookie)
        for cookie in cookies:
            visitor = Visitor(cookie=cookie)
            assert connection.pay(visitor).status == 201, cookie
            assert visitor.cookie not in (cookie, honest.cookie)
            assert connection.pay(visitor).status == 200
        assert connection.pay(honest).status == 200
    assert site.counted() == 1 + len(cookies)


def test_cookie_of_another_site_is_a_new_visitor(
    site: Site, prepared: Path, tmp_path: Path, make_site: Callable[..., Site]
) -> None:
    other = make_site(Path(shutil.copytree(prepared, tmp_path / "other")), SECRET_KEY="another" * 10)
    other.start()
    visitor = Visitor()
    with Connection(other.port) as connection:
        connection.pay(visitor)
    foreign = visitor.cookie
    with Connection(site.port) as connection:
        assert connection.pay(visitor).status == 201
        assert visitor.cookie != foreign
        assert connection.pay(visitor).status == 200


def ask_for_what_is_not_there(connection: Connection, number: str) -> None:
    """Each address and each header that may be remembered somewhere, different for each number."""
    assert connection.get(f"/{number}/").status == 404
    assert connection.get(f"/records/{number}/").status == 404
    assert connection.get(f"/static/{number}.css").status == 404
    assert connection.get(f"/years/2011/?page={number}").status == 404
    for page in ("/", "/records/1/", TRIBUTE):
        assert connection.get(f"{page}?{number}={number}").status == 200
    known = {"If-None-Match": f'"{number}"', "Accept-Encoding": f"x{number}", "User-Agent": number}
    assert connection.get("/records/1/", **known).status == 200
    told = FROM_THE_PAGE | {"Accept": f"x/{number}", "X-Forwarded-For": f"{number}"}
    assert connection.ask("POST", f"/records/{number}/tribute/", told).status == 404
    assert connection.get("/", Host=f"x{number}.example").status == 400


def test_unknown_addresses_and_queries_leave_nothing_in_memory(site: Site) -> None:
    def ask_for(first: int, count: int) -> None:
        numbers = [str(number) for number in range(first, first + count)]
        each_on_a_connection(site, numbers, ask_for_what_is_not_there, CLIENTS)

    ask_for(100_000, sized(200, 2_000))
    before = site.memory()
    ask_for(200_000, sized(500, 10_000))
    assert site.memory() - before < MAX_GROWTH_BYTES
