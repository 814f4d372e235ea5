"""The one list of what in VAR is state, and so is backed up, and of what is not."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

# State that cannot be made again, beside the database. One that a site has not got is passed over.
FOLDERS = ("media", "originals", "marks")
# Whoever has them can sign as the site. They go into a backup encrypted only.
KEYS = ("secret_key", "log_key", "badge_key")

LOCK = ".lock"  # shared by all that serve or read the state, exclusive to the one who replaces it
STAGING = ".restoring"
JOURNAL = "restore.json"
ASIDE = "before-restore-"
STATUS = "backup.json"
BACKUPS = "backups"  # those that are made before the database is altered
# Made again by itself. What caches in front keep is older than any restored edition: they are purged by it.
# What waits to be imported (rolls) is the editor's own file, and goes after a day.
NOT_STATE = {
    "static",
    "narrowed",
    "sheets",
    "purged_edition",
    "waiting",
    LOCK,
    STAGING,
    JOURNAL,
    STATUS,
    BACKUPS,
}


class FoundFile(NamedTuple):
    name: str  # within VAR, with slashes
    path: Path
    size: int
    mtime_ns: int


def var() -> Path:
    return Path(settings.VAR)


def files() -> Iterator[FoundFile]:
    """Yields the regular files of the folders that are state.

    Not what a link leads to: that may be anything that the site's user can read, and its keys go into no backup
    unencrypted. Whoever backs up is told (`passed_over`).
    """
    for name, entry in entries():
        if entry.is_file(follow_symlinks=False):
            found = entry.stat(follow_symlinks=False)
            yield FoundFile(name, Path(entry.path), found.st_size, found.st_mtime_ns)


def passed_over() -> list[str]:
    """Names the links, pipes and devices in these folders: they are not backed up."""
    return [name for name, entry in entries() if not entry.is_file(follow_symlinks=False)]


def entries() -> Iterator[tuple[str, os.DirEntry[str]]]:
    for folder in FOLDERS:
        yield from entries_in(var() / folder, folder)


def entries_in(folder: Path, name: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yields all but the folders in it and in its folders, in the order of their names."""
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        inside = f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from entries_in(Path(entry.path), inside)
        else:
            yield inside, entry


def unknown_names(database: Path | None) -> list[str]:
    """Names what lies in VAR and is in no list: it is not backed up, and somebody should know."""
    known = {*FOLDERS, *KEYS, *NOT_STATE}
    # A hidden one is a file of ours that was being written when its process was killed.
    prefixes = (".", ASIDE, *([database.name] if database else []))
    return sorted(
        entry.name
        for entry in var().iterdir()
        if entry.name not in known and not entry.name.startswith(prefixes)
    )
