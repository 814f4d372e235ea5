"""manage.py tells the audit log which command was run, by whom, and that it failed."""

import logging
import sys
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management.base import CommandError
from django.test import TestCase

from records.management.utility import RecordingUtility, recorded, tell
from tests.audit.telling import last_number, told_since

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _connection_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command at the command line ends its connections; here the test is still in its transaction."""
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)


@pytest.fixture(autouse=True)
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["manage.py", "clearsessions"])
    monkeypatch.setattr("getpass.getuser", lambda: "wang")
    monkeypatch.setattr("records.audit.actors.login_user", lambda: "wang")


def run(command: str) -> None:
    typed = ["manage.py", command]
    RecordingUtility(typed).fetch_command(command).run_from_argv(typed)


def test_a_command_is_told_with_the_user_of_the_operating_system() -> None:
    before = last_number()
    run("clearsessions")
    (entry,) = told_since(before)
    assert (entry.act, entry.who, entry.command) == ("command", "wang", "manage.py clearsessions")


@pytest.mark.parametrize(("on_a_screen", "lines"), [(True, 0), (False, 1)])
def test_the_copy_for_the_log_is_not_written_on_a_screen(
    monkeypatch: pytest.MonkeyPatch, on_a_screen: bool, lines: int
) -> None:
    logger, written = logging.getLogger("records.audit"), logging.Handler()
    records: list[logging.LogRecord] = []
    monkeypatch.setattr(written, "emit", records.append)
    monkeypatch.setattr(logger, "handlers", [written])
    monkeypatch.setattr("sys.stderr", Mock(wraps=sys.stderr, isatty=lambda: on_a_screen))
    level = logger.level
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            run("clearsessions")
    finally:
        logger.setLevel(level)
    assert len(records) == lines


def test_a_command_that_fails_is_told_twice() -> None:
    class Failing:
        def execute(self, *args: Any, **options: Any) -> None:
            raise CommandError("磁盘写满了")

    before = last_number()
    command: Any = recorded(Failing())  # type: ignore[arg-type]
    with pytest.raises(CommandError):
        command.execute()
    begun, failed = told_since(before)
    assert (begun.act, failed.act) == ("command", "command_failed")
    assert "磁盘写满了" in failed.detail


def test_a_command_that_only_looks_is_not_told() -> None:
    before = last_number()
    run("verify_audit")
    assert told_since(before) == []


def test_a_command_runs_though_there_is_no_database_to_tell(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from django.db import OperationalError

    def gone(*args: Any, **options: Any) -> None:
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("records.audit.record_act", gone)
    tell("COMMAND")
    assert "manage.py clearsessions" in caplog.text
