"""/readyz shows what the last check of the ledger found, and has it checked once a day."""

import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from records.models import LedgerCheck, Record
from records.tributes import verifying
from records.utils import daily
from records.utils.daily import DailyWork

from .committing import committed, paying
from .paying import in_threads

pytestmark = pytest.mark.django_db

# As it is before the tests' own ground puts nothing in its place: see tests/conftest.py.
run = DailyWork.run


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The checks begun in the background, each of which would have a thread."""
    begun: list[object] = []

    def thread(**arguments: object) -> Any:
        of_ledger = arguments["name"] == verifying.daily.name
        return SimpleNamespace(start=lambda: begun.append(arguments["target"]) if of_ledger else None)

    monkeypatch.setattr(daily, "threading", SimpleNamespace(Thread=thread, Lock=threading.Lock))
    return begun


def lines(client: Client) -> list[str]:
    """The first line, and that of the ledger."""
    response = client.get("/readyz")
    assert response.status_code == 200
    first, *reports = response.content.decode().splitlines()
    return [first, *(line for line in reports if line.startswith("致敬账本"))]


def begin(**ago: int) -> None:
    """A check was begun so long ago, and found all right."""
    then = timezone.now() - timedelta(**ago)
    LedgerCheck.objects.create(started_at=then, finished_at=then, records=5, tributes=7)


def test_site_is_ready_before_its_ledger_was_ever_checked(client: Client, begun: list[object]) -> None:
    assert lines(client) == ["ok", "致敬账本：尚未核对"]
    assert len(begun) == 1


def test_what_the_last_check_found_is_shown(client: Client) -> None:
    begin(hours=1)
    first, second = lines(client)
    assert first == "ok"
    assert second.endswith("5 条记录共 7 次致敬，全部一致")


def test_site_is_ready_though_its_ledger_is_wrong(client: Client) -> None:
    begin(hours=1)
    LedgerCheck.objects.update(wrong=1)
    first, second = lines(client)
    assert first == "ok"
    assert "1 条不一致" in second


@pytest.mark.parametrize("ago", [{"hours": 0}, {"hours": 23}, {"hours": -23}], ids=str)
def test_within_a_day_no_other_check_is_begun(client: Client, begun: list[object], ago: Any) -> None:
    begin(**ago)
    lines(client)
    assert begun == []


@pytest.mark.parametrize("ago", [{"hours": 25}, {"days": 400}, {"hours": -25}], ids=str)
def test_after_a_day_or_by_a_clock_set_back_another_is_begun(
    client: Client, begun: list[object], ago: Any
) -> None:
    begin(**ago)
    lines(client)
    assert len(begun) == 1


def test_a_process_that_is_at_it_begins_no_other(client: Client, begun: list[object]) -> None:
    with verifying.daily.lock:
        lines(client)
    assert begun == []


def test_asking_writes_nothing_itself(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        lines(client)
    assert [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))] == []


# --- The check in the background ------------------------------------------------------------------------------


def check() -> None:
    """In a thread of its own, since it closes its connection."""
    in_threads(1, lambda _: run(verifying.daily))


@pytest.mark.django_db(transaction=True)
def test_a_check_proves_the_ledger_and_keeps_what_it_found(client: Client, record: Record) -> None:
    committed(paying(record, "one"))
    check()
    assert lines(client)[1].endswith("1 条记录共 1 次致敬，全部一致")


@pytest.mark.django_db(transaction=True)
def test_a_check_that_another_process_has_begun_is_left_to_it(record: Record) -> None:
    begin(hours=0)
    check()
    assert LedgerCheck.objects.get().tributes == 7


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_one_does_the_check() -> None:
    assert sorted(in_threads(6, lambda _: LedgerCheck.claim_due())) == [False] * 5 + [True]


@pytest.mark.django_db(transaction=True)
def test_a_check_that_fails_is_logged_and_the_site_is_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(verifying, "verify", fail)
    check()
    assert "could not be done" in caplog.text
    assert lines(client) == ["ok", "致敬账本：尚未核对"]


@pytest.mark.django_db(transaction=True)
def test_a_check_that_failed_keeps_no_other_from_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying.daily, "claim", lambda: 1 / 0)
    check()
    assert not verifying.daily.lock.locked()
