"""What the checks find is told on the record's page, while one types, and before it becomes public."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from records.models import PassedFinding, Record
from records.publishing import NotMended, correct, submit_for_review
from tests.admin.pages import opened
from tests.factories import make_measure, make_picture, make_record, make_section

from .conftest import Staff

pytestmark = pytest.mark.django_db

PHONE = "有事请打13854301234。"


@pytest.fixture
def record() -> Record:
    record = make_record("draft", introduction="工作，，推进。")
    make_measure(make_section(record), text=PHONE)
    return record


def address(record: Record, page: str = "change") -> str:
    return f"/admin/records/record/{record.pk}/{page}/"


def page_of(client: Client, record: Record, page: str = "change") -> str:
    return client.get(address(record, page)).content.decode()


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="(\w{64})"', page)
    assert found
    return found[1]


def said_in(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- On the page ----------------------------------------------------------------------------------------


def test_the_page_lists_what_must_be_mended_first_each_with_its_field(editor, record):
    page = page_of(editor, record)
    assert "1 处必须改正" in page
    assert "1 处请核对" in page
    assert page.index('data-field="id_sections-0-measures-0-text"') < page.index(
        'data-field="id_introduction"'
    )
    assert '<a href="#id_sections-0-measures-0-text" class="finding-place">第 1 章举措 1</a>' in page


def test_the_field_that_a_finding_names_is_on_the_page(editor, record):
    page = page_of(editor, record)
    for field in re.findall(r'data-field="(id_[^"]+)"', page):
        assert f'id="{field}"' in page


def test_a_finding_brings_what_would_mend_it(editor, record):
    assert 'data-mended="138××××1234"' in page_of(editor, record)


def test_a_record_without_faults_says_so(editor):
    assert "没有发现问题" in page_of(editor, make_record("draft"))


def test_a_picture_without_words_is_told_once(editor):
    picture = make_picture(alt="", caption="没有文字的图")
    record = make_record("draft", introduction=f"![]({picture.in_texts})")
    assert page_of(editor, record).count(f"/admin/records/picture/{picture.pk}/change/") == 1


def test_who_may_only_look_gets_no_tools(staff: Staff, record):
    page = page_of(staff("view_record", name="读者"), record)
    assert "1 处必须改正" in page
    assert 'name="key"' not in page


# --- Passed over ----------------------------------------------------------------------------------------


def test_passed_with_a_reason_it_is_gone_from_the_list(editor, record):
    key = key_in(page_of(editor, record))
    response = editor.post(address(record, "pass"), {"key": key, "reason": "对外公开的电话"})
    assert response.url == address(record)
    page = page_of(editor, record)
    assert "必须改正" not in page
    assert "略过了 1 处" in page
    assert "张三" in page
    assert "对外公开的电话" in page


def test_the_pages_script_is_answered_in_json(editor, record):
    given = {"key": key_in(page_of(editor, record)), "reason": "对外公开的电话"}
    response = editor.post(address(record, "pass"), given, headers={"Accept": "application/json"})
    assert response.json() == {"said": "已略过，理由已记下。"}


@pytest.mark.parametrize("given", [{"reason": ""}, {"key": "0" * 64, "reason": "理由"}, {}])
def test_without_a_reason_or_a_finding_nothing_is_passed(editor, record, given):
    given = {"key": key_in(page_of(editor, record))} | given
    response = editor.post(address(record, "pass"), given, headers={"Accept": "application/json"})
    assert response.status_code == 409
    assert not PassedFinding.objects.exists()


def test_taken_back_it_is_listed_again(editor, record):
    editor.post(address(record, "pass"), {"key": key_in(page_of(editor, record)), "reason": "对外公开的电话"})
    editor.post(address(record, "take_back_pass"), {"passed": PassedFinding.objects.get().pk})
    assert "1 处必须改正" in page_of(editor, record)


@pytest.mark.parametrize("page", ["pass", "take_back_pass"])
def test_only_who_may_change_records_passes_and_only_by_post(staff: Staff, editor, record, page):
    assert staff("view_record", name="读者").post(address(record, page)).status_code == 403
    assert editor.get(address(record, page)).status_code == 403
    assert Client().post(address(record, page)).status_code == 302


# --- While one types ------------------------------------------------------------------------------------


def typed(client: Client, text: str, field: str = "introduction", **more: object):
    return client.post("/admin/checks/text/", {"field": field, "content": text, **more})


def test_what_is_typed_is_checked_and_nothing_stored(editor, record):
    (found,) = typed(editor, PHONE).json()["findings"]
    assert (found["label"], found["must"], found["mended"]) == ("电话号码", True, "138××××1234")
    assert PHONE[found["start"] : found["end"]] == "13854301234"


def test_places_are_counted_as_browsers_do(editor):
    (found,) = typed(editor, f"😀\r\n{PHONE}").json()["findings"]
    assert found["start"] == len("😀".encode("utf-16-le")) // 2 + 1 + PHONE.index("1")


def test_what_was_passed_is_not_told_while_one_types(editor, record):
    editor.post(address(record, "pass"), {"key": key_in(page_of(editor, record)), "reason": "对外公开的电话"})
    field = "sections-0-measures-0-text"
    assert typed(editor, PHONE, field, record=record.pk).json()["findings"] == []
    assert len(typed(editor, PHONE, field).json()["findings"]) == 1


@pytest.mark.parametrize("given", [{}, {"record": "x"}, {"record": "9" * 30}, {"field": "\x00-1-x" * 50}])
def test_whatever_is_sent_is_answered(editor, given):
    assert typed(editor, PHONE, **given).status_code == 200


def test_only_staff_who_edit_are_answered_and_not_at_any_length(staff: Staff, editor):
    assert typed(staff("view_record", name="读者"), PHONE).status_code == 403
    assert typed(Client(), PHONE).status_code == 403
    assert editor.get("/admin/checks/text/").status_code == 405
    assert typed(editor, "长" * 200_001).status_code == 413


# --- Before the public sees it --------------------------------------------------------------------------


def test_saving_and_submitting_saves_and_says_why_it_is_not_submitted(editor, record):
    page = opened(record)
    page.fields["closing"] = "改过的结语"
    response = page.save(editor, _submit_for_review="1")
    record.refresh_from_db()
    assert (record.status, record.closing) == ("draft", "改过的结语")
    assert "第 1 章举措 1的电话号码" in said_in(response)


def test_the_page_for_publishing_lists_all_and_publishes_nothing(publisher, record):
    page = page_of(publisher, record, "publish")
    assert "有 1 处必须先在编辑页改正" in page
    assert "1 处请核对" in page
    response = publisher.post(address(record, "publish"), {"revision": record.revision})
    assert "有个人信息" in response.content.decode()
    record.refresh_from_db()
    assert record.status == "draft"


def test_publishing_many_tells_which_were_kept_back(publisher, record):
    other = make_record("draft", title="没有毛病的一条")
    chosen = {"action": "publish_chosen", "_selected_action": [record.pk, other.pk], "confirmed": "1"}
    chosen |= {f"revision-{one.pk}": one.revision for one in (record, other)}
    said = said_in(publisher.post("/admin/records/record/", chosen))
    assert f"已发布 1 条。1 条没有发布：“{record}”有个人信息" in said
    assert set(Record.objects.published()) == {other}


def test_a_public_record_saved_with_personal_data_keeps_it_from_the_public(editor):
    record = make_record(introduction="样例。")
    page = opened(record)
    page.fields["introduction"] = PHONE
    page.save(editor)
    record.refresh_from_db()
    assert (record.introduction, record.edited.introduction) == ("样例。", PHONE)
    for step in (submit_for_review, correct):
        with pytest.raises(NotMended, match="引言的电话号码"):
            step(record, by=None)
    assert "13854301234" not in editor.get(record.get_absolute_url()).content.decode()


def test_the_review_of_a_document_tells_it_beside_the_field(editor):
    from tests.admin.imports.import_pages import STREET, handed_in
    from tests.admin.imports.import_pages import opened as opened_review

    (row,) = handed_in(editor, STREET.replace("安排专人检查，", "有事打13854301234，"))
    content = opened_review(editor, row).content
    assert "第 1 章举措 2：“13854301234”是电话号码" in content
    assert re.search(r'is-doubtful">(?:(?!part-field).)*sections-0-measures-1-text', content, re.S)
