"""PDF files with text in them → Source. A scanned one has none, and says so."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from records.deeds.document import DeedsError
from records.deeds.readers import printed
from records.deeds.readers.encodings import refuse
from records.deeds.readers.format import Format
from records.deeds.readers.office.symbols import BULLET, symbol
from records.deeds.readers.printed.lines import Piece, PrintedPage
from records.deeds.source import Source

PROGRAM = Path(__file__).with_name("extraction.py")
MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 50 * MEGABYTE
MAX_SECONDS = 60  # by the clock
MAX_UNKNOWN = 0.2  # of the characters
SYMBOL = re.compile("[\uf000-\uf0ff]")
INSTEAD = "请找它的 Word 原件；没有原件时，用 WPS 或文字识别软件转成 .docx，核对后再导入。"
REFUSED = {
    "encrypted": ("pdf-encrypted", "PDF 设有打开密码，读不了。请取消密码，另存一份再导入。"),
    "broken": ("pdf-broken", f"PDF 已损坏或不完整，可能没有下载完。请重新下载；{INSTEAD}"),
    "many-pages": ("too-large", "PDF 超过 500 页，不像一份材料。请拆成几份再导入。"),
    "much-text": ("too-large", "PDF 里的文字太多，不像一份材料。请拆成几份再导入。"),
    "heavy": ("pdf-bomb", f"PDF 很小，读起来却要占用异常多的时间或内存，没有读完。{INSTEAD}"),
}


def read(data: bytes) -> Source:
    """Raises DeedsError with what the file's owner can do."""
    if len(data) > MAX_FILE_BYTES:
        raise refuse("too-large", f"PDF 超过 {MAX_FILE_BYTES // MEGABYTE} MB。请压缩图片，或拆成几份再导入。")
    pages = [printed_page(page) for page in extracted(data)]
    text = "".join(piece.text for page in pages for piece in page.pieces)
    if not text.strip():
        raise scanned(len(pages))
    if text.count("\ufffd") + sum("\ue000" <= each <= "\uf8ff" for each in text) > len(text) * MAX_UNKNOWN:
        raise refuse("pdf-unmapped", f"PDF 里的字没有写明是什么字，复制出来都是乱码。{INSTEAD}")
    return printed.source(pages, "PDF")


def printed_page(page: dict[str, Any]) -> PrintedPage:
    pieces = [
        Piece(with_symbols(text, face), left, right, base, size, bold, turned, face)
        for left, right, base, size, bold, turned, face, text in page["pieces"]
    ]
    return PrintedPage(page["width"], page["height"], pieces, page["pictures"])


def with_symbols(text: str, face: str) -> str:
    """Returns the text with characters everyone has for those of symbol fonts."""
    if not SYMBOL.search(text):
        return text
    return SYMBOL.sub(lambda found: symbol(ord(found[0]), face) or BULLET, text)


def extracted(data: bytes) -> list[dict[str, Any]]:
    """Has the pages read by a process of its own, which bounds itself. Raises DeedsError."""
    try:
        done = subprocess.run(  # noqa: S603  (this Python, on a file of the site's own)
            [sys.executable, "-I", str(PROGRAM)],
            input=data,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise refused("heavy") from error
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise refused(answer["refused"])
    pages: list[dict[str, Any]] = answer["pages"]
    return pages


def refused(why: str) -> DeedsError:
    return refuse(*REFUSED[why])


def scanned(pages: int) -> DeedsError:
    advice = "请先用文字识别软件（手机、WPS 都有）识别成文字，核对后存为 .docx 或 .txt 再导入。"
    return refuse("pdf-scanned", f"PDF 里没有文字（共 {pages} 页），是扫描件或图片。{advice}")


FORMAT = Format("pdf", "PDF 文件", (".pdf",), read, signature=b"%PDF-")
