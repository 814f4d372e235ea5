"""Caches in front of the site keep nothing that the site no longer shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from records.http import purging
from records.http.page_cache.monitor import ChangeMonitor
from records.http.purging import CachesInFront, PurgeBeforeAnswer, PurgeFailed, sweep
from tests.faults.serving import wait_until
from tests.http.asking import ask

KEPT = "c0ffee" + "0" * 26


class Command:
    """Stands for a CDN's own command: notes each edition it is called with, and fails while it is told to."""

    def __init__(self, folder: Path) -> None:
        self.calls, self.failing, script = folder / "calls", folder / "failing", folder / "script"
        self.calls.touch()
        script.write_text(
            f'#!/bin/sh\necho "$EDITION $*" >> {self.calls}\n[ ! -e {self.failing} ] || exit 3\n'
        )
        script.chmod(0o755)
        self.line = f"{script} 'all of it'"

    @property
    def called(self) -> list[str]:
        return self.calls.read_text().splitlines()


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "nginx"
    made.mkdir()
    return made


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "AGAIN_AFTER_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(purging, "MIN_SECONDS_BETWEEN_PURGES", 0.0)
    monkeypatch.setattr(purging, "RETRY_AFTER_SECONDS", 0.01)


@pytest.fixture
def caches(folder: Path, command: Command, tmp_path: Path) -> Iterator[CachesInFront]:
    made = CachesInFront(folder, command.line, tmp_path / "purged_edition")
    yield made
    made.stop()


# --- What is purged -------------------------------------------------------------------------------


def test_all_that_nginx_keeps_is_swept_in_folders_too(folder: Path) -> None:
    (folder / "0" / "00").mkdir(parents=True)
    kept = [folder / KEPT, folder / "0" / "00" / KEPT, folder / f"{KEPT}.0000000017"]
    for file in kept:
        file.touch()
    sweep(folder)
    assert [file for file in kept if file.exists()] == []


def test_nothing_else_is_swept_where_the_operator_names_a_wrong_folder(folder: Path) -> None:
    others = [folder / name for name in ("db.sqlite3", "notes.txt", KEPT[:-1], f"{KEPT}.txt", KEPT.upper())]
    for file in others:
        file.touch()
    (folder / "elsewhere").symlink_to(folder.parent)
    (folder.parent / KEPT).touch()
    sweep(folder)
    assert [file for file in [*others, folder.parent / KEPT] if not file.exists()] == []


def test_folder_that_is_not_there_counts_as_not_swept(folder: Path) -> None:
    with pytest.raises(PurgeFailed, match="missing"):
        sweep(folder / "missing")


def test_command_is_run_without_a_shell_and_learns_the_edition(
    caches: CachesInFront, command: Command
) -> None:
    assert caches.purge(7)
    assert command.called == ["7 all of it"]


@pytest.mark.parametrize("line", ["no-such-command", "'unclosed", "sleep 60"])
def test_command_that_cannot_be_run_is_a_failure_that_is_told(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(purging, "COMMAND_TIMEOUT_SECONDS", 0.05)
    caches = CachesInFront(None, line, tmp_path / "purged_edition")
    assert not caches.purge(7)
    assert not caches.purge(7)
    assert "正在重试" in caches.report(7)
    assert caplog.text.count("PURGE_COMMAND") == 1, "logged once, not at each attempt"


# --- When -----------------------------------------------------------------------------------------


def test_change_is_purged_and_again_for_what_was_on_its_way(caches: CachesInFront, command: Command) -> None:
    caches.changed(7)
    wait_until(lambda: caches.settled() == 7)
    assert command.called == ["7 all of it"] * 3


def test_failed_purge_is_repeated_until_it_succeeds(caches: CachesInFront, command: Command) -> None:
    command.failing.touch()
    caches.changed(7)
    wait_until(lambda: len(command.called) > 2)
    assert "退出码是 3" in caches.report(7)
    assert caches.settled() is None
    command.failing.unlink()
    wait_until(lambda: caches.settled() == 7)
    assert caches.report(7) == "已清空"


def test_change_during_a_failure_is_purged_in_its_place(caches: CachesInFront, command: Command) -> None:
    command.failing.touch()
    caches.changed(7)
    wait_until(lambda: len(command.called) > 1)
    caches.changed(8)
    command.failing.unlink()
    wait_until(lambda: caches.settled() == 8)
    assert command.called[-1] == "8 all of it"


def test_edition_that_is_settled_is_not_purged_again_after_a_restart(
    caches: CachesInFront, command: Command
) -> None:
    caches.kept.write_text("7")
    caches.changed(7)
    caches.purge_if_older(7)
    assert caches.thread is None
    assert command.called == []


def test_process_that_died_before_the_last_purge_leaves_it_to_the_next(
    caches: CachesInFront, command: Command
) -> None:
    assert caches.purge(7)
    assert caches.settled() is None
    CachesInFront(None, command.line, caches.kept).purge_if_older(7)
    assert len(command.called) == 2


@pytest.mark.parametrize("kept", ["", "half a numb"])
def test_damaged_note_of_the_last_purge_counts_as_none(
    caches: CachesInFront, command: Command, kept: str
) -> None:
    caches.kept.write_text(kept)
    caches.purge_if_older(7)
    assert len(command.called) == 1


def test_nothing_is_done_where_no_cache_is_named(tmp_path: Path) -> None:
    caches = CachesInFront(None, "", tmp_path / "purged_edition")
    caches.changed(7)
    caches.purge_if_older(7)
    assert caches.thread is None
    assert "没有设置" in caches.report(7)


# --- The layer ------------------------------------------------------------------------------------


class Django:
    """Stands behind the layer: a POST raises the edition."""

    edition = 1

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.edition += environ["REQUEST_METHOD"] == "POST"
        start_response("200 OK", [])
        return [b"done"]


@pytest.fixture
def monitor() -> Iterator[ChangeMonitor]:
    made = ChangeMonitor(lambda: 1)
    yield made
    made.stop()


def test_editor_is_answered_once_the_caches_are_purged(
    caches: CachesInFront, command: Command, monitor: ChangeMonitor
) -> None:
    django = Django()
    site = PurgeBeforeAnswer(django, caches, monitor, lambda: django.edition)
    ask(site, "/admin/records/record/1/withdraw/", "POST")
    assert command.called == ["2 all of it"]


def test_reading_and_a_post_that_changes_nothing_purge_nothing(
    caches: CachesInFront, command: Command, monitor: ChangeMonitor
) -> None:
    caches.kept.write_text("1")
    site = PurgeBeforeAnswer(Django(), caches, monitor, lambda: 1)
    ask(site, "/records/1/")
    ask(site, "/admin/login/", "POST")
    assert command.called == []


def test_answer_stands_where_the_edition_cannot_be_read(
    caches: CachesInFront, monitor: ChangeMonitor
) -> None:
    def fail() -> int:
        raise OSError

    assert ask(PurgeBeforeAnswer(Django(), caches, monitor, fail), "/", "POST").body == b"done"


def test_monitor_hands_each_change_on(monitor: ChangeMonitor) -> None:
    heard: list[int] = []
    states = iter([1, 1, 2])
    changes = ChangeMonitor(lambda: next(states), on_change=heard.append)
    for _ in range(3):
        changes.check()
    assert heard == [1, 2]
