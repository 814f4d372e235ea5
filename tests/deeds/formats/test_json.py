"""Deeds ↔ JSON: nothing is lost either way, and a mistake is named by its key or its line."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.deeds import DeedsError, read_deeds
from records.deeds.document import Award, Deeds, Figure, Measure, Message, Recipient, Section
from records.deeds.formats.json import as_json, from_json, read_json, record_json, to_json
from tests.deeds import strategies
from tests.deeds.specimens import reading

WHOLE = Deeds(
    "样本街道先进事迹材料",
    Recipient("样本街道", "organization", "样本", "甲省/乙市"),
    (Award("样本奖", 2011, "样本街道党工委", "乙市"), Award("旧样本奖")),
    "引言。",
    (Section(1, "甲", "导语。", (Measure(1, "一是", "做样本。"),)), Section(2, None)),
    "结语。",
    (
        Figure("面积", Decimal("15.8"), "亩", "面积15.8亩。", 2010, True, "一组", 2, 9, (1, 1)),
        Figure("户数", Decimal(7), "户"),
    ),
    ("手机版",),
    "样本报",
)


def mistake_in(record: object) -> Message:
    with pytest.raises(DeedsError) as caught:
        from_json(record)
    return caught.value.message


def refusal(text: str) -> Message:
    with pytest.raises(DeedsError) as caught:
        read_deeds(text.encode(), "a.json")
    return caught.value.message


@given(strategies.deeds())
def test_any_deeds_come_back_equal(deeds):
    assert from_json(to_json(deeds)) == deeds


@given(strategies.deeds())
def test_any_deeds_come_back_equal_from_a_file(deeds):
    data = json.dumps(to_json(deeds), ensure_ascii=False).encode()
    assert read_deeds(data, "a.json").deeds == deeds


def refused(read: Callable[[Any], object], given: object) -> Message | None:
    """The message of a refusal; any other exception fails the test."""
    try:
        read(given)
    except DeedsError as error:
        return error.message
    return None


leaves = st.none() | st.booleans() | st.integers() | st.floats() | strategies.wild | st.text(max_size=3)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(to_json(WHOLE))), inner),
    max_leaves=8,
)


@given(anything)
def test_whatever_is_given_is_deeds_or_a_refusal(record):
    message = refused(from_json, record)
    assert message is None or message.text.endswith("。")


@given(strategies.deeds(), st.data())
def test_whatever_stands_in_place_of_a_value_is_read_or_refused(deeds, data):
    record = to_json(deeds)
    part = record
    while isinstance(part, dict | list) and part:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(part[key], dict | list):
            part[key] = data.draw(anything)
            break
        part = part[key]
    message = refused(from_json, record)
    assert message is None or message.level == "error"


@given(strategies.document | st.text(st.sampled_from('{}[]":,\\ \n1.e-tn甲')))
def test_whatever_a_json_file_holds_is_read_or_refused(text):
    message = refused(read_json, text)
    assert message is None or message.code == "json-form"


def test_lines_left_out_come_back_too():
    assert from_json(json.loads(json.dumps(to_json(WHOLE)))) == WHOLE


def test_object_is_the_contracts_with_more_keys():
    def without_more(wide: Any, narrow: Any) -> Any:
        if isinstance(narrow, dict):
            return {key: without_more(wide[key], narrow[key]) for key in narrow}
        if isinstance(narrow, list):
            return [without_more(one, other) for one, other in zip(wide, narrow, strict=True)]
        return wide

    assert without_more(to_json(WHOLE), record_json(WHOLE)) == record_json(WHOLE)


def test_record_of_the_import_command_reads_back_as_what_was_read():
    found = reading("street.txt")
    line = json.dumps(as_json("street.txt", found.deeds, found.messages), ensure_ascii=False)
    assert record_json(read_deeds(line.encode(), "a.json").deeds) == record_json(found.deeds)


def test_doubt_about_the_document_it_came_from_is_not_forgotten():
    doubt = Message("warning", "award-unsure", "表彰拿不准。", 7)
    line = json.dumps(as_json("a.txt", WHOLE, [doubt, Message("info", "note", "无妨。")]))
    assert read_deeds(line.encode(), "a.json").messages == (
        Message("warning", "award-unsure", "表彰拿不准。"),
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("34", "34"),
        ("34.0000", "34"),
        ("15.80", "15.8"),
        ("-0.1", "-0.1"),
        ("12345678901", "12345678901"),
        ("12345678901.1234567891", '"12345678901.1234567891"'),
    ],
)
def test_value_is_a_number_where_that_is_exact_and_a_string_elsewhere(value, written):
    wide = to_json(Deeds(None, figures=(Figure("甲", Decimal(value), "个"),)))
    assert json.dumps(wide["figures"][0]["value"]) == written
    assert from_json(wide).figures[0].value == Decimal(value)


@pytest.mark.parametrize("value", [15.8, Decimal("15.8"), "15.8", "15.80", "1.58e1"])
def test_value_may_come_in_any_form_of_a_number(value):
    record = {"figures": [{"label": "甲", "value": value, "unit": "个"}]}
    assert from_json(record).figures[0].value == Decimal("15.8")


def test_digits_of_a_file_never_pass_through_a_float():
    text = '{"figures": [{"label": "甲", "value": 12345678901.1234567891, "unit": "个"}]}'
    assert read_deeds(text.encode(), "a.json").deeds.figures[0].value == Decimal("12345678901.1234567891")


def test_keys_may_be_missing_or_null():
    assert from_json({}) == Deeds(None)
    assert from_json(dict.fromkeys(to_json(WHOLE))) == Deeds(None)


def test_parts_without_numbers_are_counted():
    record = {"sections": [{"measures": [{"text": "甲。"}, {"text": "乙。"}]}, {}]}
    assert [section.number for section in from_json(record).sections] == [1, 2]
    assert [measure.number for measure in from_json(record).sections[0].measures] == [1, 2]


def test_what_is_unknown_is_said_as_of_any_document():
    assert {message.code for message in read_deeds(b"{}", "a.json").messages} >= {"no-title", "no-award"}


@pytest.mark.parametrize(
    ("record", "path"),
    [
        ({"title": 3}, "title"),
        ({"recipient": []}, "recipient"),
        ({"recipient": {"kind": "团体"}}, "recipient.kind"),
        ({"awards": {}}, "awards"),
        ({"awards": [{"name": "甲"}, {"year": 2011}]}, "awards.2"),
        ({"awards": [{"name": "甲", "year": "2011"}]}, "awards.1.year"),
        ({"awards": [{"name": "甲", "year": True}]}, "awards.1.year"),
        ({"awards": [{"name": "甲", "year": 99}]}, "awards.1"),
        ({"sections": [{"lead": []}]}, "sections.1.lead"),
        ({"sections": [{"measures": [{"text": None, "marker": 1}]}]}, "sections.1.measures.1.marker"),
        ({"sections": [{"measures": [{"number": 2}]}]}, "sections.1"),
        ({"figures": [{"label": "甲", "unit": "个"}]}, "figures.1"),
        ({"figures": [{"label": "甲", "value": "九", "unit": "个"}]}, "figures.1.value"),
        ({"figures": [{"label": "甲", "value": "٣", "unit": "个"}]}, "figures.1.value"),
        ({"figures": [{"label": "甲", "value": True, "unit": "个"}]}, "figures.1.value"),
        ({"figures": [{"label": "甲", "value": float("nan"), "unit": "个"}]}, "figures.1.value"),
        ({"figures": [{"label": "甲", "value": "9" * 9999, "unit": "个"}]}, "figures.1.value"),
        ({"figures": [{"label": "甲", "value": Decimal("1e400"), "unit": "个"}]}, "figures.1"),
        ({"figures": [{"label": "甲", "value": 1, "unit": "个", "place": "1.2"}]}, "figures.1.place"),
        ({"figures": [{"label": "甲", "value": 1, "unit": "个", "place": [1, "2"]}]}, "figures.1.place"),
        ({"figures": [{"label": "甲", "value": 1, "unit": "个", "approximate": 1}]}, "figures.1.approximate"),
        ({"left_out": ["甲", 1]}, "left_out.2"),
        ({"markup": "html"}, "markup"),
        ({"closing": "甲\x00"}, "closing"),
        ({"closing": "甲\ud800"}, "closing"),
    ],
)
def test_mistake_is_named_by_its_key(record, path):
    message = mistake_in(record)
    assert message.path == path
    assert message.text.startswith(path)
    assert message.text.endswith("。")


@pytest.mark.parametrize(
    ("record", "named"),
    [
        ({"titel": "甲"}, "titel"),
        ({"figures": [{"label": "甲", "value": 1, "unit": "个", "place": [9, 1]}]}, "9.1"),
        ({"sections": [{"number": 2}]}, "章节的序号"),
        ([], "对象"),
    ],
)
def test_mistake_of_the_whole_is_named(record, named):
    assert named in mistake_in(record).text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n"title": "甲"\n"closing": ""}', 3),
        ('{\n"title": "甲\n', 2),
        ('{"title": "甲"}\n{"title": "乙"}\n', 2),
        ("title: 甲", 1),
    ],
)
def test_mistake_in_the_json_is_named_with_its_line(text, line):
    message = refusal(text)
    assert message.line == line
    assert f"第 {line} 行" in message.text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[{}]", "列表"),
        ('"甲"', "一条记录"),
        ('{"source": "a.txt", "ok": false, "messages": []}', "没有读出来"),
        ('{"title": "甲", "title": "乙"}', "“title”写了两次"),
        ('{"figures": [{"label": "甲", "value": Infinity, "unit": "个"}]}', "Infinity"),
        ("[" * 100_000, "括号"),
        ('{"title": ' + "9" * 9999 + "}", "数字"),
        ('{"title": 1e99999999999999999999}', "数字"),
        ('{"record": {"title": 3}}', "title 应写成"),
    ],
)
def test_what_is_no_record_is_refused_with_what_to_do(text, named):
    message = refusal(text)
    assert (message.level, message.code) == ("error", "json-form")
    assert named in message.text
