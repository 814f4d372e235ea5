"""A table of contents is left out, and makes no sections."""

import pytest

from records.deeds import Reading, read_deeds

TEXT = [
    "一、立好样本",
    "样本街道先请人写样本，再请人看样本。",
    "二、用好样本",
    "样本街道每月用一次样本，用过再改。",
]


def read(*lines: str) -> Reading:
    return read_deeds("\n".join(["样本街道先进事迹材料", *lines]).encode(), "a.txt")


def titles(found: Reading) -> list[str | None]:
    return [section.title for section in found.deeds.sections]


@pytest.mark.parametrize(
    "heading", ["目录", "目　　录", "【目录】", "目\u200b录", "目錄", "目  次：", "CONTENTS"]
)
@pytest.mark.parametrize(
    "fill",
    [
        "\t{}",
        "……………{}",
        "............ {}",
        " · · · · · {}",
        "…………（{}）",
        "    {}",
        " {}",
        "________{}",
        "……-{}-",
        "……第{}页",
    ],
)
def test_contents_below_their_heading_are_left_out(heading, fill):
    entries = [line + fill.format(page) for page, line in enumerate((TEXT[0], TEXT[2]), start=1)]
    found = read(heading, *entries, *TEXT)
    assert titles(found) == ["立好样本", "用好样本"]
    assert {heading, *entries} <= set(found.deeds.left_out)


def test_contents_without_page_numbers_are_known_by_what_stands_again_below():
    found = read("目录", TEXT[0], TEXT[2], *TEXT)
    assert titles(found) == ["立好样本", "用好样本"]
    assert found.deeds.left_out[:3] == ("目录", TEXT[0], TEXT[2])


def test_heading_called_contents_above_ordinary_text_hides_none_of_it():
    assert titles(read("目录", *TEXT)) == ["立好样本", "用好样本"]


def test_dotted_contents_need_no_heading():
    entries = [f"{line}…………{page}" for page, line in enumerate(("前言", TEXT[0], TEXT[2]), start=1)]
    found = read(*entries, *TEXT)
    assert titles(found) == ["立好样本", "用好样本"]
    assert set(entries) <= set(found.deeds.left_out)


def test_entry_that_goes_on_in_a_second_line_is_left_out_whole():
    found = read("目录", "一、立好样本，请很多人来写", "并且请更多人来看……1", "二、用好样本……2", *TEXT)
    assert titles(found) == ["立好样本", "用好样本"]


@pytest.mark.parametrize(
    "line", ["收入\t2018", "样本街道做了很多事……还有很多", "比分是3…2", "目录上写着样本。"]
)
def test_lines_that_only_look_like_entries_stay_in_the_text(line):
    found = read("样本街道做了很多事，每一件都有记录。", line, line, "样本街道还会更好。")
    assert line in found.deeds.introduction
