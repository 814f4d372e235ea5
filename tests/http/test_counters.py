"""Counts that the workers of a server share."""

import os
from collections.abc import Iterator

import pytest

from records.http.counters import KINDS, OTHERS, STATUSES, Counts, Place, requests_of

pytestmark = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="only Linux shares the memory")


@pytest.fixture
def counts() -> Iterator[Counts]:
    made = Counts()
    made.take_row()
    yield made
    assert made.file is not None
    os.close(made.file)


def in_another_worker(counts: Counts, evicted: int) -> int:
    """Counts in a process of its own, which is gone when this returns its id."""
    process = os.fork()
    if not process:
        counts.take_row()
        counts.row[Place.PAGES_EVICTED] += evicted
        counts.row[Place.PAGES] = 7
        os._exit(0)
    assert os.waitpid(process, 0)[1] == 0
    return process


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_total_is_that_of_all_workers_even_those_that_are_gone(counts: Counts) -> None:
    counts.row[Place.PAGES_EVICTED] += 2
    in_another_worker(counts, 3)
    assert counts.total(Place.PAGES_EVICTED) == 5
    assert [row[Place.PAGES] for row in counts.running()] == [0]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_worker_that_takes_over_goes_on_with_the_counts_of_the_one_that_is_gone(counts: Counts) -> None:
    in_another_worker(counts, 3)
    in_another_worker(counts, 4)
    assert counts.total(Place.PAGES_EVICTED) == 7
    assert sum(bool(row[Place.PROCESS]) for row in counts.rows) == 2


def test_more_workers_than_there_are_rows_count_for_themselves(counts: Counts) -> None:
    for row in counts.rows:
        row[Place.PROCESS] = os.getpid()
    row = counts.row
    counts.row = Counts().row
    counts.take_row()
    counts.row[Place.PAGES_EVICTED] += 1
    assert row[Place.PAGES_EVICTED] == 0


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "page"),
        ("/zh-hant/elder/records/1/", "page"),
        ("/nowhere", "page"),
        ("/static/site.css", "static"),
        ("/media/images/1.webp", "media"),
        ("/marks/party.png", "media"),
        ("/api/v1/records/", "api"),
        ("/records/1/tribute/", "tribute"),
        ("/records/1/tribute/withdraw/", "tribute"),
        ("/admin/login/", "admin"),
        ("/records/1/preview/", "admin"),
        ("/metrics", "health"),
        ("/records/1.json", "file"),
        ("/sitemap.xml", "file"),
        ("/categories/1/feed/", "file"),
    ],
)
def test_requests_are_counted_by_the_kind_of_their_address(address: str, kind: str) -> None:
    place = requests_of(address, OTHERS)
    assert KINDS[(place - OTHERS) // len(STATUSES)] == kind
