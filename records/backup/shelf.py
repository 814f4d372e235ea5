"""The folder in which backups lie side by side, each in a folder named by its time; and which of them are kept."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from django.utils import timezone

from records.utils.files import locked, sync_folder, write_atomically

from .manifest import NAME as MANIFEST
from .manifest import BackupDamaged, BackupInTheWay, BackupRefused, Manifest, read_manifest

FOLDER_NAME = re.compile(r"honors-(\d{8}T\d{6}Z)(-\d+)?")
PARTIAL = ".partial"  # being written, or being removed; one that is left was broken off
SCRATCH = f"verify{PARTIAL}"
LOCK = ".lock"
VERIFICATION = "verified.json"


@dataclass(frozen=True)
class Verification:
    """The result of restoring a backup on trial."""

    at: datetime
    problems: list[str]

    @property
    def passed(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Backup:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def made_at(self) -> datetime:
        """Returns the time in its name, which holds where the manifest is damaged; of a renamed one the manifest's."""
        if found := FOLDER_NAME.fullmatch(self.name):
            return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return self.manifest.made_at

    @cached_property
    def manifest(self) -> Manifest:
        """Reads it. Raises BackupDamaged."""
        return read_manifest(self.path)

    @property
    def is_whole(self) -> bool | None:
        """Tells whether it holds the site, or the database alone; None where it cannot be read."""
        try:
            return bool(self.manifest.folders)
        except (BackupDamaged, BackupRefused):
            return None

    @property
    def verification(self) -> Verification | None:
        """Returns the last one; None where there was none, or none that can be read."""
        try:
            read = json.loads((self.path / VERIFICATION).read_text(encoding="utf-8"))
            return Verification(datetime.fromisoformat(read["at"]), list(read["problems"]))
        except (OSError, ValueError, KeyError):
            return None

    def note(self, verification: Verification) -> None:
        text = json.dumps(asdict(verification), ensure_ascii=False, indent=1, default=datetime.isoformat)
        write_atomically(self.path / VERIFICATION, f"{text}\n".encode())
        (self.path / VERIFICATION).chmod(0o600)
        sync_folder(self.path)


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def backups(self) -> list[Backup]:
        """Returns the complete ones, the newest last."""
        if not self.folder.is_dir():
            return []
        names = sorted(path.name for path in self.folder.iterdir() if FOLDER_NAME.fullmatch(path.name))
        return [Backup(self.folder / name) for name in names]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Lets nobody else write here meanwhile, and clears what one that was broken off has left."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = BackupInTheWay(f"另一次备份正在写 {self.folder}。请等它做完再运行。")
        with locked(self.folder / LOCK, taken):
            for left in self.folder.glob(f"*{PARTIAL}"):
                if left.name == SCRATCH or FOLDER_NAME.fullmatch(left.name.removesuffix(PARTIAL)):
                    shutil.rmtree(left)
            yield

    @contextmanager
    def new(self) -> Iterator[Path]:
        """Gives a folder to write into, which becomes a backup when all is done, and else is removed."""
        name = f"honors-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        # The next number: an earlier one of this second may have been removed meanwhile.
        same = [one.name.removeprefix(name) for one in self.backups() if one.name.startswith(name)]
        number = 1 + max((int(rest.lstrip("-") or 1) for rest in same), default=0)
        path = self.folder / (f"{name}-{number}" if number > 1 else name)
        partial = path.with_name(f"{path.name}{PARTIAL}")
        partial.mkdir(mode=0o700)
        try:
            yield partial
            for folder in (*(path for path in partial.rglob("*") if path.is_dir()), partial):
                sync_folder(folder)
            partial.rename(path)
            sync_folder(self.folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def remove(self, backup: Backup) -> None:
        """Takes its name first: half of a backup never looks like one."""
        partial = backup.path.with_name(f"{backup.name}{PARTIAL}")
        backup.path.rename(partial)
        shutil.rmtree(partial)

    def prune(self, chosen: Callable[[list[Backup]], set[str]]) -> list[Backup]:
        """Removes all but those chosen by name, the newest, and the newest that has been verified; returns them."""
        backups = self.backups()
        verified = [backup for backup in backups if backup.verification and backup.verification.passed]
        kept = chosen(backups) | {backup.name for backup in (*backups[-1:], *verified[-1:])}
        removed = [backup for backup in backups if backup.name not in kept]
        for backup in removed:
            self.remove(backup)
        return removed


def find(path: Path) -> Backup:
    """Returns the backup at `path`, or the newest in that folder. Raises BackupDamaged."""
    path = path.resolve()
    was_renamed = (path / MANIFEST).is_file() and path.suffix != PARTIAL
    if FOLDER_NAME.fullmatch(path.name) or was_renamed:
        return Backup(path)
    if backups := Shelf(path).backups():
        return backups[-1]
    raise BackupDamaged(
        f"{path} 不是备份，里面也没有备份。请指出 backup 写出的文件夹，如 /backup/honors-20260101T000000Z。"
    )


# --- Retention ------------------------------------------------------------------------------------

KEEP = re.compile(r"(?=.)(?:([0-9]{1,4})d)?(?:([0-9]{1,4})w)?(?:([0-9]{1,4})m)?")
PERIODS = ("%Y-%m-%d", "%G-%V", "%Y-%m")  # day, ISO week, month; of the site's own time


def parse_keep(text: str) -> tuple[int, int, int]:
    """Reads “7d4w12m” as days, weeks and months; what is left out is 0. Raises ValueError."""
    if not (found := KEEP.fullmatch(text)) or not any(
        numbers := [int(number or 0) for number in found.groups()]
    ):
        raise ValueError(text)
    days, weeks, months = numbers
    return days, weeks, months


def newest_of_each(keep: tuple[int, int, int]) -> Callable[[list[Backup]], set[str]]:
    """Chooses the newest of each of the last so many days, weeks and months.

    Only those count that have a backup: a machine that stood still for a month loses none of its old ones.
    """

    def chosen(backups: list[Backup]) -> set[str]:
        kept: set[str] = set()
        for form, number in zip(PERIODS, keep, strict=True):
            newest = {timezone.localtime(backup.made_at).strftime(form): backup.name for backup in backups}
            kept.update(list(newest.values())[len(newest) - min(number, len(newest)) :])
        return kept

    return chosen


def newest(number: int) -> Callable[[list[Backup]], set[str]]:
    return lambda backups: {backup.name for backup in backups[-number:]}
