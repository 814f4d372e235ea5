"""One rule for all texts: the end of a line ends a paragraph, but where a list, a table or a quotation goes on."""

import re

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from records.models import Record, Version
from records.presentation.markdown import to_html, to_lines, to_plain
from records.presentation.paragraphs import paragraphs
from records.presentation.passages import gist
from tests.factories import make_record, make_site_page


def shown(text: str) -> str:
    """Returns the page's elements without the ends of lines between them."""
    return to_html(text).replace("\n", "")


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


# --- A line is a paragraph ------------------------------------------------------------------------


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n", "\n \n", "\n　\n", "\r\n", "\r"])
def test_end_of_a_line_ends_a_paragraph_however_many_there_are(between: str) -> None:
    assert shown(f"甲{between}乙**丙**") == p("甲", "乙<strong>丙</strong>")


@pytest.mark.parametrize("text", ["甲，\n乙", "甲\\\n乙", "甲  \n乙", "甲 \n乙"])
def test_no_way_of_ending_a_line_keeps_the_paragraph(text: str) -> None:
    assert shown(text).count("<p>") == 2
    assert "<br" not in shown(text)


@pytest.mark.parametrize(
    "indent", ["　　", "    ", "\t", "  ", "        ", "\u2003\u2003", "\xa0\xa0", " 　\t"]
)
def test_spaces_before_a_paragraph_are_dropped(indent: str) -> None:
    assert shown(f"{indent}甲[一]\n{indent}乙\n\n{indent}丙") == p("甲[一]", "乙", "丙")


def test_spaces_within_a_line_stay() -> None:
    assert to_plain("甲　乙") == "甲　乙".replace("　", " ")
    assert shown("甲　乙\n丙") == p("甲　乙", "丙")


@pytest.mark.parametrize("indent", ["", "　　", "    "])
@pytest.mark.parametrize("above", ["", "前\n", "前\n\n"])
def test_marks_count_at_the_start_of_any_line(indent: str, above: str) -> None:
    begun = p("前") if above else ""
    assert shown(f"{above}{indent}## 题\n{indent}后") == f"{begun}<h4>题</h4>{p('后')}"
    assert shown(f"{above}{indent}- 甲\n{indent}- 乙") == f"{begun}<ul><li>甲</li><li>乙</li></ul>"
    assert shown(f"{above}{indent}> 甲\n{indent}> 乙") == f"{begun}<blockquote>{p('甲', '乙')}</blockquote>"
    assert shown(f"{above}{indent}| 甲 | 乙 |\n{indent}|---|---|\n{indent}| 1 | 2 |").startswith(
        f"{begun}<table"
    )


@pytest.mark.parametrize("line", ["---", "===", "***", "_ _ _"])
def test_line_below_a_paragraph_makes_no_heading_of_it(line: str) -> None:
    assert "<h" not in shown(f"甲\n{line}\n乙").replace("<hr>", "")
    assert shown(f"甲\n{line}\n乙").startswith(p("甲"))
    assert shown(f"甲\n{line}\n乙").endswith(p("乙"))


def test_marks_of_code_that_the_site_does_not_have_are_text() -> None:
    assert "<pre" not in shown("```\n甲\n```\n\n    乙")
    assert "乙" in shown("```\n甲\n```\n\n    乙")


def test_pictures_on_lines_below_each_other_are_each_a_figure(db: None) -> None:
    assert shown("![甲](/media/images/a.webp)\n![乙](/media/images/b.webp)\n丙").count("<figure>") == 2


# --- What needs its lines keeps them ----------------------------------------------------------------


def test_text_below_a_list_is_a_paragraph_below_it() -> None:
    assert shown("- 甲\n- 乙\n丙") == f"<ul><li>甲</li><li>乙</li></ul>{p('丙')}"


def test_text_indented_as_print_does_is_below_the_list_too() -> None:
    assert shown("- 甲\n　　乙") == f"<ul><li>甲</li></ul>{p('乙')}"


def test_numbers_go_on_behind_a_paragraph_between_them() -> None:
    assert shown("1. 甲\n乙\n2. 丙") == f'<ol><li>甲</li></ol>{p("乙")}<ol start="2"><li>丙</li></ol>'


@pytest.mark.parametrize("indent", ["  ", "   ", "    ", "\t"])
def test_text_indented_below_an_item_is_a_paragraph_of_the_item(indent: str) -> None:
    assert shown(f"- 甲\n{indent}乙\n{indent}丙") == f"<ul><li>{p('甲', '乙', '丙')}</li></ul>"


def test_list_goes_on_behind_a_paragraph_of_an_item() -> None:
    assert re.sub("</?p>", "", shown("1. 甲\n    乙\n2. 丙")) == "<ol><li>甲乙</li><li>丙</li></ol>"


