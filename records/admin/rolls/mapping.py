"""Lets an editor say which column holds what, by selects above the first rows of each table."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from records.importing.bounded_rolls import ROWS_SHOWN, BoundedRoll
from records.rolls import Column, Layout, Table
from records.rolls.document import Field

from .waiting import Waiting

LABELS: dict[Field, str] = {
    "name": "姓名或名称",
    "unit": "单位",
    "post": "职务",
    "kind": "类别（个人、集体）",
    "region": "所在地",
    "source": "推荐单位",
    "award": "荣誉称号",
    "group": "分组",
    "year": "年份",
    "order": "序号",
    "note": "备注",
    "ignored": "不要",
}
# A header of two lines stands at the top.
TWO_LINES_WITHIN = 8


class Choice(NamedTuple):
    value: str
    label: str
    chosen: bool


class ShownColumn(NamedTuple):
    name: str  # of the select
    label: str
    choices: list[Choice]


class ShownRow(NamedTuple):
    number: int
    cells: list[str]
    is_header: bool


class ShownTable(NamedTuple):
    number: int
    name: str
    columns: list[ShownColumn]
    headers: list[Choice]
    rows: list[ShownRow]
    is_left_out: bool
    may_change: bool


def shown_tables(roll: BoundedRoll, waiting: Waiting) -> list[ShownTable]:
    return [
        shown(at, table, layout_of(roll, waiting, at), at in waiting.left_out)
        for at, table in enumerate(roll.tables)
    ]


def layout_of(roll: BoundedRoll, waiting: Waiting, at: int) -> Layout:
    """Gives the layout that was chosen: a table that is left out was read by another."""
    return Layout.from_json(waiting.layouts[at]) if waiting.layouts else roll.layouts[at]


def shown(at: int, table: Table, layout: Layout, is_left_out: bool) -> ShownTable:
    width = max(table.width, len(layout.columns))
    columns = [
        ShownColumn(
            f"t{at}-c{column}",
            f"第 {column + 1} 列",
            [Choice(value, label, value == field_at(layout, column)) for value, label in LABELS.items()],
        )
        for column in range(width)
    ]
    rows = [
        ShownRow(number, [*row, *[""] * (width - len(row))], number in layout.header_rows)
        for number, row in zip(table.numbers, table.rows, strict=True)
    ]
    may_change = not (table.running or layout.written)
    return ShownTable(at, table.name, columns, headers(table, layout), rows, is_left_out, may_change)


def field_at(layout: Layout, column: int) -> str:
    return layout.columns[column].field if column < len(layout.columns) else "ignored"


def headers(table: Table, layout: Layout) -> list[Choice]:
    """Lists the rows that may be the header, one or two together."""
    singles: list[tuple[int, ...]] = [(number,) for number in table.numbers[:ROWS_SHOWN]]
    top = table.numbers[:TWO_LINES_WITHIN]
    found = [(), *singles, *pairwise(top)]
    if layout.header_rows not in found:
        found.append(layout.header_rows)
    return [Choice(written(rows), named(rows), rows == layout.header_rows) for rows in found]


def written(rows: tuple[int, ...]) -> str:
    return "-".join(map(str, rows))


def named(rows: tuple[int, ...]) -> str:
    return f"第 {'、'.join(map(str, rows))} 行" if rows else "没有表头"


# --- What was chosen ----------------------------------------------------------------------------------


def chosen_layouts(roll: BoundedRoll, waiting: Waiting, posted: Mapping[str, Any]) -> list[Layout]:
    """Returns the layouts as they were posted, over those that the page showed."""
    return [chosen(at, table, layout_of(roll, waiting, at), posted) for at, table in enumerate(roll.tables)]


def chosen_to_leave_out(roll: BoundedRoll, posted: Mapping[str, Any]) -> list[int]:
    return [at for at in range(len(roll.tables)) if f"t{at}-out" in posted]


def chosen(at: int, table: Table, layout: Layout, posted: Mapping[str, Any]) -> Layout:
    """Takes another header first, which says anew what the columns hold, and then each column that was set."""
    if table.running or layout.written:
        return layout
    by_value = {choice.value: choice for choice in headers(table, layout)}
    header = posted.get(f"t{at}-header", written(layout.header_rows))
    new = layout
    if header in by_value and header != written(layout.header_rows):
        new = with_header(table, layout, tuple(int(number) for number in header.split("-") if number))
    width = max(table.width, len(layout.columns))
    columns = [*new.columns, *[Column("ignored")] * (width - len(new.columns))]
    for column in range(width):
        field = posted.get(f"t{at}-c{column}")
        if field in LABELS and field != field_at(layout, column):
            columns[column] = Column(field, columns[column].header)
    return new if columns == [*new.columns] else replace(new, columns=tuple(columns))


def with_header(table: Table, layout: Layout, rows: tuple[int, ...]) -> Layout:
    from records.rolls.layouts import columns_by_header, united  # it loads rules of reading

    if not rows:
        return replace(layout, header_rows=(), first=table.numbers[0])
    cells = [row for number, row in zip(table.numbers, table.rows, strict=True) if number in rows]
    header = united(cells[0], cells[1]) if len(cells) > 1 else cells[0]
    width = max(table.width, len(layout.columns))
    return Layout(columns_by_header(header, width), rows, max(rows) + 1)


def to_read(waiting: Waiting) -> list[dict[str, Any]] | None:
    """Returns the layouts by which the file is read: of a table that is left out, no column is wanted."""
    if waiting.layouts is None:
        return None
    return [
        kept | {"columns": [{"field": "ignored"} for _ in kept["columns"]]}
        if at in waiting.left_out
        else kept
        for at, kept in enumerate(waiting.layouts)
    ]
