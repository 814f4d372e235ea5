"""Parts of a Word file that are kept, by files that LibreOffice wrote."""

from pathlib import Path

import pytest

from records.deeds import read_deeds
from records.deeds.readers.docx import read
from records.deeds.source import Source
from tests.deeds.readers.docx.word_files import codes, looks, texts

SPECIMENS = Path(__file__).parents[2] / "specimens" / "word"


@pytest.fixture(scope="module")
def parts() -> Source:
    """Holds one of each."""
    return read((SPECIMENS / "parts.docx").read_bytes())


def test_lines_stand_in_reading_order(parts):
    assert texts(parts) == [
        "样本街道先进事迹材料",
        "——样本副标题",
        "样本街道辖4个社区，先后被评为省级示例街道。",
        "脚注写在这里。",
        "尾注写在这里。",
        "先有样本",
        "样本要像真的。后面是平常的字。",
        "修订之处加上的字，到此为止。",
        "看得见的字到此为止。",
        "检查仔细",
        "文本框旁边的字。",
        "文本框里的字",
        "指标\t数值\t年份",
        "收入\t2.5亿元\t2018",
        "图 1 样本方块",
        "最后一段。",
        "样本页眉",
        "样本页脚",
    ]


def test_styles_name_the_roles(parts):
    found = looks(parts)
    assert found["样本街道先进事迹材料"].role == "title"
    assert found["——样本副标题"].role == "title"
    assert (found["先有样本"].role, found["先有样本"].level) == ("heading", 1)
    assert (found["检查仔细"].role, found["检查仔细"].level) == ("heading", 2)
    assert found["图 1 样本方块"].role == "caption"
    assert found["收入\t2.5亿元\t2018"].role == "table"
    assert found["文本框里的字"].role == "body"


def test_notes_stand_behind_their_paragraph(parts):
    assert [line.text for line in parts.lines[3:5] if line.look.role == "note"] == [
        "脚注写在这里。",
        "尾注写在这里。",
    ]


def test_headers_and_footers_are_no_text(parts):
    assert [line.text for line in parts.lines if line.look.role == "boilerplate"] == ["样本页眉", "样本页脚"]


def test_bold_counts_the_letters_that_begin_a_line(parts):
    assert looks(parts)["样本要像真的。后面是平常的字。"].bold == len("样本要像真的。")


def test_picture_stands_behind_its_line_with_its_caption(parts):
    (picture,) = parts.pictures
    assert picture.data.startswith(b"\x89PNG")
    assert (texts(parts)[picture.line - 1], picture.caption) == ("收入\t2.5亿元\t2018", "图 1 样本方块")


def test_what_was_accepted_or_left_out_is_said(parts):
    assert set(codes(parts)) == {"tracked-changes", "comments", "hidden-text"}
    assert texts(parts)[codes(parts)["tracked-changes"] - 1].startswith("修订之处")


def test_lines_cover_the_text(parts):
    assert all(parts.text[line.start : line.end] == line.text for line in parts.lines)
    assert "".join(parts.text.split()) == "".join("".join(texts(parts)).split())


def test_lists_of_libreoffice_show_their_numbers():
    source = read((SPECIMENS / "lists.docx").read_bytes())
    assert texts(source)[1:] == [
        "一、先有样本",
        "（一）样本要真",
        "1. 写清楚",
        "2. 查仔细",
        "（二）样本要全",
        "1. 重新数起",
        "二、再有检查",
        "（一）检查要勤",
        "中间隔着一段正文。",
        "三、接着编号",
        "七、从七开始",
        "八、八在后面",
        "1. 阿拉伯数字",
        "1.1 两级编号",
        "• 项目符号",
    ]
    assert [line.look.number for line in source.lines[:4]] == [0, 2, 3, 2]


def test_web_page_saved_as_word_file_is_read():
    source = read((SPECIMENS / "pasted.docx").read_bytes())
    assert looks(source)["先有样本"].level == 2
    assert "1. 写清楚" in texts(source)
    assert looks(source)["一是样本要真。后面是平常的字。"].bold == 7


def test_whole_importer_reads_word_files():
    reading = read_deeds((SPECIMENS / "parts.docx").read_bytes(), "样本.DOCX")
    assert reading.deeds.title is not None
    assert reading.deeds.title.startswith("样本街道先进事迹材料")
    assert len(reading.pictures) == 1
    assert "tracked-changes" in {message.code for message in reading.messages}
