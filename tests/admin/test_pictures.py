"""Pictures in the admin: uploaded with their words, described, chosen for records and recipients."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records.models import Picture, Recipient, Record
from records.publishing import correct
from records.search.reindexing import reindex
from tests.audit.telling import last_number, told_since
from tests.factories import make_measure, make_picture, make_recipient, make_record, make_section
from tests.pictures import picture

from .conftest import Staff
from .pages import opened

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/records/picture/", "/admin/records/picture/add/"


def page_of(row: Picture) -> str:
    return f"{LIST}{row.pk}/change/"


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def add(client: Client, **words: str) -> Any:
    return client.post(ADD, {"image": SimpleUploadedFile("a.png", picture(), "image/png"), **words})


# --- Upload and words -------------------------------------------------------------------------------


def test_picture_is_added_with_its_words(editor: Client) -> None:
    assert add(editor, alt="义诊", caption="在广场上", credit="张三").status_code == 302
    kept = Picture.objects.get()
    assert (kept.alt, kept.caption, kept.credit, kept.width, kept.height) == (
        "义诊",
        "在广场上",
        "张三",
        60,
        40,
    )
    assert editor.get(f"/admin/pictures/{kept.name}").status_code == 200


def test_other_words_for_a_picture_that_the_site_has_are_not_lost_in_silence(editor: Client) -> None:
    add(editor, alt="义诊")
    answer = editor.get(add(editor, alt="别的文字").url).content.decode()
    assert "站上早有这张图片，原来的文字没有全部换成您刚填的" in answer
    assert Picture.objects.get().alt == "义诊"


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({}, "请写明图上有什么；只是装饰的，请勾选“仅作装饰”。"),
        ({"alt": "义诊", "decorative": "on"}, "仅作装饰的图片不写替代文字。"),
    ],
)
def test_picture_is_refused_without_a_choice(editor: Client, words: dict[str, str], refusal: str) -> None:
    assert refusal in add(editor, **words).content.decode()
    assert not Picture.objects.exists()


def test_what_is_no_picture_is_refused_in_words(editor: Client) -> None:
    sent = {"image": SimpleUploadedFile("a.png", b"text", "image/png"), "alt": "义诊"}
    assert "这不是 JPEG、PNG 或 WebP 图片" in editor.post(ADD, sent).content.decode()


def test_words_are_changed_and_told(editor: Client) -> None:
    row = make_picture(alt="义诊")
    before = last_number()
    editor.post(page_of(row), {"alt": "党员义诊", "caption": "在广场上"})
    row.refresh_from_db()
    assert (row.alt, row.caption) == ("党员义诊", "在广场上")
    (entry,) = told_since(before)
    assert (entry.act, entry.object_id) == ("changed", str(row.pk))
    assert entry.changed["替代文字"] == ["义诊", "党员义诊"]


def test_words_cannot_be_taken_away(editor: Client) -> None:
    row = make_picture(alt="义诊")
    assert "请写明图上有什么" in editor.post(page_of(row), {"alt": ""}).content.decode()


def test_words_of_what_the_public_sees_are_for_those_who_publish(editor: Client) -> None:
    row = make_picture("a.webp", alt="义诊")
    reindex([make_record(introduction="![](/media/images/a.webp)").pk])
    assert editor.post(page_of(row), {"alt": "别的"}).status_code == 403


def test_new_caption_is_found(publisher: Client) -> None:
    row = make_picture("a.webp", alt="义诊")
    record = make_record(introduction="![](/media/images/a.webp)")
    reindex([record.pk])
    publisher.post(page_of(row), {"alt": "义诊", "caption": "白求恩广场"})
    assert record.title in shown(publisher, "/search/?q=白求恩广场")


# --- The list ---------------------------------------------------------------------------------------


def test_pictures_are_listed_searched_and_filtered(editor: Client) -> None:
    make_picture("a.webp", alt="义诊")
    make_picture("b.webp", alt="", caption="授旗")
    page = shown(editor, LIST)
    assert 'src="/admin/pictures/480/a.webp"' in page
    assert 'src="/admin/pictures/480/b.webp"' in page
    assert "b.webp" not in shown(editor, f"{LIST}?q=义诊")
    lacking = shown(editor, f"{LIST}?described=no")
    assert "b.webp" in lacking
    assert "a.webp" not in lacking


def test_list_asks_a_constant_number_of_queries(editor: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        make_picture()
    with django_assert_max_num_queries(12):
        editor.get(LIST)


def test_page_of_a_picture_names_where_it_is_shown(editor: Client) -> None:
    row = make_picture("a.webp")
    text = "![](/media/images/a.webp)"
    public = make_record(title="公开的", introduction=text)
    reindex([public.pk])
    make_measure(make_section(make_record("draft", title="草稿的")), text=text)
    make_record("draft", title="有题图的", cover=row)
    make_recipient("有肖像的", "person", portrait=row)
    make_recipient("简介里的", introduction=text)
    make_record(title="不相干的")
    page = shown(editor, page_of(row))
    for name in ("公开的", "草稿的", "有题图的", "有肖像的", "简介里的"):
        assert name in page
    assert "不相干的" not in page
    assert "还没有用到" in shown(editor, page_of(make_picture()))


# --- Rights -----------------------------------------------------------------------------------------


def test_who_may_edit_records_may_edit_pictures_and_nobody_deletes_them(staff: Staff) -> None:
    row = make_picture(alt="义诊")
    reader = staff("view_record", name="读者")
    assert reader.get(page_of(row)).status_code == 200
    assert reader.post(page_of(row), {"alt": "改"}).status_code == 403
    assert reader.get(ADD).status_code == 403
    assert staff("view_category", name="别人").get(LIST).status_code == 403
    writer = staff("add_record", "delete_picture", name="编辑乙")
    assert writer.get(ADD).status_code == 200
    assert writer.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403


# --- Chosen -----------------------------------------------------------------------------------------


def test_cover_is_chosen_on_the_page_of_the_record_and_told(editor: Client) -> None:
    record, row = make_record("draft"), make_picture("a.webp", caption="授旗")
    page = opened(record)
    page.fields["cover"] = row.pk
    before = last_number()
    page.save(editor)
    record.refresh_from_db()
    assert record.cover == row
    (entry,) = [entry for entry in told_since(before) if entry.act == "changed"]
    assert entry.changed["题图"] == [None, f"授旗（{row.pk}）"]
    assert f'src="{LIST}{row.pk}/thumbnail/"' in shown(editor, page.address)
    assert editor.get(f"{LIST}{row.pk}/thumbnail/").url == "/admin/pictures/480/a.webp"  # type: ignore[attr-defined]


def test_cover_is_public_as_soon_as_the_correction_is(editor: Client) -> None:
    record = make_record()
    page = opened(record)
    page.fields["cover"] = make_picture("a.webp").pk
    page.save(editor)
    assert not record.shown_pictures.exists()
    correct(record, by=None)
    assert record.shown_pictures.filter(name="a.webp").exists()


def test_portrait_is_chosen_on_the_page_of_the_recipient(staff: Staff) -> None:
    client = staff("change_person", "view_person", "change_record", "view_record", "publish_record")
    person, row = make_recipient("张三", "person"), make_picture("a.webp")
    record = make_record(recipient=person)
    management = {
        f"{rows}-{name}": "0"
        for rows in ("distinctions", "former_names")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    client.post(
        f"/admin/records/person/{person.pk}/change/", {"name": "张三", "portrait": row.pk, **management}
    )
    assert Recipient.objects.get().portrait == row
    assert record.shown_pictures.filter(name="a.webp").exists()


@pytest.mark.parametrize("wrong", ["x", "999", "9" * 30, "-1"])
def test_cover_that_is_no_picture_is_refused_in_words(editor: Client, wrong: str) -> None:
    page = opened(make_record())
    page.fields["cover"] = wrong
    response = page.save(editor)
    assert response.status_code == 200
    assert Record.objects.get().cover is None


def test_pictures_are_offered_by_their_words(editor: Client) -> None:
    row = make_picture(alt="义诊", caption="在广场上")
    make_picture(alt="授旗")
    asked = {"term": "广场", "app_label": "records", "model_name": "version", "field_name": "cover"}
    assert editor.get("/admin/autocomplete/", asked).json()["results"] == [
        {"id": str(row.pk), "text": "在广场上"}
    ]
