"""The state of this site's backups: a small file in VAR, which monitoring reads."""

import json
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone
from django.utils.timesince import timesince

from records.utils.files import write_atomically

from . import contents
from .shelf import Backup, Verification


class BackupStatus(NamedTuple):
    verified_at: datetime | None = None  # the newest backup that passed was made then
    path: str = ""  # and lies there
    failed_at: datetime | None = None  # a backup or a verification failed then, and none has passed since
    problem: str = ""
    is_unmade: bool = False  # it was the making that failed: one that is made ends it


def status() -> BackupStatus:
    """Reads it; where there is none, or none that can be read, nothing is known."""
    try:
        read = json.loads(place().read_text(encoding="utf-8"))
        verified_at, failed_at = (
            read[name] and datetime.fromisoformat(read[name]) for name in ("verified_at", "failed_at")
        )
        return BackupStatus(
            verified_at, read["path"], failed_at, read["problem"], read.get("is_unmade", False)
        )
    except (OSError, ValueError, KeyError):
        return BackupStatus()


def note(backup: Backup, verification: Verification) -> None:
    """Keeps what the verification has shown. An older backup's does not take the place of a newer one's.

    A time to come is that of a clock which was wrong: any takes its place.
    """
    known = status()
    if not verification.passed:
        problem = f"{backup.path}：{verification.problems[0]}"
        keep(known._replace(failed_at=verification.at, problem=problem, is_unmade=False))
    elif known.verified_at is None or not backup.made_at < known.verified_at <= timezone.now():
        keep(BackupStatus(backup.made_at, str(backup.path)))


def note_unmade(problem: str) -> None:
    """Keeps that a backup could not be made; not over one that did not pass, which only another that passes ends."""
    known = status()
    if known.failed_at is None or known.is_unmade:
        keep(known._replace(failed_at=timezone.now(), problem=problem, is_unmade=True))


def note_made() -> None:
    """Forgets that one could not be made; not that one did not pass."""
    known = status()
    if known.is_unmade:
        keep(known._replace(failed_at=None, problem="", is_unmade=False))


def keep(known: BackupStatus) -> None:
    text = json.dumps(known._asdict(), ensure_ascii=False, default=datetime.isoformat)
    write_atomically(place(), text.encode())


def place() -> Path:
    return contents.var() / contents.STATUS


def backup_report() -> str:
    """Tells the age of the newest backup that was proved by restoring it."""
    known = status()
    if known.verified_at is None:
        told = "还没有核对过的备份"
    else:
        when = timezone.localtime(known.verified_at)
        told = f"最近一份核对过的备份做于 {when:%Y-%m-%d %H:%M}（{timesince(known.verified_at)}前），在 {known.path}"
    failed = f"；后来的一次{'备份没有做完' if known.is_unmade else '核对没有通过'}：{known.problem}"
    return f"备份：{told}{failed if known.failed_at else ''}"
