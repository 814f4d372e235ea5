"""The files that records and rolls were read from: kept byte for byte, each once, and gone when nothing needs them."""

import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from records.catalog.attachments import originals_folder, path_of
from records.models import (
    Attachment,
    AuditEntry,
    ImportBatch,
    ImportedDocument,
    OriginalCheck,
    Record,
    RollFile,
    RollImport,
    Version,
)
from records.publishing import publish
from records.publishing.originals import sweep
from records.publishing.rolls import undo_roll
from records.publishing.undoing import undo_batch
from records.publishing.versions import begin_version
from records.publishing.withholding import erase_version
from tests.admin.imports.import_pages import COLLECTION
from tests.factories import make_attachment, make_commendation
from tests.importing.running import DEEDS, Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    return settings.VAR


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "样例.txt"
    path.write_text(DEEDS, encoding="utf-8")
    return path


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Has what waits for the end of a transaction be done behind the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def sum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept() -> set[str]:
    folder = originals_folder()
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def left_aside(var: Path) -> list[Path]:
    return [*(var / "waiting").iterdir()] if (var / "waiting").is_dir() else []


# --- Kept ---------------------------------------------------------------------------------------------


def test_command_keeps_the_file_of_a_record_byte_for_byte(document: Path, var: Path) -> None:
    Run(document)
    original = Record.objects.get().original
    assert original is not None
    assert path_of(original.sha256).read_bytes() == document.read_bytes()
    assert (original.sha256, original.name) == (sum_of(document.read_bytes()), "样例.txt")
    assert left_aside(var) == []


def test_the_act_in_the_audit_log_names_the_hash(document: Path) -> None:
    Run(document)
    line = AuditEntry.objects.get(act="imported")
    assert sum_of(document.read_bytes()) in line.detail


def test_collection_is_kept_once_for_all_its_records(tmp_path: Path) -> None:
    path = tmp_path / "汇编.txt"
    path.write_text(COLLECTION, encoding="utf-8")
    Run(path)
    assert kept() == {sum_of(path.read_bytes())}
    parts = ImportedDocument.objects.order_by("part").values_list("part", "parts", "original__sha256")
    assert list(parts) == [(part, 3, sum_of(path.read_bytes())) for part in (1, 2, 3)]
    assert set(Version.objects.values_list("original", flat=True)) == {Attachment.objects.get().pk}


def test_dry_run_keeps_nothing(document: Path) -> None:
    Run(document, "--dry-run")
    assert kept() == set()
    assert not Attachment.objects.exists()


def test_document_that_is_refused_leaves_no_file(document: Path, committed: Any) -> None:
    Run(document)
    first = kept()
    document.write_text(DEEDS.replace("8名", "9名"), encoding="utf-8")
    with committed():
        assert Run(document).status == 1
    assert kept() == first
    assert Attachment.objects.count() == 1


def test_file_that_comes_again_for_an_older_record_is_kept_with_it(document: Path) -> None:
    Run(document, "--publish")
    forget_originals()
    Run(document)
    assert Record.objects.get().original is not None
    assert kept() == {sum_of(document.read_bytes())}


def forget_originals() -> None:
    """As a site is that imported before files were kept."""
    from django.db import connection

    from records.models.edition import run
    from records.models.guards import drop_sql, install_guards

    run(connection, drop_sql(connection))
    Version.objects.update(original=None)
    ImportedDocument.objects.update(original=None)
    install_guards("default")


def test_public_version_goes_over_to_no_other_file(document: Path) -> None:
    Run(document, "--publish")
    with pytest.raises(DatabaseError, match="cannot be changed"):
        Version.objects.update(original=make_attachment())


def test_version_that_an_editor_writes_goes_on_with_the_file(document: Path) -> None:
    Run(document, "--publish")
    record = Record.objects.get()
    begin_version(record)
    assert record.edited.original == record.live.original  # type: ignore[union-attr]


def test_seeds_are_kept_too(tmp_path: Path, document: Path) -> None:
    records = tmp_path / "seeds" / "records"
    records.mkdir(parents=True)
    (tmp_path / "seeds" / "categories.yaml").write_text("- 样例表彰\n", encoding="utf-8")
    seed = records / "一.md"
    seed.write_text(MARKDOWN, encoding="utf-8")
    call_command("seed", tmp_path / "seeds")
    assert kept() == {sum_of(seed.read_bytes())}


