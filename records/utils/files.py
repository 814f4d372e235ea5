"""Files that are written whole or not at all, and the locks of files."""

import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import IO, NamedTuple

REASONS = {
    errno.ENOENT: "路径里的文件夹或文件不存在。请核对路径",
    errno.EACCES: "没有写入权限。请换一个文件夹，或请管理员授权",
    errno.EPERM: "没有写入权限。请换一个文件夹，或请管理员授权",
    errno.EROFS: "那里只能读，不能写。请换一个文件夹",
    errno.ENOSPC: "磁盘已满。请腾出空间后再运行一次",
    errno.EDQUOT: "空间配额已用完。请腾出空间后再运行一次",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹。请换一个文件夹",
    errno.EEXIST: "已有同名的文件，不是文件夹。请换一个名称",
    errno.EISDIR: "已有同名的文件夹。请换一个文件夹",
    errno.ENAMETOOLONG: "名称太长。请换一个短些的",
}


def reason(error: OSError) -> str:
    return REASONS.get(error.errno or 0) or str(error)


class HashedFile(NamedTuple):
    """The bytes of a file with their SHA-256 in hexadecimal."""

    sha256: str
    data: bytes


def hashed(data: bytes) -> HashedFile:
    return HashedFile(hashlib.sha256(data).hexdigest(), data)


def write_atomically(path: Path, data: bytes) -> bool:
    """Writes the file and tells whether that was needed. Raises OSError, and leaves the file as it was."""
    if path.is_file() and path.read_bytes() == data:
        return False
    with atomic_file(path) as file:
        file.write(data)
    return True


@contextmanager
def atomic_file(path: Path, *, replace: bool = True) -> Iterator[IO[bytes]]:
    """Opens a file that takes its place only when it is complete; the one before stays until then.

    It lies in the same folder meanwhile, so that renaming is one step. Without `replace` it only shows that a file
    could be written there. Raises OSError.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:50]}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o666 & ~current_umask())
            if replace:
                temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def current_umask() -> int:
    """Reads the umask, which can only be done by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def unused(path: Path) -> Path:
    """Returns the path, or the first with a number behind it where nothing is yet."""
    numbered = (path.with_name(f"{path.name}.{number}") for number in count(2))
    return next(one for one in chain([path], numbered) if not os.path.lexists(one))


def sync_folder(folder: Path) -> None:
    """Makes the names in it durable: without this a rename may be forgotten when the power fails."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def private_files() -> Iterator[None]:
    """Lets only the owner read what is made meanwhile, also by programs that are started."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def locked(path: Path, taken: Exception, *, shared: bool = False) -> Iterator[None]:
    """Holds the lock of a file, which ends with the process, however that ends. Raises `taken` where another has it.

    Processes forked meanwhile hold it too, until the last of them has ended.
    """
    opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(opened, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise taken from error
        yield
    finally:
        os.close(opened)
