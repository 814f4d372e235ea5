"""Tables stay where they stood: the rows of one are one paragraph of the text around them, cells in their columns."""

import html
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import Reading, read_deeds
from records.deeds.formats.markdown import escape, with_markdown_texts
from records.deeds.parsing.forms import MAX_ROWS
from records.presentation.markdown import to_html
from tests.deeds.readers.docx.word_files import docx, p
from tests.deeds.readers.docx.word_files import table as word_table

TITLE = "样本街道先进事迹材料"
TEXT = "样本街道请人来写样本，写完请人来看，看完再请大家一起用，用完记下来存好。"
GRID = [["年份", "户数"], ["2018", "120"], ["2019", "150"]]
AS_TEXT = "年份\t户数\n2018\t120\n2019\t150"

Part = str | list[list[str]]


def word(*parts: Part) -> Reading:
    return read_deeds(docx("".join(p(x) if isinstance(x, str) else word_table(*x) for x in parts)), "a.docx")


def page(*parts: Part) -> Reading:
    body = "".join(f"<p>{html.escape(x)}</p>" if isinstance(x, str) else page_table(x) for x in parts)
    return read_deeds(f"<html><body>{body}</body></html>".encode(), "a.html")


def page_table(rows: Sequence[Sequence[str]]) -> str:
    filled = ("".join(f"<td>{html.escape(cell)}" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in filled)}</table>"


def warnings(found: Reading) -> list[str]:
    return [message.code for message in found.messages if message.level == "warning"]


both = pytest.mark.parametrize("read", [word, page])


@both
def test_table_of_the_introduction_stays_between_its_paragraphs(read):
    assert read(TITLE, TEXT, GRID, TEXT).deeds.introduction == f"{TEXT}\n\n{AS_TEXT}\n\n{TEXT}"


@both
def test_table_right_below_the_title_begins_the_introduction(read):
    assert read(TITLE, GRID, TEXT).deeds.introduction == f"{AS_TEXT}\n\n{TEXT}"


@both
def test_table_of_a_measure_stays_in_it(read):
    found = read(TITLE, "一、写好样本", f"一是先写。{TEXT}", GRID, f"二是再看。{TEXT}")
    first, second = found.deeds.sections[0].measures
    assert first.text == f"先写。{TEXT}\n\n{AS_TEXT}"
    assert second.text == f"再看。{TEXT}"


@both
def test_table_of_the_last_measure_is_not_taken_for_the_closing(read):
    found = read(TITLE, f"一是先写。{TEXT}", f"二是再看。{TEXT}", "看过的户数：", GRID, TEXT)
    assert found.deeds.sections[0].measures[1].text == f"再看。{TEXT}\n\n看过的户数：\n\n{AS_TEXT}"
    assert found.deeds.closing == TEXT


@both
def test_table_at_the_very_end_is_text(read):
    found = read(TITLE, TEXT, "附表 看过的户数", GRID)
    assert found.deeds.introduction == f"{TEXT}\n\n附表 看过的户数\n\n{AS_TEXT}"
    assert found.deeds.left_out == ()


@both
def test_rows_that_begin_like_headings_or_measures_are_rows(read):
    grid = [["一、写样本", "120"], ["二、看样本", "150"], ["一是", "甲"], ["二是", "乙"]]
    found = read(TITLE, TEXT, grid, TEXT)
    assert found.deeds.sections == ()
    assert "一、写样本\t120\n二、看样本\t150\n一是\t甲\n二是\t乙" in found.deeds.introduction


@both
def test_empty_cells_keep_the_others_in_their_columns(read):
    grid = [["", "户数", "人数"], ["甲村", "", "3"], ["乙村", "", ""]]
    assert (
        read(TITLE, TEXT, grid, TEXT).deeds.introduction.split("\n\n")[1]
        == "\t户数\t人数\n甲村\t\t3\n乙村\t\t"
    )


@both
def test_two_tables_in_a_row_are_two(read):
    found = read(TITLE, TEXT, GRID, "再看一次：", [["甲", "1"], ["乙", "2"]], TEXT)
    assert found.deeds.introduction.split("\n\n")[1:4] == [AS_TEXT, "再看一次：", "甲\t1\n乙\t2"]


@both
@pytest.mark.parametrize("grid", [[["甲", "乙"]], [["甲"], ["乙"], ["丙"]], [["甲", ""], ["乙", ""]]])
def test_table_of_one_row_or_one_column_is_text(read, grid):
    assert (
        "\n\n".join("\t".join(filter(None, row)) for row in grid)
        in read(TITLE, TEXT, grid, TEXT).deeds.introduction
    )


@both
def test_form_does_not_become_a_table(read):
    grid = [["姓名", "李范例", "性别", "女"], ["单位", "样本厂", "职务", "工人"]]
    introduction = read(TITLE, TEXT, grid, TEXT).deeds.introduction
    assert "姓名\t李范例\t性别\t女\n\n单位\t样本厂\t职务\t工人" in introduction


@both
def test_list_of_people_is_a_table_though_its_head_reads_like_a_form(read):
    grid = [["序号", "姓名", "单位"], ["1", "李范例", "样本厂"], ["2", "王范例", "样本站"]]
    assert (
        "序号\t姓名\t单位\n1\t李范例\t样本厂\n2\t王范例\t样本站"
        in read(TITLE, TEXT, grid, TEXT).deeds.introduction
    )


