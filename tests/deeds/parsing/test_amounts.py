from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds.parsing.numerals import quantity, scaled

DIGITS = "零一二三四五六七八九"


def below_myriad(number: int) -> str:
    """As people write it: 一千零五, 二十, 一百一十."""
    written, gap = "", False
    for power, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + mark
        gap = not digit if written else False
    return written


def in_words(number: int) -> str:
    high, low = divmod(number, 10000)
    if not high:
        return below_myriad(low)
    zero = "零" if 0 < low < 1000 else ""
    return below_myriad(high) + "万" + zero + (below_myriad(low) if low else "")


@given(st.integers(1, 99_999_999))
def test_numbers_written_out_read_back(number):
    assert quantity(in_words(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十二", 12),
        ("一百二十", 120),
        ("两百", 200),
        ("五千", 5000),
        ("三万五千", 35000),
        ("三万五", 35000),
        ("三万零五", 30005),
        ("一百二", 120),
        ("三亿五千万", 350_000_000),
        ("1.2万", 12000),
        ("1,200", 1200),
        ("２．５亿", 250_000_000),
        ("百分之九十八", 98),
        ("百分之3.5", Decimal("3.5")),
        ("半", Decimal("0.5")),
    ],
)
def test_amounts_have_the_value_people_mean(text, value):
    assert quantity(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "十余",
        "数十",
        "几百",
        "三分之二",
        "一二",
        "十十",
        "二〇一一",
        "万",
        "千百",
        "三百千",
        "一亿亿",
        "三万万",
        "甲",
        "一" * 50,
    ],
)
def test_what_states_no_number_gives_none(text):
    assert quantity(text) is None


@given(st.text("零〇一二两三四五六七八九十百千万亿半余数百分之1.,", max_size=30))
def test_any_text_gives_a_finite_number_or_none(text):
    value = quantity(text)
    assert value is None or value.is_finite()


@pytest.mark.parametrize(
    ("value", "unit", "plain"),
    [
        ("15.8", "万人", 158000),
        ("1.83", "亿元", 183_000_000),
        ("2", "万亿元", 2 * 10**12),
        ("3", "万平方公里", 30000),
        ("3", "万千瓦", 30000),
        ("34", "名", 34),
        ("3", "千米", 3),
        ("2", "个百分点", 2),
        ("8.6", "万", 86000),
    ],
)
def test_scale_of_a_unit_is_understood(value, unit, plain):
    assert scaled(Decimal(value), unit) == plain
