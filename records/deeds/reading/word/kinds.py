"""What a file is that claims to be a Word file and is none, and what its owner can do."""

from ...document import DeedsError
from ..encodings import refuse

SAVE_AS = "请用 Word 或 WPS 打开，另存为新的 .docx 再导入。"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, .wps, and what holds an encrypted .docx
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MARKUP = (b"<?xml", b"<html", b"<!doc")

FOREIGN = (
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"{\\rtf", "RTF 文件"),
)


def not_word(kind: str) -> DeedsError:
    return refuse("not-word", f"这不是 Word 文件，而是{kind}，只是改了文件名。请找到原来的 Word 文件再导入。")


def encrypted() -> DeedsError:
    return refuse(
        "word-encrypted", "文件设有打开密码。请用 Word 或 WPS 打开，取消密码，另存为新的 .docx 再导入。"
    )


def broken(why: str = "文件已损坏或不完整，可能没有下载完") -> DeedsError:
    return refuse("word-broken", f"{why}。{SAVE_AS}")


def unlike_zip(data: bytes) -> DeedsError:
    """The refusal of a file that does not begin as a .docx does."""
    if data.startswith(COMPOUND):
        if ENCRYPTED in data:
            return encrypted()
        return refuse("word-old", f"这是旧格式的文件（.doc 或 .wps），只是改了文件名。{SAVE_AS}")
    for magic, kind in FOREIGN:
        if data.startswith(magic):
            return not_word(kind)
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower() in MARKUP:
        return refuse("not-word", f"这是网页或 XML 文件，不是 .docx。{SAVE_AS}")
    return refuse("not-word", f"这不是 .docx 文件，可能改了文件名，或已损坏。{SAVE_AS}")
