"""Makes a backup while the site serves: what was committed before it began is in it."""

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from records.utils.files import locked, private_files

from . import contents, keys
from .contents import FoundFile
from .databases import Database, SQLite
from .manifest import (
    BackupDamaged,
    BackupInTheWay,
    BackupRefused,
    Manifest,
    StoredFile,
    site_tables,
    site_version,
    sum_of,
)
from .postgresql import site_database
from .shelf import Backup, Shelf

# What is done, bytes done, of how many (0 where nobody knows).
Progress = Callable[[str, int, int], None]
MARGIN_BYTES = 16 * 1024**2
CHUNK_BYTES = 1024**2


@dataclass
class Made:
    """A backup that was just made, and what its maker should know."""

    backup: Backup
    manifest: Manifest
    copied: int = 0  # bytes of files; those linked to the backup before take no room
    linked: int = 0
    unknown: list[str] = field(default_factory=list)  # names in VAR that are in no list
    passed_over: list[str] = field(default_factory=list)  # links and the like among the files


def make_backup(folder: Path, progress: Progress, *, new_key: bool = False) -> Made:
    """Writes one of the whole site into `folder`, whose earlier ones may have another key if it is a `new_key`.

    Raises BackupRefused, and OSError where it cannot be written; nothing is left then.
    """
    shelf = Shelf(folder.resolve())
    refuse_inside_var(shelf.folder)
    if not new_key:
        refuse_other_site(shelf)
    return make(shelf, progress, only_database=False)


def make_database_backup(progress: Progress) -> Made:
    """Writes one of the database alone, into the program's own folder. Raises as above."""
    return make(own_shelf(), progress, only_database=True)


def own_shelf() -> Shelf:
    return Shelf(contents.var() / contents.BACKUPS)


def make(shelf: Shelf, progress: Progress, *, only_database: bool) -> Made:
    database = site_database()
    refuse_other_user()
    with private_files(), state_in_use(), shelf.held():
        writer = Writer(database, shelf, progress, only_database)
        writer.require_room()
        with shelf.new() as path:
            manifest = writer.write(path)
        name = path.name.removesuffix(".partial")
    unknown = contents.unknown_names(database.path if isinstance(database, SQLite) else None)
    passed_over = [] if only_database else contents.passed_over()
    return Made(Backup(shelf.folder / name), manifest, writer.copied, writer.linked, unknown, passed_over)


def state_in_use() -> AbstractContextManager[None]:
    """Lets nobody replace the site's state meanwhile. Raises BackupRefused where somebody is about to."""
    taken = BackupInTheWay("正在恢复一份备份。请等它做完再运行。")
    return locked(contents.var() / contents.LOCK, taken, shared=True)


def refuse_other_user() -> None:
    """Refuses what root or another would leave in VAR: the site could not read it, and not start.

    A VAR that root owns is lent to a group, as containers lend volumes: whoever can write there is the site's user.
    """
    owner = contents.var().stat().st_uid
    if owner not in {os.geteuid(), 0}:
        raise BackupRefused(
            f"{contents.var()} 属于另一个用户（编号 {owner}），现在写下的文件网站会读不了。"
            "请以那个用户运行，如 honors .venv/bin/python manage.py …"
        )


def refuse_inside_var(folder: Path) -> None:
    """Keeps backups out of VAR, parts of which are backed up, served to the public, or pruned by the program."""
    if folder.is_relative_to(contents.var().resolve()):
        raise BackupRefused(
            f"{folder} 在网站自己的文件夹 {contents.var()} 里面。请换一个文件夹，最好在另一块磁盘上。"
        )


def refuse_other_site(shelf: Shelf) -> None:
    """Keeps two sites apart: in one folder each would remove the other's backups, and restore the newest of either."""
    newest = newest_readable(shelf)
    if newest and newest.manifest.key_fingerprint != keys.fingerprint():
        raise BackupRefused(
            f"{shelf.folder} 里最新的备份 {newest.name} 是密钥不同的网站做的。"
            "是另一个网站的，请换一个文件夹；就是这个网站，只是换了密钥，请加 --new-key 运行一次。"
        )


def newest_readable(shelf: Shelf) -> Backup | None:
    for backup in reversed(shelf.backups()):
        with suppress(BackupDamaged, BackupRefused):
            if backup.manifest:
                return backup
    return None


