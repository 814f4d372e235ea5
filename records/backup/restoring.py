"""Puts a backup in the place of the site's state, in one step that can be broken off anywhere and finished later.

All is prepared aside first: files copied and compared with their sums, the database brought to the version of the
code. Then a journal is written, and from there on there is only forward: until all is in its place the site does not
start, and says why.
"""

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

from records.utils.files import locked, private_files, sync_folder, unused, write_atomically

from . import contents, keys
from .making import Progress, copy_file, refuse_other_user, synced
from .manifest import (
    BackupDamaged,
    BackupRefused,
    Manifest,
    StoredFile,
    refuse_newer,
    sum_of,
    waiting_migrations,
)
from .postgresql import site_database
from .shelf import Backup
from .verifying import manage, refuse_other_kind, require_room

RESTORED = "restored"  # beside the site's database, until it takes its place


@dataclass(frozen=True)
class Journal:
    """Names all that is being put in place: written when all is prepared, gone when all is done."""

    backup: str
    aside: str  # the folder of VAR that takes what was there before
    names: list[str]  # of VAR
    audit_head: str | None  # the last hash of the audit log that goes aside


@dataclass(frozen=True)
class Restored:
    backup: str
    moved: list[str]  # where that is now which was there before
    was_interrupted: bool = False
    same_key: bool = True  # as when the backup was made
    key_unused: bool = False  # the environment has another, which comes first


# Tells the restored site what became of it: until that is done the restore is unfinished.
Tell = Callable[[Journal], None]


def restore(
    backup: Backup, progress: Progress, tell: Tell, *, replace: bool, identity: Path | None, with_keys: bool
) -> Restored:
    """Makes the site's state that of the backup. Raises BackupRefused and BackupDamaged: nothing was changed then."""
    refuse_other_user()
    connections.close_all()  # this process's own would count as a user of the database
    with private_files(), nobody_serves():
        if journal := interrupted():
            if journal.backup != str(backup.path):
                raise BackupRefused(f"上一次恢复没有做完，请先做完它：manage.py restore {journal.backup}")
            refuse_database_in_use()  # one that was made meanwhile
            moved = put_in_place(journal, tell)
            return Restored(journal.backup, moved, was_interrupted=True)
        return Restoration(backup, progress, tell).run(replace, identity, with_keys)


class Restoration:
    def __init__(self, backup: Backup, progress: Progress, tell: Tell) -> None:
        self.backup, self.progress, self.tell = backup, progress, tell
        self.manifest: Manifest = backup.manifest
        self.site = site_database()
        self.staged = self.site.beside(RESTORED)
        self.folder = contents.var() / contents.STAGING

    def run(self, replace: bool, identity: Path | None, with_keys: bool) -> Restored:
        refuse_other_kind(self.manifest)
        refuse_newer(self.manifest)
        self.refuse_to_overwrite(replace)
        self.refuse_mounted_folders()
        found = self.keys(identity, with_keys)
        self.clear()
        try:
            self.require_room()
            self.folder.mkdir(mode=0o700)
            names = [*self.stage_files(), *self.stage_keys(found)]
            self.stage_database()
            refuse_database_in_use()
        except BaseException:
            self.clear()
            raise
        journal = Journal(str(self.backup.path), name_aside(), names, self.site.read_audit_head())
        write_journal(journal)
        moved = put_in_place(journal, self.tell)
        chosen = os.environ.get("SECRET_KEY")
        secret = chosen or found.get("secret_key", settings.SECRET_KEY)
        same = keys.fingerprint(secret) == self.manifest.key_fingerprint
        return Restored(
            journal.backup,
            moved,
            same_key=same,
            key_unused=bool(chosen and "secret_key" in found),
        )

    def refuse_to_overwrite(self, replace: bool) -> None:
        holds = self.site.holds_content() or any(file.name for file in contents.files())
        if holds and not replace:
            raise BackupRefused(
                "网站已有内容，没有恢复。要用备份替换它，请加 --replace：现在的内容会移到一旁，不会删除。"
            )

    def refuse_mounted_folders(self) -> None:
        for name in self.manifest.folders:
            path = contents.var() / name
            if path.is_symlink() or os.path.ismount(path):
                raise BackupRefused(
                    f"{path} 是链接或挂载的目录，不能整个换下。请先移开它（卸下，或删去链接），恢复后再把文件放回去。"
                )

    def keys(self, identity: Path | None, with_keys: bool) -> dict[str, str]:
        """Returns the keys to put in place. Raises BackupRefused where there are some that nobody can open."""
        if not self.manifest.keys_file or not with_keys:
            return {}
        if not identity and not settings.BACKUP_PASSPHRASE_FILE:
            raise BackupRefused(
                "备份里有加密的密钥。请用 --identity 指出私钥文件，或设 BACKUP_PASSPHRASE_FILE。"
                "不恢复密钥，请加 --without-keys：工作人员要重新登录，访客再次致敬会被当作新的浏览器；在别的机器上，"
                "公开日志不能再签署，只能 rotate_log_key --lost，重新公布公钥。"
            )
        path = self.backup.path / self.manifest.keys_file
        require_sum(path, self.manifest.files[self.manifest.keys_file])
        found = keys.decrypted(path.read_bytes(), identity)
        return {name: key for name, key in found.items() if name in contents.KEYS}

    def clear(self) -> None:
        """Removes what one that was broken off has prepared."""
        self.staged.drop_left()
        shutil.rmtree(self.folder, ignore_errors=True)
        for left in contents.var().glob(f".{contents.JOURNAL}.*"):
            left.unlink()

    def require_room(self) -> None:
        """Looks on both disks where the database lies on another."""
        var, folder = contents.var(), self.site.folder() or contents.var()
        database = self.manifest.files[self.manifest.database_file].size
        is_one = var.stat().st_dev == folder.stat().st_dev
        require_room(var, self.manifest.size - (0 if is_one else database))
        require_room(folder, self.manifest.size if is_one else database)

    def stage_files(self) -> list[str]:
        """Copies the folders; one of which the backup holds nothing is emptied."""
        filled = {name.partition("/")[0] for name in self.manifest.files}
        names = [name for name in self.manifest.folders if name in filled or (contents.var() / name).exists()]
        for name in names:
            (self.folder / name).mkdir()
        done = 0
        apart = (self.manifest.database_file, self.manifest.keys_file)
        for name, expected in self.manifest.files.items():
            if name not in apart:
                target = self.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                source = self.backup.path / name
                if not source.is_file() or copy_file(source, target) != expected:
                    raise BackupDamaged(f"文件 {source} 缺少，或与备份时不同。请换一份备份。什么也没有改变。")
            done += expected.size
            self.progress("文件", done, self.manifest.size)
        for folder in (*(path for path in self.folder.rglob("*") if path.is_dir()), self.folder):
            sync_folder(folder)
        return names

    def stage_keys(self, found: dict[str, str]) -> list[str]:
        for name, key in found.items():
            (self.folder / name).write_text(key, encoding="utf-8")
            synced(self.folder / name)
        sync_folder(self.folder)
        return list(found)

    def stage_database(self) -> None:
        """Loads it beside the site's own, brings it to the version of the code, and raises its edition."""
        dumped = self.backup.path / self.manifest.database_file
        require_sum(dumped, self.manifest.files[self.manifest.database_file])
        self.staged.load(dumped, lambda done, of: self.progress("数据库", done, of))
        if waiting_migrations(self.manifest):
            self.progress("更新数据库", 0, 0)
            done = manage(self.staged, self.folder, ["migrate", "--no-input", "--verbosity=0"])
            if done.returncode:
                said = (done.stderr or done.stdout).strip()[-500:]
                raise BackupRefused(f"备份里的数据库不能更新到现在的版本：{said}")
        # Above whatever caches and processes may have seen since the backup, of which nobody knows where the old
        # database is lost; no site changes more than once a second for all its life.
        self.staged.raise_edition(max(self.staged.edition() + 1, self.site.edition() + 1, int(time.time())))
        self.staged.sync()


