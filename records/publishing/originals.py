"""Keeps the files that records and rolls were read from, byte for byte and each once, and clears away those that
nothing needs any more.

A file is written aside first, in `VAR/waiting`, which may take the disk some milliseconds, and comes to its place by a
new name alone, behind the edition's lock: so no file goes while somebody is about to need it again.
"""

import os
import secrets
import time
from collections.abc import Hashable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from records.catalog.attachments import originals_folder, path_of
from records.models import (
    Attachment,
    Commendation,
    CommendationVersion,
    DecisionChange,
    Edition,
    ImportedDocument,
    OriginalCheck,
    RollFile,
    Version,
)
from records.models.attachments import HASH_CHARACTERS
from records.models.rules import CONTROL
from records.utils.daily import DailyWork
from records.utils.files import HashedFile, sync_folder

from .bulk_insert import Table

ATTACHMENTS = Table(Attachment)
MAX_NAME_CHARACTERS = Attachment._meta.get_field("name").max_length or 0
UNNAMED = "原件"
# So many wait for the disk at a time, which takes them together.
THREADS = 8
ASIDE = ".original"
NEW_FILE = os.O_CREAT | os.O_EXCL | os.O_WRONLY
# All but the times of the file, which nobody needs: half of the work. Its name is made durable with its folder.
sync_data = getattr(os, "fdatasync", os.fsync)
# What was written aside so long ago nobody waits for; a row so young may be about to be named.
A_DAY = timedelta(days=1)
IDS_AT_ONCE = 500


# --- Keeping ------------------------------------------------------------------------------------------


def file_name(name: str, instead: str = UNNAMED) -> str:
    """Gives the name without folders, and the end of one that is too long: there is its suffix."""
    last = PurePath(CONTROL.sub("", name).replace("\\", "/")).name.strip()
    return last[-MAX_NAME_CHARACTERS:] or instead


