"""Documents handed in through the admin, and the page of a batch."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from records.admin.imports import intake, upload_page
from records.deeds import Picture, Reading, read_deeds
from records.importing import bounded
from records.importing.bounded import BoundedReader
from records.models import ImportBatch, ImportedDocument, Record
from tests.admin.imports.import_pages import COLLECTION, STREET, address, hand_in, handed_in
from tests.deeds.specimens import data
from tests.pictures import picture

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/records/importbatch/add/"


def states() -> dict[str, str]:
    return dict(ImportedDocument.objects.values_list("name", "state"))


def content(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


# --- Handing in ---------------------------------------------------------------------------------------


def test_files_of_several_kinds_wait_for_their_review(editor):
    response = hand_in(editor, ("街道.txt", data("street.txt")), ("样本.md", data("seed.md")))
    batch = ImportBatch.objects.get()
    assert response.url == reverse("admin:records_importbatch_change", args=[batch.pk])
    assert states() == {"街道.txt": "waiting", "样本.md": "waiting"}
    assert batch.by is not None
    assert not Record.objects.exists()


def test_a_single_document_is_under_review_at_once_and_its_batch_a_link_away(editor):
    response = hand_in(editor, ("街道.txt", STREET.encode()))
    row = ImportedDocument.objects.get()
    assert response.url == address(row)
    batch = reverse("admin:records_importbatch_change", args=[row.batch_id])
    assert f'href="{batch}"' in content(editor.get(response.url))


def test_a_file_of_several_records_is_listed_record_by_record(editor):
    response = hand_in(editor, ("汇编.txt", COLLECTION.encode()))
    batch = ImportBatch.objects.get()
    assert response.url == reverse("admin:records_importbatch_change", args=[batch.pk])


def test_a_single_document_that_could_not_be_read_says_why(editor):
    response = hand_in(editor, ("空.txt", b""))
    assert response.url == reverse("admin:records_importbatch_change", args=[ImportBatch.objects.get().pk])
    assert "文件里没有文字" in content(editor.get(response.url))


def test_pasted_text_is_read_under_the_name_it_was_given(editor):
    hand_in(editor, text=STREET, name="样本街道")
    row = ImportedDocument.objects.get()
    assert (row.name, row.state) == ("样本街道.txt", "waiting")
    assert row.text.startswith("样本街道先进事迹材料")


def test_pasted_text_without_a_name_gets_one(editor):
    hand_in(editor, text=STREET)
    assert states() == {"粘贴的文字.txt": "waiting"}


def test_a_zip_file_brings_each_of_its_documents_and_names_what_it_passed_over(editor):
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("甲.txt", STREET)
        archive.writestr("附件/图.png", b"x")
    hand_in(editor, ("一批.zip", packed.getvalue()))
    assert states() == {"一批.zip/甲.txt": "waiting", "一批.zip/附件/图.png": "set_aside"}
    assert "不是能读的文件" in content(
        editor.get(f"/admin/records/importbatch/{ImportBatch.objects.get().pk}/change/")
    )


def test_a_file_that_cannot_be_read_says_why_beside_the_others(editor):
    response = hand_in(editor, ("空.txt", b""), ("坏.zip", b"PK"), ("好.txt", STREET.encode()))
    assert states() == {"空.txt": "failed", "坏.zip": "failed", "好.txt": "waiting"}
    shown = content(editor.get(response.url))
    assert "文件里没有文字" in shown
    assert "压缩包已损坏" in shown


def test_a_fault_in_a_reader_spoils_only_its_own_document(editor, monkeypatch, caplog):
    read = BoundedReader.read

    def faulty(reader: BoundedReader, data: bytes, name: str) -> Reading:
        if name == "甲.txt":
            raise RuntimeError
        return read(reader, data, name)

    monkeypatch.setattr(BoundedReader, "read", faulty)
    hand_in(editor, ("甲.txt", STREET.encode()), ("乙.txt", STREET.encode()))
    assert states() == {"甲.txt": "failed", "乙.txt": "waiting"}
    assert "could not be read" in caplog.text


def test_a_document_too_long_for_a_form_is_named_with_its_bound(editor, monkeypatch):
    monkeypatch.setattr(intake, "MAX_CHARACTERS", 100)
    response = hand_in(editor, ("长.txt", STREET.encode()))
    assert states() == {"长.txt": "failed"}
    assert "最多能核对 100 字" in content(editor.get(response.url))


def test_a_document_of_more_parts_than_a_form_takes_back_is_refused(editor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 150
    response = hand_in(editor, ("碎.txt", STREET.encode()))
    assert states() == {"碎.txt": "failed"}
    assert "分成了很多段" in content(editor.get(response.url))


def test_nothing_handed_in_is_asked_for(editor):
    assert "请选择文件，或粘贴文字。" in content(hand_in(editor, text="  \n"))
    assert not ImportBatch.objects.exists()


def test_more_documents_than_allowed_are_refused_as_a_whole(editor, monkeypatch):
    monkeypatch.setattr(intake, "MAX_DOCUMENTS", 1)
    shown = content(hand_in(editor, ("甲.txt", STREET.encode()), text=STREET))
    assert "一次最多导入 1 份材料" in shown
    assert "样本街道辖4个社区" in shown  # what was pasted is not lost
    assert not ImportBatch.objects.exists()


def test_what_lies_in_an_archive_beside_its_documents_does_not_count(editor, monkeypatch):
    monkeypatch.setattr(intake, "MAX_DOCUMENTS", 1)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("__MACOSX/._甲.txt", "x")
        archive.writestr("甲.txt", STREET)
    hand_in(editor, ("一批.zip", packed.getvalue()))
    assert states() == {"一批.zip/__MACOSX/._甲.txt": "set_aside", "一批.zip/甲.txt": "waiting"}


def test_an_archive_with_far_more_than_documents_is_refused_too(editor, monkeypatch):
    monkeypatch.setattr(intake, "MAX_LISTED", 1)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("甲.png", "x")
        archive.writestr("乙.png", "x")
    assert "还没有导入" in content(hand_in(editor, ("一批.zip", packed.getvalue())))


def test_a_name_that_would_turn_the_line_around_is_shown_harmless(editor):
    hand_in(editor, text=STREET, name="甲\u202e乙")
    assert states() == {"甲�乙.txt": "waiting"}


def test_more_files_than_a_form_may_hold_are_refused_in_words(editor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    shown = content(hand_in(editor, ("甲.txt", b"1"), ("乙.txt", b"2")))
    assert "个以上的文件，还没有导入" in shown
    assert not ImportBatch.objects.exists()


def test_pasted_text_beyond_what_a_form_may_hold_is_refused_in_words(editor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert "粘贴的文字太长" in content(hand_in(editor, text=STREET))
    assert not ImportBatch.objects.exists()


def test_an_upload_beyond_its_bound_is_refused_unread(editor, monkeypatch):
    monkeypatch.setattr(upload_page, "MAX_BYTES", 10)
    monkeypatch.setattr(upload_page, "FORM_OVERHEAD_BYTES", 0)
    assert "这次上传超过" in content(hand_in(editor, ("甲.txt", STREET.encode())))
    assert not ImportBatch.objects.exists()


def test_an_upload_without_the_token_is_refused(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert hand_in(strict, ("甲.txt", STREET.encode())).status_code == 403
    assert not ImportBatch.objects.exists()


def test_pictures_are_stored_as_pixels_and_those_that_cannot_be_are_named(editor, monkeypatch):
    made = BytesIO()
    Image.new("RGB", (40, 30)).save(made, "PNG")
    pictures = (Picture("a.png", made.getvalue(), 3, "样本图"), Picture("b.emf", b"x", 4))
    reading = Reading(read_deeds(STREET.encode(), "图.txt").deeds, text="甲", pictures=pictures)
    monkeypatch.setattr(BoundedReader, "read", lambda reader, data, name: (reading,))
    hand_in(editor, ("图.txt", STREET.encode()))
    stored = ImportedDocument.objects.get().reading
    (kept,) = stored["pictures"]
    assert kept["caption"] == "样本图"
    assert kept["address"].endswith(".webp")
    assert default_storage.exists(kept["address"].removeprefix("/media/"))
    assert [message["code"] for message in stored["messages"]] == ["picture-refused", "picture-left"]


# --- Who may --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page_of", ["/admin/records/importbatch/", UPLOAD])
def test_only_who_may_add_records_may_import(staff, page_of):
    assert staff("change_record", name="改").get(page_of).status_code == 403
    assert staff("add_record", name="加").get(page_of).status_code == 200


def test_the_way_to_the_import_is_on_the_index_and_beside_add(editor):
    assert UPLOAD in content(editor.get("/admin/"))
    assert f'<a href="{UPLOAD}">导入事迹材料</a>' in content(editor.get("/admin/records/record/"))


def test_who_may_not_add_sees_no_way_to_the_import(staff):
    viewer = staff("view_record", name="看")
    assert UPLOAD not in content(viewer.get("/admin/"))
    assert UPLOAD not in content(viewer.get("/admin/records/record/"))


@pytest.mark.parametrize(
    "page_of",
    ["9/change/", "documents/9/", "undo/", "undo/?batch=9", "undo/?batch=x"],
)
def test_what_is_not_there_is_no_error(editor, page_of):
    assert editor.get(f"/admin/records/importbatch/{page_of}").status_code == 404


# --- A batch ---------------------------------------------------------------------------------------------


def test_the_batches_are_listed_with_what_became_of_them(editor):
    handed_in(editor, STREET)
    shown = content(editor.get("/admin/records/importbatch/"))
    assert f"第 {ImportBatch.objects.get().pk} 批" in shown
    assert '<td class="field-waiting">1</td>' in shown


def test_the_page_of_a_batch_names_each_document_and_its_doubts(editor):
    hand_in(editor, ("街道.txt", STREET.encode()), ("零碎.txt", "没有标题的一段话。".encode()))
    batch = ImportBatch.objects.get()
    shown = content(editor.get(f"/admin/records/importbatch/{batch.pk}/change/"))
    assert "全国示例先进组织" in shown
    assert "还缺标题、受表彰对象、表彰" in shown
    assert "null" not in shown


def test_all_without_doubts_become_drafts_and_the_rest_waits(editor):
    rows = handed_in(editor, STREET, "没有标题的一段话。", STREET.replace("样本街道", "范例街道"))
    response = editor.post(f"/admin/records/importbatch/{rows[0].batch_id}/enter/", follow=True)
    assert "已把 2 份存为草稿。其余 1 份" in content(response)
    assert list(Record.objects.values_list("status", flat=True)) == ["draft", "draft"]
    assert [row.state for row in rows[0].batch.documents.all()] == ["created", "waiting", "created"]


def test_two_about_the_same_in_one_batch_both_wait(editor):
    rows = handed_in(editor, STREET, STREET)
    response = editor.post(f"/admin/records/importbatch/{rows[0].batch_id}/enter/", follow=True)
    assert content(response).count("可能重复") == 3  # each line, and the message
    assert not Record.objects.exists()


def test_saving_all_is_never_done_by_a_mere_link(editor):
    rows = handed_in(editor, STREET)
    assert editor.get(f"/admin/records/importbatch/{rows[0].batch_id}/enter/").status_code == 405


def test_a_batch_has_no_page_to_delete_it(editor):
    rows = handed_in(editor, STREET)
    assert editor.post(f"/admin/records/importbatch/{rows[0].batch_id}/delete/").status_code == 403


def test_text_too_long_to_review_is_refused_before_it_is_read(editor, monkeypatch):
    def read(_reader: BoundedReader, _data: bytes, _name: str) -> None:
        raise AssertionError("a text of this length takes seconds to read")

    monkeypatch.setattr(BoundedReader, "read", read)
    hand_in(editor, ("长.txt", ("样本。" * 200_000).encode()))
    document = ImportedDocument.objects.get()
    assert document.state == "failed"
    assert "太长" in document.reading["messages"][0]["text"]


def test_text_of_endless_lines_is_refused_before_it_is_read(editor, monkeypatch):
    monkeypatch.setattr(intake, "MAX_LINES", 5)
    hand_in(editor, ("碎.txt", STREET.encode()))
    document = ImportedDocument.objects.get()
    assert document.state == "failed"
    assert "最多能核对 5 行" in document.reading["messages"][0]["text"]


def test_documents_that_the_time_of_a_request_does_not_suffice_for_are_named(editor, monkeypatch):
    read = BoundedReader.read

    def long_winded(reader: BoundedReader, data: bytes, name: str) -> tuple[Reading, ...]:
        found = read(reader, data, name)
        reader.spent_elsewhere += bounded.REQUEST_SECONDS
        return found

    monkeypatch.setattr(BoundedReader, "read", long_winded)
    response = hand_in(editor, *((f"{name}.txt", STREET.encode()) for name in "甲乙丙"))
    assert states() == {"甲.txt": "waiting", "乙.txt": "failed", "丙.txt": "failed"}
    shown = content(editor.get(response.url))
    assert shown.count("这一份还没有读。请分几次上传，或请管理员用命令 import_records 导入。") == 2


def test_pictures_that_there_is_no_time_for_are_named(editor, monkeypatch):
    def read(reader: BoundedReader, data: bytes, name: str) -> tuple[Reading, ...]:
        reader.spent_elsewhere += bounded.REQUEST_SECONDS
        return (Reading(read_deeds(data, name).deeds, text="甲", pictures=(Picture("a.png", picture(), 3),)),)

    monkeypatch.setattr(BoundedReader, "read", read)
    hand_in(editor, ("图.txt", STREET.encode()))
    stored = ImportedDocument.objects.get().reading
    assert stored["pictures"] == []
    assert "请在录入后手工添加" in stored["messages"][0]["text"]


def test_an_upload_that_waited_too_long_for_another_is_told_to_come_again(editor, monkeypatch):
    monkeypatch.setattr(bounded, "WAIT_SECONDS", 0)
    with BoundedReader():
        shown = content(hand_in(editor, text=STREET))
    assert "正在读另一批材料" in shown
    assert "样本街道辖4个社区" in shown  # what was pasted is not lost
    assert not ImportBatch.objects.exists()
