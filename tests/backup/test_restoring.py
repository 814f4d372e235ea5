"""A backup takes the place of the site's state: all of it, or nothing."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from records.audit import Act, record_act
from records.backup import contents, restoring
from records.backup.manifest import sum_of
from records.backup.postgresql import site_database
from records.backup.shelf import Backup
from records.management.commands import restore as restore_command
from records.models import LogLeaf
from records.models.audit import AuditEntry, AuditHead
from records.transparency.entering import append
from records.transparency.signing import sign_all
from records.utils.files import locked
from tests.backup.sites import LATER, PICTURE, BackedUpSite
from tests.lacking import program


def rewrite(backup: Backup, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes the manifest as if it had been written so."""
    path = backup.path / "manifest.json"
    read = json.loads(path.read_text())
    change(read)
    path.write_text(json.dumps(read))
    (backup.path / "manifest.sha256").write_text(f"{sum_of(path)}  manifest.json\n")


def flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_restored_site_is_as_it_was(site: BackedUpSite) -> None:
    before = site.state()
    backup = site.back_up()
    site.change()
    assert site.state() != before
    site.manage("restore", str(backup.path), "--replace")
    assert site.state() == before


def test_what_was_there_is_moved_aside_and_not_deleted(site: BackedUpSite) -> None:
    backup = site.back_up()
    site.change()
    site.manage("restore", str(backup.path), "--replace")
    (aside,) = site.var.glob("before-restore-*")
    assert (aside / "media/images/new.png").read_bytes() == b"new"
    kept = site_database().kept_in(aside)
    assert kept.read_facts(["records_tribute"]).counts["records_tribute"] == 1
    assert str(aside) in site.told


def test_restore_leaves_a_trace_in_the_log_that_it_restores(site: BackedUpSite) -> None:
    backup = site.back_up()
    record_act(Act.EXPORTED)
    lost = AuditHead.objects.get().hash
    connection.close()
    site.manage("restore", str(backup.path), "--replace")
    last = AuditEntry.objects.latest("number")
    assert last.act == Act.RESTORED
    assert str(backup.path) in last.detail
    assert lost in last.detail


def recoveries(site: BackedUpSite) -> list[str]:
    told = [json.loads(entry) for entry in LogLeaf.objects.values_list("entry", flat=True)]
    connection.close()
    return [one["backup"] for one in told if one["kind"] == "recovered"]


def enter() -> None:
    append([{"kind": "withdrawn", "record": 1}])
    connection.close()


def test_the_public_log_tells_that_it_goes_on_from_a_backup(site: BackedUpSite) -> None:
    enter()
    backup = site.back_up()
    enter()
    site.manage("restore", str(backup.path), "--replace")
    assert recoveries(site) == [backup.path.name]


