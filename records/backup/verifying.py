"""Proves a backup by restoring it on trial, aside from the site."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

from records.utils.files import private_files
from records.utils.processes import run_program

from . import status
from .databases import Database
from .making import MARGIN_BYTES, Progress, refuse_other_user
from .manifest import (
    BackupDamaged,
    BackupRefused,
    Facts,
    Manifest,
    refuse_newer,
    sum_of,
    waiting_migrations,
)
from .postgresql import site_database
from .shelf import SCRATCH, Backup, Shelf, Verification

# Each proves a part of the restored site; the audit log's is run where there is one.
PROOFS = ("verify_tributes", "verify_audit")


def verify_backup(backup: Backup, progress: Progress) -> Verification:
    """Restores it on trial, and keeps the result beside it and in VAR. Raises BackupRefused where that cannot be."""
    refuse_other_user()
    refuse_read_only(backup.path.parent)
    with private_files(), Shelf(backup.path.parent).held():
        try:
            problems = damage(backup, progress)
        except BackupDamaged as error:
            problems = [str(error)]
        if not problems:
            refuse_other_kind(backup.manifest)
            refuse_newer(backup.manifest)
            problems = try_out(backup, progress)
        verification = Verification(datetime.now(UTC), problems)
        backup.note(verification)
        if backup.is_whole is not False:
            status.note(backup, verification)
    return verification


def refuse_read_only(folder: Path) -> None:
    if not os.access(folder, os.W_OK):
        raise BackupRefused(
            f"核对时要在 {folder} 里临时恢复一份，并写下结果，那里不能写。请把备份复制到能写的地方，再核对。"
        )


def damage(backup: Backup, progress: Progress) -> list[str]:
    """Compares each file with its sum, and tells which is not as it was written. Raises BackupDamaged."""
    manifest = backup.manifest
    found, done = [], 0
    for name, expected in manifest.files.items():
        path = backup.path / name
        if not path.is_file() or path.is_symlink():
            found.append(f"缺少文件 {path}")
        elif path.stat().st_size != expected.size or sum_of(path) != expected.sha256:
            found.append(f"文件 {path} 与备份时不同")
        done += expected.size
        progress("核对文件", done, manifest.size)
    return found


def refuse_other_kind(manifest: Manifest) -> None:
    site = site_database()
    if manifest.database != site.kind:
        raise BackupRefused(
            f"备份里的数据库是 {manifest.database}，网站现在用的是 {site.kind}。"
            "请先把 DATABASE_URL 改成与备份一样的数据库。"
        )


def try_out(backup: Backup, progress: Progress) -> list[str]:
    manifest = backup.manifest
    with scratch_database(backup) as (database, folder):
        dumped = backup.path / manifest.database_file
        database.load(dumped, lambda done, of: progress("恢复到临时的数据库", done, of))
        progress("检查数据库", 0, 0)
        problems = database.problems() or differences(
            manifest.facts, database.read_facts(manifest.facts.counts)
        )
        if not problems:
            progress("核对账本", 0, 0)
            problems = failed_proofs(database, folder, migrate=bool(waiting_migrations(manifest)))
    return problems


@contextmanager
def scratch_database(backup: Backup) -> Iterator[tuple[Database, Path]]:
    """Gives one that is not there yet, and a folder to be its VAR; both are removed in the end."""
    folder = backup.path.parent / SCRATCH
    require_room(folder.parent, backup.manifest.files[backup.manifest.database_file].size)
    database = site_database().beside("verify", folder)
    database.drop_left()
    folder.mkdir(mode=0o700)
    try:
        yield database, folder
    finally:
        database.drop()
        shutil.rmtree(folder, ignore_errors=True)


def require_room(folder: Path, size: int) -> None:
    """Raises BackupRefused where `size` bytes and a margin would fill the disk."""
    needed, free = size + size // 20 + MARGIN_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise BackupRefused(
            f"{folder} 所在的磁盘只剩 {free / 1e6:,.0f} MB，还需要 {needed / 1e6:,.0f} MB。请腾出空间后再运行一次。"
        )


def differences(expected: Facts, found: Facts) -> list[str]:
    counts = [
        f"表 {table} 应有 {number} 行，恢复后有 {found.counts.get(table, 0)} 行"
        for table, number in expected.counts.items()
        if found.counts.get(table) != number
    ]
    others = [
        f"{what}应是 {wanted}，恢复后是 {got}"
        for what, wanted, got in (
            ("版次", expected.edition, found.edition),
            ("审计日志的末行", expected.audit_head, found.audit_head),
            ("数据库的更新", expected.migrations, found.migrations),
        )
        if wanted != got
    ]
    return counts + others


def failed_proofs(database: Database, var: Path, *, migrate: bool) -> list[str]:
    """Runs the site's own proofs on the restored database, after the migrations that an older one lacks."""
    proofs = [name for name in PROOFS if name in get_commands()]
    commands = [
        *([["migrate", "--no-input", "--verbosity=0"]] if migrate else []),
        *([proof] for proof in proofs),
    ]
    failures = (failure(database, var, command) for command in commands)
    return [told for told in failures if told][:1]  # what comes after a failure would say the same again


def failure(database: Database, var: Path, command: list[str]) -> str:
    done = manage(database, var, command)
    said = (done.stderr or done.stdout).strip()[-500:]
    return f"{command[0]}：{said}" if done.returncode else ""


def manage(database: Database, var: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs a command of the site in a process of its own, on another database and another VAR."""
    chosen = {
        "VAR": str(var),
        "DATABASE_URL": database.address,
        "SECRET_KEY": settings.SECRET_KEY,  # else it would make one there
        # What caches keep of the site has not changed.
        "NGINX_CACHE": "",
        "PURGE_COMMAND": "",
    }
    return run_program([sys.executable, str(settings.BASE_DIR / "manage.py"), *command], chosen)
