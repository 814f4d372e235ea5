"""Whole months that are old enough are given up, and the rest still hangs together."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from records.audit import Act, record_act
from records.audit.pruning import first_kept_month
from records.audit.verifying import verify
from records.models import AuditEntry, PrunedMonth
from tests.processes import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_log(transactional_db: None) -> None:
    """Takes away the line of today that the migrations of the tests' database have left."""
    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def lines_of(monkeypatch: pytest.MonkeyPatch) -> object:
    def write(year: int, month: int, lines: int = 3) -> list[AuditEntry]:
        moment = datetime(year, month, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: moment)
            return [record_act(Act.CHANGED) for _ in range(lines)]

    return write


def test_old_months_go_and_leave_their_last_hash(lines_of, capsys) -> None:
    first, second = lines_of(2020, 1), lines_of(2020, 2)
    kept = record_act(Act.CHANGED)
    call_command("prune_audit")
    assert list(AuditEntry.objects.order_by("number").values_list("act", flat=True)) == [
        *["changed", "pruned", "pruned"]
    ]
    left = list(PrunedMonth.objects.values_list("month", "last_number", "last_hash"))
    assert left == [
        ("2020-01", first[-1].number, first[-1].hash),
        ("2020-02", second[-1].number, second[-1].hash),
    ]
    assert kept.previous == second[-1].hash
    assert capsys.readouterr().out.count("已清理") == 2
    assert not verify().broken


def test_a_dry_run_tells_and_changes_nothing(lines_of, capsys) -> None:
    lines_of(2020, 1)
    call_command("prune_audit", "--dry-run")
    assert "将清理 2020-01：第" in capsys.readouterr().out
    assert not PrunedMonth.objects.exists()


def test_nothing_old_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    record_act(Act.CHANGED)
    call_command("prune_audit")
    assert "未作改动" in capsys.readouterr().out


def test_a_line_of_a_month_that_was_not_given_up_stays(lines_of) -> None:
    lines_of(2020, 1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(month="2020-01").delete()


def test_what_is_left_of_a_month_is_checked_too(lines_of) -> None:
    lines_of(2020, 1)
    call_command("prune_audit")
    PrunedMonth.objects.create(
        month="2020-02", first_number=4, last_number=4, last_hash="x", pruned_at=timezone.now()
    )
    assert "2020-02 月的记载接不上" in verify().broken


def test_a_clock_set_back_leaves_each_month_in_one_piece(lines_of) -> None:
    lines_of(2020, 3)
    assert {line.month for line in lines_of(2020, 1)} == {"2020-03"}


@pytest.mark.parametrize(("months", "kept"), [(12, "2025-11"), (6, "2026-05"), (11, "2025-12")])
def test_the_current_month_and_so_many_before_it_are_kept(
    monkeypatch: pytest.MonkeyPatch, months: int, kept: str
) -> None:
    moment = datetime(2026, 11, 28, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert first_kept_month(months) == kept


def test_less_than_half_a_year_is_refused_in_plain_words(tmp_path) -> None:
    done = run(tmp_path, "manage.py", "check", AUDIT_MONTHS="3")
    assert done.returncode != 0
    assert "AUDIT_MONTHS 至少是 6" in done.stderr
