"""Paths, folders and zip files → one document after another, with one document's bytes in memory at a time.

Nothing is written to disk, and nothing is read before its size is known to be within bounds.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

import records.deeds
from records.deeds import DeedsError, Message

from .archives import members_of
from .exceptions import Skipped, refuse, unopened

MB = 1024 * 1024
MAX_FILE_BYTES = 50 * MB
OF_THE_SYSTEM = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document on its way in. `name` is for people; it may be read only until the next one is asked for."""

    name: str
    fetch: Callable[[], bytes]
    refused: DeedsError | None = None

    @property
    def is_skipped(self) -> bool:
        return isinstance(self.refused, Skipped)

    def read(self) -> bytes:
        """Raises Skipped for what is no document and was not asked for by name, else DeedsError."""
        if self.refused:
            raise self.refused
        return self.fetch()


def refused(name: str, error: DeedsError) -> Incoming:
    return Incoming(name, bytes, error)


def found_in(paths: Iterable[Path]) -> Iterator[Incoming]:
    """Yields the files themselves; the folders' and zip files' contents, in the order of their names."""
    for path in paths:
        if is_folder(path):
            yield from found_in_folder(path)
        else:
            yield from found_in_file(path)


def unpacked(name: str, file: IO[bytes]) -> Iterator[Incoming]:
    """Yields the documents of a zip file, else the file itself; `file` must be seekable and stay open meanwhile."""
    if not is_zip(name):
        yield Incoming(printable(name), lambda: bounded(file, file.seek(0, os.SEEK_END)))
        return
    try:
        for member in members_of(file, MAX_FILE_BYTES):
            inside = f"{printable(name)}/{printable(member.name)}"
            yield Incoming(inside, member.read, member.refused or not_a_document(member.name))
    except DeedsError as error:
        yield refused(printable(name), error)


def bounded(file: IO[bytes], size: int) -> bytes:
    """Returns all of the file, from its start. It may have grown since it was asked for its size."""
    file.seek(0)
    data = file.read(MAX_FILE_BYTES + 1) if size <= MAX_FILE_BYTES else b""
    if size > MAX_FILE_BYTES or len(data) > MAX_FILE_BYTES:
        found = f"文件有 {max(size, len(data)) / MB:.0f} MB，最多能读 {MAX_FILE_BYTES // MB} MB。"
        raise refuse("too-large", f"{found}请确认选对了文件，或拆成几份再导入。")
    return data


def found_in_file(path: Path) -> Iterator[Incoming]:
    name = shown(path)
    if not is_zip(path.name):
        yield Incoming(name, lambda: contents_of(path))
        return
    try:
        with opened(path) as file:
            yield from unpacked(name, file)
    except DeedsError as error:
        yield refused(name, error)


def contents_of(path: Path) -> bytes:
    with opened(path) as file:
        try:
            return bounded(file, os.fstat(file.fileno()).st_size)
        except OSError as error:
            raise unopened(error) from error


def opened(path: Path) -> IO[bytes]:
    try:
        # Asked before it is opened: opening a pipe would wait for somebody to write into it.
        if not stat.S_ISREG(path.stat().st_mode):
            raise refuse("no-file", "这不是普通文件。请给出文件、文件夹或 .zip 压缩包的路径。")
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise unopened(error) from error


def found_in_folder(folder: Path) -> Iterator[Incoming]:
    """Goes depth first, sorted; links to folders are named but not followed, so no loop can be walked for ever."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path == folder or is_real_folder(path):
            try:
                waiting += sorted(path.iterdir(), reverse=True)
            except OSError as error:
                yield refused(shown(path), unopened(error))
        elif is_folder(path):
            yield refused(
                shown(path), skip("这是指向别处文件夹的链接，没有跟进去。要导入它，请直接给出它的路径。")
            )
        elif reason := not_a_document(path.name, also=(".zip",)):
            yield refused(shown(path), reason)
        else:
            yield from found_in_file(path)


def not_a_document(name: str, also: tuple[str, ...] = ()) -> Skipped | None:
    """Tells why a file that lies beside documents is none itself."""
    path = PurePath(name)
    if "__MACOSX" in path.parts or path.name.lower() in OF_THE_SYSTEM or path.name.startswith((".", "~$")):
        return skip("系统或编辑器附带的文件，不是材料。")
    if path.suffix.lower() in (*records.deeds.SUFFIXES, *also):
        return None
    return skip(
        f"不是能读的文件（{'、'.join(records.deeds.SUFFIXES)}）。如果是材料，请另存为其中一种再导入。"
    )


def skip(text: str) -> Skipped:
    return Skipped(Message("info", "skipped", text))


def is_zip(name: str) -> bool:
    return PurePath(name).suffix.lower() == ".zip"


def is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name too long to ask about: opening it says so in its turn
        return False


def is_real_folder(path: Path) -> bool:
    return is_folder(path) and not path.is_symlink()


def shown(path: Path) -> str:
    """Makes a path printable: a file's name may hold bytes that are no text."""
    return printable(os.fsencode(path).decode(errors="replace"))


def printable(name: str) -> str:
    """Drops what a terminal would obey instead of showing it."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)