@pytest.mark.parametrize("broken", ["before", "behind"])
def test_a_restore_broken_off_around_telling_tells_when_it_is_finished(
    site: BackedUpSite, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    enter()
    backup = site.back_up()

    def die(journal: restoring.Journal) -> None:
        if broken == "behind":
            restore_command.tell_logs(journal)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(restore_command, "restore", partial(call_with, restore_command.restore, die))
        with pytest.raises(KeyboardInterrupt):
            site.manage("restore", str(backup.path), "--replace")
    assert str(backup.path) in restoring.unfinished_restore()
    site.manage("restore", str(backup.path))
    assert recoveries(site) == [backup.path.name]
    assert restoring.unfinished_restore() == ""


def call_with(restore: Callable[..., Any], tell: restoring.Tell, *given: Any, **options: Any) -> Any:
    """Restores with another who tells."""
    return restore(*given[:2], tell, **options)


def test_folder_of_backups_stands_for_the_newest(site: BackedUpSite) -> None:
    site.back_up()
    site.change()
    newest = site.back_up()
    now = site.state()
    site.manage("restore", str(site.shelf), "--replace")
    assert str(newest.path) in site.told
    assert site.state() == now


def test_site_with_content_is_not_overwritten_unasked(site: BackedUpSite) -> None:
    backup = site.back_up()
    site.change()
    changed = site.state()
    assert "--replace" in site.refuses("restore", str(backup.path))
    assert site.state() == changed


def test_machine_without_a_site_needs_no_replace(site: BackedUpSite) -> None:
    before = site.state()
    backup = site.back_up()
    site_database().drop()
    (site.var / PICTURE).unlink()
    site.manage("restore", str(backup.path))
    assert site.state() == before


def test_edition_rises_above_all_that_were_seen_since_the_backup(site: BackedUpSite) -> None:
    backup = site.back_up()
    site_database().raise_edition(10**12)
    site.manage("restore", str(backup.path), "--replace")
    assert site.edition() > 10**12


def test_edition_rises_where_nobody_knows_what_was_seen_since(site: BackedUpSite) -> None:
    backup = site.back_up()
    site_database().drop()
    site.manage("restore", str(backup.path), "--replace")
    assert site.edition() > backup.manifest.facts.edition + 10**9


def test_picture_that_came_after_the_backup_is_not_among_the_restored(site: BackedUpSite) -> None:
    backup = site.back_up()
    site.write("marks/police.png", b"mark")
    site.manage("restore", str(backup.path), "--replace")
    assert not (site.var / "marks/police.png").exists()


# --- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [PICTURE, "database", "manifest.json"])
@pytest.mark.parametrize("harm", [flip_a_byte, Path.unlink])
def test_damaged_backup_changes_nothing(site: BackedUpSite, name: str, harm: Callable[[Path], None]) -> None:
    backup = site.back_up()
    harmed = backup.path / (site_database().file_name if name == "database" else name)
    harm(harmed)
    site.change()
    changed = site.state()
    assert harmed.name in site.refuses("restore", str(backup.path), "--replace")
    assert site.state() == changed
    assert not (site.var / contents.STAGING).exists()


def test_backup_of_a_newer_version_is_refused(site: BackedUpSite) -> None:
    backup = site.back_up()
    rewrite(backup, lambda read: read.update(version="999.1.0"))
    assert "更新的版本（999.1.0）" in site.refuses("restore", str(backup.path), "--replace")


def test_backup_with_migrations_that_the_code_lacks_is_refused(site: BackedUpSite) -> None:
    backup = site.back_up()
    rewrite(backup, lambda read: read["facts"]["migrations"].append("records.9999_to_come"))
    assert "更新的版本" in site.refuses("restore", str(backup.path), "--replace")


def test_backup_of_the_other_database_is_refused(site: BackedUpSite) -> None:
    backup = site.back_up()
    rewrite(backup, lambda read: read.update(database="another"))
    assert "DATABASE_URL" in site.refuses("restore", str(backup.path), "--replace")


@pytest.mark.parametrize("name", ["../../key", "/etc/key", "static/a.js", "media/../../key"])
def test_backup_that_names_files_elsewhere_is_refused(site: BackedUpSite, name: str) -> None:
    backup = site.back_up()
    rewrite(backup, lambda read: read["files"].update({name: read["files"][PICTURE]}))
    assert "不该有的文件名" in site.refuses("restore", str(backup.path), "--replace")


def test_folder_without_a_backup_is_refused(site: BackedUpSite, tmp_path: Path) -> None:
    assert "不是备份" in site.refuses("restore", str(tmp_path))


def test_restore_is_refused_while_the_site_serves(site: BackedUpSite) -> None:
    backup = site.back_up()
    with locked(site.var / contents.LOCK, AssertionError(), shared=True):
        assert "网站正在运行" in site.refuses("restore", str(backup.path), "--replace")


def test_restore_is_refused_while_another_program_has_the_database_open(site: BackedUpSite) -> None:
    backup = site.back_up()
    site.change()
    changed = site.state()
    with closing(site_database().connect()) as opened:
        opened.execute("SELECT 1 FROM records_record")
        assert "先停止网站" in site.refuses("restore", str(backup.path), "--replace")
    assert site.state() == changed


def test_shared_folder_that_cannot_be_swapped_is_refused(site: BackedUpSite, tmp_path: Path) -> None:
    backup = site.back_up()
    (site.var / "media").rename(tmp_path / "shared")
    (site.var / "media").symlink_to(tmp_path / "shared")
    assert "不能整个换下" in site.refuses("restore", str(backup.path), "--replace")


def test_restore_without_room_is_refused(site: BackedUpSite, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = site.back_up()
    usage = shutil.disk_usage(site.var)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "只剩 1 MB" in site.refuses("restore", str(backup.path), "--replace")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a server keeps its files elsewhere")
def test_room_is_looked_for_where_the_database_lies(
    site: BackedUpSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = site.back_up()
    small = tmp_path / "small"
    small.mkdir()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(small / "db.sqlite3"))
    usage = shutil.disk_usage

    def full_there(path: Path) -> Any:
        return usage(path)._replace(free=1_000_000) if Path(path) == small else usage(path)

    monkeypatch.setattr(shutil, "disk_usage", full_there)
    assert f"{small} 所在的磁盘只剩 1 MB" in site.refuses("restore", str(backup.path), "--replace")


@pytest.mark.parametrize("command", ["backup", "restore", "update_database"])
def test_root_makes_no_files_that_the_site_cannot_read(
    site: BackedUpSite, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    backup = site.back_up("--verify")
    owner = Path.stat

    def of_another(path: Path, **options: Any) -> os.stat_result:
        found = owner(path, **options)
        return os.stat_result((*found[:4], 12345, *found[5:10])) if path == site.var else found

    monkeypatch.setattr(Path, "stat", of_another)
    arguments = {"backup": [str(site.shelf)], "restore": [str(backup.path), "--verify"]}.get(command, [])
    assert "属于另一个用户" in site.refuses(command, *arguments)
    assert not (site.var / contents.BACKUPS).exists()


def test_renamed_backup_is_verified_and_restored(site: BackedUpSite, tmp_path: Path) -> None:
    before = site.state()
    renamed = site.back_up().path.rename(tmp_path / "before the move")
    site.change()
    assert "核对通过" in site.manage("restore", str(renamed), "--verify")
    site.manage("restore", str(renamed), "--replace")
    assert site.state() == before


def test_backup_that_is_being_removed_is_none(site: BackedUpSite) -> None:
    backup = site.back_up()
    partial = backup.path.rename(backup.path.with_name(f"{backup.name}.partial"))
    assert "不是备份" in site.refuses("restore", str(partial), "--verify")


def test_verification_where_nothing_can_be_written_says_so(
    site: BackedUpSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = site.back_up()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "复制到能写的地方" in site.refuses("restore", str(backup.path), "--verify")


# --- Keys -----------------------------------------------------------------------------------------


@pytest.fixture
def identity(settings: Any, tmp_path: Path) -> Path:
    made = pyrage.x25519.Identity.generate()
    settings.BACKUP_RECIPIENT = [str(made.to_public())]
    path = tmp_path / "identity.txt"
    path.write_text(f"# public key: {made.to_public()}\n{made}\n")
    return path


def test_keys_come_back_with_the_identity(site: BackedUpSite, identity: Path, settings: Any) -> None:
    was = settings.SECRET_KEY
    backup = site.back_up()
    (site.var / "secret_key").write_text("made by a new machine")
    settings.SECRET_KEY = "made by a new machine"
    site.manage("restore", str(backup.path), "--replace", "--identity", str(identity))
    assert (site.var / "secret_key").read_text() == was
    assert "密钥不是" not in site.told


def test_keys_that_nobody_opens_stop_the_restore(site: BackedUpSite, identity: Path) -> None:
    backup = site.back_up()
    assert "--without-keys" in site.refuses("restore", str(backup.path), "--replace")
    identity.write_text(str(pyrage.x25519.Identity.generate()))
    assert "打不开" in site.refuses("restore", str(backup.path), "--replace", "--identity", str(identity))
    identity.write_text("nothing")
    assert "私钥" in site.refuses("restore", str(backup.path), "--replace", "--identity", str(identity))


def test_keys_come_back_with_the_passphrase(site: BackedUpSite, settings: Any, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("一句口令")
    settings.BACKUP_PASSPHRASE_FILE = str(words)
    backup = site.back_up()
    (site.var / "secret_key").write_text("another")
    site.manage("restore", str(backup.path), "--replace")
    assert (site.var / "secret_key").read_text() == settings.SECRET_KEY


def test_what_another_key_means_is_told(site: BackedUpSite, settings: Any) -> None:
    backup = site.back_up()
    settings.SECRET_KEY = "made by a new machine"
    site.manage("restore", str(backup.path), "--replace")
    assert "重新登录" in site.told
    assert "新的浏览器" in site.told


def test_a_log_that_cannot_be_signed_any_more_is_told(site: BackedUpSite) -> None:
    enter()
    sign_all()
    backup = site.back_up()
    (site.var / "log_key").unlink()  # as on another machine
    site.manage("restore", str(backup.path), "--replace")
    assert "rotate_log_key --lost" in site.told


def test_a_stolen_key_that_comes_back_is_told(site: BackedUpSite) -> None:
    enter()
    sign_all()
    backup = site.back_up()
    site.manage("restore", str(backup.path), "--replace")
    assert "rotate_log_key --stolen" in site.told
    assert "--lost" not in site.told


def test_key_of_the_environment_that_outdoes_the_restored_one_is_told(
    site: BackedUpSite, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = site.back_up()
    monkeypatch.setenv("SECRET_KEY", "another")
    site.manage("restore", str(backup.path), "--replace", "--identity", str(identity))
    assert "重新登录" in site.told
    assert "SECRET_KEY" in site.told


def test_indented_private_key_is_read(site: BackedUpSite, identity: Path) -> None:
    backup = site.back_up()
    identity.write_text("".join(f"  {line}\n" for line in identity.read_text().splitlines()))
    site.manage("restore", str(backup.path), "--replace", "--identity", str(identity))


def test_private_key_with_a_password_is_told_in_words(site: BackedUpSite, identity: Path) -> None:
    backup = site.back_up()
    identity.unlink()
    words = ["-q", "-t", "ed25519", "-N", "password", "-f", str(identity)]
    subprocess.run([program("ssh-keygen", "openssh-client"), *words], check=True)
    told = site.refuses("restore", str(backup.path), "--replace", "--identity", str(identity))
    assert "ssh-keygen -p" in told
    assert "decrypted" not in told


# --- Older versions -------------------------------------------------------------------------------


def test_backup_of_an_older_version_is_brought_to_this_one(site: BackedUpSite) -> None:
    site.become_older()
    backup = site.back_up()
    assert LATER not in backup.manifest.facts.migrations
    call_command("migrate", verbosity=0)
    connection.close()
    site.manage("restore", str(backup.path), "--replace")
    assert LATER in site_database().read_facts([]).migrations
    call_command("migrate", "--check", verbosity=0)
    connection.close()
    assert site.state()["records_record"] == 1


# --- Broken off -----------------------------------------------------------------------------------


@pytest.fixture
def broken_off(site: BackedUpSite, monkeypatch: pytest.MonkeyPatch) -> Backup:
    """A backup whose restore has moved the database and nothing more."""

    backup = site.back_up()
    site.change()
    break_off(site, backup, monkeypatch, before="media")
    return backup


def break_off(
    site: BackedUpSite, backup: Backup, monkeypatch: pytest.MonkeyPatch, *options: str, before: str
) -> None:
    """Restores it up to the renaming of a path that ends so."""

    class Died(BaseException):
        pass

    def rename_or_die(path: Path, target: Path) -> Path:
        if str(path).endswith(f"/{before}"):
            raise Died
        return rename(path, target)

    rename = Path.rename
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename_or_die)
        with pytest.raises(Died):
            site.manage("restore", str(backup.path), "--replace", *options)


def test_broken_off_restore_keeps_the_site_from_starting(site: BackedUpSite, broken_off: Backup) -> None:
    checked: list[tuple[str, dict[str, Any]]] = [("serve", {}), ("seed", {"skip_checks": False})]
    for command, options in checked:
        with pytest.raises((CommandError, SystemExit), match=str(broken_off.path)):
            call_command(command, **options)


def test_broken_off_restore_is_finished_by_running_it_again(site: BackedUpSite, broken_off: Backup) -> None:
    site.manage("restore", str(broken_off.path))
    assert "没有做完的恢复已经做完" in site.told
    assert (site.var / PICTURE).read_bytes() == b"picture"
    assert site.state()["records_tribute"] == 0
    assert restoring.unfinished_restore() == ""


def test_broken_off_restore_is_finished_before_another(site: BackedUpSite, broken_off: Backup) -> None:
    other = site.shelf / "honors-20200101T000000Z"
    assert str(broken_off.path) in site.refuses("restore", str(other), "--replace")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL renames both in one transaction")
def test_database_made_after_a_broken_off_restore_does_not_take_the_saved_ones_place(
    site: BackedUpSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = site.back_up()
    site.change()
    break_off(site, backup, monkeypatch, before="db.sqlite3.restored")
    call_command("migrate", verbosity=0)
    connection.close()
    site.manage("restore", str(backup.path))
    (aside,) = site.var.glob("before-restore-*")
    kept = site_database().kept_in(aside)
    assert kept.read_facts(["records_tribute"]).counts["records_tribute"] == 1
    assert site.state()["records_tribute"] == 0


def test_key_made_after_a_broken_off_restore_does_not_take_the_saved_ones_place(
    site: BackedUpSite, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = site.back_up()
    key = site.var / "secret_key"
    break_off(site, backup, monkeypatch, "--identity", str(identity), before=f"{contents.STAGING}/secret_key")
    assert not key.exists()
    key.write_text("made by the next command")
    site.manage("restore", str(backup.path))
    (aside,) = site.var.glob("before-restore-*")
    assert (aside / "secret_key").read_text() == key.read_text()
    assert (aside / "secret_key.2").read_text() == "made by the next command"


def test_database_is_not_updated_while_a_restore_is_unfinished(
    site: BackedUpSite, broken_off: Backup
) -> None:
    assert str(broken_off.path) in site.refuses("update_database")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL renames both in one transaction")
def test_broken_off_restore_is_not_finished_under_a_program_that_made_a_database(
    site: BackedUpSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = site.back_up()
    break_off(site, backup, monkeypatch, before="db.sqlite3.restored")
    with closing(site_database().connect()) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE made (meanwhile)")
        assert "先停止" in site.refuses("restore", str(backup.path))
    site.manage("restore", str(backup.path))


@pytest.mark.parametrize("written", ["{", "[]", '{"backup": 1}'])
def test_damaged_journal_is_told_in_words(site: BackedUpSite, broken_off: Backup, written: str) -> None:
    (site.var / contents.JOURNAL).write_text(written)
    assert contents.JOURNAL in restoring.unfinished_restore()
    assert contents.JOURNAL in site.refuses("restore", str(broken_off.path))
    assert contents.JOURNAL in site.refuses("update_database")


def test_nothing_is_set_aside_where_there_was_nothing(site: BackedUpSite) -> None:
    backup = site.back_up()
    site_database().drop()
    shutil.rmtree(site.var / "media")
    site.manage("restore", str(backup.path))
    assert list(site.var.glob("before-restore-*")) == []


# --- On trial -------------------------------------------------------------------------------------


def test_backup_is_verified_by_restoring_it_aside(site: BackedUpSite) -> None:
    before = site.state()
    backup = site.back_up("--verify")
    assert "核对通过" in site.told
    assert backup.verification
    assert backup.verification.passed
    assert site.state() == before
    assert [path.name for path in site.shelf.glob("*partial")] == []


def test_verification_of_an_older_version_runs_its_migrations(site: BackedUpSite) -> None:
    site.become_older()
    backup = site.back_up("--verify")
    assert backup.verification
    assert backup.verification.passed


def test_verification_finds_rows_that_are_missing(site: BackedUpSite) -> None:
    backup = site.back_up()
    rewrite(backup, lambda read: read["facts"]["counts"].update(records_tribute=5))
    assert "表 records_tribute 应有 5 行" in site.refuses("restore", str(backup.path), "--verify")
    assert backup.verification
    assert not backup.verification.passed


def test_verification_finds_totals_that_differ_from_the_ledger(site: BackedUpSite) -> None:
    with closing(site_database().connect()) as opened:
        opened.execute("INSERT INTO records_tributetotal (record_id, total) VALUES (1, 7)")
    assert "verify_tributes" in site.refuses("backup", str(site.shelf), "--verify")


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL looks at its pages as it restores them"
)
def test_verification_looks_through_the_whole_database(site: BackedUpSite) -> None:
    with closing(sqlite3.connect(site.var / "db.sqlite3")) as opened:
        opened.execute("PRAGMA writable_schema=ON")
        opened.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'records_tributetotal'")
        opened.commit()
    backup = site.back_up()
    assert "integrity_check" in site.refuses("restore", str(backup.path), "--verify")


def test_sums_are_those_of_the_usual_program(site: BackedUpSite) -> None:
    backup = site.back_up()
    done = subprocess.run(["sha256sum", PICTURE], cwd=backup.path, capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == backup.manifest.files[PICTURE].sha256
