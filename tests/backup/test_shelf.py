"""Which backups are kept, and what is told of them."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from records.backup import contents, keys
from records.backup.shelf import Backup, Shelf, Verification, newest, newest_of_each, parse_keep
from records.backup.status import status
from records.management.commands.backup import Command
from tests.backup.sites import BackedUpSite
from tests.processes import ROOT

NOON = datetime(2026, 11, 28, 4, tzinfo=UTC)  # at Beijing


def shelf_of(folder: Path, *times: datetime) -> Shelf:
    for time in times:
        (folder / f"honors-{time:%Y%m%dT%H%M%SZ}").mkdir()
    return Shelf(folder)


def days(shelf: Shelf) -> list[str]:
    return [f"{backup.made_at:%m%d}" for backup in shelf.backups()]


@pytest.mark.parametrize(
    ("text", "numbers"), [("7d4w12m", (7, 4, 12)), ("3d", (3, 0, 0)), ("2w", (0, 2, 0)), ("1d1m", (1, 0, 1))]
)
def test_what_is_kept_is_written_as_days_weeks_and_months(text: str, numbers: tuple[int, int, int]) -> None:
    assert parse_keep(text) == numbers


@pytest.mark.parametrize("text", ["", "0d", "7", "4w7d", "7d4w12m1y", "-1d", "all", "99999d", "٣d"])
def test_what_is_kept_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_keep(text)


def test_newest_of_each_day_week_and_month_is_kept(tmp_path: Path) -> None:
    every_half_day = (NOON - timedelta(hours=12 * number) for number in range(200))
    shelf = shelf_of(tmp_path, *every_half_day)
    shelf.prune(newest_of_each((3, 2, 3)))
    # Three days; of two weeks, that end on a Sunday, the second; of three months the two before.
    assert days(shelf) == ["0930", "1031", "1122", "1126", "1127", "1128"]


def test_days_without_a_backup_do_not_count(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, *(NOON - timedelta(days=30 * number) for number in range(4)))
    shelf.prune(newest_of_each((4, 0, 0)))
    assert len(shelf.backups()) == 4


def test_day_ends_at_midnight_of_the_site_and_not_of_greenwich(tmp_path: Path) -> None:
    late = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)  # 23:59 at Beijing
    shelf = shelf_of(tmp_path, late, late + timedelta(minutes=2))
    shelf.prune(newest_of_each((2, 0, 0)))
    assert len(shelf.backups()) == 2


def test_newest_verified_one_is_never_removed(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, *(NOON - timedelta(days=number) for number in range(9)))
    old, later, *_ = shelf.backups()
    old.note(Verification(NOON, []))
    later.note(Verification(NOON, ["damaged"]))
    shelf.prune(newest(2))
    assert days(shelf) == ["1120", "1127", "1128"]


def test_nothing_else_in_the_folder_is_touched(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, NOON, NOON - timedelta(days=1))
    (tmp_path / "honors-of-others").mkdir()
    (tmp_path / "notes").touch()
    shelf.prune(newest(1))
    assert {path.name for path in tmp_path.iterdir()} == {
        "honors-of-others",
        "notes",
        shelf.backups()[0].name,
    }


def test_removed_backups_are_told(site: BackedUpSite) -> None:
    first, second = site.back_up(), site.back_up("--keep", "1d")
    assert f"已删去旧的备份 {first.path}" in site.told
    assert [backup.path for backup in site.backups] == [second.path]


def test_readyz_tells_the_age_of_the_last_verified_backup(site: BackedUpSite, client: Client) -> None:
    assert "备份：还没有核对过的备份" in client.get("/readyz").content.decode()
    backup = site.back_up("--verify")
    told = client.get("/readyz").content.decode()
    assert f"在 {backup.path}" in told
    assert "没有通过" not in told
    (backup.path / "manifest.json").unlink()
    site.refuses("restore", str(backup.path), "--verify")
    assert f"没有通过：{backup.path}" in client.get("/readyz").content.decode()


def test_readyz_tells_a_backup_that_could_not_be_made(
    site: BackedUpSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.back_up("--verify")
    with monkeypatch.context() as patch:
        patch.setattr("records.backup.making.MARGIN_BYTES", 10**18)
        site.refuses("backup", str(site.shelf))
    assert status().failed_at
    assert "所在的磁盘只剩" in client.get("/readyz").content.decode()
    site.back_up()
    assert status().failed_at is None


def test_readyz_tells_a_disk_that_failed(site: BackedUpSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28), "there")

    monkeypatch.setattr(keys, "encrypted", fail)
    site.refuses("backup", str(site.shelf))
    assert "磁盘已满" in status().problem


def test_backup_that_was_only_made_does_not_hide_a_verification_that_failed(site: BackedUpSite) -> None:
    backup = site.back_up("--verify")
    (backup.path / "manifest.json").unlink()
    site.refuses("restore", str(backup.path), "--verify")
    site.back_up()
    assert status().failed_at
    site.back_up("--verify")
    assert status().failed_at is None


def test_backup_that_another_is_in_the_way_of_is_no_failure(site: BackedUpSite) -> None:
    site.back_up()
    with Shelf(site.shelf).held():
        site.refuses("backup", str(site.shelf))
    assert status().failed_at is None


def test_backup_of_the_database_alone_is_not_the_sites(site: BackedUpSite) -> None:
    site.become_older()
    site.manage("update_database")
    site.manage("restore", str(site.var / contents.BACKUPS), "--verify")
    assert "核对通过" in site.told
    assert status().verified_at is None


def test_backup_made_under_a_clock_far_ahead_does_not_stand_for_later_ones(site: BackedUpSite) -> None:
    backup = site.back_up()
    ahead = Backup(backup.path.rename(site.shelf / "honors-20990101T000000Z"))
    site.manage("restore", str(ahead.path), "--verify")
    ahead.path.rename(site.shelf / "put away")
    now = site.back_up("--verify")
    assert status().path == str(now.path)


def test_nightly_command_of_the_operators_guide_is_understood() -> None:
    unit = (ROOT / "honors_site" / "deploy" / "honors-backup.service").read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=\S+ manage\.py backup (.+)$", unit, re.MULTILINE)
    read = Command().create_parser("manage.py", "backup").parse_args(command.split())
    assert (read.keep, read.verify) == ((7, 4, 12), True)
    assert f"ReadWritePaths=/var/lib/honors-record {read.folder}" in unit
