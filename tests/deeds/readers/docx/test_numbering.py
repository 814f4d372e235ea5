"""Automatic numbers come back as Word shows them."""

import pytest

from records.deeds.readers.docx import read
from tests.deeds.readers.docx.word_files import docx, level, numbered, numbering, p, style, table

CHAPTERS = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "japaneseCounting", "（%2）"),
    level(2, "decimal", "%3."),
)
OUTLINE = (level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3"))


def lines(body: str, *levels: str, styles: str = "", nums: str = "") -> list[str]:
    first = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return read(docx(body, numbering=numbering(*levels, nums=first + nums), styles=styles)).text.split("\n")


def items(*places: int | tuple[int, int]) -> str:
    """Paragraphs at these levels, each of list 1 or of the list given."""
    return "".join(
        numbered("样", *place) if isinstance(place, tuple) else numbered("样", place) for place in places
    )


def num(number: int, *overrides: str) -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{"".join(overrides)}</w:num>'


def starting(index: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{index}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def test_levels_count_and_begin_anew_below_each_heading():
    assert lines(items(0, 1, 2, 2, 1, 2, 0, 1), *CHAPTERS) == [
        "一、样",
        "（一）样",
        "1. 样",
        "2. 样",
        "（二）样",
        "1. 样",
        "二、样",
        "（一）样",
    ]


def test_numbers_of_upper_levels_are_repeated():
    assert lines(items(0, 1, 1, 2, 0, 1), *OUTLINE)[1:] == ["1.1 样", "1.2 样", "1.2.1 样", "2 样", "2.1 样"]


def test_upper_level_that_was_skipped_counts_as_used():
    assert lines(items(1, 1, 0), *OUTLINE) == ["1.1 样", "1.2 样", "2 样"]


def test_list_goes_on_behind_other_text():
    assert lines(items(0) + p("正文。") + items(0), *CHAPTERS) == ["一、样", "正文。", "二、样"]


def test_two_instances_of_a_list_count_on():
    assert lines(items(0, (0, 2), 0), *CHAPTERS, nums=num(2)) == ["一、样", "二、样", "三、样"]


def test_instance_with_a_start_of_its_own_begins_there_once():
    body = items(0, 0, (0, 2), (0, 2))
    assert lines(body, *CHAPTERS, nums=num(2, starting(0, 1))) == ["一、样", "二、样", "一、样", "二、样"]


def test_start_of_a_lower_level_holds_whenever_it_begins_anew():
    assert lines(items((0, 2), (2, 2), (0, 2), (2, 2)), *CHAPTERS, nums=num(2, starting(2, 5))) == [
        "一、样",
        "5. 样",
        "二、样",
        "5. 样",
    ]


def test_instance_may_write_a_level_its_own_way():
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)", start=3)}</w:lvlOverride>'
    assert lines(items((0, 2)), *CHAPTERS, nums=num(2, own)) == ["III) 样"]


def test_list_may_start_anywhere():
    assert lines(items(0, 0), level(0, "decimal", "%1.", start=8)) == ["8. 样", "9. 样"]


@pytest.mark.parametrize(
    ("restart", "numbers"),
    [
        ("", ["1.", "1.", "1."]),
        ('<w:lvlRestart w:val="0"/>', ["1.", "2.", "3."]),
        ('<w:lvlRestart w:val="1"/>', ["1.", "2.", "1."]),
    ],
)
def test_level_begins_anew_behind_the_level_it_names(restart, numbers):
    third = level(2, "decimal", "%3.", restart)
    found = lines(items(0, 1, 2, 1, 2, 0, 2), *CHAPTERS[:2], third)
    assert [line.split()[0] for line in found if line[0].isdigit()] == numbers


def test_legal_numbers_are_arabic_on_every_level():
    assert lines(items(0, 1), CHAPTERS[0], level(1, "decimal", "%1.%2", "<w:isLgl/>"))[1] == "1.1 样"


@pytest.mark.parametrize(
    ("pattern", "extra", "text"),
    [
        ("第%1章", "", "第一章 样"),
        ("第%1章", '<w:suff w:val="nothing"/>', "第一章样"),
        ("%1是", '<w:suff w:val="nothing"/>', "一是样"),
        ("（%1）", '<w:suff w:val="space"/>', "（一）样"),
        ("样本", "", "样本 样"),
        ("", "", "样"),
        ("%9", "", "样"),
    ],
)
def test_number_is_set_off_as_fits(pattern, extra, text):
    assert lines(items(0), level(0, "chineseCounting", pattern, extra)) == [text]


def test_arabic_number_never_runs_into_the_text():
    close = level(0, "decimal", "%1.", '<w:suff w:val="nothing"/>')
    assert lines(numbered("2个社区"), close) == ["1. 2个社区"]


@pytest.mark.parametrize(
    ("sign", "font", "shown"),
    [
        ("\uf0b7", "Symbol", "•"),
        ("\uf0d8", "Wingdings", "➢"),
        ("l", "Wingdings", "●"),
        ("\uf021", "样本", "•"),
        ("-", "", "-"),
    ],
)
def test_bullets_of_symbol_fonts_are_shown(sign, font, shown):
    bullet = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
        f'<w:lvlText w:val="{sign}"/><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr></w:lvl>'
    )
    assert lines(items(0), bullet) == [f"{shown} 样"]


