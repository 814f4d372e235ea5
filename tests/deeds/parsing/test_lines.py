"""Lines are counted as an editor counts them, also where paragraphs were broken by hand."""

import pytest

from records.deeds import DeedsError, Reading, read_deeds
from records.deeds.source import line_starts

PROSE = "样本街道的干部每天走进楼栋听取居民意见，逐条记下来，逐条去办理，办完再回来告诉大家结果怎样，"
WIDTH = 25


def read(text: str) -> Reading:
    return read_deeds(text.encode(), "a.txt")


def lines(found: Reading) -> dict[str, int | None]:
    return {message.code: message.line for message in found.messages}


def wrapped(text: str) -> str:
    return "\n".join(text[at : at + WIDTH] for at in range(0, len(text), WIDTH))


@pytest.mark.parametrize("sign", ["\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_sign_that_editors_show_within_a_line_begins_none(sign):
    found = read(f"样本街道{sign}先进事迹\n样本街道请人写样本，写完请人看。一是写清楚。")
    assert lines(found)["lone-measure"] == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_end_of_a_line_counts_once(end):
    found = read(f"样本街道先进事迹{end}{end}样本街道请人写样本，写完请人看。一是写清楚。")
    assert lines(found)["lone-measure"] == 3


def test_a_control_character_is_looked_for_in_the_line_that_editors_show():
    with pytest.raises(DeedsError) as refused:
        read("样本\u2028样本\r\n样本" + "\x07" * 9)
    assert refused.value.message.line == 2


def test_starts_of_lines_end_with_the_length_of_the_text():
    assert line_starts("甲\r\n乙\r丙\u2028丁\n") == [0, 3, 5, 9]
    assert line_starts("甲\n乙") == [0, 2, 3]


def test_a_doubt_within_a_paragraph_broken_by_hand_names_its_own_line():
    text = wrapped(PROSE * 3 + "于是，一是写清楚，" + PROSE)
    marked = next(number for number, line in enumerate(text.splitlines(), 1) if "一是" in line)
    assert marked > 1
    assert lines(read(text))["lone-measure"] == marked


def test_marks_hold_where_much_white_space_stood_between_the_lines():
    """The document is then longer than the text of its paragraphs."""
    text = f"样本街道先进事迹\n{'　' * 300}\n\n{wrapped(PROSE * 3)}一是写清楚，\n\n\n\n二是写完。"
    found = read(text)
    marks = {mark.path: found.text[mark.span.start : mark.span.end] for mark in found.marks}
    assert marks["sections.1.measures.2.text"] == "写完。"
    assert marks["sections.1.measures.2.marker"] == "二是"


def test_an_indented_line_begins_a_paragraph_though_the_one_above_is_full():
    full = PROSE[:WIDTH]
    found = read("样本街道先进事迹\n" + "\n".join([full, full, full, full, "　　" + full, full, "写完。"]))
    assert len(found.deeds.introduction.split("\n\n")) == 2


def test_a_number_in_wide_digits_begins_a_paragraph_too():
    full = PROSE[:WIDTH]
    found = read(
        "样本街道先进事迹\n" + "\n".join([full, full, full, full, "１．写清楚，" + full, "２．写完。"])
    )
    assert [measure.marker for measure in found.deeds.sections[0].measures] == ["１．", "２．"]


def test_a_list_that_begins_anew_needs_a_second_item():
    found = read("样本街道先进事迹\n样本街道做了：一是写清楚。二是查仔细。一是一，不含糊。三是常复查。")
    assert [measure.marker for measure in found.deeds.sections[0].measures] == ["一是", "二是", "三是"]
