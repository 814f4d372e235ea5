import json
from decimal import Decimal

from records.deeds.document import Deeds, Figure, Message
from records.deeds.formats.json import as_json
from tests.deeds.specimens import reading


def answer(name: str = "street.txt") -> dict:
    found = reading(name)
    return json.loads(json.dumps(as_json(name, found.deeds, found.messages), ensure_ascii=False))


# A field that is added to Deeds joins the public `--json` unless BEYOND_CONTRACT names it: here it fails, so that
# somebody decides.
def test_answer_has_these_keys_and_no_others():
    row = answer()
    assert list(row) == ["source", "ok", "record", "messages"]
    assert (row["source"], row["ok"]) == ("street.txt", True)
    record = row["record"]
    assert list(record) == [
        "title",
        "recipient",
        "awards",
        "introduction",
        "sections",
        "closing",
        "figures",
        "left_out",
    ]
    assert list(record["recipient"]) == ["name", "kind", "post"]
    assert {tuple(award) for award in record["awards"]} == {("name", "year", "holder")}
    assert {tuple(section) for section in record["sections"]} == {("number", "title", "lead", "measures")}
    measures = [measure for section in record["sections"] for measure in section["measures"]]
    assert {tuple(measure) for measure in measures} == {("number", "marker", "text")}
    assert {tuple(figure) for figure in record["figures"]} == {
        ("label", "value", "unit", "approximate", "sentence")
    }
    assert {tuple(message) for message in row["messages"]} == {("level", "code", "text", "line")}


def test_values_are_numbers_as_the_document_writes_them():
    values = {figure["label"]: figure["value"] for figure in answer()["record"]["figures"]}
    assert repr([values["面积"], values["总人口"], values["样本收入"]]) == "[12, 3.6, 2.5]"


def test_figure_says_whether_its_value_is_about_so_much():
    about = Figure("户数", Decimal(300), "户", approximate=True)
    exact = Figure("面积", Decimal(12), "亩")
    record = as_json("a.txt", Deeds("样本", figures=(about, exact)), ())["record"]
    assert [figure["approximate"] for figure in record["figures"]] == [True, False]


def test_unknown_is_null():
    record = answer("person.txt")["record"]
    assert record["awards"][0]["year"] is None
    assert record["sections"][0]["title"] is None


def test_unreadable_document_has_a_message_and_no_record():
    row = as_json("a.docx", None, [Message("error", "unknown-suffix", "读不了。")])
    assert row == {
        "source": "a.docx",
        "ok": False,
        "messages": [{"level": "error", "code": "unknown-suffix", "text": "读不了。", "line": None}],
    }
