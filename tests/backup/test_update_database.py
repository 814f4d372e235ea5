"""The database is backed up before migrations alter it."""

import subprocess

import pytest

from records.backup import contents
from records.backup.postgresql import PostgreSQL, site_database
from records.backup.shelf import Shelf
from tests.backup.sites import LATER, BackedUpSite
from tests.processes import ROOT


@pytest.fixture
def older(site: BackedUpSite) -> BackedUpSite:
    """A site for which migrations wait."""
    site.become_older()
    return site


def is_up_to_date() -> bool:
    return LATER in site_database().read_facts([]).migrations


def backups(of: BackedUpSite) -> Shelf:
    return Shelf(of.var / contents.BACKUPS)


def test_database_is_backed_up_before_it_is_altered(older: BackedUpSite) -> None:
    older.manage("update_database")
    (backup,) = backups(older).backups()
    assert str(backup.path) in older.told
    assert LATER not in backup.manifest.facts.migrations
    assert is_up_to_date()


def test_what_was_backed_up_before_can_be_restored_and_leaves_the_pictures(older: BackedUpSite) -> None:
    older.manage("update_database")
    older.change()
    changed = older.state()
    older.manage("restore", str(backups(older).folder), "--replace")
    now = older.state()
    assert now["name"] != changed["name"]
    assert now["media/images/new.png"] == b"new"


def test_database_that_needs_nothing_is_not_backed_up(site: BackedUpSite) -> None:
    site.manage("update_database")
    assert site.told == ""
    assert backups(site).backups() == []


def test_new_database_is_not_backed_up(site: BackedUpSite) -> None:
    database = site_database()
    database.drop()
    if isinstance(database, PostgreSQL):
        with database.server() as opened:
            database.create(opened)
    site.manage("update_database")
    assert is_up_to_date()
    assert backups(site).backups() == []


@pytest.fixture
def lacking_room(older: BackedUpSite, monkeypatch: pytest.MonkeyPatch) -> BackedUpSite:
    monkeypatch.setattr("records.backup.making.MARGIN_BYTES", 10**18)
    return older


def test_database_that_cannot_be_backed_up_is_not_altered(lacking_room: BackedUpSite) -> None:
    told = lacking_room.refuses("update_database")
    assert "没有更新" in told
    assert "BACKUP=no" in told
    assert not is_up_to_date()


def test_operator_may_do_without_the_backup(lacking_room: BackedUpSite) -> None:
    lacking_room.manage("update_database", "--without-backup")
    assert is_up_to_date()


def put_five_older_ones(site: BackedUpSite) -> None:
    for day in range(1, 6):
        (site.var / contents.BACKUPS / f"honors-2026010{day}T000000Z").mkdir(parents=True)


def test_only_the_last_few_are_kept(older: BackedUpSite) -> None:
    put_five_older_ones(older)
    older.manage("update_database")
    assert len(backups(older).backups()) == 3


def test_backup_of_the_whole_site_that_somebody_put_there_is_kept(older: BackedUpSite) -> None:
    whole = older.back_up()
    kept = backups(older).folder / "honors-20200101T000000Z"
    put_five_older_ones(older)
    whole.path.rename(kept)
    older.manage("update_database")
    assert kept.exists()
    assert len(backups(older).backups()) == 4


@pytest.mark.parametrize(("chosen", "passed"), [("BACKUP=no", True), ("BACKUP=yes", False)])
def test_make_prepare_passes_the_choice_on(chosen: str, passed: bool) -> None:
    command = ["make", "--dry-run", "prepare", chosen]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert ("update_database --without-backup" in told) == passed
    assert "update_database" in told
