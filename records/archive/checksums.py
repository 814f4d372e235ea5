"""Keeps SHA256SUMS: the SHA-256 of every file of an archive, in the form that `sha256sum --check` reads.

An archive may come from anywhere. Nothing of it is opened but regular files that the list names, without following a
link at any step of their way.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from records.utils.exceptions import UserFacingError
from records.utils.files import write_atomically

FILE_NAME = "SHA256SUMS"
SUM_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
MAX_LIST_BYTES = 512 * 1024**2  # a million records with their pages
MAX_FILE_BYTES = 16 * 1024**3
MAX_BYTES_IN_MEMORY = 64 * 1024**2
COPY_AGAIN = "请重新导出或重新复制存档。"


class ArchiveDamaged(UserFacingError):
    """The archive is not as it was written."""


def read_sums(folder: Path) -> dict[str, str]:
    """Returns the sum of each file by its name within the folder. Raises ArchiveDamaged."""
    path = folder / FILE_NAME
    try:
        with opened(folder, FILE_NAME, MAX_LIST_BYTES) as file:
            lines = file.read().decode().splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeError) as error:
        raise ArchiveDamaged(f"{folder} 里没有可读的 {FILE_NAME}，不是完整的存档。{COPY_AGAIN}") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = SUM_LINE.fullmatch(line)
        if not match or not is_plain(match[2]):
            raise ArchiveDamaged(f"{path} 第 {number} 行写得不对。{COPY_AGAIN}")
        if match[2] in found:
            raise ArchiveDamaged(f"{path} 第 {number} 行的文件前面已经有了。{COPY_AGAIN}")
        found[match[2]] = match[1]
    if not found:
        raise ArchiveDamaged(f"{path} 是空的，不是完整的存档。{COPY_AGAIN}")
    return found


def is_plain(name: str) -> bool:
    """Tells whether the name leads straight to a place within the folder, and is written in the one usual way."""
    return (
        "\\" not in name
        and name.isprintable()
        and all(part not in ("", ".", "..") for part in name.split("/"))
    )


@contextmanager
def opened(folder: Path, name: str, max_bytes: int = MAX_FILE_BYTES) -> Iterator[BufferedReader]:
    """Opens a file of the archive. Raises FileNotFoundError, and ArchiveDamaged for what is no file of its own.

    Each folder on the way is opened by itself, so that none can be a link. A pipe would keep one waiting who opens it
    in the usual way. A second name of a file may be one of a file elsewhere: the secret key, for instance.
    """
    path, kinds = folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    *folders, last = name.split("/")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for step in folders:
            above, handle = handle, os.open(step, kinds | os.O_DIRECTORY, dir_fd=handle)
            os.close(above)
        above, handle = handle, os.open(last, kinds, dir_fd=handle)
        os.close(above)
        refuse_unlike_a_file(path, os.fstat(handle), max_bytes)
        with os.fdopen(os.dup(handle), "rb") as file:
            yield file
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.EISDIR):
            raise ArchiveDamaged(f"{path} 是链接或不是普通文件，没有读。{COPY_AGAIN}") from error
        raise ArchiveDamaged(f"{path} 读不了：{error.strerror}。") from error
    finally:
        os.close(handle)


def read_whole(folder: Path, name: str) -> bytes:
    """Returns what stands in a file of the archive. Raises ArchiveDamaged."""
    try:
        with opened(folder, name, MAX_BYTES_IN_MEMORY) as file:
            return file.read()
    except FileNotFoundError as error:
        raise ArchiveDamaged(f"缺少文件 {folder / name}。{COPY_AGAIN}") from error


def refuse_unlike_a_file(path: Path, found: os.stat_result, max_bytes: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise ArchiveDamaged(f"{path} 不是普通文件，没有读。{COPY_AGAIN}")
    if found.st_nlink > 1:
        raise ArchiveDamaged(
            f"{path} 在磁盘上还有别的名字（硬链接），没有读。请用 cp -r --no-preserve=links 复制一份存档再读入。"
        )
    if found.st_size > max_bytes:
        raise ArchiveDamaged(f"{path} 太大（{found.st_size:,} 字节，最多 {max_bytes:,}），没有读。")


def verify(folder: Path) -> dict[str, str]:
    """Returns the sums. Raises ArchiveDamaged for a file that is missing or not as it was written."""
    sums = read_sums(folder)
    for name, expected in sums.items():
        path = folder / name
        try:
            with opened(folder, name) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError as error:
            raise ArchiveDamaged(f"缺少文件 {path}。请重新复制存档。") from error
        if found != expected:
            raise ArchiveDamaged(f"文件 {path} 与存档时不同。请重新复制存档。")
    return sums


def write_sums(folder: Path, names: set[str]) -> dict[str, str]:
    """Returns the sums by name."""
    sums = {name: sum_of(folder / name) for name in sorted(names)}
    write_atomically(folder / FILE_NAME, "".join(f"{sums[name]}  {name}\n" for name in sums).encode())
    return sums


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
