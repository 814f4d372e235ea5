"""Draft, review, published, withdrawn: who may take which step, and that only a POST takes one."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from records.models import Handling, Record
from tests.admin.pages import opened
from tests.factories import make_record

pytestmark = pytest.mark.django_db
LIST = "/admin/records/record/"


def address(record, page):
    return f"/admin/records/record/{record.pk}/{page}/"


def status(record):
    return Record.objects.get(pk=record.pk).status


def texts(response):
    return [str(message) for message in response.context["messages"]]


def test_saving_with_the_button_submits_for_review(editor):
    record = make_record("draft")
    page = opened(record)
    page.fields["title"] = "改过的题"
    assert page.save(editor, _submit_for_review="1").status_code == 302
    record.refresh_from_db()
    assert (record.title, record.status) == ("改过的题", "review")
    assert LogEntry.objects.filter(change_message="送审", user__username="编辑").exists()


def test_a_page_with_an_error_does_not_change_the_status(editor):
    record = make_record("draft")
    page = opened(record)
    page.fields["title"] = ""
    assert page.save(editor, _submit_for_review="1").status_code == 200
    assert status(record) == "draft"


def test_save_and_return_saves_and_goes_on_to_ask_why(editor):
    record = make_record("review")
    page = opened(record)
    page.fields["title"] = "改过的题"
    response = page.save(editor, _return_to_draft="1")
    assert response.url == address(record, "return_to_draft")
    assert (Record.objects.get().title, status(record)) == ("改过的题", "review")


def test_return_wants_a_reason(editor):
    record = make_record("review")
    response = editor.post(address(record, "return_to_draft"), {"revision": record.revision, "reason": " "})
    assert "请写明退回原因" in response.content.decode()
    assert status(record) == "review"


def test_returned_record_tells_why_on_its_page(editor, publisher):
    record = make_record("review")
    publisher.post(address(record, "return_to_draft"), {"revision": record.revision, "reason": "缺<年份>"})
    assert status(record) == "draft"
    page = editor.get(address(record, "change")).content.decode()
    assert "缺&lt;年份&gt;" in page
    opened(record).save(editor, _submit_for_review="1")
    assert "缺&lt;年份&gt;" not in editor.get(address(record, "change")).content.decode()


def test_who_may_only_look_returns_nothing(staff):
    record = make_record("review")
    client = staff("view_record")
    sent = client.post(address(record, "return_to_draft"), {"revision": record.revision, "reason": "想退"})
    assert (sent.status_code, status(record)) == (403, "review")


def test_writer_keeps_what_a_publisher_corrects_in_review(editor, publisher):
    record = make_record("draft")
    opened(record).save(editor, _submit_for_review="1")
    opened(record).save(publisher)
    assert Handling.objects.get().by.username == "编辑"


def test_who_saves_a_draft_has_it_in_hand(editor, publisher):
    record = make_record("draft")
    opened(record).save(editor)
    opened(record).save(publisher)
    assert Handling.objects.get().by.username == "审核"


def test_a_step_that_is_refused_is_told_and_the_text_is_saved(editor):
    record = make_record("review")
    page = opened(record)
    page.fields["title"] = "改过的题"
    page.save(editor, _submit_for_review="1")
    response = editor.get(address(record, "change"))
    assert any("不能送审" in text for text in texts(response))
    assert Record.objects.get().title == "改过的题"


def test_publishing_asks_first_and_acts_on_post(publisher):
    record = make_record("review")
    assert publisher.get(address(record, "publish")).status_code == 200
    assert status(record) == "review"
    response = publisher.post(address(record, "publish"), {"revision": record.revision}, follow=True)
    assert status(record) == "published"
    assert any(f'href="/records/{record.pk}/?v=' in text for text in texts(response))
    assert LogEntry.objects.get(change_message="发布").user.username == "审核"


def test_save_and_publish_saves_and_goes_on_to_ask(publisher):
    record = make_record("draft")
    page = opened(record)
    page.fields["title"] = "改过的题"
    response = page.save(publisher, _publish="1")
    assert response.url == address(record, "publish")
    assert (Record.objects.get().title, status(record)) == ("改过的题", "draft")


def test_publication_can_be_set_for_later_in_local_time(publisher):
    record = make_record("review")
    later = timezone.localtime() + timedelta(days=1)
    data = {"revision": record.revision, "at_0": f"{later:%Y-%m-%d}", "at_1": f"{later:%H:%M:%S}"}
    response = publisher.post(address(record, "publish"), data, follow=True)
    assert any("定时发布" in text for text in texts(response))
    assert Record.objects.get().published_at == later.replace(microsecond=0)
    assert Record.objects.get().is_scheduled


@pytest.mark.parametrize("at", [("2001-01-01", "10:00:00"), ("abc", "10:00"), ("2100-01-01", "")])
def test_a_time_that_cannot_be_is_refused_in_words(publisher, at):
    record = make_record("review")
    response = publisher.post(
        address(record, "publish"), {"revision": record.revision, "at_0": at[0], "at_1": at[1]}
    )
    assert response.status_code == 200
    assert response.context["form"].errors
    assert status(record) == "review"


def test_what_was_changed_since_one_looked_is_not_published(publisher, editor):
    record = make_record("review")
    opened(record).save(editor)
    response = publisher.post(address(record, "publish"), {"revision": record.revision})
    assert "又被修改了" in response.content.decode()
    assert status(record) == "review"
    again = response.context["form"]["revision"].value()
    publisher.post(address(record, "publish"), {"revision": again})
    assert status(record) == "published"


def test_withdrawal_wants_a_reason(publisher):
    record = make_record()
    response = publisher.post(address(record, "withdraw"), {"revision": record.revision, "reason": "  "})
    assert "请写明撤回原因" in response.content.decode()
    assert status(record) == "published"


def test_withdrawn_with_a_reason_and_published_again(publisher, client):
    record = make_record()
    publisher.post(address(record, "withdraw"), {"revision": record.revision, "reason": "数据有误"})
    assert status(record) == "withdrawn"
    assert client.get(f"/records/{record.pk}/").status_code == 410
    assert "重新发布" in publisher.get(address(record, "change")).content.decode()
    publisher.post(address(record, "publish"), {"revision": record.revision + 1})
    assert client.get(f"/records/{record.pk}/").status_code == 200


@pytest.mark.parametrize("view", ["publish", "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_permission_nobody_publishes_or_withdraws(editor, view, method):
    record = make_record("review" if view == "publish" else "published")
    before = status(record)
    response = getattr(editor, method)(address(record, view), {"revision": 1, "reason": "想撤"})
    assert response.status_code == 403
    assert status(record) == before


def test_a_publisher_who_may_not_edit_publishes_all_the_same(staff):
    client = staff("publish_record", "view_record", name="只审核")
    record = make_record("review")
    assert "保存" not in client.get(address(record, "change")).content.decode()
    assert client.post(address(record, "publish"), {"revision": record.revision}).status_code == 302
    assert status(record) == "published"


def test_a_publisher_who_sees_no_record_list_is_sent_to_the_index(staff):
    client = staff("publish_record", name="只审核")
    record = make_record("review")
    assert client.post(address(record, "publish"), {"revision": record.revision}).url == "/admin/"


def test_the_page_offers_only_the_steps_that_are_possible(publisher, editor):
    offered = {
        name: [step for step, _ in publisher.get(address(make_record(name), "change")).context["steps"]]
        for name in ("draft", "review", "published", "withdrawn")
    }
    assert offered == {
        "draft": ["_submit_for_review", "_publish"],
        "review": ["_return_to_draft", "_publish"],
        "published": ["_submit_correction", "_correct"],
        "withdrawn": ["_submit_correction", "_publish"],
    }
    draft = make_record("draft")
    assert [step for step, _ in editor.get(address(draft, "change")).context["steps"]] == [
        "_submit_for_review"
    ]


def bulk(client, action, records, **more):
    chosen = {"action": action, "_selected_action": [record.pk for record in records]}
    return client.post(LIST, chosen | more, follow=True)


def seen(*records):
    return {"confirmed": "1"} | {f"revision-{record.pk}": record.revision for record in records}


def test_the_list_submits_several_and_says_it_once(publisher):
    records = [make_record("draft"), make_record("draft"), make_record("published", title="已公开的")]
    response = bulk(publisher, "submit_chosen", records)
    assert [status(record) for record in records] == ["review", "review", "published"]
    assert texts(response) == [
        "已送审 2 条。1 条没有送审：“已公开的”现在是“已发布”，没有未公布的修改，不能送审。"
    ]


def test_publishing_several_asks_once_and_publishes_nothing_before(publisher):
    records = [make_record("review"), make_record("draft"), make_record("published")]
    response = bulk(publisher, "publish_chosen", records)
    assert "确认后立即公开下面 2 条记录" in response.content.decode()
    assert "另有 1 条已经公开" in response.content.decode()
    assert [status(record) for record in records] == ["review", "draft", "published"]


def test_publishing_several_says_once_what_it_did_and_what_it_left(publisher, editor):
    ready, changed = make_record("review"), make_record("review", title="又改过的")
    asked = seen(ready, changed)
    opened(changed).save(editor)
    response = bulk(publisher, "publish_chosen", [ready, changed], **asked)
    assert texts(response) == ["已发布 1 条。1 条没有发布：“又改过的”您看过之后又被修改了。"]
    assert [status(ready), status(changed)] == ["published", "review"]


def test_more_than_a_request_can_carry_is_not_published(publisher, monkeypatch):
    monkeypatch.setattr("records.admin.bulk.MAX_AT_ONCE", 1)
    records = [make_record("review"), make_record("review")]
    assert "一次最多 1 条" in texts(bulk(publisher, "publish_chosen", records))[0]


# --- Set for an hour to come ------------------------------------------------------------------------


@pytest.fixture
def scheduled():
    return make_record(published_at=timezone.now() + timedelta(days=1))


def test_scheduled_is_a_status_of_its_own_in_list_and_filter(publisher, scheduled):
    make_record()
    rows = publisher.get(LIST, {"state": "scheduled"}).context["cl"].result_list
    assert list(rows) == [scheduled]
    assert scheduled not in publisher.get(LIST, {"state": "published"}).context["cl"].result_list
    assert "定时发布" in publisher.get(LIST, {"q": scheduled.title}).content.decode()


@pytest.mark.parametrize("page", ["list", "change"])
def test_scheduled_record_offers_another_time_now_and_none(publisher, editor, scheduled, page):
    there = LIST if page == "list" else address(scheduled, "change")
    for step in ("reschedule", "publish", "cancel_schedule"):
        assert address(scheduled, step) in publisher.get(there).content.decode()
        assert address(scheduled, step) not in editor.get(there).content.decode()


def test_another_time_is_set_on_its_page(publisher, scheduled):
    later = timezone.localtime() + timedelta(days=9)
    data = {"revision": scheduled.revision, "at_0": f"{later:%Y-%m-%d}", "at_1": f"{later:%H:%M:%S}"}
    response = publisher.post(address(scheduled, "reschedule"), data, follow=True)
    assert Record.objects.get().published_at == later.replace(microsecond=0)
    assert any(f"{later:%Y-%m-%d %H:%M}" in text for text in texts(response))


def test_scheduled_record_is_published_now(publisher, scheduled):
    assert "现在就公开" in publisher.get(address(scheduled, "publish")).content.decode()
    publisher.post(address(scheduled, "publish"), {"revision": scheduled.revision})
    assert Record.objects.get().is_public


def test_cancelled_time_leads_back_to_review(publisher, scheduled):
    publisher.post(address(scheduled, "cancel_schedule"), {"revision": scheduled.revision})
    assert (status(scheduled), Record.objects.get().published_at) == ("review", None)


@pytest.mark.parametrize("step", ["reschedule", "cancel_schedule"])
def test_editor_sets_no_time(editor, scheduled, step):
    sent = editor.post(address(scheduled, step), {"revision": scheduled.revision})
    assert (sent.status_code, Record.objects.get().is_scheduled) == (403, True)


def test_the_list_does_not_publish_for_an_editor(editor):
    record = make_record("review")
    editor.post(LIST, {"action": "publish_chosen", "_selected_action": [record.pk]})
    assert status(record) == "review"


@pytest.mark.parametrize("name", ["draft", "review"])
def test_what_was_never_public_can_be_deleted(editor, name):
    record = make_record(name)
    assert editor.post(address(record, "delete"), {"post": "yes"}).status_code == 302
    assert not Record.objects.exists()


@pytest.mark.parametrize("name", ["published", "withdrawn"])
def test_what_was_public_is_not_deleted(editor, name):
    record = make_record(name)
    assert editor.post(address(record, "delete"), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    response = editor.post(LIST, data)
    assert "只能撤回" in response.content.decode()
    assert Record.objects.exists()


def test_publisher_revokes_an_honor_and_restores_it(publisher):
    record = make_record()
    asked = {"revision": record.revision, "on": "2024-05-06", "reason": "申报材料不实"}
    assert publisher.post(address(record, "revoke"), asked).status_code == 302
    record.refresh_from_db()
    assert record.revocation == "称号已于2024年5月6日撤销。原因：申报材料不实"
    asked = {"revision": record.revision, "reason": "决定已被撤销"}
    assert publisher.post(address(record, "restore_honor"), asked).status_code == 302
    assert not Record.objects.revoked().exists()


def test_revocation_without_a_day_is_asked_for_it_and_nothing_typed_is_lost(publisher):
    record = make_record()
    response = publisher.post(
        address(record, "revoke"), {"revision": record.revision, "reason": "申报材料不实"}
    )
    assert "请填写撤销日期" in response.content.decode()
    assert "申报材料不实" in response.content.decode()


@pytest.mark.parametrize("page", ["revoke", "restore_honor"])
def test_editor_may_not_touch_an_honor(editor, page):
    assert editor.post(address(make_record(), page), {"reason": "申报材料不实"}).status_code == 403
