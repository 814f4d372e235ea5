"""Titles, headings and bold letters, as styles name them or as they look."""

import pytest

from records.deeds.readers.docx import read
from records.deeds.source import Look
from tests.deeds.readers.docx.word_files import PROSE, docx, numbering, p, r, style, t

CENTERED, LARGE, BOLD = '<w:jc w:val="center"/>', '<w:sz w:val="44"/>', "<w:b/>"
HEAVY = '<w:rFonts w:eastAsia="黑体"/>'


def test_large_centered_head_is_the_title_without_any_style():
    body = p("样本街道", CENTERED, LARGE) + p("先进事迹材料", CENTERED, LARGE) + p(PROSE)
    source = read(docx(body))
    assert [line.look.role for line in source.lines] == ["title", "body"]
    assert source.lines[0].text == "样本街道先进事迹材料"


@pytest.mark.parametrize(
    "body",
    [
        p("不居中", "", LARGE) + p(PROSE),
        p("不够大", CENTERED, '<w:sz w:val="22"/>') + p(PROSE),
        p("样本街道文件", CENTERED, LARGE) + p(PROSE),
        p(PROSE) + p("更大的在后", CENTERED, '<w:sz w:val="36"/>') + p("样本", "", LARGE),
        p("全文一样大", CENTERED, LARGE) + p(PROSE, "", LARGE),
    ],
)
def test_other_heads_are_no_title(body):
    assert "title" not in {line.look.role for line in read(docx(body)).lines}


def test_title_by_style_leaves_large_letters_alone():
    styles = style("a3", "Title")
    body = p("样本局", CENTERED, LARGE) + p("样本标题", '<w:pStyle w:val="a3"/>') + p(PROSE)
    assert [line.look.role for line in read(docx(body, styles=styles)).lines] == ["body", "title", "body"]


@pytest.mark.parametrize(
    ("name", "content", "level"),
    [
        ("heading 1", "", 1),
        ("Heading 3", "", 3),
        ("标题 2", "", 2),
        ("样本样式", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>', 2),
        ("样本样式", '<w:basedOn w:val="base"/>', 4),
    ],
)
def test_headings_are_known_by_name_outline_or_descent(name, content, level):
    styles = style("x", name, content) + style("base", "heading 4", '<w:basedOn w:val="x"/>')
    look = read(docx(p("样本", '<w:pStyle w:val="x"/>') + p(PROSE), styles=styles)).lines[0].look
    assert (look.role, look.level) == ("heading", level)


def test_paragraph_may_refuse_the_outline_of_its_style():
    properties = '<w:pStyle w:val="x"/><w:outlineLvl w:val="9"/>'
    source = read(docx(p("样本", properties), styles=style("x", "heading 1")))
    assert source.lines[0].look.role == "body"


def test_contents_are_no_text():
    body = p("先有样本\t1", '<w:pStyle w:val="x"/>') + p(PROSE)
    assert read(docx(body, styles=style("x", "toc 1"))).lines[0].look.role == "boilerplate"


def test_subtitle_belongs_to_the_title_above_it_only():
    styles = style("t", "Title") + style("s", "Subtitle")
    title, subtitle = p("样本", '<w:pStyle w:val="t"/>'), p("——副题", '<w:pStyle w:val="s"/>')
    source = read(docx(title + subtitle + p(PROSE) + subtitle, styles=styles))
    assert [line.look.role for line in source.lines] == ["title", "title", "body", "body"]


@pytest.mark.parametrize(
    "run", [BOLD, HEAVY, '<w:rFonts w:eastAsia="SimHei"/>', '<w:rStyle w:val="strong"/>']
)
def test_letters_that_stand_out_are_counted(run):
    styles = style("strong", "Strong", "<w:rPr><w:b/></w:rPr>", "character")
    source = read(docx(p("样本要真", "", run) + p(PROSE), styles=styles))
    assert source.lines[0].look.bold == 4


@pytest.mark.parametrize("run", [BOLD, HEAVY])
def test_nothing_stands_out_where_all_text_looks_so(run):
    assert read(docx(p("样本要真", "", run) + p(PROSE, "", run))).lines[0].look.bold == 0


def test_bold_that_does_not_begin_the_line_is_no_heading():
    body = p(inside=r(t("平常的字，")) + r(t("样本"), BOLD)) + p(PROSE)
    assert read(docx(body)).lines[0].look.bold == 0


def test_bold_in_style_and_character_style_cancel_each_other():
    styles = style("x", "样本", "<w:rPr><w:b/></w:rPr>") + style(
        "s", "S", "<w:rPr><w:b/></w:rPr>", "character"
    )
    body = p("样本", '<w:pStyle w:val="x"/>', '<w:rStyle w:val="s"/>') + p(PROSE)
    assert read(docx(body, styles=styles)).lines[0].look.bold == 0


def test_bold_may_be_switched_off():
    assert read(docx(p("样本", "", '<w:b w:val="0"/>') + p(PROSE))).lines[0].look.bold == 0


def test_number_of_a_bold_line_is_counted_with_it():
    levels = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1."/></w:lvl>'
    body = p("样本", '<w:numPr><w:numId w:val="1"/></w:numPr>', BOLD) + p(PROSE)
    line = read(docx(body, numbering=numbering(levels))).lines[0]
    assert (line.text, line.look) == ("1. 样本", Look("body", None, 5, 2))


@pytest.mark.parametrize("subtitle", [(), ("——记某某某",)])
def test_two_even_lines_in_the_middle_are_one_title(subtitle):
    head = "".join(p(line, CENTERED) for line in ("扎根样本四十年", "一心为民写样本", *subtitle))
    source = read(docx(head + p(PROSE)))
    assert [line.text for line in source.lines if line.look.role == "title"] == [
        "扎根样本四十年一心为民写样本"
    ]


@pytest.mark.parametrize(
    "lines", [("示例县委组织部", "样本县人民政府"), ("扎根样本四十年", "样本"), ("样本", "样本")]
)
def test_two_lines_in_the_middle_that_are_uneven_or_offices_are_no_title(lines):
    source = read(docx("".join(p(line, CENTERED) for line in lines) + p(PROSE)))
    assert not [line for line in source.lines if line.look.role == "title"]


def test_even_lines_above_text_in_the_middle_are_no_title():
    lines = ("扎根样本四十年", "一心为民写样本", "扎根样本四十载")
    source = read(docx("".join(p(line, CENTERED) for line in lines) + p(PROSE)))
    assert not [line for line in source.lines if line.look.role == "title"]
