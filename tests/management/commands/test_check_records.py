"""The command that checks all that is public."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from records.checks.running import unmended
from records.publishing import pass_finding
from tests.factories import make_measure, make_record, make_section

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_records", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_each_finding_is_a_line_with_address_place_words_and_reason() -> None:
    record = make_record()
    make_measure(make_section(record), text="有事请打13854301234。")
    status, out, err = run()
    assert status == 1
    assert f"/records/{record.pk}/　第 1 章举措 1　电话号码“13854301234”　是电话号码。" in out
    assert "检查了 1 条记录：必须改正 1 处，请核对 0 处。" in err


def test_what_is_only_to_be_looked_at_is_told_without_an_error() -> None:
    make_record(introduction="工作，，推进。")
    status, out, _ = run()
    assert status == 0
    assert "“，，”" in out


def test_what_the_public_does_not_see_is_left_alone() -> None:
    make_record("draft", introduction="有事请打13854301234。")
    make_record("withdrawn", introduction="有事请打13854301234。")
    assert run()[:2] == (0, "")


def test_what_was_passed_is_not_told() -> None:
    record = make_record(introduction="有事请打13854301234。")
    (found,) = unmended(record)
    pass_finding(record, found, by=None, reason="对外公开的电话")
    assert run()[:2] == (0, "")


def test_chosen_records_alone_are_checked() -> None:
    first, second = (make_record(introduction="工作，，推进。") for _ in "甲乙")
    out = run(str(second.pk))[1]
    assert f"/records/{second.pk}/" in out
    assert f"/records/{first.pk}/" not in out


def test_a_number_that_is_no_public_record_is_refused() -> None:
    draft = make_record("draft")
    with pytest.raises(CommandError, match=f"{draft.pk}"):
        run(str(draft.pk))


def test_json_has_the_span_and_what_would_mend_it() -> None:
    record = make_record(introduction="工作，，推进。")
    row = json.loads(run("--json")[1])
    assert (row["record"], row["check"], row["must"]) == (record.pk, "punctuation-doubled", False)
    assert (row["path"], row["start"], row["end"], row["mended"]) == ("introduction", 2, 4, "，")


def test_links_are_followed_only_when_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fault(link: str) -> str:
        asked.append(link)
        return "链接打不开。"

    monkeypatch.setattr("records.checks.links.fault", fault)
    make_record(introduction="见[网页](http://site.example/a)。")
    assert run()[1] == ""
    assert "http://site.example/a" in run("--links")[1]
    assert asked == ["http://site.example/a"]
