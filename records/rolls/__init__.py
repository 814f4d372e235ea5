"""Rolls of honor (名单): the list of names that comes with a decision, read from the files offices have.

A file is opened into tables (`opening/`), each table gets a layout (`layouts.py`), which an editor may change, and by
it its rows become entries (`reading.py`), with a message for all that is doubtful or left out. `writing.py` writes
entries as files, which are read back the same. Read are: .xlsx, .xlsm, .xls, .ods; .csv and .tsv; tables and running
text of Word files and web pages, .txt and .md; .json as `writing.to_json` writes it; cells pasted from a spreadsheet.
Nothing here knows the database or the web.
"""

from .document import Column, Entry, Layout, Message, Roll, RollRefused, Row, Table

__all__ = [
    "Column",
    "Entry",
    "Layout",
    "Message",
    "Roll",
    "RollRefused",
    "Row",
    "Table",
    "guess_layout",
    "open_tables",
    "read_pasted",
    "read_roll",
]


def open_tables(data: bytes, name: str) -> list[Table]:
    """Opens all tables of a file, hidden ones too; a text is one of lines. Raises RollRefused."""
    from .opening import open_tables as opened  # its readers are large, and most requests need none of them

    return opened(data, name)


def guess_layout(table: Table) -> Layout:
    """Tells from its header what the columns of a table hold, without one from their content."""
    from .layouts import guess_layout as guessed

    return guessed(table)


def read_roll(data: bytes, name: str, layouts: list[Layout] | None = None) -> Roll:
    """Reads a file; `layouts`, one for each table, are those that an editor chose. Raises RollRefused."""
    from .reading import roll_of

    return roll_of(open_tables(data, name), name, layouts)


def read_pasted(text: str, layouts: list[Layout] | None = None, name: str = "粘贴的内容") -> Roll:
    """Reads cells pasted from a spreadsheet, or running text. Raises RollRefused."""
    from .opening.delimited import pasted_tables
    from .reading import roll_of

    return roll_of(pasted_tables(text), name, layouts)
