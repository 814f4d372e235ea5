"""Files that are there whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

REASONS = {
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


def write_whole(path: Path, data: bytes) -> bool:
    """Whether anything had to be written. Raises OSError and leaves what was there."""
    if path.is_file() and path.read_bytes() == data:
        return False
    with written_whole(path) as file:
        file.write(data)
    return True


@contextmanager
def written_whole(path: Path, *, keep: bool = True) -> Iterator[IO[bytes]]:
    """A file that takes its place only when it is complete; whatever stood there stays until then.

    It lies in the same folder meanwhile, so that renaming is one step. Without `keep` it only tells whether a file
    could be written there. Raises OSError.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:50]}.", delete=False) as file:
        made = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            made.chmod(0o666 & ~current_umask())
            if keep:
                made.replace(path)
        finally:
            made.unlink(missing_ok=True)


def current_umask() -> int:
    """It can only be asked for by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
