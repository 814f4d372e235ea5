"""Entries → .xlsx, .csv and JSON, each of which `rolls.read_roll` reads back the same."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from .document import Entry, RollRefused, Row
from .form import guarded, rows_of

MAX_CELL_CHARACTERS = 32_767
WIDTHS = (6, 16, 8, 40, 20, 28, 8, 28)  # of the columns, in characters


def row_json(row: Row) -> dict[str, Any]:
    """Returns the object that the command line and the interface hand out for a row."""
    entry = row.entry
    return {
        "source": row.source,
        "row": row.number,
        "ok": row.ok,
        "entry": entry
        and {
            "name": entry.name,
            "kind": entry.kind,
            "post": entry.post,
            "region": entry.region,
            "award": entry.award,
            "year": entry.year,
            "group": entry.group,
            "order": entry.order,
            "notes": dict(entry.notes),
        },
        "messages": [
            {"level": each.level, "code": each.code, "text": each.text, "row": each.row}
            for each in row.messages
        ],
    }


def to_xlsx(entries: Iterable[Entry]) -> bytes:
    """Writes a sheet, row by row, so that memory does not grow with it; no cell is a formula or a link.

    Raises RollRefused for a text that is longer than a cell may be.
    """
    import xlsxwriter  # few requests need it

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"constant_memory": True, "in_memory": False}) as workbook:
        sheet = workbook.add_worksheet("名单")
        bold = workbook.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows_of(entries)):
            for column, cell in enumerate(row):
                style = None if number else bold
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, style)
                elif len(cell) > MAX_CELL_CHARACTERS:
                    raise RollRefused(
                        f"第 {number + 1} 行有一格超过 {MAX_CELL_CHARACTERS} 字，电子表格放不下。请导出 CSV。"
                    )
                elif cell:
                    sheet.write_string(number, column, cell, style)
    return written.getvalue()


def to_csv(entries: Iterable[Entry]) -> bytes:
    """Writes UTF-8 with the mark by which Excel knows it; what Excel would compute gets an apostrophe."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for row in rows_of(entries):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue().encode("utf-8-sig")


def to_json(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Returns an object for each entry, with all its fields."""
    return [asdict(entry) | {"notes": dict(entry.notes)} for entry in entries]
