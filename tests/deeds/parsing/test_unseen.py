"""Characters that nobody sees, or that only look like ordinary ones, keep nothing from being recognized."""

import re

import pytest

from records.deeds import Reading, read_deeds
from records.deeds.characters import INVISIBLE, folded, none_of
from tests.deeds.readers.docx import word_files
from tests.deeds.test_lossless import check_marks, check_whole

UNSEEN = [
    *("\u200b", "\ufeff", "\u200d", "\u00ad", "\u2060", "\u200e", "\u202a", "\u202e", "\u2066", "\u2069"),
    *("\ufe0f", "\u061c", "\U000e0100"),
]
LINES = (
    "样本街道先进事迹材料",
    "样本街道辖4个社区，做法如下。",
    "一是把样本写清楚，请120名党员来看。",
    "二是把样本查仔细，看过再改。",
)


def read(*lines: str) -> Reading:
    return read_deeds("\n".join(lines).encode(), "a.txt")


def shown(reading: Reading) -> list[tuple[str, str]]:
    return [(figure.label, str(figure.value)) for figure in reading.deeds.figures]


PLAIN = read(*LINES)


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("place", range(4))
def test_measures_are_found_through_what_nobody_sees(unseen, place):
    lines = [line[:place] + unseen + line[place:] for line in LINES]
    found = read(*lines)
    assert len(found.deeds.sections[0].measures) == 2
    assert found.deeds.recipient == PLAIN.deeds.recipient
    check_whole(found, shown="".join(lines).removeprefix("\ufeff"))
    check_marks(found)


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_nobody_sees_stands_between_all_characters_and_changes_nothing(unseen):
    found = read(*(unseen.join(("", *line, "")) for line in LINES))
    assert [measure.marker for measure in found.deeds.sections[0].measures] == [
        f"{unseen}一{unseen}是{unseen}",
        f"{unseen}二{unseen}是{unseen}",
    ]
    assert found.deeds.recipient == PLAIN.deeds.recipient
    assert shown(found) == shown(PLAIN) != []
    check_whole(found)


def test_what_nobody_sees_stays_in_the_text_where_it_stood():
    found = read(*LINES[:2], "\ufeff　　一是把样\u200b本写清楚。", "二是看\u00ad。\u200b")
    first, second = found.deeds.sections[0].measures
    assert first.text == "把样\u200b本写清楚。"
    assert second.text == "看\u00ad。\u200b"


@pytest.mark.parametrize("line", ["\u200b", "\ufeff \u200d", "\u2060\u2060"])
def test_line_on_which_nothing_is_seen_is_kept(line):
    check_whole(read(*LINES, line), shown=line)


RADICALS = [
    ("⼀是⾛访，⼆是记录。", "一是走访，二是记录。"),
    ("⼀是⻅面，⼆是⻓谈。", "一是见面，二是长谈。"),
    ("⼀是看\uf9dc样，⼆是问⺠意。", "一是看隆样，二是问民意。"),
    ("⼀是骑⻢去，⼆是乘⻋回。", "一是骑马去，二是乘车回。"),
]


@pytest.mark.parametrize(("written", "ordinary"), RADICALS)
def test_radicals_become_the_characters_they_look_like(written, ordinary):
    found = read(*LINES[:2], written)
    assert found.deeds == read(*LINES[:2], ordinary).deeds
    assert [message.line for message in found.messages if message.code == "radicals"] == [3]


@pytest.mark.parametrize(
    ("written", "ordinary"),
    [
        ("样本街道走访居民320⼾。", "样本街道走访居民320户。"),
        ("樣本街道走訪居民320⼾。", "樣本街道走訪居民320戶。"),
        ("样本街道⻑⾞⾨⿓。", "样本街道长车门龙。"),
        ("320⼾。", "320户。"),
    ],
)
def test_radicals_become_simplified_characters_in_simplified_text_only(written, ordinary):
    assert read("某某某", written).deeds.introduction == ordinary


@pytest.mark.parametrize("written", [written for written, _ in RADICALS])
@pytest.mark.parametrize("name", ["a.html", "a.docx"])
def test_radicals_are_told_in_every_format(written, name):
    paragraphs = "".join(map(word_files.p, (*LINES[:2], written)))
    page = "".join(f"<p>{line}</p>" for line in (*LINES[:2], written))
    found = read_deeds(
        word_files.docx(paragraphs) if name == "a.docx" else f"<html>{page}</html>".encode(), name
    )
    assert len(found.deeds.sections[0].measures) == 2
    assert "radicals" in {message.code for message in found.messages}


@pytest.mark.parametrize("ranges", [INVISIBLE, "\u2e81-\u2fd5\uf900-\ufad9", "a-a"])
def test_what_lies_between_no_ranges_is_what_lies_in_one(ranges):
    everything = "".join(map(chr, range(0x110000)))
    assert none_of(ranges).findall(everything) == re.findall(f"[{ranges}]", everything)


@pytest.mark.parametrize("dot", "·•・‧∙⋅﹒･．.")
@pytest.mark.parametrize("name", ["买买提{}样本", "阿依古丽{}示例江"])
def test_whatever_dot_a_name_has_it_is_read_whole(dot: str, name: str) -> None:
    text = (
        f"{name}同志先进事迹材料\n\n{name}，男，维吾尔族，样本县医院医生，2024年被授予“全国劳动模范”称号。\n"
    )
    reading = read_deeds(text.format(dot, dot).encode(), "a.txt")
    assert reading.deeds.recipient.name == name.format("·")
    assert dot in (reading.deeds.title or "")


@pytest.mark.parametrize("heading", ["一．加强学习同志", "第三．关爱同志", "十二．关心老同志"])
def test_a_full_stop_that_ends_a_number_is_no_dot_of_a_name(heading: str) -> None:
    assert folded(heading) == heading.replace("．", ".")
