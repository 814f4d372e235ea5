"""Finds what is printed at the top and foot of pages: running heads, and page numbers."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from .lines import TURNED, PrintedLine, PrintedPage, spaced

NUMBER = re.compile(
    r"[-—–―~·•\s]*(?:第\s*)?[0-9０-９]{1,4}\s*页?(?:\s*[,，/／|]?\s*(?:共|of)?\s*[0-9０-９]{1,4}\s*页?)?[-—–―~·•\s]*|"
    r"[-—–―~·•\s]*[ivxIVX]{1,5}[-—–―~·•\s]*",
)
# What a browser prints around a page.
PRINTED_BY_BROWSER = re.compile(
    r"\s*(?:(?:https?|file)://\S+|[0-9]{1,4}[/年-][0-9]{1,2}[/月-][0-9]{1,4}日?[,，]?\s*(?:上午|下午)?\s*[0-9]{1,2}:[0-9]{2}).*"
)
DIGITS = re.compile(r"[0-9０-９]+")
LINES_LOOKED_AT = 3  # from the top, and from the foot
MARGIN = 0.13  # of the page's height, in which a page number stands
MAX_SHIFT = 6.0  # points by which a running head may stand elsewhere
MIN_SHARE = 0.4  # of the pages: left and right ones may differ


def without_margins(
    lines: Sequence[PrintedLine], pages: Sequence[PrintedPage]
) -> tuple[list[PrintedLine], list[PrintedLine]]:
    """Returns the lines of the text, and the others."""
    outer = [line for page in by_page(lines) for line in outermost(page)]
    repeated = {id(line) for line in running(outer, len(pages))}
    out = repeated | {id(line) for line in outer if is_page_number(line, pages[line.page])}
    out |= {id(line) for line in lines if line.column == TURNED}
    kept = [line for line in lines if id(line) not in out]
    return kept, [line for line in lines if id(line) in out]


def by_page(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    return [list(page) for _, page in groupby(lines, key=lambda line: line.page)]


def outermost(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    ordered = sorted(page, key=lambda line: line.base)
    return [*ordered[:LINES_LOOKED_AT], *ordered[LINES_LOOKED_AT:][-LINES_LOOKED_AT:]]


def running(outer: Sequence[PrintedLine], pages: int) -> list[PrintedLine]:
    """Finds lines that stand at the same height of several pages, but for their numbers."""
    alike: dict[str, list[PrintedLine]] = defaultdict(list)
    for line in outer:
        alike[DIGITS.sub("#", line.text).strip()].append(line)
    found = []
    for group in alike.values():
        group.sort(key=lambda line: line.base)
        heights: list[list[PrintedLine]] = []
        for line in group:
            if heights and line.base - heights[-1][-1].base <= MAX_SHIFT:
                heights[-1].append(line)
            else:
                heights.append([line])
        for lines in heights:
            on = len({line.page for line in lines})
            found += lines if on > 1 and on >= pages * MIN_SHARE else []
    return found


def is_page_number(line: PrintedLine, page: PrintedPage) -> bool:
    """Tells whether one stands in that row, which then holds nothing else that belongs to the text."""
    if page.height * MARGIN < line.base < page.height * (1 - MARGIN):
        return False
    texts = ["".join(spaced(cell)) for cell in line.cells]
    return PRINTED_BY_BROWSER.match(texts[0]) is not None or any(map(NUMBER.fullmatch, texts))
