"""Lines of a page that belong together, and those that only lead to others."""

import pytest

from records.deeds import read_deeds
from records.deeds.document import DeedsError
from records.deeds.readers.html import mhtml
from tests.deeds.readers.html.web_pages import SENTENCE, read, roles, texts


@pytest.mark.parametrize(
    "head",
    [
        "<h1>样本街道<br>先进事迹材料</h1>",
        "<h1>样本街道<br/>\n　　先进事迹材料</h1>",
        "<h1><b>样本街道</b><br><span>先进事迹材料</span></h1>",
        "<div class=title>样本街道<br>先进事迹材料</div>",
    ],
)
def test_title_on_two_lines_is_one(head):
    deeds = read_deeds(f"<html>{head}<p>{SENTENCE}</p></html>".encode(), "a.html").deeds
    assert deeds.title == "样本街道先进事迹材料"


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("<h2>第二<br>行</h2>", ["第二行"]),
        ("<h2>Sample<br>Street</h2>", ["Sample Street"]),
        ("<h2>样本街道<br>——记样本员</h2>", ["样本街道", "——记样本员"]),
        ("<h2>样本街道<br><b>（2019年）</b></h2>", ["样本街道", "（2019年）"]),
        ("<p>甲<br>乙</p>", ["甲", "乙"]),
    ],
)
def test_lines_of_a_heading_are_one_unless_they_stand_by_themselves(heading, lines):
    assert texts(heading) == lines


# Contents

TEXT = f"<h2 id=a>一、先有样本</h2><p>{SENTENCE}</p><h2 id=b>二、再有检查</h2><p>{SENTENCE}</p>"


@pytest.mark.parametrize(
    "contents",
    [
        "<nav><a href='#a'>一、先有样本</a><br><a href='#b'>二、再有检查</a></nav>",
        "<p>目录</p><ul><li><a href='#a'>一、先有样本</a><li><a href='#b'>二、再有检查</a></ul>",
        "<div><b>目　录</b></div><p><a href='#a'>一、先有样本</a> 1</p><p><a href='#b'>二、再有检查</a> 2</p>",
        "<p class=MsoTocHeading>目录</p>"
        "<p class=MsoToc1>一、先有样本<span>1</span></p><p class=MsoToc2>二、再有检查<span>2</span></p>",
    ],
)
def test_table_of_contents_makes_no_sections(contents):
    page = f"<html><h1>样本街道先进事迹材料</h1>{contents}{TEXT}</html>"
    deeds = read_deeds(page.encode(), "a.html").deeds
    assert [section.title for section in deeds.sections] == ["先有样本", "再有检查"]
    assert any("先有样本" in text for text in deeds.left_out)


@pytest.mark.parametrize(
    "body",
    [
        "<p><a href='#n1'>样本街道</a></p><p>正文</p>",
        "<p><a href='#'>样本街道</a></p><p><a href='#'>正文</a></p>",
        "<p><a href='#n1'>[1]</a>样本街道的注</p><p><a href='#n2'>[2]</a>样本局的注</p>",
        "<h2><a href='#a'>样本街道</a></h2><h2><a href='#b'>样本局</a></h2>",
        f"<p><a href='#a'>{SENTENCE}</a></p><p><a href='#b'>{SENTENCE}</a></p>",
    ],
)
def test_other_links_within_a_page_are_text(body):
    assert roles(read(body), "boilerplate") == []


# Merged cells


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("<tr><td rowspan=2>党建<td>甲<tr><td>乙<tr><td>民生<td>丙", ["党建\t甲", "党建\t乙", "民生\t丙"]),
        ("<tr><td>甲<td rowspan=3>合计<tr><td>乙<tr><td>丙", ["甲\t合计", "乙\t合计", "丙\t合计"]),
        ("<tr><td colspan=2>甲<td rowspan=2>合计<tr><td>乙<td>丙", ["甲\t合计", "乙\t丙\t合计"]),
        ("<tr><td rowspan=2>一<td rowspan=2>二<td>三<tr><td>四", ["一\t二\t三", "一\t二\t四"]),
        ("<tr><td rowspan=0>党建<td>甲<tr><td>乙", ["党建\t甲", "党建\t乙"]),
        ("<tr><td rowspan=x>党建<td>甲<tr><td>乙", ["党建\t甲", "乙"]),
        ("<tr><tr><td>党建<td>甲<tr><td><tr>", ["党建\t甲"]),
    ],
)
def test_merged_cell_stands_in_each_of_its_rows(rows, lines):
    assert texts(f"<table>{rows}</table>") == lines


def test_running_text_of_a_merged_cell_stands_once():
    page = f"<table><tr><td rowspan=2>{SENTENCE * 5}<td>甲<tr><td>乙</table>"
    assert "\n".join(texts(page)).count(SENTENCE * 5) == 1


def test_merged_cells_end_with_their_table():
    page = "<table><tr><td rowspan=9>党建<td>甲</table><table><tr><td>乙<td>丙</table>"
    assert texts(page) == ["党建\t甲", "乙\t丙"]


def test_merged_cells_make_no_small_page_huge():
    page = "<table><tr>" + "<td rowspan=9999>样本街道" * 2000 + "</tr>" + "<tr><td>x</tr>" * 2000
    with pytest.raises(DeedsError):
        read(page)


# Style sheets that come along


def test_style_sheet_of_a_single_file_page_hides():
    head = b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n"
    sheet = b"\n--x\nContent-Type: text/css\n\n.h { display: none }\n--x--"
    source = mhtml.read(head + "<p>前<i class=h>密</i></p>".encode() + sheet)
    assert source.text == "前"


@pytest.mark.parametrize(
    "css",
    [
        ".q div div div div p{display:none}" * 20,
        "p{display:block}" * 5000,
        "a{content:" + "'\"" * 50_000,
        "{" * 100_000,
        "p{counter-increment:" + "a " * 50_000 + "}p::before{content:" + "counter(a) " * 50_000 + "}",
    ],
)
def test_style_sheet_of_any_kind_is_read_or_told(css):
    page = "<i class=q></i>" + "<div>" * 300 + "<p>样本</p>" * 300
    assert "样本" in read(page, f"<style>{css}</style>").text


def test_style_sheet_that_is_too_costly_is_told():
    css = "<style>.q div div div div div div p{display:none}</style>"
    source = read("<i class=q></i>" + "<div>" * 300 + "<p>样本</p>" * 300, css)
    assert [message.code for message in source.messages] == ["style-sheet"]
