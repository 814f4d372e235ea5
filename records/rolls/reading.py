"""Tables → a roll: each row by the layout of its table, under the headings that stand above it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from . import doubts, running
from .cells import quoted
from .document import Column, Layout, Message, Roll, RollRefused, Table
from .entries import Gatherer
from .form import is_written_form
from .headings import Heading, Path, heading_of, is_ending, is_note, is_prose, is_title, signed_rows, total_in
from .layouts import columns_by_header, field_of, guess_layouts, is_header, kind_by_header, share
from .names import looks_like_person, name_of, squeezed
from .places import level_of, path_of

# A sheet that nobody has named.
UNNAMED = re.compile(r"(?:Sheet|工作表|表|名单)\s*\d*", re.IGNORECASE)
PLACES_ARE_ENTRIES = 0.4  # of the rows
MAX_HEADING_CHARACTERS = 30
MAX_DIGITS = 8
# Columns in which a cell is often merged over the rows below.
MERGED = {"region", "group", "source"}
MIN_GROUPS = 2


def roll_of(tables: list[Table], name: str, layouts: list[Layout] | None = None) -> Roll:
    """Raises RollRefused where the layouts are those of another file."""
    if layouts is not None and len(layouts) != len(tables):
        raise RollRefused(
            f"文件里有 {len(tables)} 张表，读法却有 {len(layouts)} 个。请重新上传文件，再选择各列的内容。"
        )
    roll = Roll(tables, layouts or guess_layouts(tables))
    named = [table.name for table in tables if table.name and not UNNAMED.fullmatch(table.name)]
    gatherer = Gatherer(roll)
    for table, layout in zip(tables, roll.layouts, strict=True):
        roll.messages += table.messages
        base = (squeezed(table.name).replace("/", "／"),) if len(named) > 1 and table.name in named else ()
        source = f"{PurePath(name).name} · {table.name}" if table.name else PurePath(name).name
        gatherer.begin(source, Path(() if layout.written else base), signed_rows(table.numbers, table.rows))
        if table.running:
            running.read_lines(table, gatherer)
        else:
            TableReader(table, layout, gatherer).read()
    gatherer.finish()
    doubts.add_all(roll)
    return roll


class TableReader:
    """Reads the rows of one table; `columns` change where a second header stands further down."""

    def __init__(self, table: Table, layout: Layout, gatherer: Gatherer) -> None:
        self.table, self.layout, self.gatherer = table, layout, gatherer
        self.take_columns(layout.columns)
        self.first = max([layout.first, *(number + 1 for number in layout.header_rows)])
        self.is_written = layout.written and is_written_form(layout.columns)
        self.has_titles = sum(is_title(cell) and "附" not in cell for cell in self.lone_cells()) > 1
        lone, beside = list(self.lone_cells()), list(self.names_with_more())
        places = sum(map(bool, map(path_of, lone)))
        self.places_are_entries = places > PLACES_ARE_ENTRIES * max(len(lone), 1)
        if beside and not share(beside, path_of):
            self.places_are_entries = False
        self.are_people = share(beside, looks_like_person)
        self.abreast: list[tuple[int, Sequence[str]]] = []
        self.told_abreast = False

    def take_columns(self, columns: tuple[Column, ...]) -> None:
        self.columns, self.blocks = columns, blocks(columns)
        self.names = [at for at, column in enumerate(columns) if column.field == "name"]
        self.gatherer.header_kind = kind_by_header(columns)

    def lone_cells(self) -> Iterator[str]:
        for row in self.table.rows:
            filled = [cell for cell in row if cell.strip()]
            if len(filled) == 1:
                yield filled[0]

    def names_with_more(self) -> Iterator[str]:
        """Yields the names of rows that say more than the name: what has a post is no place."""
        for number, row in zip(self.table.numbers, self.table.rows, strict=True):
            if number < self.first or not self.names or self.names[0] >= len(row):
                continue
            more = (
                cell
                for column, cell in zip(self.columns, row, strict=False)
                if column.field not in ("name", "order")
            )
            if row[self.names[0]].strip() and any(map(str.strip, more)):
                yield name_of(row[self.names[0]].strip())

    def read(self) -> None:
        if not self.names and self.columns and all(column.field == "ignored" for column in self.columns):
            where = f"工作表“{self.table.name}”" if self.table.name else "这张表"
            note = f"{where}没有读入：里面没有姓名（名称），或已选为不要。里面有名单的，请指定哪一列是姓名（名称）。"
            self.gatherer.say(Message("warning", "table-left-out", note))
            return
        if not self.names:
            note = "没有指定哪一列是姓名（名称），这张表没有读入。请选择各列的内容。"
            self.gatherer.say(Message("error", "no-name-column", note))
            return
        if self.layout.guessed:
            listed = "、".join(f"{letter}" for letter in self.shown_columns())
            note = f"没有找到表头，各列的内容是按样子猜的：{listed}。请核对，不对的请改。"
            self.gatherer.say(Message("warning", "layout-guessed", note))
        filled = self.filled_down()
        for number, row in zip(self.table.numbers, self.table.rows, strict=True):
            if number not in self.layout.header_rows:
                self.read_row(number, filled.get(number, row))
        self.add_abreast()
        if any(column.field == "region" for column in self.columns) and not self.is_written:
            self.gatherer.tell_missing_regions()

    def filled_down(self) -> dict[int, list[str]]:
        """Fills the blanks of columns whose cells were merged, and tells it; returns the rows that this changes.

        Such a cell is filled in its first row alone where a table was pasted, or saved as text.
        """
        filled: dict[int, list[str]] = {}
        if len(self.blocks) != 1 or self.is_written:
            return filled
        rows = [
            (number, row if self.is_of_entry(row) else None)
            for number, row in zip(self.table.numbers, self.table.rows, strict=True)
            if number >= self.first and number not in self.layout.header_rows
        ]
        by_number = dict(zip(self.table.numbers, self.table.rows, strict=True))
        for at, column in enumerate(self.columns):
            if column.field not in MERGED:
                continue
            carried = carried_down(rows, at)
            for number, text in carried.items():
                row = filled.setdefault(number, list(by_number[number]))
                row += [""] * (at + 1 - len(row))
                row[at] = text
            if carried:
                name = f"“{column.header}”一列" if column.header else f"第 {at + 1} 列"
                note = f"{name}有 {len(carried)} 格空着，照上面的填了：像是合并过的单元格。请核对。"
                self.gatherer.say(Message("warning", "carried-down", note, min(carried)))
        return filled

    def is_of_entry(self, row: Sequence[str]) -> bool:
        """Tells a row of a name from a heading or a total, before any is read."""
        name = row[self.names[0]].strip() if self.names[0] < len(row) else ""
        is_lone = sum(bool(cell.strip()) for cell in row) == 1
        return (
            bool(name) and total_in(list(row)) is None and (not is_lone or looks_like_person(name_of(name)))
        )

    def shown_columns(self) -> Iterator[str]:
        for at, column in enumerate(self.columns):
            yield f"第 {at + 1} 列{column.header}"

    def read_row(self, number: int, row: Sequence[str]) -> None:
        gatherer = self.gatherer
        if self.is_written:
            gatherer.add_written(number, self.columns, row)
            return
        filled = [at for at, cell in enumerate(row) if cell.strip()]
        if number < self.first:
            self.read_above(number, " ".join(row[at].strip() for at in filled))
        elif (total := total_in(list(row))) is not None:
            self.add_abreast()
            gatherer.add_total(number, *total, " ".join(row[at].strip() for at in filled))
        elif len(filled) == 1:
            self.read_lone(number, row[filled[0]].strip(), filled[0], row)
        elif field_of(row[filled[0]].strip()) and is_header(row):
            self.take_header(number, row)
        elif is_note(row[filled[0]]) or gatherer.is_footnote(row[filled[0]]):
            gatherer.leave_out(number, " ".join(row[at].strip() for at in filled), "footnote")
        elif is_ending(row[filled[0]]):
            gatherer.leave_out(number, " ".join(row[at].strip() for at in filled), "ending")
        else:
            self.add_row(number, row)

    def add_row(self, number: int, row: Sequence[str]) -> None:
        if len(self.blocks) > 1:
            self.abreast.append((number, row))
        else:
            self.gatherer.add_cells(number, cells_of(self.blocks[0], row))

    def add_abreast(self) -> None:
        """Adds rows of several entries each, down the left half first where their running numbers go so."""
        rows, self.abreast = self.abreast, []
        if not rows:
            return
        is_down = goes_down(self.blocks, rows)
        at = [(block, row) for block in range(len(self.blocks)) for row in range(len(rows))]
        for block, index in at if is_down else sorted(at, key=lambda each: (each[1], each[0])):
            number, row = rows[index]
            cells = cells_of(self.blocks[block], row)
            if block == 0 or any(cell.strip() for _, cell in cells):
                self.gatherer.add_cells(number, cells)
        way = "序号先往下再往右，已先读完左栏，再读右栏" if is_down else "已从左到右逐行读取"
        if not self.told_abreast and len(rows) > 1 and len(self.blocks[0]) > 1:
            self.told_abreast = True
            note = f"从第 {rows[0][0]} 行起，一行里并排写了几个姓名（名称），{way}。请核对顺序。"
            self.gatherer.say(Message("info", "abreast", note, rows[0][0]))

    def take_header(self, number: int, row: Sequence[str]) -> None:
        """Takes a header that comes again, on each page or above a second table."""
        self.add_abreast()
        columns = columns_by_header(row, self.table.width)
        if [column.field for column in columns] != [column.field for column in self.columns]:
            self.take_columns(columns)
            note = f"第 {number} 行是另一个表头，它下面的各行按它读取。请核对。"
            self.gatherer.say(Message("info", "second-header", note, number))
        else:
            self.gatherer.leave_out(number, " ".join(filter(None, row)), "header")

    def read_above(self, number: int, text: str) -> None:
        """Reads what stands above the header: titles, and headings only where they say so."""
        heading = heading_of(text)
        is_sure = heading is not None and heading.sure and (heading.style != "title" or self.has_titles)
        if heading is not None and is_sure:
            self.gatherer.enter(number, heading)
        elif number in self.table.lines:
            running.read_line(number, text, self.gatherer, self.has_titles)
        else:
            is_title_with_count = heading is not None and heading.style == "title"
            self.gatherer.take_title(
                number, text, heading.stated if heading and is_title_with_count else None
            )

    def read_lone(self, number: int, text: str, column: int, row: Sequence[str]) -> None:
        """Reads a row of one cell: a heading, a note, or an entry of which only the name is given."""
        gatherer = self.gatherer
        self.add_abreast()
        if number in self.table.lines:
            running.read_line(number, text, gatherer, self.has_titles)
        elif is_note(text) or gatherer.is_footnote(text):
            gatherer.leave_out(number, text, "footnote")
        elif is_ending(text) or (number in gatherer.signed and column not in self.names):
            gatherer.leave_out(number, text, "ending")
        elif (heading := self.heading_in(number, text, column)) is not None:
            if heading.style == "title" and not self.has_titles:
                gatherer.take_title(number, text, heading.stated)
            else:
                gatherer.enter(number, heading)
                self.doubt_place(number, text, column)
        elif is_title(text) or (number in self.table.whole and is_prose(text)):
            gatherer.leave_out(number, text, "left-out")
        else:
            self.add_row(number, row)

    def doubt_place(self, number: int, text: str, column: int) -> None:
        """Tells of a heading that may be a person of whom only the name is given: 金华, 甲子区."""
        is_full = path_of(text) and level_of(text) is not None
        if (
            column in self.names
            and number not in self.table.whole
            and looks_like_person(name_of(text))
            and not is_full
        ):
            note = f"第 {number} 行只有“{quoted(text)}”，读作地区标题。若是人的姓名，请补上单位及职务。"
            self.gatherer.say(Message("warning", "place-or-person", note, number))

    def heading_in(self, number: int, text: str, column: int) -> Heading | None:
        is_whole = number in self.table.whole and self.table.width > 1
        is_aside = column not in self.names and column < self.names[0]
        heading = heading_of(text)
        if heading is not None:
            is_place = heading.style == "place" and not heading.sure
            may_be_entry = column in self.names and not is_whole
            is_entry = may_be_entry and not heading.sure and (self.places_are_entries if is_place else True)
            return None if is_entry else heading
        is_short = len(text) <= MAX_HEADING_CHARACTERS and not is_prose(text) and not is_title(text)
        if self.are_people and is_short and level_of(text) in (1, 2):
            return Heading(squeezed(text), "place", sure=False)
        is_name = looks_like_person(name_of(text))
        return (
            Heading(squeezed(text), "place") if (is_whole or is_aside) and is_short and not is_name else None
        )


def carried_down(rows: Sequence[tuple[int, Sequence[str] | None]], at: int) -> dict[int, str]:
    """Returns by row what its blank cell in this column takes from above; nothing, unless the column is grouped
    throughout: the first cell is filled, each filled one has blanks below. None stands for a row of no entry.
    """
    found: dict[int, str] = {}
    above, blanks, groups = "", 1, 0
    for number, row in rows:
        cell = row[at].strip() if row is not None and at < len(row) else ""
        if row is None or cell:
            if not blanks:
                return {}
            above, blanks, groups = cell, int(row is None), groups + bool(cell)
        elif not above:
            return {}
        else:
            found[number], blanks = above, blanks + 1
    return found if blanks and groups >= MIN_GROUPS else {}


def cells_of(block: list[tuple[int, Column]], row: Sequence[str]) -> list[tuple[Column, str]]:
    return [(column, row[at] if at < len(row) else "") for at, column in block]


def goes_down(parts: Sequence[list[tuple[int, Column]]], rows: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Tells whether running numbers follow each other down each half rather than across the rows."""
    at = [next((at for at, column in block if column.field == "order"), None) for block in parts]
    if None in at:
        return False
    numbers = [
        [
            row[column].strip().rstrip(".．、 ") if column is not None and column < len(row) else ""
            for column in at
        ]
        for _, row in rows
    ]
    across = [number for row in numbers for number in row]
    down = [number for column in zip(*numbers, strict=True) for number in column]
    return steps(down) > steps(across)


def steps(numbers: Sequence[str]) -> int:
    """Returns how often a number is followed by the next one."""
    values = [int(number) for number in numbers if number.isdecimal() and len(number) < MAX_DIGITS]
    return sum(two == one + 1 for one, two in pairwise(values))


def blocks(columns: Sequence[Column]) -> list[list[tuple[int, Column]]]:
    """Parts the columns where a second name begins: 序号 姓名 单位 序号 姓名 单位, or names side by side."""
    found: list[list[tuple[int, Column]]] = [[]]
    seen: set[str] = set()
    for at, column in enumerate(columns):
        if column.field in seen and column.field in ("name", "order"):
            found.append([])
            seen = set()
        found[-1].append((at, column))
        seen.add(column.field)
    return found
