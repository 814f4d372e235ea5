"""The original of a record in the admin: downloaded, held against the record, and shown to the public or not."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from records.catalog.attachments import originals_folder, path_of
from records.models import Attachment, AuditEntry, ImportBatch, ImportedDocument, Measure, Record, RollFile
from records.publishing import withdraw
from records.publishing.versions import begin_version
from tests.admin.imports.import_pages import COLLECTION, STREET, hand_in, handed_in, opened
from tests.admin.rolls.roll_pages import hand_in as hand_in_roll
from tests.admin.rolls.roll_pages import paste
from tests.factories import make_commendation
from tests.importing.running import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    return settings.VAR


@pytest.fixture
def record(tmp_path: Path) -> Record:
    path = tmp_path / "街道.txt"
    path.write_text(STREET, encoding="utf-8")
    Run(path, "--publish")
    return Record.objects.get()


def page(client: Client, record: Record) -> str:
    answer = client.get(f"/admin/records/record/{record.pk}/original/")
    assert answer.status_code == 200
    return answer.content.decode()


def said(client: Client, record: Record) -> str:
    return " ".join(strip_tags(page(client, record)).split())


def downloaded(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def public_file(client: Client, record: Record) -> Any:
    return client.get(f"/records/{record.pk}/original/")


# --- Kept by what is handed in ------------------------------------------------------------------------


def test_uploaded_document_is_kept_and_stays_with_its_record(editor: Client) -> None:
    (row,) = handed_in(editor, STREET)
    opened(editor, row).send(editor)
    original = Record.objects.get().edited.original
    assert original is not None
    assert path_of(original.sha256).read_text() == STREET
    assert original.name == "材料1.txt"


def test_pasted_text_is_kept_as_a_text_file(editor: Client) -> None:
    hand_in(editor, text=STREET, name="街道")
    original = Attachment.objects.get()
    assert original.name == "街道.txt"
    assert path_of(original.sha256).read_text().replace("\r\n", "\n") == STREET


def test_document_that_cannot_be_read_is_not_kept(editor: Client, var: Path) -> None:
    hand_in(editor, ("坏的.docx", b"PK\x03\x04 broken"))
    assert ImportedDocument.objects.get().state == "failed"
    assert not Attachment.objects.exists()
    assert not originals_folder().exists()


def test_document_that_is_set_aside_loses_its_file(
    editor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    (row,) = handed_in(editor, STREET)
    with django_capture_on_commit_callbacks(execute=True):
        opened(editor, row).send(editor, "_set_aside")
    assert [*originals_folder().iterdir()] == []
    assert not Attachment.objects.exists()


def test_deleted_draft_loses_its_file(editor: Client, django_capture_on_commit_callbacks: Any) -> None:
    (row,) = handed_in(editor, STREET)
    opened(editor, row).send(editor)
    record = Record.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(f"/admin/records/record/{record.pk}/delete/", {"post": "yes"})
    assert not Record.objects.exists()
    assert [*originals_folder().iterdir()] == []


def test_part_that_was_cut_elsewhere_keeps_its_file(editor: Client) -> None:
    rows = handed_in(editor, COLLECTION)
    editor.post(f"/admin/records/importbatch/documents/{rows[0].pk}/join/")
    assert set(ImportedDocument.objects.values_list("original", flat=True)) == {Attachment.objects.get().pk}


def test_own_document_is_downloaded_by_who_may_only_import(staff: Any) -> None:
    importer = staff("add_record")
    (row,) = handed_in(importer, STREET)
    answer = importer.get(f"/admin/records/importbatch/documents/{row.pk}/original/")
    assert downloaded(answer) == STREET
    stranger = staff("add_record", name="别人")
    assert stranger.get(f"/admin/records/importbatch/documents/{row.pk}/original/").status_code == 404


def test_roll_keeps_the_file_that_was_handed_in(editor: Client) -> None:
    looked = hand_in_roll(editor, make_commendation(), "姓名,单位\n张三,样例厂\n").press(
        "_import", _rest="person"
    )
    file = RollFile.objects.get()
    assert file.name == "名单.csv"
    assert file.original.short_hash in looked.page
    answer = editor.get(f"/admin/records/rollimport/{file.roll_import_id}/original/{file.pk}/")
    assert downloaded(answer) == "姓名,单位\n张三,样例厂\n"


def test_pasted_roll_is_kept_as_a_text_file(editor: Client) -> None:
    paste(editor, make_commendation(), "姓名\t单位\n张三\t样例厂").press("_import")
    assert RollFile.objects.get().name == "粘贴的名单.txt"


# --- Shown to staff -----------------------------------------------------------------------------------


def test_page_of_a_record_names_its_file_and_when_it_came(publisher: Client, record: Record) -> None:
    content = publisher.get(f"/admin/records/record/{record.pk}/change/").content.decode()
    original = Attachment.objects.get()
    for word in ("街道.txt", original.short_hash, original.sha256, "命令", "字节"):
        assert word in content, word


def test_original_is_downloaded_and_never_opened_in_the_name_of_the_site(
    publisher: Client, record: Record
) -> None:
    answer = publisher.get(f"/admin/records/record/{record.pk}/original/file/")
    assert downloaded(answer) == STREET
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEntry.objects.get(act="exported").detail == "原件 街道.txt"


@pytest.mark.parametrize("rest", ["", "file/"])
def test_who_may_not_read_the_record_gets_no_original(staff: Any, record: Record, rest: str) -> None:
    importer = staff("add_record")
    assert importer.get(f"/admin/records/record/{record.pk}/original/{rest}").status_code == 403


def test_each_measure_stands_beside_its_line_of_the_original(publisher: Client, record: Record) -> None:
    content = page(publisher, record)
    assert "每一段都与原件相同" in content
    assert 'href="#line-5">原件第 5 行' in content
    assert "写清楚读取规则" in content


def test_measure_that_was_edited_since_is_told_and_shown(publisher: Client, record: Record) -> None:
    begin_version(record)
    measure = Measure.objects.filter(section__version=record.edited).first()
    assert measure is not None
    measure.text = "写清楚读取规则。每名读者核对5个段落。"
    measure.save()
    words = said(publisher, record)
    assert "有 1 段与原件不同" in words
    assert "录入以后改过 原件 一是 写清楚读取规则。每名读者核对2个段落。 现在" in words


def test_measure_that_the_original_has_not_is_told(publisher: Client, record: Record) -> None:
    begin_version(record)
    section = record.edited.sections.all()[0]
    Measure.objects.create(section=section, number=3, marker="三是", text="这一条是后来加的，与别的都不像。")
    assert "原件里没有，是后来加的 三是 这一条是后来加的" in said(publisher, record)


def test_reader_that_reads_otherwise_than_at_the_import_is_told(publisher: Client, record: Record) -> None:
    document = ImportedDocument.objects.get()
    document.read_as = (document.read_as or {}) | {"sections.1.measures.1.text": "00000000"}
    document.save()
    words = said(publisher, record)
    assert "现在的读法与导入时不同：有 1 段导入时不是这样读的，导入时读出的 1 段现在读得不一样" in words


def test_record_of_a_collection_is_held_against_its_part(tmp_path: Path, publisher: Client) -> None:
    path = tmp_path / "汇编.txt"
    path.write_text(COLLECTION, encoding="utf-8")
    Run(path)
    second = Record.objects.get(recipient__name="李示例")
    words = said(publisher, second)
    assert "第 2 份，共 3 份" in words
    assert "每一段都与原件相同" in words
    assert "王样本" not in words


def test_picture_of_a_document_is_no_difference(publisher: Client, record: Record) -> None:
    begin_version(record)
    version = record.edited
    version.introduction += "\n\n![图](/media/images/0123456789abcdef0123456789abcdef.webp)"
    version.save()
    assert "每一段都与原件相同" in said(publisher, record)


def test_lost_file_is_told_in_words(publisher: Client, record: Record) -> None:
    path_of(Attachment.objects.get().sha256).unlink()
    assert "不在 VAR/originals 里" in said(publisher, record)
    answer = publisher.get(f"/admin/records/record/{record.pk}/original/file/", follow=True)
    assert "不在 VAR/originals 里" in answer.content.decode()


def test_record_without_an_original_has_no_such_page(publisher: Client, record: Record) -> None:
    assert publisher.get(f"/admin/records/record/{record.pk + 1}/original/").status_code == 404


# --- Shown to the public ------------------------------------------------------------------------------


def test_public_reads_the_hash_and_not_the_file(client: Client, record: Record) -> None:
    content = client.get(f"/records/{record.pk}/").content.decode()
    original = Attachment.objects.get()
    assert f"SHA-256 <code>{original.short_hash}…" in content
    assert original.name not in content
    assert public_file(client, record).status_code == 404


def test_file_is_public_from_the_moment_an_editor_says_so_until_he_takes_it_back(
    publisher: Client, client: Client, record: Record
) -> None:
    address = f"/admin/records/record/{record.pk}/original/"
    publisher.post(address, {"act": "show"})
    answer = public_file(client, record)
    assert answer.content.decode() == STREET
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert (
        f'href="/records/{record.pk}/original/">街道.txt'
        in client.get(f"/records/{record.pk}/").content.decode()
    )
    publisher.post(address, {"act": "hide"})
    assert public_file(client, record).status_code == 404
    acts = AuditEntry.objects.filter(act__startswith="original_").order_by("number")
    assert [(one.act, one.who) for one in acts] == [("original_shown", "审核"), ("original_hidden", "审核")]
    assert Attachment.objects.get().sha256 in acts[0].detail


def test_who_may_not_publish_lets_nobody_read_the_file(
    editor: Client, client: Client, record: Record
) -> None:
    answer = editor.post(f"/admin/records/record/{record.pk}/original/", {"act": "show"}, follow=True)
    assert "要由有发布权限的人" in answer.content.decode()
    assert "公开原件</button>" not in answer.content.decode()
    assert public_file(client, record).status_code == 404


def test_withdrawn_record_shows_neither_hash_nor_file(
    publisher: Client, client: Client, record: Record
) -> None:
    publisher.post(f"/admin/records/record/{record.pk}/original/", {"act": "show"})
    withdraw(record, by=None, reason="有误")
    assert public_file(client, record).status_code == 404
    assert Attachment.objects.get().short_hash not in client.get(f"/records/{record.pk}/").content.decode()


def test_collection_is_public_only_with_all_its_records(
    tmp_path: Path, publisher: Client, client: Client
) -> None:
    path = tmp_path / "汇编.txt"
    path.write_text(COLLECTION, encoding="utf-8")
    Run(path, "--publish")
    one, other = Record.objects.order_by("pk")[:2]
    words = said(publisher, one)
    assert "另外 2 条记录，也会一起公开" in words
    publisher.post(f"/admin/records/record/{one.pk}/original/", {"act": "show"})
    assert public_file(client, one).status_code == 200
    withdraw(other, by=None, reason="有误")
    assert public_file(client, one).status_code == 404
    assert "公众还看不到" in said(publisher, one)


def test_batch_that_waits_keeps_its_file_from_the_public(
    publisher: Client, editor: Client, client: Client, record: Record
) -> None:
    publisher.post(f"/admin/records/record/{record.pk}/original/", {"act": "show"})
    hand_in(editor, ("再来.txt", STREET.encode()))
    assert ImportBatch.objects.count() == 2
    assert public_file(client, record).status_code == 404
