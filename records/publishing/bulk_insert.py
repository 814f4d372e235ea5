"""Inserts many rows of one table in one statement, held to the rules of their model.

`bulk_create` would do the same for any model; its way through the ORM costs ten times as much, which was most of the
time that a document takes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    CharField,
    DateTimeField,
    DecimalField,
    Field,
    IntegerField,
    JSONField,
    Model,
    TextField,
)
from django.utils import timezone

from .exceptions import PublishingRefused

Row = Mapping[str, Any]
NewRow = TypeVar("NewRow", bound=Model)
# SQLite may have been built to take no more than 999 in one statement.
MAX_VALUES = 900


class Table:
    """Takes rows with a value for each column of the model but its id, by the name of the column's attribute."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.names = [field.attname for field in self.fields]
        self.columns = [field.column for field in self.fields if field.column]
        self.statements: dict[int, str] = {}
        self.tests = [(field.attname, test) for field in self.fields if (test := certainly_fits(field))]
        self.converted = [
            (place, field)
            for place, field in enumerate(self.fields)
            if isinstance(field, (DecimalField, DateTimeField, JSONField))
        ]

    def blank(self, **known: Any) -> dict[str, Any]:
        """Returns a row of defaults, its times now, with what is known: what many rows have in common is made once."""
        now = timezone.now()
        return {
            field.attname: now if is_time_of_writing(field) else field.get_default() for field in self.fields
        } | known

    def insert(self, rows: Iterable[Row]) -> list[int]:
        """Returns the new ids, in the order of the rows. Raises PublishingRefused for a row that does not fit."""
        listed = list(rows)
        self.check_all(listed)
        return self.insert_checked(listed)

    def check_all(self, rows: Sequence[Row]) -> None:
        """Raises PublishingRefused for a row that does not fit."""
        # A column at a time costs half of what a row at a time does: rows are asked where a column may not fit.
        if not all(all(map(test, [row[name] for row in rows])) for name, test in self.tests):
            for row in rows:
                if not all(test(row[name]) for name, test in self.tests):
                    check(self.model(**row))

    def insert_checked(self, listed: Sequence[Row]) -> list[int]:
        step = MAX_VALUES // len(self.names)
        return [
            pk
            for first in range(0, len(listed), step)
            for pk in self.insert_few(listed[first : first + step])
        ]

    def insert_few(self, rows: Sequence[Row]) -> list[int]:
        values = [value for row in self.values(rows) for value in row]
        with connection.cursor() as cursor:
            cursor.execute(self.statement(len(rows)), values)
            return [pk for (pk,) in cursor.fetchall()]

    def statement(self, rows: int) -> str:
        if rows not in self.statements:
            quote = connection.ops.quote_name
            names = ", ".join(map(quote, self.columns))
            marks = ", ".join([f"({', '.join(['%s'] * len(self.names))})"] * rows)
            table = quote(self.model._meta.db_table)
            self.statements[rows] = f"INSERT INTO {table} ({names}) VALUES {marks} RETURNING id"
        return self.statements[rows]

    def values(self, rows: Sequence[Row]) -> list[list[Any]]:
        """Converts what the database does not take as it is: SQLite knows neither decimals, times nor JSON."""
        values = [[row[name] for name in self.names] for row in rows]
        # The connection itself: through the proxy each of its attributes takes as long as converting a value.
        database = connections[DEFAULT_DB_ALIAS]
        for place, field in self.converted:
            for row in values:
                row[place] = field.get_db_prep_save(row[place], database)
        return values

    def add(self, new: NewRow) -> NewRow:
        """Does what `save` would do for a row that is not in the database yet."""
        self.add_all([new])
        return new

    def add_all(self, new: Sequence[Model]) -> None:
        rows = [{field.attname: field.pre_save(one, add=True) for field in self.fields} for one in new]
        for one, pk in zip(new, self.insert(rows), strict=True):
            one.pk, one._state.adding, one._state.db = pk, False, DEFAULT_DB_ALIAS


def is_time_of_writing(field: "Field[Any, Any]") -> bool:
    return isinstance(field, DateTimeField) and (field.auto_now or field.auto_now_add)


Test = Callable[[Any], bool]


def certainly_fits(field: "Field[Any, Any]") -> Test | None:
    """Returns a test for values of which `check` surely has nothing to say, at a tenth of its cost.

    None where it never has.
    """
    if isinstance(field, (CharField, TextField)):
        return certainly_fits_text(field)
    if isinstance(field, DecimalField):
        places, whole = field.decimal_places, field.max_digits - field.decimal_places
        return lambda value: fits_decimal(value, places, whole)
    if isinstance(field, IntegerField):
        least, most, null = *bounds(field), field.null
        return lambda number: null if number is None else least <= number <= most
    return None


def certainly_fits_text(field: "CharField[Any, Any] | TextField[Any, Any]") -> Test:
    longest, blank = field.max_length, field.blank
    if field.choices:
        known = {value for value, _ in field.flatchoices}
        return lambda text: text in known
    if any(not isinstance(rule, MaxLengthValidator) for rule in field.validators):
        return lambda text: blank and text == ""
    return lambda text: (blank or text != "") and (longest is None or len(text) <= longest)


def bounds(field: "IntegerField[Any, Any]") -> tuple[int, int]:
    rules = field.validators
    least = [rule.limit_value for rule in rules if isinstance(rule, MinValueValidator)]
    most = [rule.limit_value for rule in rules if isinstance(rule, MaxValueValidator)]
    return max(least), min(most)


def fits_decimal(value: Decimal, places: int, whole: int) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -places and value.adjusted() < whole


def check(row: Model) -> None:
    """Applies the same rules as the admin; SQLite itself would take any length. Raises PublishingRefused."""
    relations = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        reasons = "；".join(
            f"{row._meta.get_field(name).verbose_name}：{''.join(messages)}"  # type: ignore[union-attr]
            for name, messages in error.message_dict.items()
        )
        raise PublishingRefused(f"{row._meta.verbose_name}“{row}”不能保存。{reasons}") from error
