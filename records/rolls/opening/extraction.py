"""Runs as a program of its own: reads a spreadsheet file, and writes its cells as text, a line of JSON for each row.

A file that crashes the library, or makes it take memory or time without end (two cells at far corners of a sheet are
enough), takes only this process along. Nothing of the site is imported, so that it starts fast. What calamine does not
tell of .xlsx and .ods (hidden rows and columns, errors, formulas nobody has computed, merged cells of .ods) is read
from their XML.
"""

import datetime
import json
import posixpath
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import python_calamine as calamine

MEGABYTE = 1024 * 1024
MAX_MEMORY_BYTES = 1024 * MEGABYTE
MAX_SECONDS = 30  # of processor time
MAX_SHEETS = 200
MAX_ROWS, MAX_CELLS = 200_000, 5_000_000
MAX_TOLD = 20
WORKBOOK = "xl/workbook.xml"
Span = tuple[int, int]  # first and last, from 0
Area = tuple[int, int, int, int]  # first row and column, last row and column
Attributes = dict[str, str]


class TooMany(Exception):
    """More rows or cells than a roll has."""


class Unsound(Exception):
    """XML that is none, or holds entities."""


@dataclass
class Unseen:
    """All that the cells themselves do not say of a sheet; rows and columns count from 0."""

    known: bool = False
    rows: list[Span] = field(default_factory=list)
    columns: list[Span] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    uncomputed: list[str] = field(default_factory=list)


def bound() -> None:
    for limit, most in ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CPU, MAX_SECONDS)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


# --- Cells as text --------------------------------------------------------------------------------------


def shown(value: object) -> str:
    """Returns a cell as an office writes it: 2011 without .0, a day without its midnight."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


class Merged:
    """Writes the words of merged cells into each row that they reach over; rows and columns count from 0."""

    def __init__(self, areas: list[Area]) -> None:
        self.begin: dict[int, list[tuple[int, int, int]]] = {}
        for first, column, last, last_column in areas:
            self.begin.setdefault(first, []).append((column, last, last_column))
        self.above: dict[int, tuple[int, str]] = {}

    def fill(self, index: int, cells: list[str]) -> bool:
        """Tells whether a cell of the row is merged over all of its width that is filled."""
        self.above = {column: kept for column, kept in self.above.items() if kept[0] >= index}
        for column, (_, words) in self.above.items():
            if column < len(cells):
                cells[column] = cells[column] or words
        is_whole = False
        for column, last, last_column in self.begin.get(index, ()):
            words = cells[column] if column < len(cells) else ""
            is_whole |= bool(words) and last_column > column
            if last > index and words:
                self.above[column] = (last, words)
        return is_whole and sum(map(bool, map(str.strip, cells))) == 1


def filled_rows(sheet: calamine.CalamineSheet, areas: list[Area]) -> Iterator[list[Any]]:
    """Yields number and cells of each row that holds something, and whether it is one merged cell."""
    if sheet.start is None:
        return
    top, left = sheet.start
    merged = Merged(areas)
    for index, row in enumerate(sheet.to_python(skip_empty_area=True), start=top):
        cells = [""] * left + list(map(shown, row))
        is_whole = merged.fill(index, cells)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield [index + 1, cells, is_whole]


# --- What the XML says besides --------------------------------------------------------------------------


def parse(source: Any, start: Callable[[str, Attributes], None]) -> None:
    """Calls `start` for each element, by its name without a namespace. Raises Unsound."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Unsound

    def begin(name: str, attributes: Attributes) -> None:
        start(name.rpartition(":")[2], attributes)

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, refuse
    try:
        parser.ParseFile(source)
    except expat.ExpatError as error:
        raise Unsound from error


def local(attributes: Attributes) -> Attributes:
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def whole(value: str | None, otherwise: int = 1) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 8 else otherwise


class Worksheet:
    """Reads a sheet of .xlsx."""

    def __init__(self) -> None:
        self.found = Unseen(known=True)
        self.row, self.cell, self.has_formula = 0, "", False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self.end_cell()
            self.cell = attributes.get("r", "")
            if attributes.get("t") == "e":
                self.found.errors.append(self.cell)
        elif name in ("f", "v"):
            self.has_formula = name == "f"
        elif name == "row":
            self.row = whole(attributes.get("r"), self.row + 1)
            if is_hidden(attributes, "ht"):
                self.found.rows.append((self.row - 1, self.row - 1))
        elif name == "col" and is_hidden(attributes, "width"):
            self.found.columns.append((whole(attributes.get("min")) - 1, whole(attributes.get("max")) - 1))

    def end_cell(self) -> None:
        """Notes a formula behind which no value stood."""
        if self.has_formula:
            self.found.uncomputed.append(self.cell)
        self.has_formula = False


