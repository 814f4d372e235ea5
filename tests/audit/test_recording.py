"""Each act is one line, hung on the line before it, and no line changes any more."""

import json
import logging
import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction

from records.audit import Act, record_act
from records.audit.recording import tell_migrated
from records.models import AuditEntry, AuditHead, PrunedMonth
from records.models.audit import chained
from records.models.edition import run
from records.models.guards import drop_sql, install_guards, missing_guards
from tests.factories import make_record

pytestmark = pytest.mark.django_db


def test_a_line_tells_what_was_changed_on_which_object() -> None:
    record = make_record(title="样例标题")
    entry = record_act(Act.CHANGED, on=record, changes={"标题": ("旧", "新")}, detail="说明")
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.object_type, kept.object_id, kept.object_text) == (
        "records.record",
        str(record.pk),
        "样例标题",
    )
    assert (kept.changed, kept.detail) == ({"标题": ["旧", "新"]}, "说明")


def test_each_line_holds_the_hash_of_the_one_before() -> None:
    first, second = record_act(Act.EXPORTED), record_act(Act.EXPORTED)
    assert second.number == first.number + 1
    assert second.previous == first.hash
    assert AuditHead.objects.get().hash == second.hash


def test_a_stored_line_hashes_to_what_was_written() -> None:
    entry = record_act(Act.CHANGED, changes={"数": (1.50, None), "表": (["甲"], ["乙\0"])}, detail="\ud800")
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert kept.computed_hash() == kept.hash == entry.hash


def test_a_hash_covers_every_column() -> None:
    entry = record_act(Act.CHANGED)
    covered = {*AuditEntry.HASHED, "at", "previous", "hash"}
    assert covered == {field.attname for field in AuditEntry._meta.concrete_fields}
    for name in covered - {"at", "hash", "user_id"}:
        other = AuditEntry.objects.get(pk=entry.pk)
        setattr(other, name, "其他")
        assert other.computed_hash() != entry.hash, name


def test_the_same_line_behind_another_has_another_hash() -> None:
    assert chained("a", {"x": 1}) != chained("b", {"x": 1})


def test_an_act_that_is_undone_leaves_no_line() -> None:
    before = AuditHead.objects.get()
    with transaction.atomic():
        record_act(Act.CHANGED)
        transaction.set_rollback(True)
    assert AuditHead.objects.get().hash == before.hash
    assert not AuditEntry.objects.filter(number__gt=before.number).exists()


def test_at_the_command_line_the_user_of_the_operating_system_acts(monkeypatch: Any) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "wang")
    monkeypatch.setattr("records.audit.actors.login_user", lambda: "")
    monkeypatch.setenv("SUDO_USER", "li")
    monkeypatch.setattr("sys.argv", ["/srv/manage.py", "backup", "--passphrase=abc", "--to", "x"])
    entry = record_act(Act.COMMAND)
    assert (entry.who, entry.user) == ("wang（登录者：li）", None)
    assert entry.command == "manage.py backup --passphrase=*** --to x"


def test_the_log_gets_the_same_line_as_json(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    user = User.objects.create_user("wang")
    logging.getLogger("records.audit").addHandler(caplog.handler)
    with django_capture_on_commit_callbacks(execute=True):
        entry = record_act(Act.PUBLISHED, by=user, detail="说明")
    line = json.loads(caplog.messages[-1])
    assert (line["who"], line["act"], line["detail"], line["hash"]) == (
        "wang",
        "published",
        "说明",
        entry.hash,
    )
    assert line["at"].endswith("+08:00")


UNSEEN = "甲\u2028乙\u2029丙\x85丁\x9b戊\u202e己\u2066庚\u200f辛\x7f"


def test_the_log_has_no_sign_that_breaks_or_turns_a_line(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    logging.getLogger("records.audit").addHandler(caplog.handler)
    with django_capture_on_commit_callbacks(execute=True):
        record_act(Act.PUBLISHED, detail=UNSEEN)
    line = caplog.messages[-1]
    assert line.isprintable()
    assert "甲" in line
    assert json.loads(line)["detail"] == UNSEEN


def test_what_was_migrated_is_told_with_spaces_between_where_lines_may_break() -> None:
    tell_migrated("default", [("records.0001_initial", False), ("records.0002_imports", False)])
    assert AuditEntry.objects.latest("number").detail == "records.0001_initial records.0002_imports"


def test_the_log_masks_name_and_address_of_a_refused_sign_in(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    logging.getLogger("records.audit").addHandler(caplog.handler)
    with django_capture_on_commit_callbacks(execute=True):
        record_act(Act.SIGN_IN_FAILED, who="my-secret-password")
    assert "secret" not in caplog.text
    assert AuditEntry.objects.latest("number").who == "my-secret-password"


# --- The database refuses ---------------------------------------------------------------------------


STATEMENTS = [
    "UPDATE records_auditentry SET who = 'x'",
    "DELETE FROM records_auditentry",
    "UPDATE records_audithead SET hash = 'x'",
    "UPDATE records_audithead SET number = number - 1",
    "DELETE FROM records_audithead",
    pytest.param("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE records_auditentry", marks=pytest.mark.postgres),
    pytest.param("TRUNCATE records_audithead", marks=pytest.mark.postgres),
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_line_is_changed_or_taken_out(statement: str) -> None:
    entry = record_act(Act.CHANGED)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(connection, [statement])
    assert AuditEntry.objects.get(pk=entry.pk).computed_hash() == entry.hash


@pytest.mark.parametrize(
    ("table", "key"),
    [("records_auditentry", "number"), ("records_audithead", "id"), ("records_prunedmonth", "month")],
)
def test_no_row_is_put_in_the_place_of_another(table: str, key: str) -> None:
    record_act(Act.CHANGED)
    add_pruned("2020-01")
    replacing = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "postgresql": (
            f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}"
        ),
    }
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(connection, [replacing[connection.vendor]])


def test_no_line_is_put_before_the_last() -> None:
    last = record_act(Act.CHANGED)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.create(number=last.number - 1_000_000, at=last.at, month="2020-01", act="changed")


@pytest.mark.parametrize(
    "change", ["UPDATE records_prunedmonth SET last_hash = 'x'", "DELETE FROM records_prunedmonth"]
)
def test_what_is_left_of_a_month_stays(change: str) -> None:
    add_pruned("2020-01")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(connection, [change])


def test_a_month_that_ended_less_than_half_a_year_ago_is_not_given_up() -> None:
    entry = record_act(Act.CHANGED)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        add_pruned(entry.month)


def add_pruned(month: str) -> None:
    PrunedMonth.objects.create(
        month=month, first_number=1, last_number=1, last_hash="0", pruned_at="2026-01-01T00:00Z"
    )


def test_missing_guards_are_noticed_and_made_again() -> None:
    assert not missing_guards()
    run(connection, drop_sql(connection))
    assert missing_guards()
    install_guards("default")
    assert not missing_guards()


# --- Many at once -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_who_act_at_once_make_one_chain() -> None:
    errors: list[Exception] = []

    def act() -> None:
        try:
            for _ in range(5):
                record_act(Act.EXPORTED)
        except DatabaseError as error:
            errors.append(error)
        finally:
            connection.close()

    before = AuditHead.objects.get()
    threads = [threading.Thread(target=act) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    lines = list(AuditEntry.objects.filter(number__gt=before.number).order_by("number"))
    assert len(lines) == 30
    assert [line.previous for line in lines] == [before.hash, *(line.hash for line in lines[:-1])]
