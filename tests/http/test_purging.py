"""Caches in front of the site keep nothing that the site no longer shows."""

import threading
import time
from collections.abc import Callable, Iterator
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


def kept_by_nginx(path: Path) -> Path:
    path.write_bytes(b"\5\0\0\0" + b"\0" * 300 + b"\nKEY: /records/1/ br\nHTTP/1.1 200 OK\r\n\r\n<html>")
    return path


def test_all_that_nginx_keeps_is_swept(folder: Path) -> None:
    kept = [kept_by_nginx(folder / KEPT), kept_by_nginx(folder / f"{KEPT}.0000000017")]
    (begun := folder / f"{KEPT[:-1]}1.0000000018").touch()
    sweep(folder)
    assert [file for file in [*kept, begun] if file.exists()] == []


def test_what_nginx_writes_on_the_way_elsewhere_is_no_fault(folder: Path) -> None:
    (folder / "0000000001").touch()
    sweep(folder)


def of_another_program(folder: Path) -> Path:
    (made := folder / KEPT).write_bytes(b"a session of PHP, by its MD5")
    return made


def folder_of_another_program(folder: Path) -> Path:
    (made := folder / "elsewhere").mkdir()
    return kept_by_nginx(made / KEPT)


def link_elsewhere(folder: Path) -> Path:
    (folder / KEPT).symlink_to(target := kept_by_nginx(folder.parent / KEPT))
    return target


def other_name(folder: Path) -> Path:
    (made := folder / "db.sqlite3").touch()
    return made


@pytest.mark.parametrize("make", [of_another_program, folder_of_another_program, link_elsewhere, other_name])
def test_wrong_folder_is_told_and_what_is_not_of_nginx_stays(
    folder: Path, make: Callable[[Path], Path]
) -> None:
    other = make(folder)
    kept = kept_by_nginx(folder / ("f" * 32))
    with pytest.raises(PurgeFailed, match=r"不像 nginx 的目录.*NGINX_CACHE.*levels"):
        sweep(folder)
    assert other.exists()
    assert not kept.exists(), "whatever else is there, the public no longer reads it"


def test_folder_that_is_not_there_counts_as_not_swept(folder: Path) -> None:
    with pytest.raises(PurgeFailed, match="missing"):
        sweep(folder / "missing")


def test_command_is_run_without_a_shell_and_learns_the_edition(
    caches: CachesInFront, command: Command
) -> None:
    assert caches.purge(7)
    assert command.called == ["7 all of it"]


@pytest.mark.parametrize("line", ["no-such-command", "'unclosed", "sleep 60", "sh -c 'sleep 60; true'"])
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


def note(caches: CachesInFront, edition: int) -> None:
    """Notes it as settled, as an earlier process did."""
    caches.write_note(edition)


def test_edition_that_is_settled_is_not_purged_again(caches: CachesInFront, command: Command) -> None:
    note(caches, 7)
    caches.changed(7)
    caches.purge_if_older(7)
    assert caches.thread is None
    assert command.called == []


def test_process_that_died_before_the_last_purge_leaves_it_to_the_next(
    caches: CachesInFront, command: Command
) -> None:
    assert caches.purge(7)
    assert caches.settled() is None
    CachesInFront(None, command.line, caches.note).purge_if_older(7)
    assert len(command.called) == 2


@pytest.mark.parametrize("written", ["", "half a numb", "7", "7 7 7", "\x00"])
def test_damaged_note_of_the_last_purge_counts_as_none(
    caches: CachesInFront, command: Command, written: str
) -> None:
    caches.note.write_text(written)
    caches.purge_if_older(7)
    assert len(command.called) == 1


def test_note_of_other_caches_counts_as_none(
    caches: CachesInFront, command: Command, folder: Path, tmp_path: Path
) -> None:
    """As where the operator has named a wrong folder first."""
    note(CachesInFront(tmp_path, command.line, caches.note), 7)
    kept = kept_by_nginx(folder / KEPT)
    assert caches.report(7) != "已清空"
    caches.purge_if_older(7)
    assert not kept.exists()


def test_site_begins_with_a_purge_whatever_the_note_says(caches: CachesInFront, command: Command) -> None:
    """The database may be an older copy, and the note with it."""
    note(caches, 7)
    caches.purge_at_start(7)
    assert command.called == ["7 all of it"]
    assert caches.report(7) == "已清空"


