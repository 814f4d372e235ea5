"""What the checks find in documents is said by the import, and keeps them from the public."""

from pathlib import Path

import pytest

from records.checks.running import unmended
from records.models import ListedWord, Record
from records.publishing import pass_finding
from tests.importing.running import DEEDS, Run

pytestmark = pytest.mark.django_db

WITH_PHONE = DEEDS.replace("每月开一次会，", "有事打13854301234，")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "材料.txt"
    path.write_text(WITH_PHONE, encoding="utf-8")
    return path


def codes(row: dict) -> list[str]:
    return [message["code"] for message in row["messages"]]


def test_findings_are_warnings_with_the_place_of_their_text(document: Path) -> None:
    (row,) = Run(document, "--dry-run", "--json").rows
    (said,) = [message for message in row["messages"] if message["code"] == "phone-number"]
    assert said["level"] == "warning"
    assert "第 1 章举措 1：“13854301234”" in said["text"]
    assert set(said) == {"level", "code", "text", "line", "path"} & set(said)


def test_a_document_without_faults_has_no_such_messages(document: Path) -> None:
    document.write_text(DEEDS, encoding="utf-8")
    (row,) = Run(document, "--dry-run", "--json").rows
    assert not {"phone-number", "quote-unpaired", "word-listed"} & set(codes(row))


def test_personal_data_keeps_a_draft_where_it_was_to_be_published(document: Path) -> None:
    (row,) = Run(document, "--json", "--publish").rows
    assert row["ok"]
    assert "not-published" in codes(row)
    assert Record.objects.get().status == "draft"


def test_wording_does_not_keep_a_document_from_the_public(document: Path) -> None:
    ListedWord.objects.get_or_create(wrong="布署", right="部署")
    document.write_text(DEEDS.replace("写好", "，布署好"), encoding="utf-8")
    (row,) = Run(document, "--json", "--publish").rows
    assert {"word-listed", "punctuation-doubled"} <= set(codes(row))
    assert Record.objects.get().is_public


def test_imported_again_what_was_passed_is_published(document: Path) -> None:
    Run(document)
    record = Record.objects.get()
    (found,) = unmended(record)
    pass_finding(record, found, by=None, reason="对外公开的电话")
    (row,) = Run(document, "--json", "--publish").rows
    assert "not-published" not in codes(row)
    assert Record.objects.get().is_public


def test_a_text_with_personal_data_waits_behind_the_public_one_that_it_is_to_replace(document: Path) -> None:
    document.write_text(DEEDS, encoding="utf-8")
    Run(document, "--publish")
    public = Record.objects.get().live
    document.write_text(WITH_PHONE, encoding="utf-8")
    (row,) = Run(document, "--json", "--replace", "--publish").rows
    assert row["ok"]
    assert "not-published" in codes(row)
    record = Record.objects.get()
    assert record.live == public
    assert unmended(record) == []
    assert unmended(record.showing(record.edited)) != []


def test_replacing_without_publishing_leaves_the_public_text_as_it_is(document: Path) -> None:
    document.write_text(DEEDS, encoding="utf-8")
    Run(document, "--publish")
    public = Record.objects.get().live
    document.write_text(DEEDS.replace("写好", "写成"), encoding="utf-8")
    (row,) = Run(document, "--json", "--replace").rows
    assert row["ok"]
    assert "replaced" in codes(row)
    record = Record.objects.get()
    assert record.live == public
    assert record.working


def test_the_same_fault_many_times_is_said_twenty_times(document: Path) -> None:
    document.write_text(DEEDS.replace("写好", "，，".join("甲乙丙丁" * 8)), encoding="utf-8")
    (row,) = Run(document, "--dry-run", "--json").rows
    assert codes(row).count("punctuation-doubled") == 20
