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
    failed_at: datetime | None = None  # a verification failed then, and none has passed since
    problem: str = ""


def status() -> BackupStatus:
    """Reads it; where there is none, or none that can be read, nothing is known."""
    try:
        read = json.loads(place().read_text(encoding="utf-8"))
        times = {
            name: read[name] and datetime.fromisoformat(read[name]) for name in ("verified_at", "failed_at")
        }
        return BackupStatus(path=read["path"], problem=read["problem"], **times)
    except (OSError, ValueError, KeyError):
        return BackupStatus()


def note(backup: Backup, verification: Verification) -> None:
    """Keeps what the verification has shown. An older backup's does not take the place of a newer one's."""
    known = status()
    if not verification.passed:
        known = known._replace(
            failed_at=verification.at, problem=f"{backup.path}：{verification.problems[0]}"
        )
    elif known.verified_at is None or backup.made_at >= known.verified_at:
        known = BackupStatus(backup.made_at, str(backup.path))
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
    return f"备份：{told}{f'；后来的一次核对没有通过：{known.problem}' if known.failed_at else ''}"
