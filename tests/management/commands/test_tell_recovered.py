"""The log is told that the site goes on from a backup that `restore` had no part in."""

import json

import pytest
from django.core.management import CommandError, call_command

from records.audit import Act
from records.models import LogLeaf
from records.models.audit import AuditEntry
from records.transparency.entering import append

pytestmark = pytest.mark.django_db


def test_it_is_entered_and_stands_in_the_audit_log() -> None:
    append([{"kind": "withdrawn", "record": 1}])
    call_command("tell_recovered", "2026-11-30 的快照")
    last = json.loads(LogLeaf.objects.order_by("-index")[0].entry)
    assert (last["kind"], last["backup"]) == ("recovered", "2026-11-30 的快照")
    assert AuditEntry.objects.latest("number").act == Act.RESTORED


def test_a_site_without_a_log_has_nothing_to_tell() -> None:
    with pytest.raises(CommandError, match="还没有公开日志"):
        call_command("tell_recovered", "2026-11-30")
    assert not LogLeaf.objects.exists()


@pytest.mark.parametrize("backup", [" ", "长" * 201, "a\x00b"])
def test_what_backup_it_was_is_said(backup: str) -> None:
    append([{"kind": "withdrawn", "record": 1}])
    with pytest.raises(CommandError, match="请写明"):
        call_command("tell_recovered", backup)
