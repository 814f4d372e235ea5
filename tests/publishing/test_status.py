"""Status by status, and what each step refuses."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils import timezone

from records.models import AuditEntry, Handling, Record
from records.publishing import (
    PublishingRefused,
    cancel_schedule,
    publish,
    reschedule,
    return_to_draft,
    submit_for_review,
    withdraw,
)
from tests.factories import make_record

pytestmark = pytest.mark.django_db


def test_a_record_goes_from_draft_through_review_to_the_public() -> None:
    record = make_record("draft")
    submit_for_review(record, by=None)
    assert record.status == "review"
    publish(record, by=None)
    assert Record.objects.published().get() == record


def test_publication_may_be_set_for_later() -> None:
    record = make_record("review")
    publish(record, by=None, at=timezone.now() + timedelta(hours=1))
    assert record.is_scheduled
    assert not Record.objects.published().exists()


def test_publication_is_not_set_for_the_past() -> None:
    record = make_record("review")
    with pytest.raises(PublishingRefused, match="已经过去"):
        publish(record, by=None, at=timezone.now() - timedelta(hours=1))
    assert Record.objects.get().status == "review"


def test_a_withdrawn_record_says_why_until_it_returns() -> None:
    record = make_record("withdrawn")
    with pytest.raises(PublishingRefused, match="不能定时发布"):
        publish(record, by=None, at=timezone.now() + timedelta(hours=1))
    assert Record.objects.withdrawn().get() == record


def test_a_reason_longer_than_its_field_is_refused() -> None:
    with pytest.raises(PublishingRefused, match="最多 500 字"):
        withdraw(make_record(), by=None, reason="长" * 501)


def test_what_is_withdrawn_says_when_and_why() -> None:
    record = make_record()
    withdraw(record, by=None, reason=" 数据有误 ")
    assert record.status == "withdrawn"
    assert record.withdrawn_at is not None
    assert record.withdrawal_reason == "数据有误"


def test_withdrawal_without_a_reason_is_refused() -> None:
    with pytest.raises(PublishingRefused, match="撤回原因"):
        withdraw(make_record(), by=None, reason="  ")


def test_a_withdrawn_record_returns_under_its_old_address() -> None:
    record = make_record("withdrawn")
    publish(record, by=None)
    assert Record.objects.published().get().get_absolute_url() == f"/records/{record.pk}/"
    assert record.withdrawal_reason == ""


def test_what_was_only_set_for_later_goes_back_to_draft_and_is_not_withdrawn() -> None:
    record = make_record(published_at=timezone.now() + timedelta(days=1))
    with pytest.raises(PublishingRefused, match="退回草稿"):
        withdraw(record, by=None, reason="改日再发")
    return_to_draft(record, by=None, reason="请补上年份")
    assert record.status == "draft"


def test_what_the_public_has_seen_does_not_become_a_draft_again() -> None:
    with pytest.raises(PublishingRefused, match="已发布"):
        return_to_draft(make_record(), by=None, reason="请补上年份")


@pytest.mark.parametrize("status", ["review", "published", "withdrawn"])
def test_only_a_draft_is_submitted(status: str) -> None:
    with pytest.raises(PublishingRefused, match="不能送审"):
        submit_for_review(make_record(status), by=None)


def test_a_step_is_judged_by_what_the_database_holds_now() -> None:
    record = make_record()
    seen_before = Record.objects.get(pk=record.pk)
    withdraw(record, by=None, reason="有误")
    with pytest.raises(PublishingRefused, match="已撤回"):
        withdraw(seen_before, by=None, reason="再次")


def test_every_step_is_in_the_history_with_who_took_it() -> None:
    editor = User.objects.create_user("editor")
    record = make_record("draft")
    submit_for_review(record, by=editor)
    publish(record, by=editor)
    withdraw(record, by=editor, reason="有误")
    told = list(LogEntry.objects.filter(user=editor).order_by("id").values_list("change_message", flat=True))
    assert told == ["送审", "发布", "撤回：有误"]


def test_every_step_raises_the_revision() -> None:
    record = make_record("draft")
    submit_for_review(record, by=None)
    publish(record, by=None)
    assert record.revision == 3


# --- Set for an hour to come ------------------------------------------------------------------------


def make_scheduled() -> Record:
    return make_record(published_at=timezone.now() + timedelta(days=1))


def test_another_hour_is_set_without_a_way_back_to_draft() -> None:
    record, later = make_scheduled(), timezone.now() + timedelta(days=3)
    reschedule(record, by=None, at=later)
    assert (record.status, record.published_at, record.is_scheduled) == ("published", later, True)


def test_what_is_set_for_later_is_published_now() -> None:
    record = make_scheduled()
    publish(record, by=None)
    assert Record.objects.published().get() == record


def test_a_cancelled_hour_leaves_the_record_with_those_that_wait_for_review() -> None:
    record = make_scheduled()
    cancel_schedule(record, by=None)
    assert (record.status, record.published_at) == ("review", None)


@pytest.mark.parametrize("status", ["draft", "review", "published", "withdrawn"])
def test_only_what_waits_for_its_hour_gets_another_or_none(status: str) -> None:
    record, later = make_record(status), timezone.now() + timedelta(days=1)
    with pytest.raises(PublishingRefused, match="没有等待定时发布"):
        reschedule(record, by=None, at=later)
    with pytest.raises(PublishingRefused, match="没有等待定时发布"):
        cancel_schedule(record, by=None)
    assert Record.objects.get().status == status


def test_another_hour_is_not_in_the_past() -> None:
    with pytest.raises(PublishingRefused, match="已经过去"):
        reschedule(make_scheduled(), by=None, at=timezone.now() - timedelta(hours=1))


def test_what_is_public_is_not_published_again() -> None:
    with pytest.raises(PublishingRefused, match="不能发布"):
        publish(make_record(), by=None)


# --- Returned with a reason ---------------------------------------------------------------------------


@pytest.fixture
def writer() -> User:
    return User.objects.create_user("writer")


@pytest.fixture
def publisher() -> User:
    return User.objects.create_user("publisher")


def test_return_without_a_reason_is_refused() -> None:
    record = make_record("review")
    with pytest.raises(PublishingRefused, match="请写明退回原因"):
        return_to_draft(record, by=None, reason=" \n ")
    assert Record.objects.get().status == "review"


def test_reason_of_a_return_stands_until_the_record_is_handed_in_again(writer: User, publisher: User) -> None:
    record = make_record("draft")
    submit_for_review(record, by=writer)
    return_to_draft(record, by=publisher, reason=" 缺年份 ")
    row = Handling.objects.get()
    assert (row.by, row.return_reason, row.returned_by) == (writer, "缺年份", publisher)
    submit_for_review(record, by=writer)
    row.refresh_from_db()
    assert (row.by, row.return_reason, row.returned_at) == (writer, "", None)


def test_reason_of_a_return_is_gone_with_publication(publisher: User) -> None:
    record = make_record("review")
    return_to_draft(record, by=publisher, reason="缺年份")
    publish(record, by=publisher)
    assert not Handling.objects.returned().exists()


def test_return_tells_its_reason_in_history_and_log(publisher: User) -> None:
    record = make_record("review")
    return_to_draft(record, by=publisher, reason="缺年份")
    assert LogEntry.objects.get().change_message == "退回草稿：缺年份"
    assert AuditEntry.objects.get(act="returned").changed["退回原因"] == [None, "缺年份"]


def test_who_hands_in_for_another_does_not_take_the_record_from_him(writer: User, publisher: User) -> None:
    record = make_record("draft")
    Handling.objects.create(record=record, by=writer)
    submit_for_review(record, by=publisher)
    assert Handling.objects.get().by == writer
