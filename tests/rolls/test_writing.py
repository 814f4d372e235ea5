"""What is written is read back the same, and no cell of it is computed by a spreadsheet."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.rolls import Entry, Message, RollRefused, Row, read_roll
from records.rolls.names import name_of
from records.rolls.writing import row_json, to_csv, to_json, to_xlsx

from .made import codes, names

# Neither signs that nobody sees nor those that XML has no place for.
CHARACTERS = st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp"))
WORDS = st.text(CHARACTERS, max_size=20).filter(lambda text: text == text.strip())
FILLED = WORDS.filter(bool)
NAMES = FILLED | st.sampled_from(
    ["张　三", "=1+1", "'=x", "@甲", "|乙\\|", "李 四", "阿里木·样本", "001", "-5", "2011-06-28"]
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    printed = draw(NAMES)
    return Entry(
        name_of(printed),
        printed,
        draw(st.sampled_from(["person", "organization", None])),
        post=draw(WORDS),
        region=draw(WORDS),
        award=draw(WORDS),
        year=draw(st.none() | st.integers(1000, 2999)),
        group=draw(WORDS),
        notes=draw(st.dictionaries(FILLED, FILLED, max_size=3)),
    )


def in_order(listed: list[Entry]) -> list[Entry]:
    return [replace(entry, order=order) for order, entry in enumerate(listed, start=1)]


ROLLS = st.lists(entries(), min_size=1, max_size=6).map(in_order)
FORMS: dict[str, Callable[[list[Entry]], bytes]] = {
    ".xlsx": to_xlsx,
    ".csv": to_csv,
    ".json": lambda listed: json.dumps(to_json(listed)).encode(),
}


@pytest.mark.parametrize("suffix", [".csv", ".json"])
@given(listed=ROLLS)
@settings(max_examples=50)
def test_any_roll_comes_back_from_text_as_it_was(suffix: str, listed: list[Entry]) -> None:
    assert read_roll(FORMS[suffix](listed), f"名单{suffix}").entries == listed


@given(listed=ROLLS)
@settings(max_examples=15)  # each starts a process
def test_any_roll_comes_back_from_a_spreadsheet_as_it_was(listed: list[Entry]) -> None:
    assert read_roll(to_xlsx(listed), "名单.xlsx").entries == listed


@pytest.mark.parametrize("suffix", FORMS)
def test_written_roll_is_read_without_a_word_said_of_it(suffix: str) -> None:
    listed = [
        Entry("张三", "张　三", "person", "样本厂", "山东省/滨州市", "样本工作者", 2011, "先进个人/山东省")
    ]
    roll = read_roll(FORMS[suffix](listed), f"名单{suffix}")
    assert (roll.entries, roll.messages, codes(roll.rows[0].messages)) == (listed, [], [])


def test_formulas_are_written_as_words() -> None:
    text = to_csv([Entry("=1+1", "=1+1", post="@SUM(A1)", notes={"+备注": "-1"})]).decode("utf-8-sig")
    assert ",'=1+1," in text
    assert ",'@SUM(A1)," in text
    assert "'+备注" in text


def test_csv_has_the_mark_by_which_excel_knows_utf_8() -> None:
    assert to_csv([]).startswith(b"\xef\xbb\xbf")


def test_kind_that_was_changed_to_another_word_is_told() -> None:
    data = to_csv([Entry("张三", "张三", "person")]).replace("个人".encode(), "先锋".encode())
    row = read_roll(data, "名单.csv").rows[0]
    assert codes(row.messages) == ["kind-unknown"]
    assert row.entry
    assert row.entry.notes == {"类型": "先锋"}


def test_printed_name_of_another_is_told_in_json() -> None:
    roll = read_roll(json.dumps([{"name": "张三", "printed": "李　四"}]).encode(), "名单.json")
    assert names(roll) == ["张三"]
    assert codes(roll.messages) == ["names-differ"]


def test_name_is_enough_in_json() -> None:
    assert read_roll(b'[{"name": "\xe5\xbc\xa0\xe4\xb8\x89"}]', "名单.json").entries == [
        Entry("张三", "张三")
    ]


@pytest.mark.parametrize(
    "text", ["{", "3", '["a"]', '[{"name": 3}]', '[{"year": "x"}]', '[{"notes": 1}]', "[" * 99_999]
)
def test_other_json_is_refused_in_words(text: str) -> None:
    with pytest.raises(RollRefused, match="JSON"):
        read_roll(text.encode(), "名单.json")


def test_cell_that_no_spreadsheet_can_hold_is_refused_and_not_cut() -> None:
    with pytest.raises(RollRefused, match="CSV"):
        to_xlsx([Entry("张三", "张三", post="厂" * 40_000)])


def test_row_is_handed_out_with_the_keys_that_are_promised() -> None:
    message = Message("warning", "x", "请核对。", 3)
    row = Row("a.xlsx · 甲", 3, Entry("张三", "张　三", "person", notes={"性别": "女"}), (message,))
    assert row_json(row) == {
        "source": "a.xlsx · 甲",
        "row": 3,
        "ok": True,
        "entry": {
            "name": "张三",
            "kind": "person",
            "post": "",
            "region": "",
            "award": "",
            "year": None,
            "group": "",
            "order": 1,
            "notes": {"性别": "女"},
        },
        "messages": [{"level": "warning", "code": "x", "text": "请核对。", "row": 3}],
    }
    json.dumps(row_json(row))
