"""The disk is full, and there is room again."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.browsing import TRIBUTE, Answer, Connection, Visitor
from tests.faults.flood import insist, nothing_is_lost_or_counted_twice
from tests.faults.serving import Site

# More than the write-ahead log has room for where it has grown already.
AT_MOST = 5000


@pytest.fixture
def site(small_disk: Path, prepared: Path, make_site: Callable[..., Site]) -> Site:
    made = make_site(Path(shutil.copytree(prepared, small_disk / "var")))
    made.start()
    return made


def fill(disk: Path) -> Path:
    """Returns the file that takes all the room."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1024**2, 4096, 1):
            with suppress(OSError):  # no space left
                while file.write(b"0" * size):
                    pass
    return ballast


def pay_until_refused(connection: Connection, visitors: list[Visitor]) -> Answer:
    for _ in range(AT_MOST):
        visitors.append(Visitor())
        answer = connection.pay(visitors[-1])
        if answer.status != 201:
            return answer
    raise AssertionError("the disk never got full")


def test_full_disk_refuses_tributes_in_plain_words_shows_pages_and_heals(
    site: Site, small_disk: Path
) -> None:
    visitors: list[Visitor] = []
    with Connection(site.port) as connection:
        visitors.append(Visitor())
        insist(connection, visitors[0])
        ballast = fill(small_disk)
        refused = pay_until_refused(connection, visitors)
        assert refused.status == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert "没有计入" in refused.json["error"]
        for page in ("/", "/records/1/", "/categories/", "/about/tributes/", TRIBUTE):
            assert connection.get(page).status == 200
        assert connection.get(TRIBUTE).json["count"] == len(visitors) - 1

        ballast.unlink()
        insist(connection, visitors[-1])
    nothing_is_lost_or_counted_twice(site, visitors)
