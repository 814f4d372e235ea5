"""Tables open in a spreadsheet as what they say: nothing is computed, and what is ordinary stays as it was."""

import csv
import io
from decimal import Decimal

import pytest

from records.archive.tables import table


def read_back(value: object) -> str:
    """The one cell of a table, as a program reads it."""
    content = table([("列", lambda each: each)], [value]).decode("utf-8-sig")
    _, (cell,) = csv.reader(io.StringIO(content, newline=""))
    return cell


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "%"])
def test_text_behind_a_sign_of_a_formula_is_no_formula(sign: str) -> None:
    assert read_back(f"{sign}SUM(A1:A9)") == f"'{sign}SUM(A1:A9)"


def test_command_of_dynamic_data_exchange_is_broken() -> None:
    assert read_back("=cmd|' /C calc'!A0") == r"'=cmd\|' /C calc'!A0"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("彭里社区党委", "彭里社区党委"),
        ("“两优一先”表彰，2011=1", "“两优一先”表彰，2011=1"),
        ("甲|乙", "甲|乙"),
        ('第一行\n第二行，“引”"号"', '第一行\n第二行，“引”"号"'),
        ("-5", "-5"),
        ("", ""),
        (None, ""),
        (0, "0"),
        (-5, "-5"),
        (Decimal("-0.5"), "-0.5"),
        (Decimal("1E+4"), "10000"),
    ],
)
def test_ordinary_cell_is_left_as_it_is(value: object, cell: str) -> None:
    assert read_back(value) == cell


def test_excel_is_told_the_encoding() -> None:
    assert table([("列", str)], []).startswith(b"\xef\xbb\xbf")
