"""The index built anew: the same as the one that followed each change, whatever editors do meanwhile."""

import shutil
import sqlite3
from itertools import product
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from records.models import Edition, IndexedRecord, Record
from records.publishing import publish, withdraw
from records.search import index, rebuilding, tables
from records.search.entries import Prepared
from records.search.preparing import prepare
from records.search.rebuilding import install_index, rebuild
from records.search.reindexing import reindex
from records.utils.processes import ProcessDied
from tests.factories import make_recipient, make_record
from tests.processes import migrated, run
from tests.search.indexed import TEXTS, TYPED, ids_of, indexed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_rebuilt_index_finds_the_same() -> None:
    for name, text in product(["彭李街道", "别的街道"], TEXTS):
        indexed(f"{name}{text[:2]}", measure=text)
    before = {typed: ids_of(typed) for typed in TYPED}
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {index.TABLE}")
    assert rebuild() == len(Record.objects.all())
    assert {typed: ids_of(typed) for typed in TYPED} == before
    assert rebuild() == len(Record.objects.all())


def test_what_is_changed_while_the_index_is_rebuilt_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed, withdrawn = indexed("彭李街道"), indexed("别的街道")

    def change_meanwhile() -> None:
        renamed.recipient.name = "新名街道"
        renamed.recipient.save()
        reindex(renamed.recipient.records.values_list("pk", flat=True))
        withdraw(withdrawn, by=None, reason="有误")
        publish(make_record("draft", recipient=make_recipient("新来街道")), by=None)

    complete = tables.complete

    def complete_late(table: str) -> None:
        """The last step before the transaction that puts the new index in its place."""
        change_meanwhile()
        complete(table)

    monkeypatch.setattr(tables, "complete", complete_late)
    started = Edition.current()
    assert rebuild() == 2
    assert Edition.current() > started
    assert [len(ids_of(name)) for name in ("新名", "新来", "别的", "彭李")] == [1, 1, 0, 0]


def test_what_is_changed_after_it_was_read_is_not_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed, withdrawn, same = indexed("彭李街道"), indexed("别的街道"), indexed("不变街道")

    def prepare_before_a_change(ids: list[int]) -> list[Prepared]:
        found = prepare(ids)
        renamed.recipient.region = "山东省/滨州市"
        renamed.recipient.name = "新名街道"
        renamed.recipient.save()
        reindex(renamed.recipient.records.values_list("pk", flat=True))
        withdraw(withdrawn, by=None, reason="有误")
        return found

    lines: dict[int, str] = {}
    monkeypatch.setattr(rebuilding, "prepare", prepare_before_a_change)
    complete = tables.complete

    def complete_and_look(table: str) -> None:
        lines.update(IndexedRecord.objects.values_list("pk", "region"))
        complete(table)

    monkeypatch.setattr(tables, "complete", complete_and_look)
    assert rebuild() == 2
    assert lines == {renamed.pk: "山东省/滨州市", same.pk: ""}
    assert [len(ids_of(name)) for name in ("新名", "不变", "别的", "彭李")] == [1, 1, 0, 0]


def test_what_a_rebuilt_index_tells_is_seen_at_once(client: Client) -> None:
    make_record(recipient=make_recipient(region="甲省"))  # by a way that no index follows
    for address in ("/places/", "/search/"):
        assert "甲省" not in client.get(address).content.decode()
    rebuild()
    for address in ("/places/", "/search/"):
        assert "甲省" in client.get(address).content.decode()


def test_command_says_how_many_records_it_indexed(capsys: pytest.CaptureFixture[str]) -> None:
    indexed("彭李街道")
    call_command("rebuild_search")
    assert "索引已重建：1 条记录" in capsys.readouterr().out


def test_site_that_has_records_before_an_index_gets_one_by_migrating() -> None:
    record = make_record(recipient=make_recipient("彭李街道"))
    install_index(using="default", plan=["a migration"])
    assert ids_of("彭李") == [record.pk]


def test_rebuilding_that_was_broken_off_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [indexed(f"彭李街道{number}") for number in range(3)]
    monkeypatch.setattr(tables, "MAX_ROWS_EMPTIED", {"content": 1, "data": 1})
    # First when the new index is in its place and the old one still there, then when the new one is half made.
    for step, outcome in (("drop", [None, None, KeyboardInterrupt]), ("complete", KeyboardInterrupt)):
        with monkeypatch.context() as broken:
            broken.setattr(tables, step, Mock(side_effect=outcome))
            with pytest.raises(KeyboardInterrupt):
                rebuild()
    assert rebuild() == 3
    assert set(ids_of("彭李")) == {record.pk for record in records}
    left = [name for name in connection.introspection.table_names() if name.startswith(index.TABLE)]
    assert not [name for name in left if name.startswith((tables.ASIDE, tables.OLD))]


def test_process_that_dies_leaves_the_old_index_and_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    record = indexed("彭李街道")

    def die(*given: object) -> object:
        raise ProcessDied
        yield

    monkeypatch.setattr(rebuilding, "map_in_order", die)
    with pytest.raises(CommandError, match="--jobs 1"):
        call_command("rebuild_search")
    assert ids_of("彭李") == [record.pk]


def test_index_read_in_processes_of_their_own_is_the_same(tmp_path: Path) -> None:
    shutil.copytree(migrated(), tmp_path, dirs_exist_ok=True)
    commands = [
        ["-m", "tests.bench.corpus", "--records", "40"],
        ["manage.py", "rebuild_search", "--jobs", "1"],
    ]
    for command in commands:
        done = run(tmp_path, *command)
        assert done.returncode == 0, done.stderr
    here = content(tmp_path)
    done = run(tmp_path, "manage.py", "rebuild_search", "--jobs", "2")
    assert "索引已重建：40 条记录" in done.stdout, done.stderr
    assert content(tmp_path) == here


def content(folder: Path) -> list[tuple[int, str, set[str]]]:
    with sqlite3.connect(folder / "db.sqlite3") as database:
        rows = database.execute(f"SELECT rowid, text, tokens FROM {index.TABLE} ORDER BY rowid").fetchall()
    database.close()
    return [(record_id, text, set(tokens.split())) for record_id, text, tokens in rows]
