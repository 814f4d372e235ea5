"""`verify_tributes`: each total is the count of its record's rows, proved, and made so on request."""

import io
import secrets
import threading
from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from records import tributes
from records.models import LedgerCheck, Record, Tribute, TributeTotal
from records.tributes import verifying
from records.tributes.ledger import write
from tests.factories import make_record

from .committing import committed, paying
from .paying import counted, in_threads

pytestmark = pytest.mark.django_db

THREAD_WAIT_SECONDS = 20  # after which a test gives up on a thread


class Told(NamedTuple):
    status: int  # of the process, when it ends
    failure: str
    words: str


def verify_tributes(*options: str) -> Told:
    out = io.StringIO()
    try:
        call_command("verify_tributes", *options, stdout=out, no_color=True)
    except CommandError as error:
        return Told(error.returncode, str(error), out.getvalue())
    return Told(0, "", out.getvalue())


@pytest.fixture
def record(record: Record) -> Record:
    """Three have paid."""
    committed(*[paying(record, f"visitor {number}") for number in range(3)])
    return record


def set_total(record: Record, total: int) -> None:
    TributeTotal.objects.filter(pk=record.pk).update(total=total)


def test_a_ledger_that_agrees_is_told_so(record: Record) -> None:
    other = make_record(tributes_before=100)
    committed(paying(other, "one"))
    told = verify_tributes()
    assert told.status == 0
    assert "2 条记录，账本共 4 行" in told.words
    assert "全部一致" in told.words


def test_an_empty_ledger_agrees() -> None:
    told = verify_tributes()
    assert told.status == 0
    assert "0 条记录，账本共 0 行" in told.words


def test_after_withdrawals_it_still_agrees(record: Record) -> None:
    tributes.withdraw(record.pk, "visitor 1")
    assert verify_tributes().status == 0


@pytest.mark.parametrize("total", [0, 2, 4, 2**40])
def test_a_total_that_is_wrong_is_found_and_named(record: Record, total: int) -> None:
    set_total(record, total)
    told = verify_tributes()
    assert told.status == 1
    assert "1 条记录的总数与账本不一致" in told.failure
    assert "--repair" in told.failure
    assert f"记录 {record.pk}：账本 3 行，总数 {total}" in told.words


def test_rows_without_a_total_are_found(record: Record) -> None:
    TributeTotal.objects.all().delete()
    assert verify_tributes().status == 1


def test_a_total_without_rows_is_found() -> None:
    TributeTotal.objects.create(record=make_record(), total=1)
    assert verify_tributes().status == 1


def test_finding_changes_no_total(record: Record) -> None:
    set_total(record, 7)
    verify_tributes()
    assert counted(record) == (3, 7)


def test_only_what_is_wrong_is_named(record: Record) -> None:
    other = make_record()
    committed(paying(other, "one"))
    set_total(other, 7)
    assert f"记录 {record.pk}：" not in verify_tributes().words


@pytest.mark.parametrize("total", [0, 2, 4])
def test_on_request_a_total_is_made_right(record: Record, total: int) -> None:
    set_total(record, total)
    told = verify_tributes("--repair")
    assert told.status == 0
    assert f"总数 {total}，已改为 3" in told.words
    assert counted(record) == (3, 3)
    assert verify_tributes().status == 0


def test_on_request_a_missing_total_is_made(record: Record) -> None:
    TributeTotal.objects.all().delete()
    verify_tributes("--repair")
    assert counted(record) == (3, 3)


def test_where_nothing_is_wrong_nothing_is_repaired(record: Record) -> None:
    told = verify_tributes("--repair")
    assert "全部一致" in told.words
    assert "已改为" not in told.words


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_tribute_that_waits_for_the_repair_is_in_the_total_it_leaves(record: Record) -> None:
    """The repair waits for a tribute under way, whose row it could not see when it began."""
    set_total(record, 7)
    written, may_commit = threading.Event(), threading.Event()

    def pay_slowly() -> None:
        with transaction.atomic():
            write([paying(record, "one more")])
            written.set()
            assert may_commit.wait(THREAD_WAIT_SECONDS)

    def repair() -> None:
        assert written.wait(THREAD_WAIT_SECONDS)
        threading.Timer(0.1, may_commit.set).start()
        verifying.repair(record.pk)

    in_threads(2, lambda number: (pay_slowly, repair)[number]())
    assert counted(record) == (4, 4)


@pytest.mark.django_db(transaction=True)
def test_a_total_is_right_though_tributes_are_paid_during_its_repair(record: Record) -> None:
    set_total(record, 700)

    def act(number: int) -> None:
        if number == 0:
            verifying.repair(record.pk)
        else:
            tributes.pay(record.pk, secrets.token_hex(16))

    in_threads(9, act)
    assert counted(record) == (11, 11)


# --- What is kept of it ---------------------------------------------------------------------------


def test_what_was_found_is_kept(record: Record) -> None:
    before = timezone.now()
    verify_tributes()
    kept = LedgerCheck.objects.get()
    assert (kept.records, kept.tributes, kept.wrong) == (1, 3, 0)
    assert kept.finished_at
    assert kept.finished_at >= before


def test_what_was_found_wrong_is_kept_and_logged(record: Record, caplog: pytest.LogCaptureFixture) -> None:
    set_total(record, 7)
    verify_tributes()
    assert LedgerCheck.objects.get().wrong == 1
    assert "differ from the ledger" in caplog.text


def test_after_a_repair_the_evidence_is_of_the_ledger_as_it_is_now(record: Record) -> None:
    set_total(record, 7)
    verify_tributes("--repair")
    assert LedgerCheck.objects.get().wrong == 0


def test_evidence_says_in_plain_words_what_was_found(record: Record) -> None:
    assert str(LedgerCheck()) == "尚未核对"
    verify_tributes()
    assert str(LedgerCheck.objects.get()).endswith("1 条记录共 3 次致敬，全部一致")
    Tribute.objects.all()[0].delete()
    verify_tributes()
    assert "1 条不一致，请运行 manage.py verify_tributes" in str(LedgerCheck.objects.get())
