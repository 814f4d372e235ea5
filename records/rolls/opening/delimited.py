"""Text with a sign between its cells (.csv, .tsv, what is pasted from a spreadsheet), or of lines, → tables."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from records.deeds.readers.encodings import decode
from records.rolls.document import Level, Message, RollRefused, Table
from records.rolls.form import is_written_header, unguarded

from .shared import SharedWords

DELIMITERS = ("\t", ",", ";", "，", "|")
MAX_BYTES = 50 * 1024 * 1024
SAMPLED_ROWS = 200
MOST = 0.6  # of the rows have the same number of cells
MAX_LINES_IN_CELL = 20
MOST_WASTED = 10  # times the lines of the file


class Parsed(NamedTuple):
    """`fault`: its line has a quote that is not closed, and was read as it stands; or a cell holds whole rows."""

    cells: list[str]
    fault: Literal["", "open-quote", "rows-in-cell"] = ""


def tables(data: bytes, is_table: bool, messages: tuple[Message, ...] = ()) -> list[Table]:
    """Reads bytes; `is_table`: the file's name says that there are cells. Raises RollRefused or DeedsError."""
    text, said = decode(data, most=MAX_BYTES)
    told = (*messages, *(Message(each.level, each.code, each.text, each.line) for each in said))
    return [table_of(text, DELIMITERS if is_table else "\t", is_table, told)]


def pasted_tables(text: str) -> list[Table]:
    """Raises RollRefused."""
    if not text.strip():
        raise RollRefused("没有内容。请先复制名单，再粘贴到这里。")
    return [table_of(text, "\t", is_table=False)]


def table_of(
    text: str, delimiters: tuple[str, ...] | str, is_table: bool, messages: tuple[Message, ...] = ()
) -> Table:
    delimiter = likeliest(text, delimiters)
    if delimiter is None and not is_table:
        return lines_of(text, messages)
    rows: list[list[str]] = []
    numbers: list[int] = []
    told = list(messages)
    shared = SharedWords()
    for number, row in enumerate(parsed(text, delimiter or ","), start=1):
        told += told_of(number, row)
        cells = shared.row(row.cells)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            rows.append(cells)
            numbers.append(number)
    if rows and is_written_header(rows[0]):
        rows = [[unguarded(cell) for cell in row] for row in rows]
    return Table("", rows, numbers, messages=tuple(told))


def told_of(number: int, row: Parsed) -> Iterator[Message]:
    if row.fault == "open-quote":
        note = f"第 {number} 行有引号没有配对，这一行已照原样读取，引号留在格里。请检查这一行的引号。"
        yield Message("warning", "open-quote", note, number)
    elif row.fault or any(cell.count("\n") > MAX_LINES_IN_CELL for cell in row.cells):
        note = f"第 {number} 行有一格文字跨了几行，像是把下面的行也包了进去，可能有引号没有配对。请检查这一行的引号。"
        # A row of two cells may well have a post of two lines with the sign in it.
        level: Level = "error" if row.fault and len(row.cells) > 2 else "warning"
        yield Message(level, "open-quote", note, number)


def lines_of(text: str, messages: tuple[Message, ...] = ()) -> Table:
    filled = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    return Table(
        "", [[line] for _, line in filled], [number for number, _ in filled], running=True, messages=messages
    )


def parsed(text: str, delimiter: str) -> Iterator[Parsed]:
    """Yields the rows, blank ones too. Raises RollRefused."""
    lines = io.StringIO(text, newline="").readlines()
    most = delimiters_in_a_row(lines, delimiter)
    if lines and is_written_header(literal_row(lines[0], delimiter).cells):
        most = 0  # the site writes its quotes in pairs, whatever a cell holds
    at = wasted = 0
    while at < len(lines):
        row, count = None, 1
        # Each quote that is not closed is looked for to the end of the file: a file of them is read line by line.
        if '"' in lines[at] and wasted <= MOST_WASTED * len(lines):
            row, count = quoted_row(lines, at, delimiter, most)
            wasted += count
        if row is None or row.fault == "open-quote":
            row, count = literal_row(lines[at], delimiter), 1
        yield row
        at += count


def literal_row(line: str, delimiter: str) -> Parsed:
    """Reads one line; where a quote in it is not closed, all its quotes as they stand. Raises RollRefused."""
    try:
        is_open = '"' in line and is_unclosed([line], delimiter)
        quoting: Literal[0, 3] = csv.QUOTE_NONE if is_open else csv.QUOTE_MINIMAL
        cells = next(csv.reader([line], delimiter=delimiter, quoting=quoting))
    except csv.Error as error:
        raise RollRefused(
            "有一格文字太长，可能有引号没有配对。请检查引号，或用 Excel、WPS 打开，另存为 .xlsx 再导入。"
        ) from error
    return Parsed(cells, "open-quote" if is_open else "")


def quoted_row(lines: list[str], at: int, delimiter: str, most: int) -> tuple[Parsed, int]:
    """Reads a row that may go on over several lines, with the number of them."""
    reader = csv.reader((lines[index] for index in range(at, len(lines))), delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error:
        return Parsed([], "open-quote"), reader.line_num
    count = reader.line_num
    # What follows on a closed quote (“甲”厂) is no fault on one line; over several the quote opened another cell.
    if (count > 1 or at + 1 == len(lines)) and is_unclosed(lines[at : at + count], delimiter):
        return Parsed(cells, "open-quote"), count
    holds_rows = most > 0 and any(
        line.count(delimiter) >= most for cell in cells if "\n" in cell for line in cell.split("\n")[1:]
    )
    if not holds_rows:
        return Parsed(cells), count
    return Parsed(cells, "rows-in-cell" if len(cells) == most + 1 else "open-quote"), count


def is_unclosed(lines: list[str], delimiter: str) -> bool:
    """Tells whether a quote is open at the end of these lines, or was closed within a cell on another line."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        next(reader)
    except csv.Error as error:
        return len(lines) > 1 or "end of data" in str(error)
    return False


def delimiters_in_a_row(lines: list[str], delimiter: str) -> int:
    """Returns how many of the sign most lines without quotes have, 0 where none has one."""
    counted = Counter(line.count(delimiter) for line in lines[:SAMPLED_ROWS] if '"' not in line)
    del counted[0]
    return counted.most_common(1)[0][0] if counted else 0


def likeliest(text: str, delimiters: tuple[str, ...] | str) -> str | None:
    """Returns the sign that gives most rows the same number of cells, None where each row is one."""
    best, most = None, MOST
    for delimiter in filter(text.__contains__, delimiters):
        widths = [
            len(row.cells)
            for row in islice(parsed(text, delimiter), SAMPLED_ROWS)
            if any(map(str.strip, row.cells))
        ]
        if not widths:
            continue
        # Rows of titles and headings have one cell, and say nothing.
        counted = Counter(width for width in widths if width > 1)
        agreeing = counted.most_common(1)[0][1] / max(counted.total(), 1) if counted else 0
        if counted.total() * 2 >= len(widths) and agreeing >= most:
            best, most = delimiter, agreeing + 0.01
    return best
