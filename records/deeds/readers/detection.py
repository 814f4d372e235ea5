"""What a file is, told by its bytes: names are changed by hand, and old sites call their web pages .doc."""

import re
import shlex
from collections.abc import Callable
from pathlib import PurePath

from records.deeds.document import DeedsError, Message
from records.deeds.readers.encodings import MAX_BYTES, refuse

# Kinds that can be read, as people call them.
NAMES = {"text": "纯文本", "html": "网页", "mhtml": "单个文件的网页", "docx": "Word 文档（.docx）"}
SUFFIX_KINDS = {
    ".txt": "text",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".html": "html",
    ".htm": "html",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
}
# Names that promise a document; whatever else the bytes turn out to be is read as that.
OLD_SUFFIXES = (".doc", ".wps")

SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "archive"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"GIF87a", "picture"),
    (b"GIF89a", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
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
WORDS = (b"MZ", b"ID3", b"BM")
HEAD = 4096
BINARY = re.compile(rb"[\0-\x08\x0e-\x1a]")
MARKUP = re.compile(
    r"(?:<\?xml[^>]*+>|(?><!--.*?-->)|\s++)*+<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I | re.S
)
OFFICE_XML = re.compile(r"<\?mso-application|<w:wordDocument|<pkg:package|<office:document")
MIME = re.compile(r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*?)*?Content-Type:\s*multipart/", re.I)
TAG = re.compile(rb"<(?:[a-zA-Z][a-zA-Z0-9]*[\s/>]|!doctype)", re.I)

SAVE_AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 再导入"
ADVICE = {
    "old-word": "是旧版 Word（.doc）或 WPS（.wps）文件，读不了。"
    + SAVE_AS_DOCX
    + "；或在命令行运行 `soffice --headless --convert-to docx {command}`，再导入得到的文件。",
    "word-encrypted": "加了密码，读不了。请用 Word 或 WPS 输入密码打开，取消密码，另存为 .docx 再导入。",
    "spreadsheet": "是表格文件，不是一份材料。请把材料的文字复制到 Word 或 WPS 文档，存为 .docx 再导入。",
    "slides": "是演示文稿，不是一份材料。请把材料的文字复制到 Word 或 WPS 文档，存为 .docx 再导入。",
    "picture": "是图片，读不出文字。请先用文字识别软件（手机、WPS 都有）识别成文字，核对后存为 .docx 或 .txt 再导入。",
    "pdf": "是 PDF，读不了。请找它的 Word 原件；没有原件时，用 WPS 或文字识别软件转成 .docx，核对后再导入。",
    "rtf": "是 RTF 文档，读不了。" + SAVE_AS_DOCX + "。",
    "word-xml": "是 XML 或 OpenDocument 格式的 Office 文件，读不了。" + SAVE_AS_DOCX + "。",
    "archive": "是压缩包，不是一份材料。请先解压，再导入里面的文件。",
    "video": "是音频或视频，读不出文字。请导入它的文字稿（.docx 或 .txt）。",
    "program": "是程序，不是一份材料。请确认选对了文件。",
}


def kind_of(data: bytes) -> str:
    """A key of NAMES or of ADVICE. Whatever has no other mark counts as text."""
    signed = next((kind for signature, kind in SIGNATURES if data.startswith(signature)), "")
    if signed in INSIDE:
        return INSIDE[signed](data)
    return signed if signed and not is_a_word(data) else kind_of_text(data)


def is_a_word(data: bytes) -> bool:
    """These may begin an honest text; in a program, a song or a picture control characters come at once."""
    return data.startswith(WORDS) and not BINARY.search(data, 0, 64)


def kind_of_ole(data: bytes) -> str:
    """By the names of its streams, which are in UTF-16."""
    streams = {
        "EncryptedPackage": "word-encrypted",
        "WordDocument": "old-word",
        "Workbook": "spreadsheet",
        "PowerPoint Document": "slides",
    }
    found = (kind for name, kind in streams.items() if name.encode("utf-16-le") in data)
    return next(found, "old-word")


def kind_of_zip(data: bytes) -> str:
    """By the names of its members, which stand in front of each and again at the end."""
    members = {
        b"word/": "docx",
        b"xl/workbook": "spreadsheet",
        b"ppt/presentation": "slides",
        b"mimetypeapplication/vnd.oasis.opendocument.": "word-xml",
    }
    named = b"[Content_Types].xml" in data or b"mimetypeapplication/" in data[:100]
    return next((kind for name, kind in members.items() if named and name in data), "archive")


def kind_of_riff(data: bytes) -> str:
    return "picture" if data[8:12] == b"WEBP" else "video" if BINARY.search(data, 0, 64) else "text"


def kind_of_boxes(data: bytes) -> str:
    """What phones record and photograph; UTF-32 may begin with NULs too."""
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
    head = data[:HEAD].replace(b"\0", b"").decode("ascii", "ignore")
    if OFFICE_XML.search(head) and head.lstrip().startswith("<?xml"):
        return "word-xml"
    if MARKUP.match(head):
        return "html"
    return "mhtml" if MIME.match(head.lstrip()) else "text"


def holds_tags(data: bytes) -> bool:
    page = data[:MAX_BYTES].replace(b"\0", b"") if b"\0" in data[:HEAD] else data
    return TAG.search(page, 0, MAX_BYTES) is not None


def readable_kind(data: bytes, name: str) -> str:
    """The kind in NAMES. Raises DeedsError that says what the file is, and how to convert it."""
    kind, expected = kind_of(data), SUFFIX_KINDS.get(suffix_of(name))
    if expected == "docx" and is_broken_docx(kind, data):
        return "docx"
    if kind in ADVICE:
        raise unreadable(kind, name)
    return "html" if kind == "text" and expected == "html" and holds_tags(data) else kind


def is_broken_docx(kind: str, data: bytes) -> bool:
    """What is left of one that was cut short or overwritten: its own reader has the better advice."""
    return (kind == "archive" and data.startswith(b"PK")) or (
        kind == "text" and BINARY.search(data, 0, HEAD) is not None
    )


def suffix_differs(kind: str, suffix: str) -> Message:
    named = f"文件名以 {suffix} 结尾" if suffix else "文件名没有后缀"
    return Message("info", "suffix-differs", f"{named}，内容其实是{NAMES[kind]}，已按{NAMES[kind]}读取。")


def unreadable(kind: str, name: str) -> DeedsError:
    file = PurePath(name).name
    advice = ADVICE[kind].replace("{command}", shlex.quote(file))
    return refuse(kind, f"“{file}”{advice}")


def suffix_of(name: str) -> str:
    return PurePath(name).suffix.lower()
