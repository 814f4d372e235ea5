"""Migrations leave room for the release before: it serves on while the database is migrated, until it is replaced.

So they only add. What is no longer used goes a release later: then the one before does not use it either. A migration
that cannot keep to that is named here, and wherever an operator reads what to do: the site is stopped for it.
"""

import re
from collections.abc import Iterator

import pytest
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

from tests.processes import ROOT

# The last migration of the release before.
RELEASED = ("records", "0008_undone")
# Before these all processes are stopped: what the release before reads is taken away.
STOPPED_FOR = {"0030_versions"}
TAKES_AWAY = (AlterModelTable, DeleteModel, RemoveField, RenameField, RenameModel)


def since_the_release() -> Iterator[Operation]:
    """Gives what is done while the release before still serves."""
    loader = MigrationLoader(None)
    released = set(loader.graph.forwards_plan(RELEASED))
    for key in sorted(set(loader.graph.nodes) - released):
        if key[0] == "records" and key[1] not in STOPPED_FOR:
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


@pytest.mark.parametrize("name", sorted(STOPPED_FOR))
def test_the_changelog_tells_what_a_migration_takes_away(name: str) -> None:
    number = name.partition("_")[0]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (entry,) = [one for one in re.split(r"\n(?=- )", changelog) if f"`{number}`" in one and "stop" in one]
    assert "all processes" in " ".join(entry.split())


@pytest.mark.parametrize("name", sorted(STOPPED_FOR))
def test_the_guide_says_that_all_processes_are_stopped_updated_and_started(name: str) -> None:
    guide = (ROOT / "honors_site" / "deploy" / "README.md").read_text(encoding="utf-8")
    (updating,) = re.findall(r"^## \d+\. 更新\n(.*?)(?=^## )", guide, re.MULTILINE | re.DOTALL)
    (told,) = [paragraph for paragraph in updating.split("\n\n") if f"`{name}`" in paragraph]
    stopped, updated, started = map(told.index, ("停下全部进程", "更新数据库", "启动"))
    assert stopped < updated < started
