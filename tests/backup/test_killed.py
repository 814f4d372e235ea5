"""kill -9 at any step of a backup or a restore."""

import os
import signal
import sys
import warnings
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from records.backup import contents
from records.backup.databases import Database
from records.backup.making import Progress
from records.backup.postgresql import site_database
from records.backup.restoring import unfinished_restore
from records.backup.verifying import damage
from tests.backup.sites import BackedUpSite
from tests.faults import sized

pytestmark = pytest.mark.slow

# What Python tells before it does it: https://docs.python.org/3/library/audit_events.html
STEPS = {
    *("open", "sqlite3.connect", "subprocess.Popen", "fcntl.flock"),
    *("os.mkdir", "os.rmdir", "os.rename", "os.remove", "os.link", "os.utime", "os.chmod"),
}
EVERY = sized(5, 1)  # step
MORE_THAN_ANY = 2_000
nothing: Progress = lambda *_: None  # noqa: E731


def run_until(step: int, *command: str, folder: Path) -> bool:
    """Runs the command in a process that is killed before its step of that number; tells whether it came so far."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a process with threads is forked: the child has but this one
        child = os.fork()
    if child == 0:
        die_before(step, str(folder))
        try:
            call_command(*command, stdout=StringIO(), stderr=StringIO())
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def die_before(step: int, folder: str) -> None:
    """Kills this process before its step of that number; only what is done in `folder` counts, and programs."""
    counted = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal counted
        if event not in STEPS or not (event == "subprocess.Popen" or concerns(folder, arguments)):
            return
        counted += 1
        if counted == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def concerns(folder: str, arguments: tuple[Any, ...]) -> bool:
    return any(folder in str(argument) or isinstance(argument, int) for argument in arguments[:2])


def steps(offset: int) -> Iterator[int]:
    yield from range(1 + offset, MORE_THAN_ANY, EVERY)


def test_killed_backup_leaves_whole_backups_only_and_the_next_run_clears_up(
    site: BackedUpSite, tmp_path: Path
) -> None:
    site.back_up()
    before = site.state()
    killed = 0
    for step in steps(0):
        site.write("media/images/changing.png", str(step).encode())
        if not run_until(step, "backup", str(site.shelf), "--keep", "1d", folder=tmp_path):
            break
        killed += 1
        assert site.backups
        assert [damage(backup, nothing) for backup in site.backups] == [[] for _ in site.backups]
    assert killed * EVERY > 20
    site.back_up()
    assert list(site.shelf.glob("*.partial")) == []
    (site.var / "media/images/changing.png").unlink()
    assert site.state() == before


def holds(database: Database, state: dict[str, Any]) -> bool:
    tables = ["records_record", "records_tribute"]
    return database.holds_content() and database.read_facts(tables).counts == {t: state[t] for t in tables}


def test_killed_restore_leaves_the_old_state_or_the_new_or_says_that_it_is_unfinished(
    site: BackedUpSite, tmp_path: Path
) -> None:
    restored = site.state()
    backup = site.back_up()
    found = set()
    for step in steps(0):
        site.change()
        changed = site.state()
        if not run_until(step, "restore", str(backup.path), "--replace", folder=tmp_path):
            assert site.state() == restored
            break
        if unfinished_restore():
            found.add("unfinished")
            site.refuses("update_database")
            site.manage("showmigrations")  # makes the database's file where there is none
            site.manage("restore", str(backup.path))
            assert site.state() == restored
            kept = [site_database().kept_in(aside) for aside in site.var.glob(f"{contents.ASIDE}*")]
            assert any(holds(one, changed) for one in kept)
        elif site.state() == restored:
            found.add("new")
        else:
            found.add("old")
            assert site.state() == changed
    assert {"old", "unfinished"} <= found
    site.change()
    site.manage("restore", str(backup.path), "--replace")
    assert site.state() == restored
    assert not (site.var / contents.STAGING).exists()
