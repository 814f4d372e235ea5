"""Reads a roll in a process of its own, with as much time as a document has; of its tables it brings back the tops."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from records.rolls import Layout, Message, RollRefused, Row, Table, read_pasted, read_roll

from .bounded import BoundedReader
from .exceptions import refuse

# A header stands among them, with what shows whether the columns are right.
ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class BoundedRoll:
    """`tables` hold their first rows alone; all else is as records.rolls read it."""

    tables: tuple[Table, ...]
    layouts: tuple[Layout, ...]
    rows: tuple[Row, ...]
    quotas: dict[str, int]
    messages: tuple[Message, ...]


def read_bounded(
    data: bytes, name: str, *, pasted: bool, layouts: Sequence[dict[str, Any]] | None
) -> BoundedRoll:
    """Reads a file, or text that was pasted, by the layouts as JSON. Raises DeedsError and ReadersBusy."""
    with BoundedReader() as reader:
        found: BoundedRoll = reader.done(partial(read, data, name, pasted, layouts))
        return found


def read(data: bytes, name: str, pasted: bool, layouts: Sequence[dict[str, Any]] | None) -> BoundedRoll:
    try:
        chosen = None if layouts is None else [Layout.from_json(one) for one in layouts]
        roll = read_pasted(data.decode(), chosen, name) if pasted else read_roll(data, name, chosen)
    except RollRefused as refused:
        raise refuse("roll-refused", str(refused)) from refused
    for table, layout in zip(roll.tables, roll.layouts, strict=True):
        shorten(table, layout)
    return BoundedRoll(
        tuple(roll.tables), tuple(roll.layouts), tuple(roll.rows), roll.quotas, tuple(roll.messages)
    )


def shorten(table: Table, layout: Layout) -> None:
    """Leaves the first rows, and some below a header that stands further down."""
    last = max(layout.header_rows, default=0)
    below = sum(number <= last for number in table.numbers)
    table.rows = table.rows[: max(ROWS_SHOWN, below + ROWS_SHOWN // 2)]
    table.numbers = table.numbers[: len(table.rows)]
