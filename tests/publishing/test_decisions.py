"""What the page of a commendation says is changed in one place, and nothing that was public is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from records.catalog.attachments import open_attachment, path_of
from records.models import Attachment, AuditEntry, Commendation, CommendationVersion
from records.publishing import PublishingRefused
from records.publishing.decisions import (
    begin_notice,
    cancel_notice,
    change_decision,
    complete_versions,
    extend_notice,
    keep_attachment,
)
from records.publishing.workdays import last_day
from tests.factories import make_commendation, make_record, make_roll_entry

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the signed decision"
OBJECTIONS = "样例县表彰办，0543-1234567"


def today() -> date:
    return timezone.localdate()


def in_public(**facts: Any) -> Commendation:
    return make_record("published", commendation=make_commendation(**facts)).commendation


def in_notice(**facts: Any) -> Commendation:
    given: dict[str, Any] = {
        "state": "notice",
        "notice_from": today() - timedelta(days=3),
        "notice_until": today() + timedelta(days=3),
        "objections": OBJECTIONS,
    }
    return make_commendation(**given | facts)


def editor() -> User:
    user = User.objects.create_user("编辑", password="a-long-pass", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="change_commendation"))
    return user


# --- What is changed --------------------------------------------------------------------------------


def test_what_nobody_sees_yet_is_simply_changed() -> None:
    commendation = make_commendation()
    change_decision(commendation, {"name": "样例县关于表彰的决定", "quota": 40}, by=None)
    assert Commendation.objects.get().name == commendation.name == "样例县关于表彰的决定"
    assert not CommendationVersion.objects.exists()


def test_of_a_public_page_both_what_it_said_and_what_it_says_is_kept() -> None:
    commendation = in_public(issuer="样例县")
    change_decision(commendation, {"issuer": "中共样例县委"}, by=None, note="授予机关写得不全")
    first, second = CommendationVersion.objects.all()
    assert (first.issuer, second.issuer) == ("样例县", "中共样例县委")
    assert (first.note, second.note) == ("", "授予机关写得不全")
    assert first.public_from == commendation.records.get().published_at


def test_a_second_change_adds_one_version() -> None:
    commendation = in_public()
    change_decision(commendation, {"quota": 30}, by=None)
    change_decision(commendation, {"quota": 40}, by=None)
    assert [version.quota for version in CommendationVersion.objects.all()] == [None, 30, 40]


def test_nothing_is_written_where_nothing_is_new() -> None:
    commendation = in_public(issuer="样例县")
    change_decision(commendation, {"issuer": "样例县"}, by=None, note="其实没有改")
    assert not CommendationVersion.objects.exists()
    assert not AuditEntry.objects.filter(act="changed").exists()


def test_the_log_says_what_was_changed_and_why() -> None:
    change_decision(in_public(quota=30), {"quota": 40}, by=None, note="数错了")
    line = AuditEntry.objects.get(act="changed")
    assert ("决定所列总数" in line.changes, line.detail) == (True, "数错了")


def test_a_value_that_does_not_fit_is_refused_by_its_name() -> None:
    commendation = make_commendation()
    with pytest.raises(PublishingRefused, match="决定名称"):
        change_decision(commendation, {"name": "长" * 201}, by=None)
    with pytest.raises(PublishingRefused, match="更正说明最多 300 字"):
        change_decision(commendation, {"name": "决定"}, by=None, note="长" * 301)
    assert Commendation.objects.get().name == ""


def test_who_does_not_publish_changes_nothing_that_is_public() -> None:
    by = editor()
    with pytest.raises(PublishingRefused, match="有发布权限"):
        change_decision(in_public(), {"name": "决定"}, by=by)
    change_decision(make_commendation(), {"name": "决定"}, by=by)
    assert Commendation.objects.exclude(name="").count() == 1


def test_a_decision_in_public_after_its_notice_has_a_version_of_each() -> None:
    commendation = in_notice()
    change_decision(commendation, {"state": "decided", "document_number": "样发〔2026〕1号"}, by=None)
    make_record("published", commendation=commendation)
    complete_versions(commendation)
    complete_versions(commendation)
    assert [version.state for version in CommendationVersion.objects.all()] == ["notice", "decided"]


# --- 公示 -------------------------------------------------------------------------------------------


def test_working_days_follow_the_calendar_of_the_state_council() -> None:
    friday_before_national_day = date(2024, 9, 27)
    assert last_day(friday_before_national_day, 5) == date(2024, 10, 9)


def test_a_notice_that_begins_on_a_day_off_is_counted_from_the_next_working_day() -> None:
    saturday = date(2024, 6, 15)
    assert last_day(saturday, 1) == date(2024, 6, 17)


def test_a_year_whose_holidays_are_not_known_is_named() -> None:
    with pytest.raises(PublishingRefused, match="2199 年的放假和调休安排"):
        last_day(date(2199, 1, 5), 5)


def test_a_notice_has_a_beginning_an_end_and_a_contact() -> None:
    commendation = make_commendation()
    until = today() + timedelta(days=6)
    begin_notice(commendation, by=None, start=today(), until=until, objections=OBJECTIONS)
    assert (commendation.is_notice, commendation.notice_until) == (True, until)
    assert commendation.is_public


def test_a_notice_without_a_contact_is_refused() -> None:
    with pytest.raises(PublishingRefused, match="联系方式"):
        begin_notice(make_commendation(), by=None, start=today(), until=today(), objections=" ")


def test_a_notice_that_would_end_before_it_begins_is_refused() -> None:
    yesterday = today() - timedelta(days=1)
    with pytest.raises(PublishingRefused, match="不早于开始"):
        begin_notice(make_commendation(), by=None, start=today(), until=yesterday, objections=OBJECTIONS)


def test_what_was_decided_is_not_announced_again() -> None:
    commendation = make_record("draft").commendation
    with pytest.raises(PublishingRefused, match="已有 1 条表彰记录"):
        begin_notice(commendation, by=None, start=today(), until=today(), objections=OBJECTIONS)


def test_a_longer_notice_says_why_and_keeps_the_first_end() -> None:
    commendation = in_notice()
    before = commendation.notice_until
    assert before is not None
    extend_notice(commendation, by=None, until=before + timedelta(days=5), note="收到异议，需要核实")
    first, second = CommendationVersion.objects.all()
    assert (first.notice_until, second.note) == (before, "收到异议，需要核实")
    assert timezone.localdate(first.public_from) == commendation.notice_from


@pytest.mark.parametrize(("days", "note", "why"), [(0, "核实", "比它晚"), (2, " ", "原因")])
def test_a_notice_becomes_longer_and_not_without_a_reason(days: int, note: str, why: str) -> None:
    commendation = in_notice()
    until = today() + timedelta(days=3 + days)
    with pytest.raises(PublishingRefused, match=why):
        extend_notice(commendation, by=None, until=until, note=note)


def test_a_notice_to_come_is_set_anew_or_taken_back() -> None:
    commendation = make_commendation()
    tomorrow, later = today() + timedelta(days=1), today() + timedelta(days=9)
    begin_notice(commendation, by=None, start=tomorrow, until=later, objections=OBJECTIONS)
    begin_notice(commendation, by=None, start=later, until=later, objections=OBJECTIONS)
    assert commendation.notice_from == later
    cancel_notice(commendation, by=None)
    assert (commendation.state, commendation.objections) == ("decided", "")


def test_a_notice_that_has_begun_is_not_taken_back() -> None:
    with pytest.raises(PublishingRefused, match="不能取消"):
        cancel_notice(in_notice(), by=None)


def test_a_notice_with_names_is_not_taken_back() -> None:
    tomorrow = today() + timedelta(days=1)
    entry = make_roll_entry(commendation=in_notice(notice_from=tomorrow))
    with pytest.raises(PublishingRefused, match="已有 1 个名字"):
        cancel_notice(entry.commendation, by=None)


# --- The signed original ----------------------------------------------------------------------------


def test_an_original_is_kept_byte_for_byte() -> None:
    row = keep_attachment("C:\\文件\\决定.pdf", PDF, by=None)
    with open_attachment(row) as file:
        assert file.read() == PDF
    assert (row.name, row.size) == ("决定.pdf", len(PDF))


def test_the_same_original_twice_is_kept_once() -> None:
    assert keep_attachment("甲.pdf", PDF, by=None) == keep_attachment("乙.pdf", PDF, by=None)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "是空的"), (b"PK\x03\x04 a Word file", "不是 PDF"), (PDF + b" " * 2**25, "最多 30 MB")],
)
def test_what_is_no_fit_original_is_refused_whatever_its_name(data: bytes, why: str) -> None:
    with pytest.raises(PublishingRefused, match=why):
        keep_attachment("决定.pdf", data, by=None)
    assert not Attachment.objects.exists()


def test_an_original_that_nobody_saw_goes_with_its_name(
    django_capture_on_commit_callbacks: Any,
) -> None:
    wrong = keep_attachment("错的.pdf", PDF + b"wrong", by=None)
    commendation = make_commendation(attachment=wrong)
    with django_capture_on_commit_callbacks(execute=True):
        change_decision(commendation, {"attachment": keep_attachment("对的.pdf", PDF, by=None)}, by=None)
    assert Attachment.objects.get().name == "对的.pdf"
    assert not path_of(wrong.sha256).exists()


def test_an_original_that_was_public_stays_with_its_version(
    django_capture_on_commit_callbacks: Any,
) -> None:
    commendation = in_public(attachment=keep_attachment("决定.pdf", PDF, by=None))
    with django_capture_on_commit_callbacks(execute=True):
        change_decision(commendation, {"attachment": None}, by=None, note="有误")
    kept = CommendationVersion.objects.get(number=1).attachment
    assert kept is not None
    assert path_of(kept.sha256).read_bytes() == PDF