def is_hidden(attributes: Attributes, size: str) -> bool:
    return attributes.get("hidden") in ("1", "true") or attributes.get(size) == "0"


def unseen_in_sheet(source: Any) -> Unseen:
    sheet = Worksheet()
    parse(source, sheet.start)
    sheet.end_cell()
    return sheet.found


def unseen_in_workbook(archive: zipfile.ZipFile) -> list[Unseen]:
    """Reads .xlsx: its sheets in their order."""
    targets: dict[str, str] = {}
    ids: list[str] = []

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            ids.append(local(attributes).get("id", ""))

    with archive.open("xl/_rels/workbook.xml.rels") as source:
        parse(source, relation)
    with archive.open(WORKBOOK) as source:
        parse(source, sheet)
    sheets = []
    for each in ids[:MAX_SHEETS]:
        path = posixpath.normpath(posixpath.join("/xl", targets.get(each, ""))).lstrip("/")
        if "/worksheets/" not in path:
            sheets.append(Unseen(known=True))
            continue
        with archive.open(path) as source:
            sheets.append(unseen_in_sheet(source))
    return sheets


class OpenDocument:
    """Reads content.xml of .ods. Empty rows and columns come by the million, told as one that is repeated."""

    HIDDEN = ("collapse", "filter")

    def __init__(self) -> None:
        self.sheets: list[Unseen] = []
        self.row = self.next_row = self.column = self.next_column = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self.sheets.append(Unseen(known=True))
            self.next_row = self.next_column = 0
        elif name in ("table-row", "table-column", "table-cell", "covered-table-cell") and self.sheets:
            self.take(name, local(attributes))

    def take(self, name: str, attributes: Attributes) -> None:
        sheet = self.sheets[-1]
        if name == "table-row":
            self.row, self.column = self.next_row, 0
            self.next_row += whole(attributes.get("number-rows-repeated"))
            if attributes.get("visibility") in self.HIDDEN:
                sheet.rows.append((self.row, self.next_row - 1))
            return
        repeated = whole(attributes.get("number-columns-repeated"))
        if name == "table-column":
            if attributes.get("visibility") in self.HIDDEN:
                sheet.columns.append((self.next_column, self.next_column + repeated - 1))
            self.next_column += repeated
            return
        rows = whole(attributes.get("number-rows-spanned"))
        columns = whole(attributes.get("number-columns-spanned"))
        if rows > 1 or columns > 1:
            sheet.merged.append((self.row, self.column, self.row + rows - 1, self.column + columns - 1))
        self.column += repeated


def unseen(path: str) -> list[Unseen]:
    """Returns what can be known; nothing for .xls, and for a file whose parts lie elsewhere than usual."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if WORKBOOK in names:
            try:
                return unseen_in_workbook(archive)
            except KeyError:
                return []
        if "content.xml" in names:
            document = OpenDocument()
            with archive.open("content.xml") as source:
                parse(source, document.start)
            return document.sheets
    return []


# --- The program ----------------------------------------------------------------------------------------


def lines(path: str) -> Iterator[object]:
    """Yields for each sheet what is to be known of it, and then its rows. Raises TooMany."""
    rows = count = 0
    with calamine.load_workbook(path) as workbook:
        found = unseen(path)
        for index, sheet in enumerate(workbook.sheets_metadata[:MAX_SHEETS]):
            if sheet.typ not in (calamine.SheetTypeEnum.WorkSheet, calamine.SheetTypeEnum.DialogSheet):
                continue
            cells = workbook.get_sheet_by_index(index)
            besides = found[index] if index < len(found) else Unseen()
            merged = besides.merged or [(*first, *last) for first, last in cells.merged_cell_ranges or ()]
            yield {
                "sheet": sheet.name,
                "hidden": sheet.visible != calamine.SheetVisibleEnum.Visible,
                "known": besides.known,
                "rows": besides.rows,
                "columns": besides.columns,
                "errors": [len(besides.errors), besides.errors[:MAX_TOLD]],
                "uncomputed": [len(besides.uncomputed), besides.uncomputed[:MAX_TOLD]],
            }
            for row in filled_rows(cells, merged):
                rows, count = rows + 1, count + len(row[1])
                if rows > MAX_ROWS or count > MAX_CELLS:
                    raise TooMany
                yield row


def main() -> None:
    bound()
    try:
        for line in lines(sys.argv[1]):
            sys.stdout.write(json.dumps(line) + "\n")
    except calamine.PasswordError:
        print('"encrypted"')  # noqa: T201
    except TooMany:
        print('"many"')  # noqa: T201
    except MemoryError:
        print('"heavy"')  # noqa: T201
    except (calamine.CalamineError, zipfile.BadZipFile, Unsound, ValueError, EOFError, OSError, RuntimeError):
        print('"broken"')  # noqa: T201


if __name__ == "__main__":
    main()
