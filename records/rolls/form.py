"""The form in which rolls are written as rows: its columns, read back by their names, and notes behind them."""

import re
from collections.abc import Iterable, Sequence

from .document import Column, Entry, Field

NUMBER = "序号"
WRITTEN: tuple[tuple[Field, str], ...] = (
    ("order", NUMBER),
    ("name", "姓名（名称）"),
    ("kind", "类型"),
    ("post", "单位及职务"),
    ("region", "地区"),
    ("award", "荣誉称号"),
    ("year", "年度"),
    ("group", "所在标题"),
)
HEADERS = tuple(header for _, header in WRITTEN)
# The note of an honor that was taken away, with the day: a file is passed on.
REVOKED = "称号撤销"
KINDS = {"person": "个人", "organization": "集体"}
# What a spreadsheet would compute, behind any apostrophes: each gets one more when written, and loses it when read.
# defusedcsv is not asked: it writes \| for |, which nobody could tell from a backslash of the text.
GUARDED = re.compile("'*[=+\\-@|%\t\r\n＝＋－＠]")


def is_written_header(row: Sequence[str]) -> bool:
    return tuple(row[: len(HEADERS)]) == HEADERS


def is_written_form(columns: Sequence[Column]) -> bool:
    """Tells whether these are the columns of a written file still, none changed by an editor."""
    fields = [column.field for column in columns]
    return fields[: len(WRITTEN)] == [field for field, _ in WRITTEN] and set(fields[len(WRITTEN) :]) <= {
        "note"
    }


def columns_of(header: Sequence[str]) -> tuple[Column, ...]:
    notes = (Column("note", header) for header in header[len(HEADERS) :])
    return (*(Column(field, header) for field, header in WRITTEN), *notes)


def rows_of(entries: Iterable[Entry]) -> list[list[str | int]]:
    """Returns the header, then a row for each entry; notes have a column for each header that one of them has."""
    entries = list(entries)
    notes = list(dict.fromkeys(header for entry in entries for header in entry.notes))
    rows: list[list[str | int]] = [[*HEADERS, *notes]]
    for entry in entries:
        row: list[str | int] = [
            entry.order,
            entry.printed,
            KINDS.get(entry.kind or "", ""),
            entry.post,
            entry.region,
            entry.award,
            "" if entry.year is None else entry.year,
            entry.group,
        ]
        rows.append(row + [entry.notes.get(header, "") for header in notes])
    return rows


def guarded(cell: str) -> str:
    return f"'{cell}" if GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell
