"""The value objects of a roll of honor: what a file holds as tables, how they are laid out, and who is named in them.

Immutable but for what is gathered while a file is read. Row numbers are the file's own, from 1.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

Kind = Literal["person", "organization"]
Level = Literal["info", "warning", "error"]
# "unit" (单位) and "post" (职务) are joined; "source" (推荐单位) is a region where it names a place, else a note.
Field = Literal[
    "name", "post", "unit", "kind", "region", "source", "award", "year", "group", "order", "note", "ignored"
]
FIELDS: tuple[str, ...] = get_args(Field)


class RollRefused(ValueError):
    """A file that cannot be read as a roll; str() says in plain Chinese what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One who is honored, as the roll says it.

    `printed` is the name as the decision spells it (张　三), `name` the same without a blank in a short name; `post`
    is 职务、单位 as given; `region` a path (山东省/滨州市) as far as given; `group` the path of the headings that it
    stands under; `order` counts over the whole roll; `notes` holds each column without a field by its header.
    """

    name: str
    printed: str
    kind: Kind | None = None
    post: str = ""
    region: str = ""
    award: str = ""
    year: int | None = None
    group: str = ""
    order: int = 1
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    level: Level
    code: str
    text: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`source` is the file, or "file · sheet"; one with a message of level error is not `ok`."""

    source: str
    number: int
    entry: Entry | None
    messages: tuple[Message, ...] = ()

    @property
    def ok(self) -> bool:
        return self.entry is not None and all(message.level != "error" for message in self.messages)


@dataclass(slots=True)
class Table:
    """Rows that hold something, as they were opened: each a list of cells, with its number in the file.

    `running` says that the rows are lines of text, each its only cell; `lines` are the
    numbers of such rows between those of tables, `whole` those of rows that are one cell over the whole width.
    """

    name: str
    rows: list[list[str]]
    numbers: list[int]
    running: bool = False
    lines: frozenset[int] = frozenset()
    hidden: bool = False
    whole: frozenset[int] = frozenset()
    messages: tuple[Message, ...] = ()

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Column:
    """`header` is the word that a note is kept by; "" where there is none."""

    field: Field
    header: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows that are the header, by their numbers, and what each column holds.

    Entries begin below the header, or in row `first`. `guessed`: no header said so. `written`: the file is one that
    rolls.writing made, in which each column is taken as it is. Two columns for names are two entries in a row.
    """

    columns: tuple[Column, ...] = ()
    header_rows: tuple[int, ...] = ()
    first: int = 1
    guessed: bool = False
    written: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "columns": [asdict(column) for column in self.columns],
            "header_rows": list(self.header_rows),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Layout":
        """Raises ValueError for what is no layout; every key may be missing."""
        try:
            fields = [(each["field"], str(each.get("header") or "")) for each in kept.get("columns") or ()]
            rows = tuple(int(number) for number in kept.get("header_rows") or ())
            first = int(kept.get("first") or 1)
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise ValueError("名单的读法不完整。请重新选择各列的内容。") from error
        if wrong := [field for field, _ in fields if field not in FIELDS]:
            raise ValueError(f"名单的列没有“{wrong[0]}”这种内容。请重新选择。")
        columns = tuple(Column(field, header) for field, header in fields)
        return cls(columns, rows, first, bool(kept.get("guessed")), bool(kept.get("written")))


@dataclass(slots=True)
class Roll:
    """The outcome of reading: `quotas` are the numbers that headings state, by the path of the group, "" the whole."""

    tables: list[Table] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    quotas: dict[str, int] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        """Returns those that nothing is wrong with."""
        return [row.entry for row in self.rows if row.entry is not None and row.ok]
