"""What a backup holds, and when none is made."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pyrage
import pytest

from records.backup import contents, keys
from records.backup.manifest import sum_of
from records.backup.shelf import Shelf
from records.utils.files import locked
from tests.backup.sites import PICTURE, BackedUpSite


def test_backup_holds_database_and_files_each_with_its_sum(site: BackedUpSite) -> None:
    backup = site.back_up()
    names = {str(path.relative_to(backup.path)) for path in backup.path.rglob("*") if path.is_file()}
    assert names - {"manifest.json", "manifest.sha256"} == set(backup.manifest.files)
    assert {PICTURE, backup.manifest.database_file} <= names
    for name, file in backup.manifest.files.items():
        assert hashlib.sha256((backup.path / name).read_bytes()).hexdigest() == file.sha256


def test_manifest_tells_what_the_database_held(site: BackedUpSite) -> None:
    facts = site.back_up().manifest.facts
    assert facts.edition == site.edition()
    assert facts.counts["records_record"] == 1
    assert facts.counts["records_tribute"] == 0
    assert "records.0001_initial" in facts.migrations


def test_manifest_has_a_sum_that_sha256sum_checks(site: BackedUpSite) -> None:
    backup = site.back_up()
    subprocess.run(
        ["sha256sum", "--check", "manifest.sha256"], cwd=backup.path, check=True, capture_output=True
    )


def test_nothing_in_a_backup_is_readable_by_others(site: BackedUpSite) -> None:
    (site.var / PICTURE).chmod(0o644)
    site.back_up()
    paths = [site.shelf, *site.shelf.rglob("*")]
    assert len(paths) > 5
    assert [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_unchanged_picture_takes_no_room_in_the_next_backup(site: BackedUpSite) -> None:
    first, second = site.back_up(), site.back_up()
    assert (first.path / PICTURE).samefile(second.path / PICTURE)
    assert "1 个文件与上一份备份相同" in site.told


def test_changed_picture_is_copied_and_the_earlier_backup_keeps_the_old_one(site: BackedUpSite) -> None:
    first = site.back_up()
    site.write(PICTURE, b"PICTURE")
    os.utime(site.var / PICTURE, (1, 1))
    second = site.back_up()
    assert (first.path / PICTURE).read_bytes() == b"picture"
    assert (second.path / PICTURE).read_bytes() == b"PICTURE"


def test_file_system_without_hard_links_gets_copies(
    site: BackedUpSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    first = site.back_up()
    monkeypatch.setattr(os, "link", refuse)
    second = site.back_up()
    assert not (first.path / PICTURE).samefile(second.path / PICTURE)
    assert (second.path / PICTURE).read_bytes() == b"picture"


def test_damaged_backup_lends_no_file_to_the_next(site: BackedUpSite) -> None:
    first = site.back_up()
    (first.path / PICTURE).write_bytes(b"rotten!")
    assert "与备份时不同" in site.refuses("restore", str(first.path), "--verify")
    assert (site.back_up().path / PICTURE).read_bytes() == b"picture"


def test_link_in_the_media_is_not_followed_and_that_is_told(site: BackedUpSite) -> None:
    (site.var / "media" / "images" / "key.png").symlink_to(site.var / "secret_key")
    (site.var / "media" / "more").symlink_to(site.var)
    os.mkfifo(site.var / "media" / "pipe")
    assert [name for name in site.back_up().manifest.files if name.startswith("media")] == [PICTURE]
    for name in ("media/images/key.png", "media/more", "media/pipe"):
        assert f"{name} 不是普通的文件" in site.told


def test_full_disk_is_refused_before_anything_is_written(
    site: BackedUpSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(site.var)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "只剩 1 MB" in site.refuses("backup", str(site.shelf))
    assert [path.name for path in site.shelf.iterdir()] == [".lock"]


def test_second_backup_at_the_same_time_is_refused(site: BackedUpSite) -> None:
    with Shelf(site.shelf).held():
        assert "另一次备份" in site.refuses("backup", str(site.shelf))


def test_backup_while_a_restore_goes_on_is_refused(site: BackedUpSite) -> None:
    with locked(site.var / contents.LOCK, AssertionError()):
        assert "正在恢复" in site.refuses("backup", str(site.shelf))


def test_what_a_broken_off_backup_left_is_cleared(site: BackedUpSite) -> None:
    left = site.shelf / "honors-20260101T000000Z.partial"
    left.mkdir(parents=True)
    (left / "db.sqlite3").touch()
    site.back_up()
    assert not left.exists()


def test_backup_that_fails_leaves_nothing_half(site: BackedUpSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28), "there")

    monkeypatch.setattr(keys, "encrypted", fail)
    assert "磁盘已满" in site.refuses("backup", str(site.shelf))
    assert [path.name for path in site.shelf.iterdir()] == [".lock"]


@pytest.mark.parametrize("name", ["", "media/backups", "static", "backups", "backups/mine", "other"])
def test_folder_inside_var_is_refused(site: BackedUpSite, name: str) -> None:
    assert "里面" in site.refuses("backup", str(site.var / name))
    assert list(site.var.rglob("honors-*")) == []


def test_folder_that_leads_into_var_is_refused(site: BackedUpSite, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(site.var)
    assert "里面" in site.refuses("backup", str(tmp_path / "link" / "static"))


def test_empty_name_of_the_folder_is_refused(
    site: BackedUpSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for command in ("backup", "restore"):
        assert "文件夹" in site.refuses(command, "")
    assert list((tmp_path / "here").iterdir()) == []


def test_backups_of_another_site_are_not_mixed_with_these(site: BackedUpSite, settings: Any) -> None:
    first = site.back_up()
    settings.SECRET_KEY = "of another site"
    assert "--new-key" in site.refuses("backup", str(site.shelf), "--keep", "1d")
    assert [backup.path for backup in site.backups] == [first.path]


def test_site_that_has_a_new_key_says_so_once(site: BackedUpSite, settings: Any) -> None:
    site.back_up()
    settings.SECRET_KEY = "made anew"
    site.back_up("--new-key")
    site.back_up()
    assert len(site.backups) == 3


def test_picture_that_cannot_be_read_is_named(site: BackedUpSite, monkeypatch: pytest.MonkeyPatch) -> None:
    picture, opened = site.var / PICTURE, os.open

    def refuse(path: Any, *options: Any) -> int:
        if path == picture:
            raise PermissionError(13, os.strerror(13), str(path))
        return opened(path, *options)

    monkeypatch.setattr(os, "open", refuse)
    told = site.refuses("backup", str(site.shelf))
    assert f"读不了 {picture}" in told
    assert "写入" not in told


def test_name_that_nobody_knows_in_var_is_told(site: BackedUpSite) -> None:
    (site.var / "notes.txt").touch()
    site.back_up()
    assert "notes.txt 不是网站的文件" in site.told


# --- Keys -----------------------------------------------------------------------------------------


def test_without_a_public_key_the_keys_are_left_out_and_that_is_said(site: BackedUpSite) -> None:
    backup = site.back_up()
    assert "没有密钥" in site.told
    assert "rotate_log_key --lost" in site.told
    assert all(site.var.joinpath("secret_key").read_bytes() not in read(path) for path in files(backup.path))


def test_keys_are_encrypted_for_the_recipient(site: BackedUpSite, settings: Any) -> None:
    identity = pyrage.x25519.Identity.generate()
    settings.BACKUP_RECIPIENT = [str(identity.to_public())]
    backup = site.back_up()
    assert "没有密钥" not in site.told
    opened = json.loads(pyrage.decrypt((backup.path / "keys.age").read_bytes(), [identity]))
    assert opened == {"secret_key": settings.SECRET_KEY}
    assert all(settings.SECRET_KEY.encode() not in read(path) for path in files(backup.path))


def test_keys_are_encrypted_with_a_passphrase(site: BackedUpSite, settings: Any, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("一句口令\n")
    settings.BACKUP_PASSPHRASE_FILE = str(words)
    data = (site.back_up().path / "keys.age").read_bytes()
    assert settings.SECRET_KEY in pyrage.passphrase.decrypt(data, "一句口令").decode()


@pytest.mark.parametrize("written", ["age1wrong", "ssh-ed25519 AAAA", "口令"])
def test_what_is_no_public_key_is_refused(site: BackedUpSite, settings: Any, written: str) -> None:
    settings.BACKUP_RECIPIENT = [written]
    assert "不是 age 的公钥" in site.refuses("backup", str(site.shelf))
    assert site.backups == []


def test_recipients_may_be_set_apart_by_spaces_too(site: BackedUpSite, settings: Any) -> None:
    made = [pyrage.x25519.Identity.generate() for _ in range(2)]
    settings.BACKUP_RECIPIENT = ["", *(f" {identity.to_public()} " for identity in made)]
    data = (site.back_up().path / "keys.age").read_bytes()
    for identity in made:
        assert settings.SECRET_KEY in pyrage.decrypt(data, [identity]).decode()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def read(path: Path) -> bytes:
    assert sum_of(path)
    return path.read_bytes()