def test_failure_at_the_start_is_repeated_until_it_succeeds(caches: CachesInFront, command: Command) -> None:
    note(caches, 7)
    command.failing.touch()
    caches.purge_at_start(7)
    assert "正在重试" in caches.report(7)
    worker = CachesInFront(caches.folder, command.line, caches.note)
    assert worker.report(7) != "已清空"
    command.failing.unlink()
    worker.changed(7)
    wait_until(lambda: worker.report(7) == "已清空")
    worker.stop()


def test_what_was_not_settled_before_the_start_is_not_by_the_one_purge_of_it(caches: CachesInFront) -> None:
    """Another process may still answer as before the change."""
    note(caches, 6)
    caches.purge_at_start(7)
    assert caches.report(7) != "已清空"


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
    site = PurgeBeforeAnswer(Django(), caches, monitor, lambda: 1)
    ask(site, "/records/1/")
    ask(site, "/admin/login/", "POST")
    assert command.called == []


def test_visitor_waits_for_no_purge_though_content_changes_meanwhile(
    caches: CachesInFront, command: Command, monitor: ChangeMonitor
) -> None:
    django = Django()
    site = PurgeBeforeAnswer(django, caches, monitor, lambda: django.edition)
    ask(site, "/nonexistent/", "POST")
    assert command.called == []


def test_purge_that_failed_is_left_to_the_thread(
    caches: CachesInFront, command: Command, monitor: ChangeMonitor
) -> None:
    django = Django()
    site = PurgeBeforeAnswer(django, caches, monitor, lambda: django.edition)
    command.failing.touch()
    for _ in range(3):
        ask(site, "/admin/records/record/1/withdraw/", "POST")
    assert len(command.called) == 1


def test_one_purge_serves_all_who_wait_for_it(tmp_path: Path, command: Command) -> None:
    (go := tmp_path / "go").touch()
    script = tmp_path / "slow"
    script.write_text(f"#!/bin/sh\necho begun >> {command.calls}\nwhile [ -e {go} ]; do sleep 0.01; done\n")
    script.chmod(0o755)
    caches = CachesInFront(None, str(script), tmp_path / "purged_edition")
    waiting = [threading.Thread(target=caches.purge_if_older, args=[edition]) for edition in (9, 9, 8, 9)]
    for one in waiting:
        one.start()
        wait_until(lambda: command.called == ["begun"])
    go.unlink()
    for one in waiting:
        one.join()
    assert command.called == ["begun"]


def test_later_change_is_purged_after_the_purge_under_way(caches: CachesInFront, command: Command) -> None:
    with caches.purging:
        later = threading.Thread(target=caches.purge_if_older, args=[8])
        later.start()
        caches.purge_alone(7)
    later.join()
    assert command.called == ["7 all of it", "8 all of it"]


def test_process_that_stops_waits_for_no_command(tmp_path: Path) -> None:
    (script := tmp_path / "hanging").write_text(f"#!/bin/sh\ntouch {tmp_path}/begun\nsleep 60\n")
    script.chmod(0o755)
    caches = CachesInFront(None, str(script), tmp_path / "purged_edition")
    caches.changed(7)
    wait_until((tmp_path / "begun").exists)
    editor = threading.Thread(target=caches.purge_if_older, args=[7])
    editor.start()
    began = time.monotonic()
    caches.stop()
    editor.join()
    assert time.monotonic() - began < purging.COMMAND_TIMEOUT_SECONDS / 2
    assert caches.settled() is None


def test_answer_stands_where_the_edition_cannot_be_read(
    caches: CachesInFront, monitor: ChangeMonitor
) -> None:
    def fail() -> int:
        raise OSError

    site = PurgeBeforeAnswer(Django(), caches, monitor, fail)
    assert ask(site, "/admin/records/record/1/withdraw/", "POST").body == b"done"


def test_monitor_hands_each_change_on(monitor: ChangeMonitor) -> None:
    heard: list[int] = []
    states = iter([1, 1, 2])
    changes = ChangeMonitor(lambda: next(states), on_change=heard.append)
    for _ in range(3):
        changes.check()
    assert heard == [1, 2]
