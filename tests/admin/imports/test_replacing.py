"""What replacing a record of the site with a document would change is shown before anybody chooses it."""

from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from records.deeds import read_deeds
from records.models import ImportedDocument, Record
from records.publishing import save_deeds
from records.publishing.versions import begin_version
from tests.admin.imports.import_pages import STREET, handed_in, opened
from tests.factories import make_picture, rewrite

pytestmark = pytest.mark.django_db

OLD = STREET.replace("举措分得开", "举措分清楚")


def on_the_site(text: str = STREET, **said: Any) -> Record:
    """Makes a draft of the text; `said` are fields that an editor has filled in since."""
    record = save_deeds(read_deeds(text.encode(), "旧.txt").deeds, by=None).record
    return rewrite(record, **said)


@pytest.fixture
def row(editor: Client) -> ImportedDocument:
    (row,) = handed_in(editor, STREET)
    return row


def duplicate(client: Client, row: ImportedDocument) -> Any:
    found = LexborHTMLParser(opened(client, row).content).css_first(".duplicate")
    assert found
    return found


def told(found: Any) -> list[str]:
    return [" ".join(one.text().split()) for one in found.css(".difference h3")]


def test_what_differs_is_counted_and_shown_to_the_character(editor: Client, row: ImportedDocument) -> None:
    on_the_site(OLD)
    found = duplicate(editor, row)
    assert found.css_first("summary").text() == "与站上现在的文字有 1 处不同，替换就会这样改"
    assert told(found) == ["第 2 章第 2 条 有改动"]
    assert [one.text() for one in found.css(".side del, .side ins")] == ["清楚", "得开"]


def test_it_is_said_where_nothing_differs(editor: Client, row: ImportedDocument) -> None:
    on_the_site()
    found = duplicate(editor, row)
    assert "替换不会改动什么" in found.text()
    assert not found.css("details")


def test_names_of_both_stand_side_by_side(editor: Client, row: ImportedDocument) -> None:
    on_the_site(OLD)
    found = duplicate(editor, row)
    assert "样本街道，全国示例先进组织（2019年）" in " ".join(found.css_first("h3").text().split())
    assert "这份材料写的是：样本街道，全国示例先进组织（2019年）。" in found.css_first(".as-read").text()


def test_little_is_shown_at_once_and_much_is_folded_away(editor: Client, row: ImportedDocument) -> None:
    record = on_the_site(OLD)
    assert "open" in duplicate(editor, row).css_first("details").attributes
    rewrite(record, introduction="另一段很长的引言。" * 300)
    assert "open" not in duplicate(editor, row).css_first("details").attributes


def test_what_a_replaced_record_keeps_is_no_difference(editor: Client, row: ImportedDocument) -> None:
    cover = make_picture("cover.webp")
    on_the_site(summary="编辑写的一句话。", post="编辑写的单位", cover=cover)
    assert told(duplicate(editor, row)) == []


def test_a_link_to_the_source_that_goes_is_told(editor: Client, row: ImportedDocument) -> None:
    on_the_site(source="旧报", source_link="https://example.org/a")
    assert told(duplicate(editor, row)) == ["材料来源 有改动", "来源链接 删除"]


def test_a_measure_that_stands_elsewhere_is_told_as_moved(editor: Client, row: ImportedDocument) -> None:
    on_the_site(
        STREET.replace(
            "一是标题读得准。二是举措分得开。", "一是举措分得开，人人都会用。二是标题读得准。"
        ).replace("样本要有结果。", "样本要有结果，人人都会用。")
    )
    assert any("移来" in one for one in told(duplicate(editor, row)))


def test_a_figure_that_changes_is_told(editor: Client, row: ImportedDocument) -> None:
    record = on_the_site()
    record.edited.figures.filter(value=6).update(value=7)
    assert told(duplicate(editor, row)) == ["数据 3 有改动"]


def test_the_version_that_is_being_written_is_compared_and_named(
    editor: Client, row: ImportedDocument
) -> None:
    record = save_deeds(read_deeds(OLD.encode(), "旧.txt").deeds, by=None, publish_now=True).record
    begin_version(record)
    record.refresh_from_db()
    rewrite(record, closing="编辑新写的结语。")
    found = duplicate(editor, row)
    assert "还没有公布的第 2 版" in found.text()
    assert told(found) == ["第 2 章第 2 条 有改动", "结语 有改动"]


def test_who_may_read_no_drafts_sees_what_the_public_reads(staff: Any) -> None:
    record = save_deeds(read_deeds(OLD.encode(), "旧.txt").deeds, by=None, publish_now=True).record
    begin_version(record)
    record.refresh_from_db()
    rewrite(record, closing="编辑新写的结语。")
    adder = staff("add_record", name="加")
    (row,) = handed_in(adder, STREET)
    found = duplicate(adder, row)
    assert told(found) == ["第 2 章第 2 条 有改动"]
    assert "还没有公布" not in found.text()


def test_what_was_typed_is_compared_after_a_refused_save(editor: Client, row: ImportedDocument) -> None:
    on_the_site(OLD)
    page = opened(editor, row)
    page.data["closing"] = "刚写的结语。"
    content = LexborHTMLParser(page.send(editor).content.decode())
    assert told(content) == ["第 2 章第 2 条 有改动", "结语 有改动"]


def test_markup_in_what_is_compared_is_shown_and_not_obeyed(editor: Client) -> None:
    on_the_site(OLD)
    (row,) = handed_in(editor, STREET.replace("举措分得开", "<script>alert(1)</script>"))
    assert "<script>alert" not in opened(editor, row).content