class Writer:
    def __init__(self, database: Database, shelf: Shelf, progress: Progress, only_database: bool) -> None:
        self.database, self.progress = database, progress
        self.shelf = shelf
        self.folders = () if only_database else contents.FOLDERS
        self.earlier = earlier_backup(shelf)
        self.copied = self.linked = 0

    def require_room(self) -> None:
        """Raises BackupRefused before anything is written where the disk would get full."""
        new = sum(file.size for file in self.found() if not self.unchanged(file))
        needed = self.database.bytes_needed() + new
        needed += needed // 20 + MARGIN_BYTES
        free = shutil.disk_usage(self.shelf.folder).free
        if free < needed:
            raise BackupRefused(
                f"{self.shelf.folder} 所在的磁盘只剩 {free / 1e6:,.0f} MB，这次备份需要 {needed / 1e6:,.0f} MB。"
                "请腾出空间，或换一块磁盘。没有写入任何东西。"
            )

    def found(self) -> list[FoundFile]:
        return [file for file in contents.files() if file.name.partition("/")[0] in self.folders]

    def write(self, path: Path) -> Manifest:
        """Writes all of it: first the database, whose rows name the pictures."""
        made_at = datetime.now(UTC)
        dumped = path / self.database.file_name
        facts = self.database.dump(dumped, site_tables(), lambda done, of: self.progress("数据库", done, of))
        synced(dumped)
        files = {self.database.file_name: stored(dumped)}
        files |= self.write_files(path)
        encrypted = keys.encrypted() if self.folders else None
        if encrypted:
            (path / keys.NAME).write_bytes(encrypted)
            synced(path / keys.NAME)
            files[keys.NAME] = stored(path / keys.NAME)
        manifest = Manifest(
            version=site_version(),
            made_at=made_at,
            database=self.database.kind,
            database_version=self.database.version(),
            database_file=self.database.file_name,
            facts=facts,
            folders=list(self.folders),
            keys_file=keys.NAME if encrypted else None,
            key_fingerprint=keys.fingerprint(),
            files=files,
        )
        for written in manifest.write(path):
            synced(written)
        return manifest

    def write_files(self, path: Path) -> dict[str, StoredFile]:
        found = self.found()
        written: dict[str, StoredFile] = {}
        done, of = 0, sum(file.size for file in found)
        for file in found:
            target = path / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # swept away meanwhile: the rows do not name it any more
                written[file.name] = self.link(file, target) or self.copy(file, target)
            done += file.size
            self.progress("图片和其他文件", done, of)
        return written

    def link(self, file: FoundFile, target: Path) -> StoredFile | None:
        """Links it to the same file of the backup before, where the file system can."""
        before = self.unchanged(file)
        if before is None or self.earlier is None:
            return None
        try:
            os.link(self.earlier.path / file.name, target)
        except OSError:
            return None
        self.linked += 1
        return before

    def copy(self, file: FoundFile, target: Path) -> StoredFile:
        copied = copy_file(file.path, target)
        self.copied += copied.size
        return copied

    def unchanged(self, file: FoundFile) -> StoredFile | None:
        """Returns what the backup before holds of it, where size and time are the same."""
        before = self.earlier.manifest.files.get(file.name) if self.earlier else None
        if before and (before.size, before.mtime_ns) == (file.size, file.mtime_ns):
            return before
        return None


def earlier_backup(shelf: Shelf) -> Backup | None:
    """Returns the newest, to whose files new ones may be linked.

    None where it was found damaged: all is copied anew then, for its links may lead to the same damage.
    """
    for backup in reversed(shelf.backups()):
        if backup.verification and not backup.verification.passed:
            return None
        with suppress(BackupDamaged, BackupRefused):
            if backup.manifest.folders:
                return backup
    return None


def copy_file(source: Path, target: Path, progress: Callable[[int], None] = lambda _: None) -> StoredFile:
    """Copies a regular file durably, with its time, and returns its size and sum as they were read."""
    digest = hashlib.sha256()
    try:
        # A link put in its place meanwhile would lead anywhere.
        opened = os.open(source, os.O_RDONLY | os.O_NOFOLLOW)
    except PermissionError as error:
        raise BackupRefused(
            f"没有权限，读不了 {source}。请把它交给运行网站的用户（chown honors: {source}），再运行一次。"
        ) from error
    with os.fdopen(opened, "rb") as reading, target.open("xb") as writing:
        read = os.fstat(
            opened
        )  # before: what is changed while it is read is newer, and copied again next time
        while part := reading.read(CHUNK_BYTES):
            digest.update(part)
            writing.write(part)
            progress(len(part))
        writing.flush()
        os.utime(writing.fileno(), ns=(read.st_atime_ns, read.st_mtime_ns))
        os.fsync(writing.fileno())
    return StoredFile(target.stat().st_size, digest.hexdigest(), read.st_mtime_ns)


def stored(path: Path) -> StoredFile:
    found = path.stat()
    return StoredFile(found.st_size, sum_of(path), found.st_mtime_ns)


def synced(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
