"""`import_records` with many documents: zip files, tables, batches, the report, and runs that break off."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from records.deeds.formats.json import from_json
from records.importing import tally
from records.importing.saving import Importer
from records.models import Category, Commendation, ImportBatch, ImportedDocument, Recipient, Record
from records.utils.processes import ProcessDied
from tests.importing.running import DEEDS, Run

pytestmark = pytest.mark.django_db

REFUSED = DEEDS.replace("样例表彰(2011年)", "").replace(
    "近年来，样例街道先后被评为文明样例单位、平安样例单位。", ""
)


def numbered(number: int) -> str:
    return DEEDS.replace("样例街道", f"第{number}样例街道")


def test_a_zip_is_imported_member_by_member(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "甲.zip", "w") as archive:
        archive.writestr("乙/一.txt", numbered(1))
        archive.writestr("乙/坏.txt", "")
        archive.writestr("乙/二.txt", numbered(2))
    run = Run(tmp_path, "--json")
    assert run.status == 1
    assert {Path(row["source"]).name: row["ok"] for row in run.rows} == {
        "一.txt": True,
        "坏.txt": False,
        "二.txt": True,
    }
    assert f"{tmp_path}/甲.zip/乙/一.txt" in run.out
    assert Record.objects.count() == 2


def test_a_document_that_cannot_be_saved_takes_nothing_from_its_neighbours(tmp_path: Path) -> None:
    for number, text in enumerate([numbered(1), REFUSED, numbered(1) + "另一份。", numbered(2)]):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    run = Run(tmp_path, "--json")
    assert [row["ok"] for row in run.rows] == [True, False, False, True]
    assert Record.objects.count() == 2
    assert Commendation.objects.count() == 1


def test_what_a_refused_document_brought_along_is_brought_again_by_the_next(tmp_path: Path) -> None:
    head = (
        "---\ntitle: 样例\nrecipient: {name: 样例单位, kind: organization}\nawards: [{name: 新表彰}]\n---\n"
    )
    (tmp_path / "1.md").write_text(head + "\n## " + "长" * 201 + "\n", encoding="utf-8")
    (tmp_path / "2.md").write_text(head + "\n## 短\n", encoding="utf-8")
    run = Run(tmp_path, "--json")
    assert [row["ok"] for row in run.rows] == [False, True]
    assert str(Record.objects.get().commendation) == "新表彰"


def test_documents_about_one_recipient_share_it(tmp_path: Path) -> None:
    for year in (2001, 2011):
        (tmp_path / f"{year}.txt").write_text(DEEDS.replace("2011年)", f"{year}年)"), encoding="utf-8")
    assert Run(tmp_path).status == 0
    assert Record.objects.count() == 2
    assert Recipient.objects.get().distinctions.count() == 2
    assert Category.objects.count() == 1


def test_what_is_no_document_is_told_beside_the_lines(document: Path) -> None:
    document.with_name("图.jpg").write_bytes(b"x")
    run = Run(document.parent, "--json")
    assert run.status == 0
    assert len(run.rows) == 1
    assert "图.jpg" in run.err


def test_the_table_at_the_end_counts_and_names_what_failed(document: Path) -> None:
    document.with_name("空.txt").write_text("", encoding="utf-8")
    run = Run(document.parent)
    assert run.status == 1
    rows = {tuple(row.split()[1::2]) for row in run.err.splitlines() if row.startswith("│")}
    assert {("读出", "1"), ("新录入", "1"), ("失败", "1")} <= rows
    assert "空.txt" in run.err
    assert "没有文字" in run.err


def test_the_table_names_only_so_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tally.MAX_NAMED, "failed", 2)
    for number in range(5):
        (tmp_path / f"空{number}.txt").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)  # a long path would be cut to the width of its column
    run = Run(Path())
    assert "空1.txt" in run.err
    assert "空2.txt" not in run.err
    assert "还有 3 份。其余见 --report" in run.err


def test_readers_in_processes_of_their_own_give_the_same_lines(document: Path) -> None:
    assert Run(document, "--json", "--dry-run", "--jobs", 2).rows == Run(document, "--json", "--dry-run").rows


def test_stopped_from_the_keyboard_it_says_how_to_go_on(
    document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*given: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Importer, "take_in", stop)
    run = Run(document)
    assert run.status == 130
    assert "再次运行同一命令" in run.err


def test_readers_that_die_end_the_run_with_advice(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*given: Any) -> Any:
        raise ProcessDied
        yield

    monkeypatch.setattr("records.management.commands.import_records.read_all", die)
    with pytest.raises(CommandError, match="内存"):
        Run(document)


# --- What is remembered of a run ------------------------------------------------------------------


def test_a_run_is_a_batch_that_remembers_what_became_of_each_document(document: Path) -> None:
    document.with_name("空.txt").write_text("", encoding="utf-8")
    Run(document.parent)
    batch = ImportBatch.objects.get()
    assert batch.by is None
    remembered = batch.documents.get()
    assert (remembered.name, remembered.state) == (f"{document}", "created")
    assert remembered.record == Record.objects.get()


def test_a_replaced_record_is_remembered_as_it_was(document: Path) -> None:
    Run(document)
    document.write_text(DEEDS.replace("每月开一次会", "每周开一次会"), encoding="utf-8")
    Run(document, "--replace")
    remembered = ImportedDocument.objects.get(state="replaced")
    assert "每月开一次会" in from_json(remembered.before).sections[0].measures[0].text


def test_a_dry_run_and_one_that_saved_nothing_are_no_batches(tmp_path: Path, document: Path) -> None:
    Run(document, "--dry-run")
    Run(tmp_path / "missing.txt")
    assert not ImportBatch.objects.exists()


# --- The report -----------------------------------------------------------------------------------


def test_the_report_tells_of_each_document(document: Path, tmp_path: Path) -> None:
    document.with_name("空.txt").write_text("", encoding="utf-8")
    report = tmp_path / "报告.html"
    assert Run(document.parent, "--report", report).status == 1
    page = report.read_text(encoding="utf-8")
    record = Record.objects.get()
    for said in (
        "样例.txt",
        record.title,
        record.recipient.name,
        "样例表彰（2011年）",
        "1 个章节、2 条举措",
        "空.txt",
        "没有文字",
        f"{record.get_absolute_url()}",
        f"/admin/records/record/{record.pk}/change/",
    ):
        assert said in page


def test_the_report_asks_nothing_of_the_network(document: Path, tmp_path: Path) -> None:
    report = tmp_path / "报告.html"
    Run(document, "--report", report)
    page = report.read_text(encoding="utf-8")
    assert not re.findall(r"<(?:link|script|img|iframe)|url\(|@import", page)


def test_the_report_shows_names_and_messages_as_text(tmp_path: Path) -> None:
    path = tmp_path / "<b>粗<img src=x>.txt"
    path.write_text("", encoding="utf-8")
    Run(path, "--report", tmp_path / "报告.html")
    assert "<b>粗" not in (tmp_path / "报告.html").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_stops_the_run_before_it_starts(
    document: Path, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="报告写不到"):
        Run(document, "--report", tmp_path / "没有" / "报告.html")
    assert not Record.objects.exists()


def test_a_run_that_breaks_off_reports_what_it_did(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*given: Any, **named: Any) -> None:
        raise OperationalError("disk full")

    report = tmp_path / "报告.html"
    monkeypatch.setattr("records.importing.saving.write_session", break_off)
    with pytest.raises(CommandError, match="再次运行"):
        Run(document, "--report", report)
    assert "中途停止" in report.read_text(encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"样例.txt", "报告.html"}
