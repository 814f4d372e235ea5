"""Files of rolls as tests need them: sheets written by XlsxWriter, specimens of LibreOffice, and changes to both."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from records.rolls import Entry, Roll, Row, read_roll

SPECIMENS = Path(__file__).parent / "specimens"
Sheet = xlsxwriter.worksheet.Worksheet


def specimen(name: str) -> bytes:
    return (SPECIMENS / name).read_bytes()


def workbook(
    *sheets: tuple[str, Sequence[Sequence[object]]], change: Callable[..., None] | None = None
) -> bytes:
    """Writes sheets by name and rows; `change` gets the workbook and its sheets before it is closed."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        made = []
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            made.append(sheet)
        if change:
            change(book, *made)
    return written.getvalue()


def read_rows(*rows: Sequence[object], change: Callable[..., None] | None = None) -> Roll:
    """Reads one sheet of these rows."""
    return read_roll(workbook(("Sheet1", rows), change=change), "名单.xlsx")


def zipped_again(data: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            packing = zipfile.ZIP_STORED if info.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info.filename, change(info.filename, old.read(info)), packing)
        for name, content in added.items():
            new.writestr(name.replace("__", "/").replace("_bin", ".bin").replace("_xml", ".xml"), content)
    return written.getvalue()


def as_it_is(name: str, content: bytes) -> bytes:
    return content


def names(roll: Roll) -> list[str]:
    return [row.entry.name for row in roll.rows if row.entry]


def entry_of(row: Row) -> Entry:
    assert row.entry is not None
    return row.entry


def codes(messages: Sequence[object]) -> list[str]:
    return [message.code for message in messages]  # type: ignore[attr-defined]


def told(roll: Roll, code: str) -> str:
    """Returns the text of the first message with this code; fails where there is none."""
    found = [message.text for message in roll.messages if message.code == code]
    assert found, codes(roll.messages)
    return found[0]
