"""Where a line may break: before the names that the record knows, and nowhere within one, nor within an amount."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.models import Category, Commendation, Recipient, Record
from records.presentation.line_breaks import around_names, unbroken, unbroken_html


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
        ("张样本", "|张样本"),
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
    assert around_names(record.recipient, record) == "<wbr>张&lt;样本"


def test_no_line_begins_with_a_full_width_dash() -> None:
    assert unbroken("甲－乙") == '<span class="held">甲－</span>乙'


def test_no_line_begins_with_the_dot_of_a_name() -> None:
    assert (
        around_names("买买提·艾山", record_of("买买提·艾山")) == '<wbr>买买<span class="held">提·</span>艾山'
    )


def whole(shown: str) -> list[str]:
    """Returns what no line tears."""
    return re.findall('<span class="kept">(.*?)</span>', shown)


def test_names_that_the_record_knows_stay_whole_in_its_text() -> None:
    record = record_of("张样本", "全国劳动模范")
    assert whole(unbroken("张样本被授予“全国劳动模范”称号。", record)) == ["张样本", "全国劳动模范"]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("全村只有6户人家", ["6户"]),
        ("流转土地1,200余亩", ["1,200余亩"]),
        ("总产值3.5亿元，增长12.5%", ["3.5亿元", "12.5%"]),
        ("面积34平方公里", ["34平方公里"]),
        ("2021年6月28日", ["2021年", "6月", "28日"]),
        ("编号20210628", []),
        ("第3", []),
    ],
)
def test_amount_stays_with_its_unit(text: str, amounts: list[str]) -> None:
    assert whole(unbroken(text)) == amounts


def test_name_longer_than_the_line_of_a_phone_may_break() -> None:
    record = record_of("甲省乙市丙县样本街道样本社区党总支")
    assert whole(unbroken(f"{record.recipient.name}的做法", record)) == []


def test_attributes_and_addresses_stay_as_they_are() -> None:
    link = '<a href="/records/6户/" title="张样本">'
    assert unbroken_html(f"{link}张样本</a>", record_of("张样本")).startswith(link)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("长寿里临时党支部", "长寿里|临时党支部"),
        ("麓江社区联合党委", "麓江社区|联合党委"),
        ("样本县人民医院", "样本县|人民医院"),
        ("党支部", "|党支部"),
        ("高原铁路第三工程队", "高原铁路第三|工程队"),
    ],
)
def test_name_of_an_organization_breaks_before_what_it_is(name: str, broken: str) -> None:
    record = record_of(name)
    assert around_names(record.recipient, record) == broken.replace("|", "<wbr>")
    assert around_names(name, record.recipient) == broken.replace("|", "<wbr>")


def test_name_of_an_organization_within_a_title_breaks_nowhere() -> None:
    record = record_of("长寿里临时党支部")
    assert around_names("长寿里临时党支部先进事迹", record) == "长寿里临时党支部<wbr>先进事迹"


def test_award_breaks_before_its_year_where_no_record_is_known() -> None:
    commendation = record_of("张样本").commendation
    assert around_names(commendation, commendation) == "全国示例先进个人<wbr>（2021年）"


@given(st.text(st.sampled_from('甲张样本6户.万－·<>"& a')))
def test_words_stay_as_they_were(text: str) -> None:
    kept = unbroken(text, record_of("张样本"))
    assert html.unescape(re.sub('<span class="(?:held|kept)">|</span>', "", kept)) == text
