"""The chain is walked along whole; the first line that was changed, taken out or cut off is named."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from records.audit import Act, record_act
from records.models import AuditCheck, AuditEntry
from records.models.edition import run
from records.models.guards import drop_sql

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lines() -> list[AuditEntry]:
    return [record_act(Act.CHANGED, detail=f"第 {number} 次") for number in range(5)]


@pytest.fixture
def unguarded(lines: list[AuditEntry]) -> Iterator[None]:
    """One who owns the database has taken the guards off."""
    run(connection, drop_sql(connection))
    yield
    run(connection, ["DELETE FROM records_auditentry", "UPDATE records_audithead SET number = 0, month = ''"])
    call_command("migrate", verbosity=0)


def said(capsys: Any) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit")
    return str(refused.value)


def test_a_whole_chain_is_found_whole(lines: list[AuditEntry], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    out = capsys.readouterr().out
    assert "首尾相连" in out
    assert lines[-1].hash in out


def test_a_changed_line_is_named(lines: list[AuditEntry], unguarded: None, capsys: Any) -> None:
    AuditEntry.objects.filter(pk=lines[2].pk).update(detail="别的")
    assert f"第 {lines[2].number} 行被改过" in said(capsys)


def test_a_line_hashed_anew_breaks_the_next(lines: list[AuditEntry], unguarded: None, capsys: Any) -> None:
    forged = lines[2]
    forged.who = "别人"
    forged.hash = forged.computed_hash()
    forged.save()
    assert f"第 {lines[3].number} 行接不上" in said(capsys)


def test_a_line_taken_out_is_missed(lines: list[AuditEntry], unguarded: None, capsys: Any) -> None:
    AuditEntry.objects.filter(pk=lines[1].pk).delete()
    assert f"第 {lines[1].number} 行不见了" in said(capsys)


def test_a_cut_off_end_is_missed(lines: list[AuditEntry], unguarded: None, capsys: Any) -> None:
    AuditEntry.objects.filter(pk__gte=lines[3].pk).delete()
    assert f"缺到第 {lines[4].number} 行" in said(capsys)


def test_readyz_tells_those_who_watch_what_the_check_found(
    client: Client, lines: list[AuditEntry], unguarded: None, capsys: Any
) -> None:
    assert "审计日志：尚未核对" in client.get("/readyz").content.decode()
    AuditEntry.objects.filter(pk=lines[2].pk).update(detail="别的")
    said(capsys)
    assert "被改过" in client.get("/readyz").content.decode()
    assert AuditCheck.objects.get().broken
