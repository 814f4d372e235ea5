"""A published record is corrected: what is saved waits, a reviewer sees the difference, and then it is public."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from records.admin import status
from records.models import Measure, Record, Section, Version
from records.publishing import erase_version, publish, withdraw
from tests.admin.conftest import Staff
from tests.admin.pages import opened, outline
from tests.factories import make_measure, make_record, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    record = make_record("draft", title="原题")
    first, second = make_section(record, 1, title="甲"), make_section(record, 2, title="乙")
    for number, text in enumerate("一二三", 1):
        make_measure(first, number, text=text)
    make_measure(second, 1, text="四")
    publish(record, by=None)
    return record


@pytest.fixture
def reviewer(staff: Staff) -> Client:
    return staff("view_record", "approve_version", name="审核员")


def address(record: Record, step: str) -> str:
    return f"/admin/records/record/{record.pk}/{step}/"


def fresh(record: Record) -> Record:
    return Record.objects.with_names().with_versions().get(pk=record.pk)


def saved(page: Any, client: Client, **buttons: str) -> Record:
    response = page.save(client, **buttons)
    assert response.status_code == 302, response.context["errors"]
    return fresh(Record.objects.get(pk=page.record_id))


def test_what_is_saved_is_not_public(editor: Client, record: Record) -> None:
    page = opened(record)
    page.fields["title"] = "改题"
    page.sections[0]["measures"][0]["text"] = "改过的一"
    after = saved(page, editor)
    assert (after.title, after.edited.title) == ("原题", "改题")
    assert "改过的一" not in client_text(record)


def client_text(record: Record) -> str:
    shown = Client().get(record.get_absolute_url()).content.decode()
    return shown[shown.index("<main") : shown.index("</main")]


def test_a_page_saved_as_it_was_opened_begins_no_version(editor: Client, record: Record) -> None:
    assert saved(opened(record), editor).working is None


def test_several_saves_write_one_version(editor: Client, record: Record) -> None:
    for title in ("一改", "再改"):
        page = opened(record)
        page.fields["title"] = title
        saved(page, editor)
    assert Version.objects.count() == 2


def test_rows_move_and_go_in_the_copy_and_stay_in_the_public_version(editor: Client, record: Record) -> None:
    page = opened(record)
    one, other = page.sections[0]["measures"], page.sections[1]["measures"]
    other.append(one.pop(0))
    one[0]["delete"] = True
    after = saved(page, editor)
    assert outline(after) == [(1, "甲", [(1, "三")]), (2, "乙", [(1, "四"), (2, "一")])]
    assert [row.text for row in Measure.objects.filter(section__version=after.live, section__number=1)] == [
        "一",
        "二",
        "三",
    ]


def test_a_change_of_order_alone_is_a_change(editor: Client, record: Record) -> None:
    page = opened(record)
    page.sections.reverse()
    assert [row[1] for row in outline(saved(page, editor))] == ["乙", "甲"]


def test_who_opened_the_public_version_saves_over_one_begun_meanwhile_only_when_told(
    editor: Client, publisher: Client, record: Record
) -> None:
    mine, other = opened(record), opened(record)
    other.sections[1]["title"] = "别人改的"
    saved(other, publisher)
    mine.sections[0]["title"] = "我改的"
    response = mine.save(editor)
    assert "别人改的" in response.content.decode()
    mine.fields["revision"] = response.context["adminform"].form["revision"].value()
    assert [row[1] for row in outline(saved(mine, editor))] == ["我改的", "乙"]
    assert Section.objects.count() == 4


def test_the_page_says_which_version_the_public_reads(editor: Client, record: Record) -> None:
    page = opened(record)
    page.fields["title"] = "改题"
    saved(page, editor)
    shown = editor.get(page.address).content.decode()
    assert "公众现在看到的是" in shown
    assert "您看到的是第 2 版，还没有公布" in shown


def test_a_correction_is_made_public_with_a_note(publisher: Client, record: Record) -> None:
    page = opened(record)
    page.fields["title"] = "改题"
    response = page.save(publisher, _correct="1")
    assert response.url == address(record, "correct")
    revision = fresh(record).revision
    without = publisher.post(response.url, {"revision": revision})
    assert "请写更正说明" in without.content.decode()
    publisher.post(response.url, {"revision": revision, "note": "题目有误。"})
    assert (fresh(record).title, fresh(record).content.note) == ("改题", "题目有误。")


def test_a_trivial_correction_needs_no_note(publisher: Client, record: Record) -> None:
    page = opened(record)
    page.fields["title"] = "改题"
    saved(page, publisher)
    publisher.post(address(record, "correct"), {"revision": fresh(record).revision, "is_trivial": "on"})
    assert (fresh(record).title, fresh(record).content.is_trivial) == ("改题", True)


def test_writers_do_not_make_it_public_themselves(editor: Client, record: Record) -> None:
    page = opened(record)
    page.fields["title"] = "改题"
    saved(page, editor)
    assert editor.post(address(record, "correct"), {"revision": 1, "note": "改"}).status_code == 403
    assert "公布修改" not in editor.get(page.address).content.decode().replace("公布修改以后", "")


def test_a_reviewer_sees_the_difference_and_approves_it(
    editor: Client, reviewer: Client, record: Record, settings: Any
) -> None:
    settings.REVIEW_STEPS = 1
    page = opened(record)
    page.sections[0]["measures"][0]["text"] = "一改"
    assert page.save(editor, _submit_correction="1").url == address(record, "submit")
    editor.post(address(record, "submit"), {"revision": fresh(record).revision, "note": "第一条有误。"})
    assert "待我审核" in reviewer.get("/admin/").content.decode()
    shown = reviewer.get(address(record, "approve")).content.decode()
    assert "<ins>改</ins>" in shown
    assert "第 1 章第 1 条" in shown
    assert "第一条有误。" in shown
    reviewer.post(address(record, "approve"), {"revision": fresh(record).revision})
    assert "一改" in client_text(record)


def test_a_returned_correction_says_why_beside_the_measure(
    editor: Client, reviewer: Client, record: Record, settings: Any
) -> None:
    settings.REVIEW_STEPS = 1
    page = opened(record)
    page.fields["title"] = "改题"
    page.save(editor, _submit_correction="1")
    editor.post(address(record, "submit"), {"revision": fresh(record).revision, "is_trivial": "on"})
    told = {"revision": fresh(record).revision, "reason": "数字呢？", "path": "sections.1.measures.2.text"}
    assert reviewer.post(address(record, "return_to_draft"), told).status_code == 302
    assert "数字呢？" in editor.get("/admin/").content.decode()
    shown = editor.get(page.address).content.decode()
    beside = shown[: shown.index('name="sections-0-measures-1-text"')]
    assert "数字呢？" in beside[-600:]


def test_what_was_changed_is_thrown_away(editor: Client, record: Record) -> None:
    page = opened(record)
    page.fields["title"] = "改题"
    saved(page, editor)
    editor.post(address(record, "discard"), {"revision": fresh(record).revision})
    assert fresh(record).working is None


def test_the_preview_shows_what_is_being_written(editor: Client, record: Record) -> None:
    page = opened(record)
    page.fields["title"] = "改题"
    saved(page, editor)
    assert "改题" in editor.get(f"/records/{record.pk}/preview/").content.decode()


def test_who_may_not_publish_changes_neither_recipient_nor_award_of_a_public_record(
    editor: Client, record: Record
) -> None:
    other = make_record("draft")
    page = opened(record)
    page.fields |= {
        "recipient": other.recipient_id,
        "commendation": other.commendation_id,
        "tributes_before": 99_999,
    }
    after = saved(page, editor)
    assert (after.recipient, after.commendation, after.tributes_before) == (
        record.recipient,
        record.commendation,
        0,
    )


def test_who_may_not_publish_does_not_rename_a_public_recipient(staff: Staff, record: Record) -> None:
    client = staff("view_organization", "change_organization")
    there = f"/admin/records/organization/{record.recipient_id}/change/"
    assert client.post(there, {"name": "改名"}).status_code == 403
    assert "改名" not in client_text(record)


def test_the_versions_page_restores_and_withholds(publisher: Client, record: Record) -> None:
    page = opened(record)
    page.fields["title"] = "改题"
    saved(page, publisher)
    publisher.post(address(record, "correct"), {"revision": fresh(record).revision, "note": "题目有误。"})
    there = address(record, "versions")
    assert "题目有误。" in publisher.get(there).content.decode()
    publisher.post(there, {"act": "withhold", "number": "1", "reason": ""})
    assert not record.versions.get(number=1).is_withheld
    publisher.post(there, {"act": "withhold", "number": "1", "reason": "有个人信息。"})
    assert record.versions.get(number=1).is_withheld
    publisher.post(there, {"act": "restore", "number": "1"})
    assert fresh(record).edited.title == "原题"


def test_the_sheet_names_writer_reviewer_and_hours(
    editor: Client, reviewer: Client, record: Record, settings: Any
) -> None:
    settings.REVIEW_STEPS = 1
    page = opened(record)
    page.fields["title"] = "改题"
    page.save(editor, _submit_correction="1")
    editor.post(address(record, "submit"), {"revision": fresh(record).revision, "note": "题目有误。"})
    reviewer.post(address(record, "approve"), {"revision": fresh(record).revision})
    sheet = reviewer.get(f"/admin/records/record/{record.pk}/versions/2/sheet/").content.decode()
    for said in ("发布审批单", "张三", "审核员", "题目有误。", "第 2 版"):
        assert said in sheet


def test_without_review_the_desk_says_so(editor: Client, settings: Any) -> None:
    assert "本站没有设审核" in editor.get("/admin/").content.decode()
    settings.REVIEW_STEPS = 2
    assert "本站没有设审核" not in editor.get("/admin/").content.decode()


def test_who_saves_while_a_reviewer_approves_was_first_and_the_reviewer_looks_again(
    editor: Client, reviewer: Client, record: Record, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REVIEW_STEPS = 1
    page = opened(record)
    page.fields["title"] = "改题"
    page.save(editor, _submit_correction="1")
    editor.post(address(record, "submit"), {"revision": fresh(record).revision, "note": "题目有误。"})
    seen, form_for = fresh(record).revision, status.form_for

    def saved_meanwhile(*asked: Any) -> Any:
        """Saves behind the back of the request, which has read the record and not yet locked it."""
        again = opened(record)
        again.fields["title"] = "没有人看过的题"
        again.save(editor)
        return form_for(*asked)

    monkeypatch.setattr(status, "form_for", saved_meanwhile)
    answer = reviewer.post(address(record, "approve"), {"revision": seen}).content.decode()
    assert "您看过之后，这条记录又被修改了" in answer
    assert fresh(record).title == "原题"


def test_drafts_are_submitted_at_once_and_corrections_by_themselves(
    editor: Client, record: Record, settings: Any
) -> None:
    settings.REVIEW_STEPS = 1
    draft = make_record("draft")
    page = opened(record)
    page.fields["title"] = "改题"
    saved(page, editor)
    chosen = {"action": "submit_chosen", "_selected_action": [draft.pk, record.pk]}
    told = editor.post("/admin/records/record/", chosen, follow=True).content.decode()
    assert "已送审 1 条" in told
    assert "改动要写更正说明" in told
    assert not fresh(record).edited.is_submitted


def test_a_withdrawn_record_that_was_changed_returns_with_a_note(publisher: Client, record: Record) -> None:
    withdraw(record, by=None, reason="有误")
    page = opened(record)
    page.fields["title"] = "改题"
    saved(page, publisher)
    there = address(record, "publish")
    asked = publisher.post(there, {"revision": fresh(record).revision}).content.decode()
    assert "请写更正说明" in asked
    publisher.post(there, {"revision": fresh(record).revision, "note": "题目有误。"})
    after = fresh(record)
    assert (after.title, after.content.note, after.status) == ("改题", "题目有误。", "published")


def test_what_is_set_for_an_hour_and_was_changed_goes_back_to_its_writer(
    publisher: Client, record: Record
) -> None:
    scheduled = make_record("draft", title="原题")
    publish(scheduled, by=None, at=timezone.now() + timedelta(days=1))
    page = opened(scheduled)
    page.fields["title"] = "改题"
    saved(page, publisher)
    told = {"revision": fresh(scheduled).revision, "reason": "再看看。"}
    assert publisher.post(address(scheduled, "return_to_draft"), told).status_code == 302
    after = fresh(scheduled)
    assert (after.status, after.edited.title, after.live) == ("draft", "改题", None)


def test_history_shows_no_text_that_was_erased(editor: Client, publisher: Client, record: Record) -> None:
    for title, note in (("有身份证号的题", "改题。"), ("改好的题", "删去个人信息。")):
        page = opened(record)
        page.fields["title"] = title
        saved(page, editor)
        publisher.post(address(record, "correct"), {"revision": fresh(record).revision, "note": note})
    erase_version(record.versions.get(number=2), by=None, reason="本人要求")
    shown = editor.get(address(record, "history")).content.decode().partition('id="content-main"')[2]
    assert "身份证号" not in shown
    assert "文字已被清除" in shown


def test_who_writes_takes_nothing_back_that_a_publisher_has_set_for_an_hour(editor: Client) -> None:
    scheduled = make_record("draft")
    publish(scheduled, by=None, at=timezone.now() + timedelta(days=1))
    assert "保存并退回" not in editor.get(opened(scheduled).address).content.decode()
    told = {"revision": fresh(scheduled).revision, "reason": "再看看。"}
    assert editor.post(address(scheduled, "return_to_draft"), told).status_code == 403
