"""Group commit: those who wait together are committed together, and each is told what became of its own tribute."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext

from records import tributes
from records.models import Record
from records.tributes import group_commit
from records.tributes.entries import Answer, Busy
from records.tributes.group_commit import GroupCommitWriter
from tests.factories import make_record

from .committing import committed, paying, withdrawing
from .paying import SAME_ORIGIN, counted, pay

pytestmark = pytest.mark.django_db

BEYOND_64_BITS = 2**63


def fail(*_: object, **__: object) -> Any:
    raise OperationalError("database is locked")


def test_those_who_wait_are_committed_in_one_transaction_and_each_is_answered(record: Record) -> None:
    with CaptureQueriesContext(connection) as asked:
        answers = committed(*[paying(record, f"visitor {number}") for number in range(5)])
    assert answers == [Answer(5, done=True)] * 5
    assert sum("SAVEPOINT" in query["sql"] and "RELEASE" not in query["sql"] for query in asked) == 1
    assert counted(record) == (5, 5)


def test_a_batch_has_its_bound_and_the_next_takes_the_rest(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "MAX_BATCH_ENTRIES", 2)
    answers = committed(*[paying(record, f"visitor {number}") for number in range(5)])
    assert [answer.count for answer in answers if isinstance(answer, Answer)] == [2, 2, 4, 4, 5]


def test_of_two_of_one_visitor_in_a_batch_the_first_is_counted(record: Record) -> None:
    answers = committed(paying(record, "one"), paying(record, "one"))
    assert answers == [Answer(1, done=True), Answer(1, done=False)]
    assert counted(record) == (1, 1)


def test_a_batch_may_be_for_several_records(record: Record) -> None:
    other = make_record(tributes_before=100)
    answers = committed(paying(record, "one"), paying(other, "one"), paying(record, "two"))
    assert answers == [Answer(2, done=True), Answer(101, done=True), Answer(2, done=True)]
    assert (counted(record), counted(other)) == ((2, 2), (1, 1))


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
@pytest.mark.parametrize("entry", [paying, withdrawing])
def test_a_record_that_is_not_public_harms_nobody_else_in_its_batch(
    record: Record, status: str, entry: Any
) -> None:
    hidden = make_record(status)
    committed(paying(record, "one"))
    answers = committed(entry(hidden, "one"), entry(record, "one"), entry(hidden, "two"))
    assert answers[0] is answers[2] is None
    assert isinstance(answers[1], Answer)
    assert counted(hidden) == (0, 0)


@pytest.mark.parametrize("unknown", [0, 987654, BEYOND_64_BITS, 10**30])
def test_an_unknown_record_harms_nobody_else_in_its_batch(record: Record, unknown: int) -> None:
    assert committed(paying(unknown, "one"), paying(record, "one")) == [None, Answer(1, done=True)]


@pytest.mark.parametrize("what", ["", "withdraw/"])
def test_a_record_beyond_64_bits_is_not_found(client: Client, what: str) -> None:
    response = client.post(f"/records/{BEYOND_64_BITS}/tribute/{what}", headers=SAME_ORIGIN)
    assert response.status_code == 404


def test_pay_withdraw_and_pay_of_one_visitor_are_done_in_their_order(record: Record) -> None:
    answers = committed(paying(record, "one"), withdrawing(record, "one"), paying(record, "one"))
    assert answers == [Answer(1, done=True), Answer(0, done=True), Answer(1, done=True)]
    assert counted(record) == (1, 1)


def test_a_withdrawal_before_the_tribute_takes_nothing_back(record: Record) -> None:
    answers = committed(withdrawing(record, "one"), paying(record, "one"))
    assert answers == [Answer(0, done=False), Answer(1, done=True)]
    assert counted(record) == (1, 1)


def test_withdrawals_for_several_records_are_done_together(record: Record) -> None:
    other = make_record()
    committed(paying(record, "one"), paying(other, "one"), paying(other, "two"))
    answers = committed(withdrawing(other, "one"), withdrawing(record, "one"), withdrawing(other, "one"))
    assert answers == [Answer(1, done=True), Answer(0, done=True), Answer(1, done=False)]
    assert (counted(record), counted(other)) == ((0, 0), (1, 1))


# --- When it fails --------------------------------------------------------------------------------


def test_a_commit_that_fails_counts_nobody_and_the_next_one_works(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(group_commit, "write", fail)
        answers = committed(paying(record, "one"), paying(record, "two"))
    assert [type(answer) for answer in answers] == [Busy, Busy]
    assert counted(record) == (0, 0)
    assert committed(paying(record, "one")) == [Answer(1, done=True)]


def test_a_transaction_that_cannot_begin_counts_nobody(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "transaction", SimpleNamespace(atomic=fail))
    answers = committed(paying(record, "one"), withdrawing(record, "one"), paying(record, "two"))
    assert [type(answer) for answer in answers] == [Busy, Busy, Busy]
    assert counted(record) == (0, 0)


def losing_the_answer(*, done: bool) -> Any:
    """In place of Django's `transaction`: a server that goes down at COMMIT, which it did or did not do."""

    @contextmanager
    def atomic(**_: object) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(not done)
        raise OperationalError("server closed the connection unexpectedly")

    return SimpleNamespace(atomic=atomic)


