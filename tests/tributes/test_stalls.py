"""While the database stalls: waiting is bounded, few may wait, and who left is told the truth."""

import time
from collections.abc import Callable

import pytest

from records.models import Record
from records.tributes import group_commit
from records.tributes.entries import Answer, Busy, LedgerEntry, Uncertain
from records.tributes.group_commit import MAX_STALLED_WAITERS, GroupCommitWriter

from .committing import committed, paying
from .paying import counted

pytestmark = pytest.mark.django_db

ANSWER = Answer(1, done=True)


@pytest.fixture
def writer() -> GroupCommitWriter:
    """Its writer never comes, unless a test leads it by hand."""
    writer = GroupCommitWriter()
    lead(writer, writer.waiting.put)
    return writer


@pytest.fixture
def stalled(writer: GroupCommitWriter) -> GroupCommitWriter:
    writer.writing_since = time.monotonic() - 3600
    return writer


def lead(writer: GroupCommitWriter, put: Callable[[LedgerEntry], object]) -> None:
    """Lets `put` take the entries handed in, in place of the writer's thread."""
    writer.put = put  # type: ignore[method-assign, assignment]


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test need not wait the seconds that a visitor does."""
    monkeypatch.setattr(group_commit, "ANSWER_WAIT_SECONDS", 0.02)
    monkeypatch.setattr(group_commit, "STALLED_AFTER_SECONDS", 0.01)


def let_others_wait(writer: GroupCommitWriter) -> None:
    for _ in range(MAX_STALLED_WAITERS):
        assert writer.stalled_waiters.acquire(blocking=False)


def free_slots(writer: GroupCommitWriter) -> int:
    return sum(writer.stalled_waiters.acquire(blocking=False) for _ in range(MAX_STALLED_WAITERS + 1))


def test_visitor_who_waited_long_enough_leaves_and_is_surely_not_counted(
    writer: GroupCommitWriter, record: Record
) -> None:
    with pytest.raises(Busy) as refused:
        writer.submit(paying(record, "one"))
    assert not isinstance(refused.value, Uncertain)
    assert committed(paying(record, "two"), writer=writer) == [ANSWER]
    assert counted(record) == (1, 1)


def test_where_all_have_left_nothing_is_written(writer: GroupCommitWriter, record: Record) -> None:
    with pytest.raises(Busy):
        writer.submit(paying(record, "one"))
    committed(writer=writer)
    assert counted(record) == (0, 0)


def test_visitor_who_leaves_amid_the_writing_is_told_that_nobody_knows(writer: GroupCommitWriter) -> None:
    lead(writer, LedgerEntry.claim)
    with pytest.raises(Uncertain):
        writer.submit(paying(1, "one"))


def test_an_answer_that_comes_at_the_last_moment_is_taken(
    stalled: GroupCommitWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claim_just_before(entry: LedgerEntry) -> bool:
        entry.answer(ANSWER)
        return False

    let_others_wait(stalled)
    monkeypatch.setattr(LedgerEntry, "claim", claim_just_before)
    assert stalled.submit(paying(1, "one")) == ANSWER


def test_a_full_queue_refuses_at_once(writer: GroupCommitWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MAX_WAITING_ENTRIES", 3)
    for number in range(3):
        writer.put(paying(1, f"visitor {number}"))
    with pytest.raises(Busy):
        writer.submit(paying(1, "one too many"))
    assert writer.waiting.qsize() == 3


def test_in_a_stall_with_enough_waiters_no_other_is_queued(stalled: GroupCommitWriter) -> None:
    let_others_wait(stalled)
    with pytest.raises(Busy) as refused:
        stalled.submit(paying(1, "one"))
    assert not isinstance(refused.value, Uncertain)
    assert stalled.waiting.empty()


def test_visitor_queued_before_the_stall_leaves_if_enough_wait(
    writer: GroupCommitWriter, record: Record
) -> None:
    let_others_wait(writer)
    with pytest.raises(Busy):
        writer.submit(paying(record, "one"))
    committed(writer=writer)
    assert counted(record) == (0, 0)


def test_visitor_who_waits_through_a_stall_is_counted_when_it_ends(
    stalled: GroupCommitWriter, record: Record
) -> None:
    lead(stalled, stalled.commit)
    assert stalled.submit(paying(record, "one")) == ANSWER


def test_visitor_who_leaves_lets_another_wait(stalled: GroupCommitWriter) -> None:
    with pytest.raises(Busy):
        stalled.submit(paying(1, "one"))
    assert free_slots(stalled) == MAX_STALLED_WAITERS


def test_a_writer_that_is_quick_or_idle_is_not_stalled(writer: GroupCommitWriter) -> None:
    assert not writer.is_stalled()
    writer.writing_since = time.monotonic() + 3600
    assert not writer.is_stalled()


def test_a_writer_that_ends_while_it_is_looked_at_is_not_stalled(
    stalled: GroupCommitWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = stalled.writing_since or 0.0

    def end() -> float:
        stalled.writing_since = None
        return began

    monkeypatch.setattr("time.monotonic", end)
    assert not stalled.is_stalled()
