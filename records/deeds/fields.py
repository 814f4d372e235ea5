"""The table of fields that JSON, the YAML head, rows and comparison share, taken from the value objects themselves.

A field that is added to a class of document.py is thereby read and written everywhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass
from dataclasses import Field as DataclassField
from dataclasses import fields as dataclass_fields
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

# A text of several paragraphs, plain or in Markdown as the deeds say; any other `str` is one line, always plain.
Paragraphs = Annotated[str, "paragraphs"]
# The address of a picture of the site, as texts name it; the row it stands for is another one's.
PictureAddress = Annotated[str, "picture"]

Kind = Literal[
    "line",
    "paragraphs",
    "picture",
    "integer",
    "decimal",
    "truth",
    "choice",
    "place",
    "lines",
    "part",
    "parts",
]

Result = TypeVar("Result")

SIMPLE: dict[Any, Kind] = {
    str: "line",
    Paragraphs: "paragraphs",
    PictureAddress: "picture",
    int: "integer",
    Decimal: "decimal",
    bool: "truth",
    tuple[int, int]: "place",
    tuple[str, ...]: "lines",
}
# One column of a table holds these.
IN_COLUMNS: tuple[Kind, ...] = ("line", "paragraphs", "integer", "decimal", "truth")
# People read the short values first, and both names of a recipient together.
READ_LAST = ("kind", "post", "region", "portrait", "sentence")


@dataclass(frozen=True, slots=True)
class Field:
    """`holds` is the class of a part or of each of the parts, `choices` are the words that a choice may be.

    An optional field is None where its value is unknown; a required one has no default.
    """

    name: str
    kind: Kind
    is_optional: bool = False
    is_required: bool = False
    holds: Any = None
    choices: tuple[str, ...] = ()


def cached(work: Callable[[Any], Result]) -> Callable[[Any], Result]:
    """Does as functools.cache, which mypy does not let be asked about a class."""
    return cache(work)


@cached
def fields_of(cls: Any) -> tuple[Field, ...]:
    """Lists the fields in their order; those that take no part in comparison say nothing of the document."""
    return tuple(described(field) for field in dataclass_fields(cls) if field.compare)


def described(field: "DataclassField[Any]") -> Field:
    is_union = get_origin(field.type) in (Union, UnionType)
    hints = get_args(field.type) if is_union else (field.type,)
    (hint,) = (each for each in hints if each is not NoneType)
    required = field.default is MISSING and field.default_factory is MISSING
    kind, holds, choices = kind_of(hint)
    return Field(field.name, kind, NoneType in hints, required, holds, choices)


def kind_of(hint: Any) -> tuple[Kind, Any, tuple[str, ...]]:
    """Returns the kind, the class it holds, the words to choose from."""
    if hint in SIMPLE:
        return SIMPLE[hint], None, ()
    if get_origin(hint) is Literal:
        return "choice", None, get_args(hint)
    return ("parts", get_args(hint)[0], ()) if get_origin(hint) is tuple else ("part", hint, ())


def in_reading_order(fields: Iterable[Field]) -> list[Field]:
    return sorted(fields, key=lambda field: READ_LAST.index(field.name) + 1 if field.name in READ_LAST else 0)


# --- Rows: a column for each field, of the same name ----------------------------------------------------


@cached
def columns(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(cls) if field.kind in IN_COLUMNS)


@cached
def unknown_as_blank(cls: Any) -> tuple[str, ...]:
    """Lists the columns where "" means unknown; on the way back the value objects make None of it."""
    return tuple(field.name for field in fields_of(cls) if field.kind == "line" and field.is_optional)


def row_of(value: Any) -> dict[str, Any]:
    cls = type(value)
    row = {name: getattr(value, name) for name in columns(cls)}
    for name in unknown_as_blank(cls):
        row[name] = row[name] or ""
    return row
