"""Another program holds the lock of the SQLite database: no tribute can be written, and everything can be read."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.conf import settings

from tests.faults import sized
from tests.faults.browsing import TRIBUTE, Connection, Visitor
from tests.faults.flood import Flood, each_on_a_connection, insist
from tests.faults.serving import Site

# The promise is 5 s; the rest is for a busy machine that runs these tests.
MAX_REFUSAL_SECONDS = 15.0
LOCKED_FOR = sized(1, 30)  # seconds at least: everybody who pays meanwhile is waited for
MORE_THAN_THREADS = settings.SERVER_THREADS * 2


@contextmanager
def locked(site: Site) -> Iterator[None]:
    with closing(sqlite3.connect(site.var / "db.sqlite3", isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def is_refused_in_time(connection: Connection, visitor: Visitor) -> None:
    began = time.monotonic()
    answer = connection.pay(visitor)
    assert time.monotonic() - began < MAX_REFUSAL_SECONDS
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "没有计入" in answer.json["error"]


def test_locked_database_refuses_tributes_in_bounded_time_and_takes_them_afterwards(site: Site) -> None:
    visitors = []
    with locked(site):
        end = time.monotonic() + LOCKED_FOR
        while time.monotonic() < end:
            wave = [Visitor() for _ in range(MORE_THAN_THREADS)]
            each_on_a_connection(site, wave, is_refused_in_time, len(wave))
            visitors += wave
    assert site.counted() == 0
    each_on_a_connection(site, visitors, insist)
    assert site.counted() == len(visitors)


def test_pages_go_on_while_a_flood_of_tributes_waits_for_the_lock(site: Site) -> None:
    with locked(site), Flood(site, MORE_THAN_THREADS) as flood, Connection(site.port) as reader:
        for _ in range(sized(5, 50)):
            for page in ("/", "/records/1/", "/categories/", TRIBUTE, "/about/tributes/"):
                answer = reader.get(page)
                assert answer.status == 200
                assert "Cache-Status" not in answer.headers
    assert flood.acknowledged == []


def test_readyz_goes_on_while_the_database_is_locked(site: Site) -> None:
    with locked(site), Connection(site.port, timeout=5) as supervisor:
        assert supervisor.get("/readyz").status == 200