MARKDOWN = """---
title: 样例社区先进事迹材料
recipient: {name: 样例社区, kind: organization}
awards:
- {name: 样例表彰, year: 2011}
---

样例社区的事迹。
"""


def test_roll_keeps_each_file_that_it_was_read_from(tmp_path: Path) -> None:
    commendation = make_commendation()
    files = [tmp_path / "甲.csv", tmp_path / "乙.csv"]
    for path, name in zip(files, ("张三", "李四"), strict=True):
        path.write_text(f"姓名,单位\n{name},样例厂\n", encoding="utf-8")
    call_command("import_roll", *files, commendation=str(commendation.pk), kind="个人")
    assert kept() == {sum_of(path.read_bytes()) for path in files}
    assert list(RollFile.objects.values_list("name", flat=True)) == ["甲.csv", "乙.csv"]


# --- Gone ---------------------------------------------------------------------------------------------


def test_undone_import_leaves_no_file(document: Path, committed: Any) -> None:
    Run(document)
    with committed():
        undo_batch(ImportBatch.objects.get(), by=None)
    assert kept() == set()
    assert not Attachment.objects.exists()


def test_undone_replacement_goes_back_to_the_file_before(document: Path, committed: Any) -> None:
    Run(document)
    before = kept()
    document.write_text(DEEDS.replace("8名", "9名"), encoding="utf-8")
    Run(document, "--replace")
    assert len(kept()) == 2
    with committed():
        undo_batch(ImportBatch.objects.latest("pk"), by=None)
    assert kept() == before
    assert {Record.objects.get().original.sha256} == before  # type: ignore[union-attr]


def test_file_of_two_records_stays_for_the_one_that_is_left(tmp_path: Path, committed: Any) -> None:
    path = tmp_path / "汇编.txt"
    path.write_text(COLLECTION, encoding="utf-8")
    Run(path)
    publish(Record.objects.first(), by=None)  # type: ignore[arg-type]
    with committed():
        undo_batch(ImportBatch.objects.get(), by=None)
    assert Record.objects.count() == 1
    assert kept() == {sum_of(path.read_bytes())}


def test_undone_roll_leaves_no_file(tmp_path: Path, committed: Any) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("姓名,单位\n张三,样例厂\n", encoding="utf-8")
    call_command("import_roll", path, commendation=str(make_commendation().pk), kind="个人")
    with committed():
        undo_roll(RollImport.objects.get(), by=None)
    assert kept() == set()


def test_erased_version_takes_its_file_along(document: Path, committed: Any) -> None:
    Run(document, "--publish")
    record = Record.objects.get()
    erased = record.live
    assert erased is not None
    document.write_text(DEEDS.replace("8名", "9名"), encoding="utf-8")
    Run(document, "--replace", "--publish")
    with committed():
        erase_version(erased, by=None, reason="依法清除")
    assert kept() == {sum_of(document.read_bytes())}


def test_sweep_takes_what_lost_its_record_otherwise(document: Path, committed: Any) -> None:
    Run(document)
    Record.objects.update(live=None, working=None)
    Record.objects.all().delete()
    Attachment.objects.update(added_at=timezone.now() - timedelta(days=2))
    with committed():
        sweep()
    assert kept() == set()


def test_sweep_takes_what_a_killed_import_left(document: Path, var: Path, committed: Any) -> None:
    Run(document)
    stray = path_of("0" * 64)
    stray.write_bytes(b"written, and its row was not")
    aside = var / "waiting" / f"{'0' * 64}.abc.original"
    aside.write_bytes(b"written aside, and never put in its place")
    os.utime(aside, (time.time() - 3 * 24 * 3600,) * 2)
    with committed():
        sweep()
    assert kept() == {sum_of(document.read_bytes())}
    assert left_aside(var) == []


def test_sweep_says_how_many_files_are_lost(document: Path) -> None:
    Run(document)
    for name in kept():
        path_of(name).unlink()
    sweep()
    assert OriginalCheck.objects.get().lost == 1
    assert "1 个只有校验值" in str(OriginalCheck.objects.get())
