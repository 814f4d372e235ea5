"""Text that lies on pages, each piece at its place (PDF, OFD) → Source: what belongs together is told by where it lies.

pieces → rows → running heads and page numbers apart → lines (columns one after the other) → paragraphs.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from records.deeds.document import Message
from records.deeds.readers.office.lines import source_of
from records.deeds.readers.office.package import Album
from records.deeds.source import Source

from .lines import PrintedPage, lines_of, printed_rows
from .margins import without_margins
from .paragraphs import blocks_of, margin_blocks


def source(pages: Sequence[PrintedPage], name: str) -> Source:
    """Returns what is printed on the pages; `name` is what people call such a file. Running heads come last."""
    rows = [row for number, page in enumerate(pages) for row in printed_rows(page, number)]
    body, margins = without_margins(rows, pages)
    lines = [line for _, page in groupby(body, key=lambda row: row.page) for line in lines_of(list(page))]
    found = source_of([*blocks_of(lines, pages), *margin_blocks(margins)], Album(None), 0)
    return replace(found, messages=(*found.messages, *notices(pages, name)))


def notices(pages: Sequence[PrintedPage], name: str) -> list[Message]:
    found = []
    pictures = sum(page.pictures for page in pages)
    if pictures:
        note = f"{name} 里有 {pictures} 张图片，没有导入。需要时请另行上传。"
        found.append(Message("info", "pictures-left", note))
    empty = [str(number) for number, page in enumerate(pages, start=1) if page.pictures and not page.pieces]
    if empty:
        note = (
            f"第 {'、'.join(empty[:20])} 页只有图片，可能是扫描的，上面的文字没有导入。请识别成文字后补上。"
        )
        found.append(Message("warning", "pages-scanned", note))
    return found
