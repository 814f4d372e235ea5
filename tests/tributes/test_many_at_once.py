"""Many at once, and a database that fails: each is counted once or not at all, and is told which."""

import pytest
from django.db import OperationalError
from django.test import Client

from records.models import Record
from records.tributes import group_commit, ledger
from tests.factories import make_record

from .paying import counted, in_threads, pay

pytestmark = pytest.mark.django_db


def test_a_busy_database_counts_nobody_and_says_so(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> list[None]:
        raise OperationalError("database is locked")

    monkeypatch.setattr(group_commit, "write", locked)
    response = pay(client, record)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "没有计入" in response.json()["error"]
    assert not response.cookies


@pytest.fixture
def without_stalls(monkeypatch: pytest.MonkeyPatch) -> None:
    """No commit counts as stalled: on a busy machine the first may well take half a second, and sixteen may wait."""
    monkeypatch.setattr(group_commit, "STALLED_AFTER_SECONDS", group_commit.ANSWER_WAIT_SECONDS)


@pytest.mark.usefixtures("without_stalls")
@pytest.mark.django_db(transaction=True)
def test_twenty_requests_of_one_browser_at_once_count_one(client: Client, record: Record) -> None:
    other = make_record()
    cookie = pay(client, other).cookies["visitor"].value

    def post(_: int) -> int:
        browser = Client()
        browser.cookies["visitor"] = cookie
        return pay(browser, record).status_code

    assert sorted(in_threads(20, post)) == [200] * 19 + [201]
    assert counted(record) == (1, 1)


@pytest.mark.usefixtures("without_stalls")
@pytest.mark.django_db(transaction=True)
def test_twenty_browsers_at_once_count_twenty(record: Record) -> None:
    assert in_threads(20, lambda _: pay(Client(), record).status_code) == [201] * 20
    assert counted(record) == (20, 20)


@pytest.mark.usefixtures("without_stalls")
@pytest.mark.django_db(transaction=True)
def test_a_first_tribute_sent_twenty_times_at_once_counts_one(record: Record) -> None:
    attempt = "fedcba9876543210" * 2
    statuses = in_threads(20, lambda _: pay(Client(), record, attempt=attempt).status_code)
    assert sorted(statuses) == [200] * 19 + [201]
    assert counted(record) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_tribute_that_fails_half_way_leaves_no_trace(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> dict[int, int]:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(ledger, "increase_totals", fail)
    assert pay(client, record).status_code == 503
    assert counted(record) == (0, 0)
