"""The rows and cells of a table that are still there."""

from collections.abc import Iterator

from records.deeds.readers.office.package import Element

from .names import W

ROW, CELL = W + "tr", W + "tc"
# Wrappers that may stand between a table, its rows and their cells.
WRAPPERS = {W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}


def below(parent: Element, tag: str) -> Iterator[Element]:
    for each in parent:
        if each.tag == tag:
            yield each
        elif each.tag in WRAPPERS:
            yield from below(each, tag)


def is_deleted(part: Element) -> bool:
    """Tells whether a tracked change took a row or a cell away."""
    row, cell = part.find(f"{W}trPr/{W}del"), part.find(f"{W}tcPr/{W}cellDel")
    return row is not None or cell is not None


def rows_of(table: Element) -> Iterator[list[Element]]:
    """Yields the cells of each row that is still there."""
    for row in below(table, ROW):
        if not is_deleted(row):
            yield [cell for cell in below(row, CELL) if not is_deleted(cell)]
