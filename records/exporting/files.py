"""Files that are there whole or not at all."""

import errno
import os
from pathlib import Path

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
    # In the same folder, so that renaming is one step; of this process, so that two exports do not mix.
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return True