def require_sum(path: Path, expected: StoredFile) -> None:
    if not path.is_file() or sum_of(path) != expected.sha256:
        raise BackupDamaged(f"文件 {path} 缺少，或与备份时不同。请换一份备份。什么也没有改变。")


# --- One step -------------------------------------------------------------------------------------


def write_journal(journal: Journal) -> None:
    write_atomically(contents.var() / contents.JOURNAL, json.dumps(asdict(journal)).encode())
    sync_folder(contents.var())


def interrupted() -> Journal | None:
    """Returns what was being put in place when a restore was broken off. Raises BackupRefused where it is illegible."""
    path = contents.var() / contents.JOURNAL
    try:
        return Journal(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise BackupRefused(
            f"上一次恢复没有做完，而记着做到哪里的文件 {path} 坏了，读不了。请先把整个 {contents.var()} 复制到别处"
            f"（{contents.ASIDE}… 里是原来的内容），再删去这个文件，重新恢复：manage.py restore … --replace"
        ) from error


def name_aside() -> str:
    """Names a folder that is not there: two restores of one second must not share theirs."""
    return unused(contents.var() / f"{contents.ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%SZ}").name


def put_in_place(journal: Journal, tell: Tell) -> list[str]:
    """Does what is left to do: each thing that is still prepared takes its place, and what was there goes aside.

    Where something went aside before it was broken off, what is found in that place now was made since, by another
    command: it goes beside what is kept, never over it. Returns where all that is.
    """
    var, site = contents.var(), site_database()
    staging, aside = var / contents.STAGING, var / journal.aside
    aside.mkdir(mode=0o700, exist_ok=True)
    kept = site.kept_in(aside)
    site.beside(RESTORED).take_place_of(site, kept)
    for name in journal.names:
        if (staging / name).exists():
            if (var / name).exists():
                (var / name).rename(unused(aside / name))
            (staging / name).rename(var / name)
    for folder in (aside, var):
        sync_folder(folder)
    shutil.rmtree(staging, ignore_errors=True)
    tell(journal)
    (var / contents.JOURNAL).unlink()
    sync_folder(var)
    is_elsewhere = kept.exists() and not str(kept).startswith(str(aside))
    is_used = any(aside.iterdir())
    if not is_used:
        aside.rmdir()
    return [*([str(kept)] if is_elsewhere else []), *([str(aside)] if is_used else [])]


# --- Who may, and when ----------------------------------------------------------------------------


def refuse_database_in_use() -> None:
    if used := site_database().users():
        raise BackupRefused(f"{used}。请先停止网站和正在运行的命令，再恢复。什么也没有改变。")


def nobody_serves() -> AbstractContextManager[None]:
    """Holds the site's state alone. Raises BackupRefused where the site is up, or a backup is being made."""
    taken = BackupRefused("网站正在运行，或正在备份。请先停止网站（systemctl stop honors-record），再恢复。")
    return locked(contents.var() / contents.LOCK, taken)


def unfinished_restore() -> str:
    """Tells what to do where a restore was broken off; an empty text where none was."""
    try:
        journal = interrupted()
    except BackupRefused as error:
        return str(error)
    return f"上一次恢复没有做完。请再运行一次：manage.py restore {journal.backup}" if journal else ""


def check_for_unfinished_restore(**_: Any) -> list[checks.CheckMessage]:
    """Keeps every command from a state of which half is old and half is restored."""
    told = unfinished_restore()
    return [checks.Error(told, id="records.E010")] if told else []
