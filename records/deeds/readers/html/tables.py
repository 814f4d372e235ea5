"""Rows of tables in a page: a row of data is a line, and a merged cell stands in each of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .bounds import too_complex
from .elements import NO_HINTS, Attributes, Hints
from .lines import PageLine

MAX_CELL_CHARACTERS = 100  # a longer cell holds a paragraph, not a datum
MAX_ROWS, MAX_COLUMNS = 65_534, 1000  # as browsers take them
MAX_REPEATED = 1_000_000  # characters and cells that merged cells may repeat in all


class Cell(NamedTuple):
    """A cell by the lines it gave, `end` excluded, and over how many rows and columns it reaches."""

    start: int
    end: int
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Row:
    """An open <tr>: the lines and areas before it, the table it is of, and its cells."""

    start: int
    areas: int
    merged: dict[int, tuple[int, str]]
    table: int
    cells: list[Cell] = field(default_factory=list)


def span(attributes: Attributes, name: str, most: int) -> int:
    value = (attributes.get(name) or "").strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    return min(int(value[:9]), most) or (most if name == "rowspan" else 1)


class Tables:
    """`merged` holds, for each open table, by column how many rows a cell still reaches over, and its words; `numbers`
    are those of the open tables."""

    def __init__(self) -> None:
        self.merged: list[dict[int, tuple[int, str]]] = []
        self.numbers: list[int] = []
        self.count_of_tables = 0
        self.rows: list[Row] = []
        self.spans: list[tuple[int, int]] = []
        self.repeated = 0

    def open(self) -> None:
        self.count_of_tables += 1
        self.numbers.append(self.count_of_tables)
        self.merged.append({})

    def close(self) -> None:
        self.numbers.pop()
        self.merged.pop()

    def open_cell(self, attributes: Attributes) -> None:
        rows = span(attributes, "rowspan", MAX_ROWS) if "rowspan" in attributes else 1
        columns = span(attributes, "colspan", MAX_COLUMNS) if "colspan" in attributes else 1
        self.spans.append((rows, columns))

    def close_cell(self, start: int, end: int) -> None:
        spans = self.spans.pop()
        if self.rows:
            self.rows[-1].cells.append(Cell(start, end, *spans))

    def open_row(self, lines: int, areas: int) -> None:
        merged, number = (self.merged[-1], self.numbers[-1]) if self.merged else ({}, 0)
        self.rows.append(Row(lines, areas, merged, number))

    def close_row(self, lines: list[PageLine], hints: Sequence[Hints]) -> PageLine | None:
        """Returns the line of a row of data, which takes the place of its cells' own lines; None where none is.

        A lone cell may be a part of a table all the same: its own line says where.
        """
        row = self.rows.pop()
        filled = [lines[cell.start : cell.end] for cell in row.cells if cell.end > cell.start]
        again = sum(bool(words) for _, words in row.merged.values())
        is_data = (
            bool(filled)
            and len(filled) + again >= 2
            and all(len(each) == 1 and is_datum(each[0]) for each in filled)
            and all(hint == NO_HINTS for hint in hints)
        )
        placed = self.placed(row, lines)
        columns, texts = tuple(column for column, _ in placed), [words for _, words in placed]
        if is_data:
            links = sum(each[0].links for each in filled)
            return PageLine("\t".join(texts), links, role="table", table=row.table, columns=columns)
        if len(placed) == len(filled) == 1 and len(filled[0]) == 1 and is_datum(filled[0][0]):
            filled[0][0].table, filled[0][0].columns = row.table, columns if len(row.cells) > 1 else ()
        return None

    def placed(self, row: Row, lines: Sequence[PageLine]) -> list[tuple[int, str]]:
        """Returns the words of a row with their columns, and notes what reaches into the next."""
        self.count(row)
        texts: list[tuple[int, str]] = [(column, words) for column, (_, words) in row.merged.items()]
        below = {column: (left - 1, words) for column, (left, words) in row.merged.items() if left > 1}
        column = 0
        for cell in row.cells:
            while column in row.merged:
                column += 1
            own = lines[cell.start : cell.end]
            words = own[0].text if len(own) == 1 and is_datum(own[0]) else ""
            texts.append((column, words))
            if cell.rows > 1:
                below |= {
                    column + extra: (cell.rows - 1, "" if extra else words) for extra in range(cell.columns)
                }
            column += cell.columns
        row.merged.clear()
        row.merged.update(below)
        return [each for each in sorted(texts, key=lambda each: each[0]) if each[1]]

    def count(self, row: Row) -> None:
        """Raises DeedsError where a small page would make a huge one."""
        self.repeated += sum(1 + len(words) for _, words in row.merged.values())
        self.repeated += sum(cell.columns for cell in row.cells if cell.rows > 1)
        if self.repeated > MAX_REPEATED:
            raise too_complex()


def is_datum(line: PageLine) -> bool:
    return (
        line.role == "body"
        and not line.number
        and line.level is None
        and len(line.text) <= MAX_CELL_CHARACTERS
    )