def test_list_within_a_list_stays_within_it() -> None:
    nested = "<ul><li>甲<ul><li>乙</li><li>丙</li></ul></li><li>丁</li></ul>"
    assert shown("- 甲\n    - 乙\n    - 丙\n- 丁") == nested
    assert shown("- 甲\n\n    - 乙") == "<ul><li><p>甲</p><ul><li>乙</li></ul></li></ul>"
    assert (
        shown("- 甲\n    1. 乙\n    - 丙\n")
        == "<ul><li><p>甲</p><ol><li>乙</li></ol><ul><li>丙</li></ul></li></ul>"
    )


def test_list_in_a_text_indented_throughout_is_no_list_within_another() -> None:
    listed = shown("    正文\n\n    1. 甲\n\n    2. 乙\n\n    正文")
    assert listed.startswith(f"{p('正文')}<ol>")
    assert listed.count("<ol>") == 1
    assert listed.endswith(f"</ol>{p('正文')}")


def test_points_and_numbers_side_by_side_are_two_lists() -> None:
    assert shown("- 甲\n1. 乙") == "<ul><li>甲</li></ul><ol><li>乙</li></ol>"


def test_quotation_ends_where_its_sign_does() -> None:
    assert (
        shown("> 甲\n乙\n> 丙")
        == f"<blockquote>{p('甲')}</blockquote>{p('乙')}<blockquote>{p('丙')}</blockquote>"
    )


def test_rule_holds_within_a_quotation() -> None:
    assert shown("> 甲\n> - 乙\n> - 丙\n> 丁\n>\n>     戊") == (
        f"<blockquote>{p('甲')}<ul><li>乙</li><li>丙</li></ul>{p('丁', '戊')}</blockquote>"
    )


def test_table_ends_at_the_first_line_without_its_bars() -> None:
    assert shown("甲|乙\n-|-\n1|2\n后").endswith(f"</table>{p('后')}")


def test_lines_with_bars_that_are_no_table_are_paragraphs() -> None:
    assert shown("甲|乙\n丙|丁") == p("甲|乙", "丙|丁")
    assert shown("甲|乙\n-|-|-\n丙").endswith(p("丙"))
    assert shown("甲|乙\n-|-|-").startswith(p("甲|乙"))


# --- Every way to the words agrees ------------------------------------------------------------------


def test_a_list_of_records_shows_the_first_paragraph() -> None:
    record = Record(live=Version(introduction="　　第一段没有句号\n　　第二段。"))
    assert gist(record) == "第一段没有句号"


def test_linked_data_has_each_line_as_a_paragraph(db: None, client: Client) -> None:
    record = make_record(introduction="第一段。\n　　第**二**段。", title="样例")
    body = client.get(f"/records/{record.pk}.jsonld").json()["articleBody"]
    assert body.split() == ["第一段。", "第二段。"]


def test_pages_of_the_site_follow_the_rule_too(db: None, client: Client) -> None:
    page = client.get(make_site_page(text="　　第一段。\n    第二段。").get_absolute_url()).content.decode()
    assert [page.count(f"<p>{text}</p>") for text in ("第一段。", "第二段。")] == [1, 1]


TEXTS = ["甲", "　　乙", "    丙", "  丁", "\t辰", "        巳", "", " ", "[午](未", "申\\", "*酉"]
MARKED = ["- 戊", "    - 己", "1. 庚", "2. 辛", "> 壬", "> > 癸", "## 子", "---", "===", "```"]
ROWS = ["丑|寅", "-|-", "| 卯 |", "|---|"]
lines = st.lists(st.sampled_from([*TEXTS, *MARKED, *ROWS]), max_size=12).map("\n".join)


@given(lines)
@example("- 甲\n    - 乙\n      丙\n    丁\n  戊\n己")
@example("1. 甲\n        2. 乙\n    3. 丙")
def test_no_word_is_lost_and_none_comes_twice(text: str) -> None:
    words = "".join(re.findall("[一-龥]", text))
    assert "".join(re.findall("[一-龥]", to_plain(text))) == words
    assert "".join(re.findall("[一-龥]", " ".join(paragraphs(text)))) == words


@given(lines)
def test_texts_without_marks_show_a_paragraph_for_each_line(text: str) -> None:
    plain = re.sub(r"[^一-龥 　\t\n]", "", text)
    assert re.findall("<p>(.*?)</p>", shown(plain)) == [
        line.strip() for line in plain.split("\n") if line.strip()
    ]
    assert to_lines(plain).split() == plain.split()


@given(lines)
def test_cutting_twice_is_cutting_once(text: str) -> None:
    once = paragraphs(text)
    assert paragraphs("\n\n".join(once)) == once


@given(st.text(max_size=200) | st.text("<>[]()!*_`#&;:/\\ \n\t-|=.1\"'a>\u3000\r", max_size=200))
def test_any_text_is_cut_without_an_error(text: str) -> None:
    assert "".join("\n\n".join(paragraphs(text)).split()).count("a") == text.count("a")
