"""Pieces of text on a page → its lines in reading order: rows, and columns one after the other."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

MIN_COLUMN_LINES = 4
MIN_FILLED = 0.55  # of a column's width, by half of its lines: else it is a table
MIN_COLUMN_LETTERS = 6
MIN_GUTTER_LETTERS = 0.8
MAX_TRIED = 8  # places where a second column may begin
MAX_DEPTH = 3
TURNED = (-1,)  # the column of a watermark and the like
SAME_ROW = 0.45  # of a letter's height
# In letters' widths. Columns may stand closer to each other than cells of a table.
NEXT_COLUMN = 0.8
NEXT_CELL = 1.5
SPACE = 0.2
# It stands apart from the text behind it, and is no cell.
MARK = re.compile(
    r"\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[.、）)]?(?:\d{1,2}[.]?)*|第.{1,3}[章节条]|\W)\s*"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one look, from left to right; `base` is how far below the page's top they stand."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    turned: bool = False
    face: str = ""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    width: float
    height: float
    pieces: Sequence[Piece]
    pictures: int = 0


@dataclass(slots=True)
class PrintedLine:
    """`column` tells lines of one column from others: the first page column is (0,), text across all of them ()."""

    pieces: list[Piece]
    page: int = 0
    column: tuple[int, ...] = ()
    cells: list[list[Piece]] = field(default_factory=list)  # of a row that has several

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @property
    def base(self) -> float:
        return max(self.pieces, key=lambda piece: piece.size).base

    @property
    def size(self) -> float:
        """Returns the size of most of it: a number may be smaller."""
        return max(self.pieces, key=lambda piece: len(piece.text)).size

    @property
    def text(self) -> str:
        return "".join(spaced(self.pieces))


def spaced(pieces: Sequence[Piece]) -> list[str]:
    """Returns the text of each piece, with a space before it where it stands apart."""
    texts, before = [], None
    for piece in pieces:
        gap = 0.0 if before is None else (piece.left - before.right) / piece.size
        words = before is not None and before.text[-1:].isascii() and piece.text[:1].isascii()
        texts.append(f" {piece.text}" if gap > NEXT_COLUMN or (words and gap > SPACE) else piece.text)
        before = piece
    return texts


def printed_rows(page: PrintedPage, number: int) -> list[PrintedLine]:
    """Returns the rows of a page from top to bottom, with their cells; what is turned comes last."""
    upright = [piece for piece in page.pieces if not piece.turned and piece.text.strip()]
    turned = [piece for piece in page.pieces if piece.turned and piece.text.strip()]
    found = [PrintedLine(row, number, cells=cells_of(row)) for row in rows(upright)]
    return [*found, *(PrintedLine([piece], number, TURNED, [[piece]]) for piece in turned)]


def lines_of(rows: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Returns what stands in the rows of a page, in reading order."""
    return in_order([PrintedLine(cell, row.page) for row in rows for cell in row.cells])


def rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Gathers what stands on one base line; raised and lowered signs are smaller and near it."""
    found: list[list[Piece]] = []
    base = size = 0.0
    for piece in sorted(pieces, key=lambda piece: (piece.base, piece.left)):
        if found and piece.base - base < max(size, piece.size) * SAME_ROW:
            found[-1].append(piece)
        else:
            found.append([piece])
            base = piece.base
        size = max(each.size for each in found[-1][-2:])
    return [without_doubles(sorted(row, key=lambda piece: piece.left)) for row in found]


def without_doubles(row: list[Piece]) -> list[Piece]:
    """Drops what is printed twice to look bold."""
    kept = row[:1]
    for piece in row[1:]:
        last = kept[-1]
        if piece.text != last.text or abs(piece.left - last.left) > piece.size * 0.2:
            kept.append(piece)
    return kept


def cells_of(row: Sequence[Piece]) -> list[list[Piece]]:
    found: list[list[Piece]] = []
    right = 0.0
    for piece in row:
        if found and piece.left - right < piece.size * NEXT_COLUMN:
            found[-1].append(piece)
        else:
            found.append([piece])
        right = max(right, piece.right) if len(found[-1]) > 1 else piece.right
    return found


def in_order(cells: Sequence[PrintedLine], column: tuple[int, ...] = ()) -> list[PrintedLine]:
    """Orders what stands in a column or on a page: where columns lie side by side, each is read to its end."""
    gutter = gutter_of(cells) if len(column) < MAX_DEPTH else None
    if gutter is None:
        return [joined(list(row), column) for row in same_rows(cells)]
    found: list[PrintedLine] = []
    sides: tuple[list[PrintedLine], list[PrintedLine]] = ([], [])
    for row in [*same_rows(cells), []]:
        if not row or any(cell.left < gutter < cell.right for cell in row):
            below = below_columns(*sides)
            for number, side in enumerate(sides):
                found += in_order(side, (*column, number))
                side.clear()
            found += in_order(below, column)
            found += [joined(row, column)] if row else []
            continue
        for cell in row:
            sides[cell.left >= gutter].append(cell)
    return found


def below_columns(left: list[PrintedLine], right: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Takes off the left column what only stands below both: its line above is full and goes on elsewhere."""
    if not left or not right:
        return []
    start, end = min(cell.left for cell in left), max(cell.right for cell in left)
    for index in range(len(left) - 1, 0, -1):
        above, line = left[index - 1], left[index]
        if line.base <= right[-1].base + line.size * SAME_ROW:
            break
        is_full = end - above.right < above.size * NEXT_CELL and above.text[-1] not in "。！？”"
        if is_full and line.left - start > line.size * NEXT_CELL:
            below = left[index:]
            del left[index:]
            return below
    return []


def same_rows(cells: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    found: list[list[PrintedLine]] = []
    for cell in sorted(cells, key=lambda cell: (cell.base, cell.left)):
        if found and cell.base - found[-1][0].base < cell.size * SAME_ROW:
            found[-1].append(cell)
        else:
            found.append([cell])
    return [sorted(row, key=lambda cell: cell.left) for row in found]


def joined(row: Sequence[PrintedLine], column: tuple[int, ...]) -> PrintedLine:
    cells: list[list[Piece]] = []
    for cell in row:
        apart = not cells or cell.left - cells[-1][-1].right >= cell.size * NEXT_CELL
        if apart and not (len(cells) == 1 and MARK.fullmatch("".join(spaced(cells[0])))):
            cells.append([])
        cells[-1] += cell.pieces
    pieces = [piece for cell in cells for piece in cell]
    return PrintedLine(pieces, row[0].page, column, cells if len(cells) > 1 else [])


def gutter_of(cells: Sequence[PrintedLine]) -> float | None:
    """Finds where a second column begins, that is not the cells of a table."""
    if len(cells) < MIN_COLUMN_LINES * 2:
        return None
    start = min(cell.left for cell in cells)
    width = max(cell.right for cell in cells) - start
    lefts = Counter(round(cell.left) for cell in cells if 0.15 < (cell.left - start) / (width or 1) < 0.85)
    tried = [
        gutter for each, _ in lefts.most_common(MAX_TRIED) if (gutter := clear_gutter(cells, each - 1.0))
    ]
    return min(tried, key=lambda gutter: sum(each.left < gutter < each.right for each in cells), default=None)


def clear_gutter(cells: Sequence[PrintedLine], gutter: float) -> float | None:
    left = [cell for cell in cells if cell.right <= gutter]
    right = [cell for cell in cells if cell.left >= gutter]
    across = len(cells) - len(left) - len(right)
    if min(len(left), len(right)) < MIN_COLUMN_LINES or across > (len(left) + len(right)) / 2:
        return None
    edge = max(cell.right for cell in left)
    size = median(cell.size for cell in cells)
    apart = min(cell.left for cell in right) - edge > size * MIN_GUTTER_LETTERS
    return gutter if apart and all(map(is_filled, (left, right))) else None


def is_filled(column: Sequence[PrintedLine]) -> bool:
    """Tells whether most rows reach over most of the width, in more than a few letters."""
    start, end = min(cell.left for cell in column), max(cell.right for cell in column)
    widths = [sum(cell.right - cell.left for cell in row) for row in same_rows(column)]
    letters = median((cell.right - cell.left) / cell.size for cell in column)
    return median(widths) > (end - start) * MIN_FILLED and letters > MIN_COLUMN_LETTERS
