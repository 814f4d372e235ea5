"""Tables: which rows are shown as one, and the rows as one text.

In a text a table is a block of lines without a blank one between them, its cells parted by tabs, an empty cell being
nothing between two. Beside that only white space is added to what the document holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from records.deeds.source import Line

from .drafts import Layout, Piece, Row
from .forms import cells_of, kind_of
from .headings import is_boilerplate_line

# A page shows no more; a larger one stays lines of text.
MAX_ROWS, MAX_COLUMNS = 500, 30
MIN_PROSE_CHARACTERS = 60  # of a cell


def with_shown_tables(layout: Layout, lines: Sequence[Line]) -> Sequence[Line]:
    """Returns the lines; what is no table that a page shows is none any more."""
    if not any(line.look.table for line in lines):
        return lines
    found: list[Line] = []
    for table, group in groupby(lines, key=table_of):
        rows = list(group)
        found += sorted_rows(layout, rows) if table else map(without_table, rows)
    return found


def table_of(line: Line) -> int:
    return line.look.table if line.look.role in ("table", "body") else 0


def without_table(line: Line) -> Line:
    return replace(line, look=replace(line.look, table=0, columns=())) if line.look.table else line


def sorted_rows(layout: Layout, rows: Sequence[Line]) -> Iterator[Line]:
    """Takes rows of one cell off above and below: what is said of the table, or laid out with it."""
    parted = [index for index, row in enumerate(rows) if columns_of(row)]
    start, end = (parted[0], parted[-1] + 1) if parted else (0, 0)
    inner = rows[start:end]
    shown = has_columns(inner) and not is_form(inner) and not lays_out_text(inner)
    if shown and is_too_large(inner):
        layout.large_tables.append(inner[0])
        shown = False
    yield from map(without_table, rows[:start])
    yield from inner if shown else map(without_table, inner)
    yield from map(without_table, rows[end:])


def has_columns(rows: Sequence[Line]) -> bool:
    return sum(map(bool, map(columns_of, rows))) > 1 and any(len(columns_of(row)) > 1 for row in rows)


def columns_of(row: Line) -> tuple[int, ...]:
    return row.look.columns


def lays_out_text(rows: Sequence[Line]) -> bool:
    """Tells whether most cells hold sentences that stand side by side."""
    cells = [cell for row in rows for cell in row.text.split("\t") if cell]
    return sum(len(cell) > MIN_PROSE_CHARACTERS and "。" in cell for cell in cells) * 2 > len(cells)


def is_form(rows: Sequence[Line]) -> bool:
    """Knows a form, which has labels in most rows and not in the first alone, and the furniture of a page."""
    labeled = sum(any(kind_of(cell) for cell, _ in cells_of(row)) for row in rows[1:])
    furniture = sum(map(is_boilerplate_line, rows))
    return labeled * 2 >= len(rows) - 1 or furniture * 2 >= len(rows)


def is_too_large(rows: Sequence[Line]) -> bool:
    columns = {column for row in rows for column in columns_of(row)}
    return len(rows) > MAX_ROWS or len(columns) > MAX_COLUMNS


# --- Rows as one text -----------------------------------------------------------------------------------


def blocks(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yields the pieces that make one paragraph each: the rows of a table together."""
    for table, group in groupby(pieces, key=lambda piece: piece.row.table if piece.row else 0):
        rows = list(group)
        if table and len(rows) > 1:
            yield rows
        else:
            yield from ([piece] for piece in rows)


def in_grid(rows: Sequence[tuple[str, Row]]) -> str:
    """Joins the rows of a table, each cell in its column; a column that is empty throughout is left away."""
    used = sorted({column for _, row in rows for column in row.columns})
    places = {column: place for place, column in enumerate(used)}
    lines = []
    for text, row in rows:
        filled = [cell.strip() for cell in text.split("\t") if cell.strip()]
        cells = [""] * max(len(used), len(filled))
        fits = len(filled) == len(row.columns)
        for place, cell in enumerate(filled):
            cells[places[row.columns[place]] if fits else place] = cell
        lines.append("\t".join(cells))
    return "\n".join(lines)
