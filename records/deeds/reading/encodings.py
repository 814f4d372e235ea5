"""Bytes → text."""

import codecs
import re

from ..document import DeedsError, Message

MAX_BYTES = 10 * 1024 * 1024
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Detectors take short GBK for Korean. UTF-8 proves itself; GB18030 accepts nearly all Big5 too, so between the two
# the one wins that gives more of the characters every Chinese text is full of, and the editor is asked to look.
LEGACY = ("gb18030", "big5")
COMMON = "的一是在有不人和中年，。、"
# Anything below a space that is not white space, DEL, and the C1 range but for NEL, which ends a line.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def refuse(code: str, text: str, line: int | None = None) -> DeedsError:
    return DeedsError(Message("error", code, text, line))


def decode(data: bytes) -> tuple[str, tuple[Message, ...]]:
    """Raises DeedsError for what is too large, empty, not text, or holds control characters."""
    if len(data) > MAX_BYTES:
        raise refuse(
            "too-large", f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请确认选对了文件，或拆成几份再导入。"
        )
    text, encoding = decoded(data)
    if not text.strip():
        raise refuse("empty", "文件里没有文字。请确认选对了文件。")
    if control := CONTROL.search(text):
        line = len((text[: control.start()] + "x").splitlines())
        raise refuse(
            "control-character",
            f"第 {line} 行有看不见的控制字符，文件可能不是纯文本。请在编辑器里另存为 UTF-8 纯文本再导入。",
            line,
        )
    if encoding in LEGACY:
        note = f"文件不是 UTF-8 编码，已按 {encoding.upper()} 读取。请核对文字有没有乱码。"
        return text, (Message("info", "encoding-assumed", note),)
    return text, ()


def attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding. A byte order mark is taken at its word."""
    marked = [(data[len(bom) :], encoding) for bom, encoding in BOMS if data.startswith(bom)]
    for content, encoding in marked or [(data, "utf-8")]:
        if (text := attempt(content, encoding)) is not None:
            return text, encoding
    tried = [] if marked else [(attempt(data, encoding), encoding) for encoding in LEGACY]
    found = [(text, encoding) for text, encoding in tried if text is not None]
    if not found:
        raise refuse("undecodable", "认不出文件的文字编码。请在编辑器里另存为 UTF-8 纯文本再导入。")
    return max(found, key=lambda each: sum(map(each[0].count, COMMON)))
