"""What is edited, looked at and taken away on the admin's pages is told, value by value."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records.models import AuditEntry, Category, Record
from tests.audit.telling import acts_since, last_number, told_since
from tests.factories import make_category, make_distinction, make_recipient, make_record, make_whole_record

from .conftest import Staff
from .pages import opened

pytestmark = pytest.mark.django_db


def only(before: int, act: str) -> AuditEntry:
    (entry,) = [entry for entry in told_since(before) if entry.act == act]
    return entry


def test_an_edited_record_is_told_passage_by_passage(editor: Client) -> None:
    record = make_whole_record(sections=2, measures=2)
    page = opened(record)
    page.fields["title"] = "改过的标题"
    old_text = page.sections[1]["measures"][0]["text"]
    page.sections[1]["measures"][0]["text"] = "改过的正文。" * 500
    page.figures[0]["value"] = "77"
    before = last_number()
    page.save(editor)
    entry = only(before, "changed")
    assert entry.object_id == str(record.pk)
    assert entry.changed["标题"] == [record.title, "改过的标题"]
    was, now = entry.changed["第 2 章第 1 条"]
    assert was.endswith(old_text)
    assert now.endswith("改过的正文。" * 500)
    assert "数值：77" in entry.changed["数据 1"][1]
    assert set(entry.changed) == {"标题", "第 2 章第 1 条", "数据 1"}


def test_a_removed_measure_is_told_with_its_text(editor: Client) -> None:
    record = make_whole_record(sections=1, measures=2)
    page = opened(record)
    page.figures = []
    text = page.sections[0]["measures"][1]["text"]
    page.sections[0]["measures"][1]["delete"] = True
    before = last_number()
    page.save(editor)
    was, now = only(before, "changed").changed["第 1 章第 2 条"]
    assert was.endswith(text)
    assert now is None


def test_a_refused_form_tells_of_no_change(editor: Client) -> None:
    page = opened(make_record(status="published"))
    page.fields["title"] = ""
    before = last_number()
    page.save(editor)
    assert acts_since(before) == []


def test_a_deleted_record_is_told_whole(editor: Client) -> None:
    record = make_record(status="draft", introduction="全部引言")
    before = last_number()
    editor.post(f"/admin/records/record/{record.pk}/delete/", {"post": "yes"})
    assert not Record.objects.exists()
    assert only(before, "deleted").changed["引言"] == ["全部引言", None]


def test_each_of_many_deleted_at_once_is_told(editor: Client) -> None:
    records = [make_record(status="draft") for _ in range(3)]
    chosen = {"action": "delete_selected", "_selected_action": [record.pk for record in records]}
    before = last_number()
    editor.post("/admin/records/record/", chosen | {"post": "yes"})
    told = {entry.object_id for entry in told_since(before) if entry.act == "deleted"}
    assert told == {str(record.pk) for record in records}


def test_a_category_is_told_when_it_comes_changes_and_goes(admin_client: Client) -> None:
    address = "/admin/records/category/"
    before = last_number()
    admin_client.post(f"{address}add/", {"name": "样例", "position": "1"})
    pk = Category.objects.get().pk
    admin_client.post(f"{address}{pk}/change/", {"name": "样例二", "position": "1"})
    admin_client.post(f"{address}{pk}/delete/", {"post": "yes"})
    added, changed, deleted = told_since(before)
    assert [added.act, changed.act, deleted.act] == ["added", "changed", "deleted"]
    assert changed.changed == {"名称": ["样例", "样例二"]}
    assert deleted.changed["名称"] == ["样例二", None]


def test_an_honor_of_a_recipient_is_told(admin_client: Client) -> None:
    recipient = make_recipient(name="样例单位")
    honor = make_distinction(recipient, name="旧荣誉")
    data = {"name": "样例单位", "short_name": "", "region": "", "introduction": ""}
    data |= {
        "former_names-TOTAL_FORMS": "0",
        "former_names-INITIAL_FORMS": "0",
        "distinctions-TOTAL_FORMS": "1",
        "distinctions-INITIAL_FORMS": "1",
        "distinctions-0-name": "新荣誉",
    }
    data |= {"distinctions-0-id": str(honor.pk), "distinctions-0-recipient": str(recipient.pk)}
    data |= {"distinctions-0-position": str(honor.position)}
    before = last_number()
    admin_client.post(f"/admin/records/organization/{recipient.pk}/change/", data)
    assert only(before, "changed").changed == {"其他荣誉 1": ["旧荣誉", "新荣誉"]}


@pytest.mark.parametrize("page", ["/admin/records/record/{}/change/", "/records/{}/preview/"])
def test_looking_at_a_draft_is_told_and_at_a_public_record_not(editor: Client, page: str) -> None:
    draft, public = make_record(status="draft"), make_record(status="published")
    before = last_number()
    editor.get(page.format(public.pk))
    assert acts_since(before) == []
    editor.get(page.format(draft.pk))
    assert only(before, "viewed").object_id == str(draft.pk)


def test_a_page_of_a_draft_that_comes_back_to_be_corrected_is_told(editor: Client) -> None:
    draft = make_record(status="draft")
    page = opened(draft)
    page.fields |= {"title": "", "revision": 99}
    before = last_number()
    page.save(editor)
    assert only(before, "viewed").object_id == str(draft.pk)


@pytest.mark.parametrize(
    ("address", "posted"),
    [("{}/delete/", None), ("", {"action": "delete_selected", "_selected_action": ["{}"]})],
)
def test_a_page_that_asks_before_a_draft_is_deleted_is_told(
    editor: Client, address: str, posted: dict[str, Any] | None
) -> None:
    draft = make_record(status="draft")
    before = last_number()
    page = f"/admin/records/record/{address.format(draft.pk)}"
    if posted:
        editor.post(page, posted | {"_selected_action": [draft.pk]})
    else:
        editor.get(page)
    assert only(before, "viewed").object_id == str(draft.pk)


def test_a_download_is_told_with_the_numbers_of_the_records(editor: Client) -> None:
    record = make_record()
    before = last_number()
    chosen = {"action": "export_chosen", "_selected_action": [record.pk]}
    assert editor.post("/admin/records/record/", chosen).getvalue()
    assert only(before, "exported").detail.endswith(f"记录 {record.pk}")


def test_an_uploaded_picture_is_told(editor: Client, picture: Any) -> None:
    before = last_number()
    editor.post("/admin/markdown/upload/", {"image": SimpleUploadedFile("合影.png", picture), "alt": "合影"})
    assert only(before, "uploaded").detail.startswith("合影.png → ")


@pytest.fixture
def picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    return made.getvalue()


def test_staff_who_are_refused_are_told_of(staff: Staff) -> None:
    category = make_category()
    before = last_number()
    response = staff("view_record").get(f"/admin/records/category/{category.pk}/change/")
    assert response.status_code == 403
    assert f"/category/{category.pk}/change/" in only(before, "refused").detail


def test_readers_leave_no_line(client: Client) -> None:
    record = make_record()
    before = last_number()
    client.get(f"/records/{record.pk}/")
    client.post(f"/records/{record.pk}/tribute/", headers={"Sec-Fetch-Site": "same-origin"})
    client.get("/admin/records/record/")
    client.post("/admin/markdown/preview/")
    assert acts_since(before) == []
