"""Work grows with the length of a text, whatever it holds: counted in calls, since seconds differ by machine."""

import sys

import pytest

from records.deeds import read_parts

PATTERNS = [
    "一是甲。",
    "\n一、甲乙",
    "\n（一）甲。",
    "\n1.甲乙",
    "①",
    "第一，",
    "首页 > ",
    "来源：甲 ",
    "[打印]",
    "\n先进集体(2011年)",
    "\n★甲乙",
    "\n甲乙：",
    "\n甲乙",
    "\n样本街道先进事迹材料",
    "荣获“甲乙丙”",
    "2011年荣获先进集体，",
    "“甲”“乙”等称号",
    "获甲乙丙、",
    "被授予",
    "1个",
    "50余名党员，",
    "98%、",
    "居全市92个乡镇第二位，",
    "样本街道",
    "张样本同志",
    "獲得榮譽。",
    "。",
    "“",
    "(",
    "——",
    "\u200b",
    "样\u200b",
    " \ufeff",
    "\n目录\n一、甲……1",
    "\n甲……",
    "⼀是⾛访。",
    "\nⅠ、甲乙",
    "IX",
    "⑴甲",
    "1️⃣甲",
    "\n甲－王样本－先进个人",
    "\n王样本\n王样本，女，书记。",
    "\n王样本，女，某村书记。",
    "\n王样本事迹\n写。",
    "\n第一篇：\n写。",
    "王·",
    "－",
]
LENGTH = 1200


def calls(text: str) -> int:
    """Calls of functions, Python's own included, while the text is read."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read_parts(text.encode(), "a.txt")
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_text_four_times_as_long_takes_about_four_times_the_work(pattern):
    short, long = (pattern * (length // len(pattern)) for length in (LENGTH, LENGTH * 4))
    read_parts("样本".encode(), "a.txt")  # tables are made once
    assert calls(long) <= 6 * calls(short)
