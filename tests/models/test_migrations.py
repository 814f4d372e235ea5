"""Migrations leave room for the release before: it serves on while the database is migrated, until it is replaced.

So they only add. What is no longer used goes a release later: then the one before does not use it either.
"""

from collections.abc import Iterator

from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddField,
    AlterModelTable,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

# The last migration of the release before.
RELEASED = ("records", "0008_undone")
TAKES_AWAY = (AlterModelTable, DeleteModel, RemoveField, RenameField, RenameModel)


def since_the_release() -> Iterator[Operation]:
    loader = MigrationLoader(None)
    released = set(loader.graph.forwards_plan(RELEASED))
    for key in sorted(set(loader.graph.nodes) - released):
        if key[0] == "records":
            yield from loader.graph.nodes[key].operations


def is_left_out_by_others(field: "models.Field[object, object]") -> bool:
    """Tells whether a row may be added by code that does not know the field."""
    return field.many_to_many or field.null or field.db_default is not NOT_PROVIDED


def test_nothing_is_taken_from_the_release_that_still_serves() -> None:
    assert [operation for operation in since_the_release() if isinstance(operation, TAKES_AWAY)] == []


def test_rows_can_be_added_by_the_release_that_does_not_know_a_new_field() -> None:
    added = [operation for operation in since_the_release() if isinstance(operation, AddField)]
    made_here = {
        operation.name.lower()  # type: ignore[attr-defined]
        for operation in since_the_release()
        if operation.__class__.__name__ == "CreateModel"
    }
    unknown = [operation for operation in added if operation.model_name_lower not in made_here]
    assert [operation.describe() for operation in unknown if not is_left_out_by_others(operation.field)] == []
