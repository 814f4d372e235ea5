import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds.parsing.numerals import MARK, Marker, leading_mark, marker_of, marks_in, parse_number


def measure_marks(text: str) -> list[Marker]:
    return [marker for marker in marks_in(text) if marker.kind == "一是"]


DIGITS = "〇一二三四五六七八九"


def written(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return ten + (DIGITS[ones] if ones else "")


@given(st.integers(1, 99))
def test_numerals_up_to_99_read_back(number):
    assert parse_number(written(number)) == number


@given(st.integers(1, 9999))
def test_digits_read_as_they_are(number):
    assert parse_number(str(number)) == number


@pytest.mark.parametrize("text", ["", "IIX", "VV", "XXXX", "一二", "十十", "一十二三", "甲", "1二", "十一二"])
def test_what_is_no_numeral_gives_none(text):
    assert parse_number(text) is None


@given(st.text())
def test_any_text_is_a_numeral_or_none(text):
    number = parse_number(text)
    assert number is None or 0 <= number <= 9999


@pytest.mark.parametrize("mark", list("。；：，！？;:,!?”’）)"))
def test_measure_mark_stands_behind_punctuation(mark):
    assert [m.number for m in measure_marks(f"先有样本{mark}一是写清楚{mark} 二是查仔细")] == [1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "原因之一是天气",
        "统一是第一步",
        "“1”是数字",
        "第一书记在第一时间赶到",
        "坚持实事求是，一是一、二是二",
        "唯一是他",
    ],
)
def test_words_that_look_like_a_mark_are_left_alone(text):
    assert not list(measure_marks(text))


def test_measure_may_begin_with_its_own_numeral():
    assert [m.number for m in measure_marks("一是一体化推进")] == [1]


def test_list_marks_know_whether_a_new_list_may_begin():
    assert [m.strong for m in measure_marks("一是甲：一是乙。一是丙")] == [True, False, True]


def test_mark_at_the_start_of_a_line_gives_its_number_and_where_the_words_begin():
    mark = leading_mark("十二、 先有样本")
    assert mark is not None
    assert (mark.kind, mark.number, mark.end) == ("一、", 12, 4)
    assert leading_mark("兢兢业业、任劳任怨") is None


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("①", 1),
        ("⑳", 20),
        ("两", 2),
        ("㊿", 50),
        ("⒛", 20),
        ("㈩", 10),
        ("拾贰", 12),
        ("Ⅳ", 4),
        ("XIX", 19),
        ("ⅻ", 12),
    ],
)
def test_circled_and_colloquial_numerals_are_read(numeral, number):
    assert parse_number(numeral) == number


@given(st.text("一二十第其是：，、。；）( （)1234.①Ⅰ⒈a中 \n壹IV\u20e3", max_size=25))
def test_no_mark_is_missed_that_a_search_through_all_of_the_text_finds(text):
    everywhere = [mark for found in MARK.finditer(text) if (mark := marker_of(text, found))]
    assert list(marks_in(text)) == everywhere
