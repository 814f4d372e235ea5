"""Says why a file is not taken in, in plain words, with what to do."""

import errno

from records.deeds import DeedsError, Message


class Skipped(DeedsError):
    """A file that lay among the documents and is none: reported, but no failure."""


def refuse(code: str, text: str) -> DeedsError:
    return DeedsError(Message("error", code, text))


REASONS = {
    errno.ENOENT: "找不到文件，可能已被移走或改名。请核对路径后再导入。",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹。请核对路径后再导入。",
    errno.EACCES: "没有权限读取。请让文件的主人放开读取权限，或换用有权限的账号运行。",
    errno.ELOOP: "这是一个绕成圈的链接，指不到文件。请改为给出文件本身的路径。",
    errno.ENAMETOOLONG: "文件名太长，系统打不开。请改短文件名再导入。",
}


def unopened(error: OSError | ValueError) -> DeedsError:
    known = REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
    return refuse("unreadable", known or f"打不开文件：{error}。请检查文件和磁盘后再导入。")
