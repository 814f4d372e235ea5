"""The office's list of words: edited in the admin, as a table too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records.models import ListedWord
from tests.audit.telling import acts_since, last_number

from .conftest import Staff

pytestmark = pytest.mark.django_db

LIST = "/admin/records/listedword/"
HEAD = "要找的词,改成,说明,除外\r\n"


@pytest.fixture(autouse=True)
def no_words(db: None) -> None:
    ListedWord.objects.all().delete()


def take_in(client: Client, table: str | bytes) -> str:
    data = table.encode() if isinstance(table, str) else table
    given = {"table": SimpleUploadedFile("用词.csv", data, "text/csv")}
    return client.post(f"{LIST}import/", given, follow=True).content.decode()


def known() -> dict[str, str]:
    return dict(ListedWord.objects.values_list("wrong", "right"))


def test_a_publisher_adds_a_word(publisher):
    given = {"wrong": "布署", "right": "部署", "note": "", "within": " 发布署  公布署 "}
    assert publisher.post(f"{LIST}add/", given).status_code == 302
    assert ListedWord.objects.get().within == "发布署 公布署"


def test_a_longer_word_must_hold_the_word(publisher):
    given = {"wrong": "布署", "right": "部署", "note": "", "within": "公告"}
    assert "没有“布署”" in publisher.post(f"{LIST}add/", given).content.decode()


def test_an_editor_reads_the_list_and_does_not_change_it(editor):
    word = ListedWord.objects.create(wrong="布署", right="部署")
    assert editor.get(LIST).status_code == 200
    assert editor.get(f"{LIST}export/").status_code == 200
    assert editor.get(f"{LIST}{word.pk}/delete/").status_code == 403
    assert editor.post(f"{LIST}add/", {"wrong": "按装"}).status_code == 403
    assert editor.get(f"{LIST}import/").status_code == 403


def test_others_do_not_see_it(staff: Staff):
    assert staff("view_category", name="别人").get(f"{LIST}export/").status_code == 403


def test_what_was_taken_out_comes_in_again_the_same(publisher):
    ListedWord.objects.create(wrong="布署", right="部署", note='用“部”，"不"用布', within="发布署 公布署")
    ListedWord.objects.create(wrong="=最大", note="+1")
    table = publisher.get(f"{LIST}export/").content
    before = list(ListedWord.objects.values())
    assert "读入了 2 个词：新增 0 个，改动 0 个" in take_in(publisher, table)
    assert list(ListedWord.objects.values()) == before


def test_cells_that_a_spreadsheet_would_run_are_guarded(publisher):
    ListedWord.objects.create(wrong="=HYPERLINK()")
    assert b"'=HYPERLINK" in publisher.get(f"{LIST}export/").content


def test_words_of_a_table_are_added_and_changed_and_told(publisher):
    ListedWord.objects.create(wrong="布署", right="布置")
    before = last_number()
    take_in(publisher, f"{HEAD}布署,部署,,\r\n按装,安装,,\r\n")
    assert known() == {"布署": "部署", "按装": "安装"}
    assert acts_since(before) == ["changed", "added"]


def test_columns_come_in_any_order_and_encoding(publisher):
    take_in(publisher, "说明,要找的词\n不用,最大\n".encode("gb18030"))
    assert known() == {"最大": ""}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("布署,部署,,\r\n,安装,,\r\n", "第 3 行：请填写要找的词"),
        ("布署,布署,,\r\n", "第 2 行：“改成”与要找的词相同"),
        ("布署,部署,,公告\r\n", "第 2 行：除外：“公告”里没有“布署”"),
        (f"{'长' * 41},部署,,\r\n", "第 2 行：要找的词："),
        ("布署,部署,,\r\n布署,布置,,\r\n", "第 3 行：“布署”在第 2 行已经有了"),
        ('布署,"部署,,\r\n', "引号可能没有配对"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_none_is_taken_in(publisher, rows, said):
    assert said in take_in(publisher, HEAD + rows)
    assert known() == {}


@pytest.mark.parametrize("table", ["", "甲,乙\n1,2\n", b"\xff\xfe\x00", b"x" * (1024 * 1024 + 1)])
def test_what_is_no_such_table_is_refused_in_words(publisher, table):
    page = take_in(publisher, table or "\n")
    assert "errorlist" in page
    assert known() == {}
