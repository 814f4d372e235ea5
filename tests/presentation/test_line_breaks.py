"""Where a line may break: before the names that the record knows, and nowhere within one."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.models import Category, Commendation, Recipient, Record
from records.presentation.line_breaks import around_names, escaped_with_marks_kept


def record_of(
    name: str, category: str = "全国示例先进个人", year: int | None = 2021, region: str = ""
) -> Record:
    honored = Recipient(name=name, kind="person", region=region)
    return Record(recipient=honored, commendation=Commendation(category=Category(name=category), year=year))


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("甲省乙市张样本先进事迹材料", "甲省|乙市|张样本|先进事迹材料"),
        ("全国示例先进个人张样本", "全国示例先进个人|张样本"),
        ("全国示例先进个人（2021年）", "全国示例先进个人|（2021年）"),
        ("张样本", "张样本"),
        ("没有名字的标题", "没有名字的标题"),
    ],
)
def test_text_breaks_before_each_name(text: str, broken: str) -> None:
    assert around_names(text, record_of("张样本", region="甲省/乙市")) == broken.replace("|", "<wbr>")


def test_a_place_within_the_name_of_the_award_does_not_break_it() -> None:
    assert around_names("甲省劳动模范张样本", record_of("张样本", "甲省劳动模范", region="甲省")) == (
        "甲省劳动模范<wbr>张样本"
    )


def test_what_is_given_as_an_object_is_named() -> None:
    record = record_of("张<样本")
    assert around_names(record.recipient, record) == "张&lt;样本"


def test_no_line_begins_with_a_full_width_dash() -> None:
    assert escaped_with_marks_kept("甲－乙") == '<span class="held">甲－</span>乙'


def test_no_line_begins_with_the_dot_of_a_name() -> None:
    assert around_names("买买提·艾山", record_of("买买提·艾山")) == '买买<span class="held">提·</span>艾山'


@given(st.text(st.sampled_from('甲－·<>"& a')))
def test_words_stay_as_they_were(text: str) -> None:
    kept = escaped_with_marks_kept(text)
    assert html.unescape(kept.replace('<span class="held">', "").replace("</span>", "")) == text
