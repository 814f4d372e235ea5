"""What is doubtful about a document: where it is told, who is led there, and what an editor has looked at."""

import pytest

from records.models import ImportedDocument, Record
from tests.admin.imports.import_pages import STREET, address, doubting, handed_in, opened

pytestmark = pytest.mark.django_db

ABOUT_YEAR = ("请核对年份。", "awards.1.year")
ABOUT_LINE = ("这一行没有放进正文。", "left_out.2")
ABOUT_ALL = ("整篇存疑。", None)


@pytest.fixture
def row(editor):
    (row,) = handed_in(editor, STREET)
    return row


def key(page, text):
    """Returns the value of the box beside the doubt."""
    return page.content.partition(text)[2].partition('value="')[2].partition('"')[0]


def listed(editor, row):
    return editor.get(f"/admin/records/importbatch/{row.batch_id}/change/").content.decode()


def test_the_bar_counts_the_places_and_leads_to_the_first_without_a_script(editor, row):
    content = opened(editor, doubting(row, ABOUT_YEAR, ABOUT_LINE)).content
    assert 'href="#id_awards-0-year"' in content
    assert '<span class="doubts-left">2</span>' in content


def test_what_is_doubtful_as_a_whole_comes_first(editor, row):
    content = opened(editor, doubting(row, ABOUT_YEAR, ABOUT_ALL)).content
    assert 'href="#note-2"' in content


def test_what_is_merely_said_is_nothing_to_be_settled(editor, row):
    content = opened(editor, doubting(row, ("只是说明。", None), level="info")).content
    assert "只是说明。" in content
    assert "next-doubt" not in content
    assert "没有待核对的疑问" in content
    assert 'name="settled"' not in content


def test_a_doubt_about_a_line_that_was_left_out_stands_beside_it(editor, row):
    page = opened(editor, doubting(row, ABOUT_LINE))
    assert "读取时的说明" not in page.content
    assert page.content.index("已有Loading人致敬</span>") < page.content.index("这一行没有放进正文。")


def test_what_was_looked_at_stays_settled_when_the_review_is_kept(editor, row):
    page = opened(editor, doubting(row, ABOUT_YEAR, ABOUT_LINE))
    page.data["settled"] = key(page, "请核对年份。")
    page.send(editor, "_keep")
    again = opened(editor, row)
    assert again.data["settled"] == page.data["settled"]
    assert '<span class="doubts-left">1</span>' in again.content
    assert "1 处需要核对" in listed(editor, row)


def test_what_was_looked_at_stays_settled_where_the_form_is_refused(editor, row):
    page = opened(editor, doubting(row, ABOUT_YEAR, ABOUT_LINE))
    page.data |= {"settled": key(page, "请核对年份。"), "title": ""}
    content = page.send(editor).content.decode()
    assert "请填写标题。" in content
    assert '<span class="doubts-left">1</span>' in content


def test_a_document_whose_doubts_are_settled_is_entered_with_those_that_have_none(editor, row):
    page = opened(editor, doubting(row, ABOUT_YEAR))
    page.data["settled"] = key(page, "请核对年份。")
    page.send(editor, "_keep")
    editor.post(f"/admin/records/importbatch/{row.batch_id}/enter/")
    assert Record.objects.exists()


def test_an_invented_key_is_not_kept(editor, row):
    page = opened(editor, doubting(row, ABOUT_YEAR))
    page.data["settled"] = "x" * 100
    page.send(editor, "_keep")
    assert ImportedDocument.objects.get().reading["settled"] == []


def test_a_document_that_is_handled_already_has_no_bar(editor, row):
    page = opened(editor, doubting(row, ABOUT_YEAR))
    page.send(editor, "_set_aside")
    assert "review-bar" not in editor.post(address(row), page.data | {"_save": "1"}).content.decode()
