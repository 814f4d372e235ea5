"""The rows and cells of a table that are still there."""

from collections.abc import Iterator
from dataclasses import dataclass

from records.deeds.readers.office.package import Element

from .names import W, integer, value

ROW, CELL = W + "tr", W + "tc"
MAX_COLUMNS = 63  # Word's own limit
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


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in its column of the grid. `goes_on`: it is the lower part of a cell merged with the one above."""

    element: Element
    column: int
    goes_on: bool


def cells_of(row: Element) -> Iterator[Cell]:
    column = span(row.find(f"{W}trPr/{W}gridBefore"))
    for cell in below(row, CELL):
        properties = cell.find(W + "tcPr")
        merged = None if properties is None else properties.find(W + "vMerge")
        if not is_deleted(cell):
            yield Cell(cell, column, merged is not None and value(merged) != "restart")
        wide = None if properties is None else properties.find(W + "gridSpan")
        column += max(span(wide), 1)


def span(element: Element | None) -> int:
    return min(max(integer(element) or 0, 0), MAX_COLUMNS)


def rows_of(table: Element) -> Iterator[list[Cell]]:
    """Yields the cells of each row that is still there."""
    for row in below(table, ROW):
        if not is_deleted(row):
            yield list(cells_of(row))
