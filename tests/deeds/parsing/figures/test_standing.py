"""Figures whose number is no longer in their text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds.document import Deeds, Figure, Measure, Section
from records.deeds.parsing.figures.standing import lost_figures, lost_message, numbers_in


def deeds(text: str, *figures: Figure, introduction: str = "") -> Deeds:
    section = Section(1, "样本", "", (Measure(1, "一是", text), Measure(2, "二是", "走访居民700户。")))
    return Deeds(introduction=introduction, sections=(section,), figures=figures)


def figure(value: str, unit: str, place: tuple[int, int] | None = (1, 1)) -> Figure:
    return Figure("样本", Decimal(value), unit, place=place)


@pytest.mark.parametrize(
    "text",
    [
        "走访12000户。",
        "走访12,000户。",
        "走访12，000户。",
        "走访1.2万户。",
        "走访1.2 万余户。",
        "走访１.２万户。",
        "走访**1.2**万户。",
        "走访一万二千户。",
        "走访1.2万多家。",
    ],
)
@pytest.mark.parametrize(("value", "unit"), [("1.2", "万户"), ("12000", "户")])
def test_a_number_stands_however_it_is_written(text, value, unit):
    assert lost_figures(deeds(text, figure(value, unit))) == []


@pytest.mark.parametrize(
    "text", ["走访1300户。", "走访120户。", "走访12万户。", "走访了。", "1200年的古树。"]
)
def test_another_number_is_not_the_figure_s(text):
    assert lost_figures(deeds(text, figure("1200", "户"))) == [0]


@pytest.mark.parametrize("text", ["满意率98%。", "满意率百分之九十八。", "满意率达九十八个百分点。"])
def test_percentages_stand_in_words_too(text):
    assert lost_figures(deeds(text, figure("98", "%"))) == []


def test_a_figure_of_a_measure_stands_in_that_measure():
    assert lost_figures(deeds("走访了。", figure("700", "户"))) == [0]


def test_a_figure_of_the_whole_stands_anywhere():
    found = deeds("走访3户。", figure("700", "户", None), figure("5", "个", None), introduction="设5个村。")
    assert lost_figures(found) == []


def test_the_message_names_the_figures():
    found = deeds("走访了。", figure("1.20", "万户"))
    assert "样本 1.2万户" in lost_message(found, lost_figures(found))


@given(st.text(alphabet="0123456789,，.．千万亿百十一二零〇百分之余多*\\ 年户", max_size=60))
def test_any_text_is_read(text):
    assert all(number.is_finite() for number in numbers_in(text))