def test_format_nobody_knows_is_arabic_and_said():
    source = read(docx(items(0), numbering=numbering(level(0, "hebrew1", "%1."))))
    assert source.text == "1. 样"
    assert [message.code for message in source.messages] == ["number-format"]


def test_newer_format_falls_back():
    newer = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom"/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1"/></w:lvl>'
    )
    assert lines(items(0), newer) == ["01 样"]


NUMBERED_STYLE = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'


def styled(key: str, more: str = "") -> str:
    return p("样", f'<w:pStyle w:val="{key}"/>{more}')


def test_style_brings_the_list_and_the_list_names_the_level():
    levels = (
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="h1"/>'),
        level(1, "decimal", "%2.", '<w:pStyle w:val="h2"/>'),
    )
    styles = style("h1", "heading 1", NUMBERED_STYLE) + style("h2", "heading 2", '<w:basedOn w:val="h1"/>')
    assert lines(styled("h1") + styled("h2") + styled("h1"), *levels, styles=styles) == [
        "一、样",
        "1. 样",
        "二、样",
    ]


def test_paragraph_may_refuse_the_list_of_its_style():
    styles = style("h1", "heading 1", NUMBERED_STYLE)
    refused = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    assert lines(styled("h1", refused) + styled("h1"), *CHAPTERS, styles=styles) == ["样", "一、样"]


def test_list_may_be_described_by_a_style():
    linked = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="ls"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="ls"/>{CHAPTERS[0]}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = style("ls", "样本列表", NUMBERED_STYLE, "numbering")
    assert read(docx(items((0, 2), (0, 2)), numbering=linked, styles=styles)).text == "一、样\n二、样"


@pytest.mark.parametrize("place", [(0, 9), (8, 1), (-1, 1), (10**9, 1)])
def test_list_or_level_that_does_not_exist_shows_no_number(place):
    assert lines(items(place), *CHAPTERS) == ["样"]


def test_empty_paragraph_counts_but_shows_no_number():
    empty = p("", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    assert lines(items(0) + empty + items(0), *CHAPTERS) == ["一、样", "三、样"]


def test_numbers_of_table_rows_are_kept():
    cell = p("", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    source = read(docx(table([cell, "甲"], [cell, "乙"]), numbering=numbering(level(0, "decimal", "%1"))))
    assert source.text == "1\t甲\n2\t乙"
    assert [line.look.number for line in source.lines] == [1, 1]


@pytest.mark.parametrize(
    ("newer", "number"),
    [
        ("001, 002, 003, ...", "001."),
        ("0001, 0002, 0003, ...", "0001."),
        ("01, 02, 03, ...", "01."),
        ("x", "1."),
    ],
)
def test_numbers_with_zeros_of_newer_words_are_written_as_shown(newer, number):
    choice = f'<mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="{newer}"/></mc:Choice>'
    kind = f'<mc:AlternateContent>{choice}<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    levels = f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{kind}<w:lvlText w:val="%1."/></w:lvl>'
    assert lines(items(0), levels) == [f"{number} 样"]
