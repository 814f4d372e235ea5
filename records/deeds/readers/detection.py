"""Knows a file by its bytes, and has it read: names are changed by hand, and old sites call their web pages .doc."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from records.deeds.characters import ordinary
from records.deeds.document import DeedsError, Message, Reading
from records.deeds.source import Source

from .encodings import refuse
from .format import Format
from .registry import FORMATS

BY_KIND = {format.kind: format for format in FORMATS}
BY_SUFFIX = {suffix: format for format in FORMATS for suffix in format.suffixes}
SUFFIXES = tuple(BY_SUFFIX)
PLAIN_SUFFIXES = tuple(suffix for suffix, format in BY_SUFFIX.items() if format.is_plain)

SIGNATURES = (
    *((format.signature, format.kind) for format in FORMATS if format.signature),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "archive"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"GIF87a", "picture"),
    (b"GIF89a", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"BM", "picture"),
    (b"RIFF", "riff"),
    (b"\0\0\0", "boxes"),
    (b"ID3", "video"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
LIKE_WORDS = (b"MZ", b"ID3", b"BM")
MAX_HEAD_BYTES = 4096
BINARY = re.compile(rb"[\0-\x08\x0e-\x1a]")
OFFICE_XML = re.compile(r"<\?mso-application|<w:wordDocument|<pkg:package|<office:document")

ADVICE = {
    "word-encrypted": "加了密码，读不了。请用 Word 或 WPS 输入密码打开，取消密码，另存为 .docx 再导入。",
    "spreadsheet": "是表格文件，不是一份材料。请把材料的文字复制到 Word 或 WPS 文档，存为 .docx 再导入。",
    "slides": "是演示文稿，不是一份材料。请把材料的文字复制到 Word 或 WPS 文档，存为 .docx 再导入。",
    "picture": "是图片，读不出文字。请先用文字识别软件（手机、WPS 都有）识别成文字，核对后存为 .docx 或 .txt 再导入。",
    "archive": "是压缩包，不是一份材料。请先解压，再导入里面的文件。",
    "video": "是音频或视频，读不出文字。请导入它的文字稿（.docx 或 .txt）。",
    "program": "是程序，不是一份材料。请确认选对了文件。",
}


def kind_of(data: bytes) -> str:
    """Returns a kind of FORMATS or a key of ADVICE. Whatever has no other mark counts as text."""
    signed = next((kind for signature, kind in SIGNATURES if data.startswith(signature)), "")
    if signed in INSIDE:
        return INSIDE[signed](data)
    return signed if signed and not is_a_word(data) else kind_of_text(data)


def is_a_word(data: bytes) -> bool:
    """Knows what may begin an honest text; in a program, a song or a picture control characters come at once."""
    return data.startswith(LIKE_WORDS) and not BINARY.search(data, 0, 64)


def kind_of_ole(data: bytes) -> str:
    """Goes by the names of its streams, which are in UTF-16."""
    streams = {
        "EncryptedPackage": "word-encrypted",
        "WordDocument": "old-word",
        "Workbook": "spreadsheet",
        "PowerPoint Document": "slides",
    }
    found = (kind for name, kind in streams.items() if name.encode("utf-16-le") in data)
    return next(found, "old-word")


def kind_of_zip(data: bytes) -> str:
    """Goes by the names of its members, which stand in front of each and again at the end."""
    members = {
        **{format.zip_sign: format.kind for format in FORMATS if format.zip_sign},
        b"xl/workbook": "spreadsheet",
        b"ppt/presentation": "slides",
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet": "spreadsheet",
        b"mimetypeapplication/vnd.oasis.opendocument.presentation": "slides",
    }
    named = (
        any(sign in data for sign in (b"[Content_Types].xml", b"OFD.xml"))
        or b"mimetypeapplication/" in data[:100]
    )
    signs = ((sign, kind) for name, kind in members.items() for sign in (name, name.replace(b"/", b"\\")))
    return next((kind for sign, kind in signs if named and sign in data), "archive")


def kind_of_riff(data: bytes) -> str:
    return "picture" if data[8:12] == b"WEBP" else "video" if BINARY.search(data, 0, 64) else "text"


def kind_of_boxes(data: bytes) -> str:
    """Knows the files of phones, their films and photographs; UTF-32 may begin with NULs too."""
    if data[4:8] != b"ftyp":
        return "text"
    return "picture" if data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif") else "video"


INSIDE: dict[str, Callable[[bytes], str]] = {
    "ole": kind_of_ole,
    "zip": kind_of_zip,
    "riff": kind_of_riff,
    "boxes": kind_of_boxes,
}


def kind_of_text(data: bytes) -> str:
    # NULs fall out of UTF-16, and its marks and that of UTF-8 with them: what is looked for is ASCII.
    head = data[:MAX_HEAD_BYTES].replace(b"\0", b"").decode("ascii", "ignore").lstrip()
    if OFFICE_XML.search(head) and head.startswith("<?xml"):
        return "word-xml"
    return next((format.kind for format in FORMATS if format.start and format.start.match(head)), "text")


def source_of(data: bytes, name: str) -> Source | Reading:
    """Reads the file by its format, in ordinary characters, with what is to be said of its kind before all else."""
    format, messages = format_of(data, name)
    found = format.read(data)
    if isinstance(found, Reading):
        return found
    source = ordinary(found)
    return replace(source, messages=(*messages, *source.messages))


def format_of(data: bytes, name: str) -> tuple[Format, tuple[Message, ...]]:
    """Tells which format the file is, with a message where its name says otherwise.

    Raises DeedsError that says what the file is, and how to convert it.
    """
    kind, suffix = kind_of(data), suffix_of(name)
    named = BY_SUFFIX.get(suffix)
    if named and named.zip_sign and is_broken_zip(kind, data):
        return named, ()
    if kind in ADVICE:
        raise unreadable(kind, name)
    if kind == "text" and named and (named.is_plain or named.accepts(data)):
        return named, ()
    if kind == "text" and not named:
        raise unknown_suffix(name)
    found = BY_KIND[kind]
    return found, () if found is named else (suffix_differs(found, suffix),)


def is_broken_zip(kind: str, data: bytes) -> bool:
    """Tells whether this is left of one that was cut short or overwritten: its own reader has the better advice."""
    return (kind == "archive" and data.startswith(b"PK")) or (
        kind == "text" and BINARY.search(data, 0, MAX_HEAD_BYTES) is not None
    )


def suffix_differs(found: Format, suffix: str) -> Message:
    named = f"文件名以 {suffix} 结尾" if suffix else "文件名没有后缀"
    return Message("info", "suffix-differs", f"{named}，内容其实是{found.name}，已按{found.name}读取。")


def unknown_suffix(name: str) -> DeedsError:
    known = "、".join(SUFFIXES)
    text = f"读不了“{PurePath(name).name}”：目前能读 {known} 文件。请另存为纯文本（.txt，UTF-8 编码）再导入。"
    return refuse("unknown-suffix", text)


def unreadable(kind: str, name: str) -> DeedsError:
    return refuse(kind, f"“{PurePath(name).name}”{ADVICE[kind]}")


def suffix_of(name: str) -> str:
    return PurePath(name).suffix.lower()