def of(vendor: str) -> Any:
    return SimpleNamespace(vendor=vendor, connection=None)


@pytest.mark.parametrize("done", [True, False])
def test_where_a_servers_answer_is_lost_the_visitor_is_remembered_and_the_next_try_counts_once(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(group_commit, "transaction", losing_the_answer(done=done))
        broken.setattr(group_commit, "connection", of("postgresql"))
        response = pay(client, record)
    assert response.status_code == 503
    assert "没能确认" in response.json()["error"]
    assert pay(client, record).json() == {"count": 1, "counted": not done}
    assert counted(record) == (1, 1)


def test_what_sqlite_could_not_commit_is_surely_not_counted(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "transaction", losing_the_answer(done=False))
    monkeypatch.setattr(group_commit, "connection", of("sqlite"))
    response = pay(client, record)
    assert "没有计入" in response.json()["error"]
    assert not response.cookies


# --- The writer's own thread ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_writer_survives_what_nobody_expected(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(_: object) -> None:
        raise RuntimeError("nobody thought of this")

    with monkeypatch.context() as broken:
        broken.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", unexpected)
        assert tributes.pay(record.pk, "one") == Answer(1, done=True)
    assert tributes.pay(record.pk, "two") == Answer(2, done=True)


def test_a_machine_that_had_no_thread_left_is_asked_again(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_thread(_: object) -> None:
        raise RuntimeError("can't start new thread")

    writer = GroupCommitWriter()
    with monkeypatch.context() as broken:
        broken.setattr("threading.Thread.start", no_thread)
        with pytest.raises(RuntimeError):
            writer.start()
    assert writer.thread is None


@pytest.mark.django_db(transaction=True)
def test_a_ledger_that_is_drained_commits_what_waits_and_takes_nothing_more(record: Record) -> None:
    writer = GroupCommitWriter()
    waiting = [
        paying(record, "one"),
        paying(record, "two"),
        withdrawing(record, "one"),
        paying(record, "three"),
    ]
    for entry in waiting:
        writer.waiting.put(entry)
    writer.start()
    writer.drain()
    assert [entry.result().done for entry in waiting] == [True] * 4
    assert counted(record) == (2, 2)
    with pytest.raises(Busy):
        writer.submit(paying(record, "four"))


def test_a_ledger_that_nobody_used_is_drained_at_once() -> None:
    writer = GroupCommitWriter()
    writer.drain()
    with pytest.raises(Busy):
        writer.submit(paying(1, "one"))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_has_closed_is_replaced_before_a_tribute_is_lost_on_it(
    record: Record,
) -> None:
    tributes.pay(record.pk, "one")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert tributes.pay(record.pk, "two") == Answer(2, done=True)
