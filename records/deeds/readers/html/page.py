"""Web pages → Source: the text a reader sees, a block a line, and which of it is the page around the text."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from records.deeds.document import Message, Picture
from records.deeds.readers.encodings import decode, placed, refuse
from records.deeds.readers.office.lines import messages as told
from records.deeds.source import PLAIN, Look, Source, split_lines

from . import article
from .bounds import check_bounds
from .lines import PageLine
from .pictures import Parts, pictures_of, take_captions
from .style_sheets import StyleSheets, style_sheets
from .walk import PageWalk

MAX_FILE_BYTES = 50 * 1024 * 1024  # with pictures; the text alone has the same limit as any
MAX_HEAD_BYTES = 8192  # in which a page names its encoding
CHARSET = re.compile(
    rb"""<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""", re.I
)
# As browsers take these names. Western ones are not believed: editors left them in Chinese pages, and they fit
# any bytes.
ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "gb2312-80", "hz-gb-2312", "chinese"), "gb18030"
    ),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
}


def check_size(data: bytes) -> None:
    if len(data) > MAX_FILE_BYTES:
        size = MAX_FILE_BYTES // 1024 // 1024
        raise refuse("too-large", f"网页文件超过 {size} MB。请把正文复制到 Word 文档或纯文本文件再导入。")


def declared_in(page: bytes) -> str | None:
    found = CHARSET.search(page, 0, MAX_HEAD_BYTES)
    return ENCODINGS.get((found[1] or found[2]).decode().lower()) if found else None


def page_source(
    page: bytes, parts: Parts, declared: str | None, base: str = "", sheets: Sequence[str] = ()
) -> Source:
    """Reads a page; `sheets` are style sheets that came along with it."""
    html, messages = decode(page, declared)
    walk, title = walked(html, check_bounds(html), sheets)
    lines = walk.lines
    take_captions(walk.images, lines)
    start, end = article.assign(lines, walk.areas, title)
    images = [image for image in walk.images if start <= image.line <= end]
    above = article.put_title(lines, title)
    for image in images:
        image.line += above
    if not lines:
        raise empty()
    pictures, notices = pictures_of(images, parts, base)
    walk.tally.move(above, len(lines))
    return source_of(lines, messages, (*told(walk.tally), *notices), pictures)


def walked(html: str, depth: int, sheets: Sequence[str]) -> tuple[PageWalk, str]:
    """Returns the page and what its head calls it. The tree is many times its size, and is gone when this is done."""
    tree = LexborHTMLParser(html)
    title = next((node.text() for node in tree.css("head title")), "")
    styled = style_sheets(tree, html, depth, sheets)
    walk = PageWalk(tree, styled)
    if walk.hides_its_text and (walk.tally.counts["hidden-text"] > 0):
        uncovered = PageWalk(tree, StyleSheets(), uncovered=True)
        if len(uncovered.lines) > len(walk.lines):
            uncovered.tally.add("uncovered", 1, 1)
            walk = uncovered
    if styled.unread:
        walk.tally.add("style-sheet", 1, 1)
    return walk, " ".join(title.split())


def empty() -> Exception:
    return refuse(
        "empty",
        "网页里没有文字，可能要在浏览器里运行才有内容。请打开网页，把正文复制到 Word 文档或纯文本文件再导入。",
    )


def source_of(
    lines: list[PageLine],
    messages: tuple[Message, ...],
    notices: tuple[Message, ...],
    pictures: tuple[Picture, ...],
) -> Source:
    """Takes messages about the page as it is written, and notices about what is shown of it."""
    text = "\n".join(line.text for line in lines)
    messages = (*(placed(message, text) for message in messages), *notices)
    looks = {number: look_of(line) for number, line in enumerate(lines, start=1)}
    return Source(text, tuple(split_lines(text, looks)), messages, pictures)


def look_of(line: PageLine) -> Look:
    if line.role == "body" and not (line.bold or line.number or line.table):
        return PLAIN
    level = line.level if line.role == "heading" else None
    return Look(line.role, level, line.bold, line.number, line.table, line.columns)