@both
def test_table_that_lays_out_text_is_text(read):
    found = read(TITLE, TEXT, [[TEXT * 4, TEXT * 4], [TEXT * 4, TEXT * 4]])
    assert "|" not in with_markdown_texts(found.deeds).introduction


def test_merged_cell_stands_in_each_row_and_a_wide_one_takes_its_columns():
    grid = "<table><tr><td rowspan=2>党建<td>甲<td>1<tr><td>乙<td>2<tr><td colspan=2>合计<td>3</table>"
    found = read_deeds(f"<h1>{TITLE}</h1><p>{TEXT}</p>{grid}<p>{TEXT}</p>".encode(), "a.html")
    assert found.deeds.introduction.split("\n\n")[1] == "党建\t甲\t1\n党建\t乙\t2\n合计\t\t3"


def test_wide_cell_of_a_word_file_takes_its_columns():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("合计")}</w:tc><w:tc>{p("3")}</w:tc>'
    grid = word_table(["党建", "甲", "1"]).replace("</w:tbl>", f"<w:tr>{wide}</w:tr></w:tbl>")
    found = read_deeds(docx(p(TITLE) + p(TEXT) + grid + p(TEXT)), "a.docx")
    assert found.deeds.introduction.split("\n\n")[1] == "党建\t甲\t1\n合计\t\t3"


def test_row_of_one_wide_cell_divides_no_table():
    grid = "<table><tr><td colspan=2>看过的<tr><td>甲<td>1<tr><td colspan=2>其中<tr><td>乙<td>2</table>"
    found = read_deeds(f"<h1>{TITLE}</h1><p>{TEXT}</p>{grid}<p>{TEXT}</p>".encode(), "a.html")
    assert found.deeds.introduction.split("\n\n")[1:3] == ["看过的", "甲\t1\n其中\t\n乙\t2"]


def test_table_in_a_table_is_a_table_of_its_own():
    inner = word_table(["甲", "1"], ["乙", "2"])
    found = read_deeds(docx(p(TITLE) + p(TEXT) + word_table(["外", inner]) + p(TEXT)), "a.docx")
    assert found.deeds.introduction == f"{TEXT}\n\n外\n\n甲\t1\n乙\t2\n\n{TEXT}"


@both
def test_large_table_stays_text_and_is_told_with_its_line(read):
    grid = [[f"第{number}户", str(number)] for number in range(10_000)]
    found = read(TITLE, TEXT, grid, TEXT)
    (told,) = [message for message in found.messages if message.code == "table-too-large"]
    assert (told.level, told.line) == ("warning", 3)
    assert str(MAX_ROWS) in told.text
    assert "第9998户\t9998\n\n第9999户\t9999" in found.deeds.introduction


@both
def test_table_above_the_title_is_left_out_and_told_once(read):
    found = read([["甲", "1"], ["乙", "2"]], TITLE, TEXT)
    assert warnings(found).count("table-left-out") == 1
    assert found.deeds.left_out == ("甲\t1", "乙\t2")


@both
def test_table_has_one_mark(read):
    found = read(TITLE, TEXT, GRID, TEXT)
    spans = [mark.span for mark in found.marks if mark.path == "introduction"]
    assert len(spans) == 3
    assert found.text[slice(*spans[1])] == AS_TEXT


def test_table_of_a_markdown_file_stays_a_table():
    rows = "| 年份 | 户数 | 人数 |\n| --- | --- | --- |\n| 2018 |  | 3 |\n| 2019 | 150 |  |"
    found = read_deeds(f"# {TITLE}\n\n{TEXT}\n\n{rows}\n\n{TEXT}\n".encode(), "a.md")
    grid = "年份\t户数\t人数\n2018\t\t3\n2019\t150\t"
    assert found.deeds.introduction == f"{TEXT}\n\n{grid}\n\n{TEXT}"


# --- In Markdown --------------------------------------------------------------------------------------


def test_table_is_written_as_markdown_has_it():
    deeds = with_markdown_texts(word(TITLE, TEXT, [["", "户数"], ["甲|村", "*"]], TEXT).deeds)
    assert deeds.introduction.split("\n\n")[1] == "|  | 户数 |\n| --- | --- |\n| 甲&#124;村 | \\* |"


def cells(page: str) -> list[str]:
    found = re.findall(r"<t[hd]>(.*?)</t[hd]>", page, re.DOTALL)
    return [html.unescape(re.sub("<[^>]*>", "", cell)) for cell in found]


cell = st.text(st.sampled_from("甲a1|\\`*_#[]()<>&;-:.! "), max_size=8).map(str.strip)


@given(
    st.integers(2, 4).flatmap(
        lambda columns: st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=2, max_size=4)
    )
)
def test_every_cell_of_a_table_shows_literally_in_its_place(rows):
    if all(any(row) for row in rows):
        shown = to_html(escape("\n".join("\t".join(row) for row in rows)))
        assert [each.split() for each in cells(shown)] == [each.split() for row in rows for each in row]
