"""What holds personal data does not reach the public until it is mended, or passed with a reason."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from records.checks.running import unmended
from records.models import PassedFinding, Record
from records.publishing import (
    NotMended,
    PublishingRefused,
    pass_finding,
    publish,
    submit_for_review,
    take_back_pass,
)
from tests.audit.telling import last_number, told_since
from tests.factories import make_measure, make_record, make_section

pytestmark = pytest.mark.django_db

PHONE = "有事请打13854301234。"


@pytest.fixture
def record() -> Record:
    record = make_record("draft")
    make_measure(make_section(record), text=PHONE)
    return record


def test_it_is_not_submitted(record: Record) -> None:
    with pytest.raises(NotMended, match="第 1 章举措 1的电话号码"):
        submit_for_review(record, by=None)
    assert Record.objects.get().status == "draft"


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_it_is_not_published(status: str) -> None:
    record = make_record(status, introduction=PHONE)
    with pytest.raises(NotMended):
        publish(record, by=None)
    assert Record.objects.get().status == status


def test_it_is_not_set_for_later(record: Record) -> None:
    with pytest.raises(NotMended):
        publish(record, by=None, at=timezone.now() + timedelta(hours=1))


def test_what_was_passed_with_a_reason_is_published(record: Record) -> None:
    (found,) = unmended(record)
    pass_finding(record, found, by=None, reason="对外公开的电话")
    publish(record, by=None)
    assert record.is_public


def test_taken_back_it_stops_publication_again(record: Record) -> None:
    (found,) = unmended(record)
    pass_finding(record, found, by=None, reason="对外公开的电话")
    take_back_pass(record, PassedFinding.objects.get().pk, by=None)
    with pytest.raises(NotMended):
        publish(record, by=None)


def test_mere_wording_stops_nothing() -> None:
    record = make_record("draft", introduction="工作，，推进。")
    submit_for_review(record, by=None)
    publish(record, by=None)
    assert record.is_public


@pytest.mark.parametrize("reason", ["", "  \n", "长" * 301])
def test_a_reason_is_given_and_no_essay(record: Record, reason: str) -> None:
    (found,) = unmended(record)
    with pytest.raises(PublishingRefused):
        pass_finding(record, found, by=None, reason=reason)
    assert not PassedFinding.objects.exists()


def test_who_passed_it_and_why_is_in_the_audit_log_without_the_number(record: Record) -> None:
    (found,) = unmended(record)
    by = User.objects.create_user("审核")
    before = last_number()
    pass_finding(record, found, by=by, reason="对外公开的电话")
    pass_finding(record, found, by=by, reason="再按了一次")
    (line,) = told_since(before)
    assert (line.act, line.user, line.object_text) == ("finding_passed", by, str(record))
    assert "对外公开的电话" in line.detail
    assert "13854301234" not in line.detail