def write_aside(file: HashedFile) -> Path:
    """Writes the bytes durably, under a name that only the caller knows. Raises OSError."""
    path = aside_folder() / f"{file.sha256}.{secrets.token_hex(8)}{ASIDE}"
    try:
        opened = os.open(path, NEW_FILE, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(path, NEW_FILE, 0o600)
    try:
        left = memoryview(file.data)
        while left:
            left = left[os.write(opened, left) :]
        sync_data(opened)
    finally:
        os.close(opened)
    return path


def write_all_aside(files: Iterable[HashedFile]) -> dict[str, Path]:
    return {file.sha256: write_aside(file) for file in files}


def aside_folder() -> Path:
    return Path(settings.VAR) / "waiting"


def put_in_place(written: Mapping[str, Path]) -> None:
    """Gives the files that were written aside their names, durably. The caller holds the edition's lock."""
    if not written:
        return
    folder = originals_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for sha256, path in written.items():
        path.replace(path_of(sha256))
    sync_folder(folder)


def by_hash(files: Iterable[tuple[str, HashedFile]]) -> dict[str, tuple[str, int]]:
    """Returns of each file the name under which it comes first, and its size."""
    named: dict[str, tuple[str, int]] = {}
    for name, file in files:
        named.setdefault(file.sha256, (name, len(file.data)))
    return named


def rows_for(named: Mapping[str, tuple[str, int]]) -> dict[str, int]:
    """Returns the ids of the rows by SHA-256, new or not, in two statements for all.

    The caller holds the edition's lock.
    """
    ids = dict(Attachment.objects.filter(sha256__in=named).values_list("sha256", "pk"))
    lacking = [sha256 for sha256 in named if sha256 not in ids]
    common = ATTACHMENTS.blank()
    rows = (
        common | {"sha256": sha256, "name": file_name(named[sha256][0]), "size": named[sha256][1]}
        for sha256 in lacking
    )
    return ids | dict(zip(lacking, ATTACHMENTS.insert(rows), strict=True))


def is_in_place(file: HashedFile) -> bool:
    return size_of(file.sha256) == len(file.data)


def size_of(sha256: str) -> int | None:
    try:
        return path_of(sha256).stat().st_size
    except FileNotFoundError:
        return None


def keep_files(files: Iterable[tuple[str, HashedFile]]) -> dict[str, int]:
    """Keeps a few files by their names; returns the ids of their rows by SHA-256.

    The caller holds the edition's lock, in a transaction.
    """
    listed = list(files)
    ids = rows_for(by_hash(listed))
    put_in_place(write_all_aside(file for _, file in listed if not is_in_place(file)))
    return ids


class Arriving:
    """The files of a request, each under a key of the caller's: written aside one by one as they are read, so that the
    memory never holds them all, and kept together. What is not kept goes at the end."""

    def __init__(self) -> None:
        self.hashes: dict[Hashable, str] = {}
        self.files: dict[str, tuple[str, int]] = {}
        self.aside: dict[str, Path] = {}

    def __enter__(self) -> "Arriving":
        return self

    def __exit__(self, *_: object) -> None:
        for path in self.aside.values():
            path.unlink(missing_ok=True)

    def add(self, key: Hashable, name: str, file: HashedFile) -> None:
        self.hashes[key] = file.sha256
        if file.sha256 not in self.files:
            self.files[file.sha256] = (name, len(file.data))
            self.aside[file.sha256] = write_aside(file)

    def keep(self) -> dict[Hashable, int]:
        """Returns the ids of the rows by key. The caller holds the edition's lock, in a transaction."""
        ids = rows_for(self.files)
        put_in_place(self.aside)
        return {key: ids[sha256] for key, sha256 in self.hashes.items()}

    def told(self, key: Hashable) -> str:
        """Says for the audit log which file it was; "" where none was kept."""
        return told_hash(self.hashes[key]) if key in self.hashes else ""


def told_hash(sha256: str) -> str:
    return f"（原件 SHA-256 {sha256}）"


class Originals:
    """The files of the documents of one transaction, whose caller holds the edition's lock.

    Their rows are there at once. The bytes of those that are needed are written by threads in `finish`, and are durable
    behind it: one after the other they would wait for the disk as long as all else takes. Written while the documents
    are saved they cost three times the processor time, as each call then takes the interpreter from who saves.
    """

    def __init__(self, files: Iterable[tuple[str, HashedFile]], threads: ThreadPoolExecutor) -> None:
        self.ids = rows_for(by_hash(files))
        self.refused: set[int] = set()
        self.threads = threads
        self.begun: set[str] = set()
        self.waiting: list[HashedFile] = []

    def keep(self, file: HashedFile) -> None:
        """Keeps the file, when what was read of it is saved."""
        if file.sha256 in self.begun or is_in_place(file):
            return
        self.begun.add(file.sha256)
        self.waiting.append(file)

    def refuse(self, file: HashedFile) -> None:
        """Lets the file go, since nothing was saved of it: unless something else is."""
        self.refused.add(self.ids[file.sha256])

    def finish(self) -> None:
        shares = (self.waiting[first::THREADS] for first in range(THREADS))
        written = self.threads.map(write_all_aside, filter(None, shares))
        put_in_place({name: path for share in written for name, path in share.items()})
        forget_unused(self.refused)


# --- Clearing away ------------------------------------------------------------------------------------


def unused(rows: QuerySet[Attachment]) -> QuerySet[Attachment]:
    """Keeps those that no decision, no version of a record, no document and no roll needs."""
    needs = [
        Commendation.objects.filter(attachment=OuterRef("pk")),
        CommendationVersion.objects.filter(attachment=OuterRef("pk")),
        DecisionChange.objects.filter(attachment=OuterRef("pk")),
        Version.objects.filter(original=OuterRef("pk")),
        ImportedDocument.objects.keeping_originals().filter(original=OuterRef("pk")),
        RollFile.objects.filter(original=OuterRef("pk")),
    ]
    for need in needs:
        rows = rows.exclude(Exists(need))
    return rows


def forget_unused(ids: Iterable[int | None]) -> int:
    """Clears away those of the files that nothing needs, and returns how many: what is undone or deleted may hold what
    nobody has a right to keep. The bytes go once this is committed. The caller holds the edition's lock."""
    listed = sorted({pk for pk in ids if pk is not None})
    gone: dict[int, str] = {}
    for first in range(0, len(listed), IDS_AT_ONCE):
        some = unused(Attachment.objects.filter(pk__in=listed[first : first + IDS_AT_ONCE]))
        found = dict(some.values_list("pk", "sha256"))
        ImportedDocument.objects.filter(original__in=found).update(original=None)
        Attachment.objects.filter(pk__in=found).delete()
        gone |= found
    if gone:
        transaction.on_commit(partial(remove_files, [*gone.values()]))
    return len(gone)


def originals_of(records: Iterable[int]) -> set[int | None]:
    """Returns the ids of all files that versions of these records were read from, or documents that became them."""
    listed = list(records)
    versions = Version.objects.filter(record__in=listed, original__isnull=False)
    documents = ImportedDocument.objects.filter(record__in=listed, original__isnull=False)
    return {
        *versions.values_list("original", flat=True),
        *documents.values_list("original", flat=True),
    }


@transaction.atomic
def remove_files(names: Iterable[str]) -> None:
    """Removes the files, but those that somebody has handed in again meanwhile."""
    Edition.lock_for_writing()
    listed = list(names)
    for first in range(0, len(listed), IDS_AT_ONCE):
        some = listed[first : first + IDS_AT_ONCE]
        kept = set(Attachment.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        for name in some:
            if name not in kept:
                path_of(name).unlink(missing_ok=True)


def sweep() -> int:
    """Clears away what acts of staff could not: files of what went with something else, and of an import that was
    killed between file and row. Returns how many files are left, and remembers how many are lost."""
    old = Attachment.objects.filter(added_at__lt=timezone.now() - A_DAY)
    candidates = list(unused(old).values_list("pk", flat=True))
    if candidates:
        with transaction.atomic():
            Edition.lock_for_writing()
            forget_unused(candidates)
    folder = originals_folder()
    sizes = {one.name: one.stat().st_size for one in os.scandir(folder)} if folder.is_dir() else {}
    files = total = lost = 0
    for name, size in Attachment.objects.values_list("sha256", "size").iterator():
        if sizes.pop(name, None) == size or size_of(name) == size:  # it may have come meanwhile
            files, total = files + 1, total + size
        else:
            lost += 1
    remove_files(name for name in sizes if len(name) == HASH_CHARACTERS)
    sweep_aside()
    counted = {"finished_at": timezone.now(), "files": files, "bytes": total, "lost": lost}
    OriginalCheck.objects.update_or_create(pk=1, defaults=counted)
    return files


def sweep_aside() -> None:
    """Removes what was written aside by an import that failed."""
    oldest = time.time() - A_DAY.total_seconds()
    for path in aside_folder().glob(f"*{ASIDE}"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:  # another process was first
            continue


daily = DailyWork("sweep of originals", OriginalCheck.claim_due, lambda: sweep())


def last_check() -> OriginalCheck:
    """Returns the last sweep. Where it is a day old, another is begun in the background, and not waited for."""
    last = OriginalCheck.objects.first()
    if last is None or OriginalCheck.objects.due().exists():
        daily.begin()
    return last or OriginalCheck()
