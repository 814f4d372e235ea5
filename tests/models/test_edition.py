"""The edition rises with every change to a table whose rows the public sees, and with no other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations import Migration
from django.db.models import F
from django.db.models.signals import post_migrate, pre_migrate
from django.test.utils import isolate_apps

from records.models import Category, Edition, IndexedRecord, Record, edition
from records.search.reindexing import reindex
from records.tributes import pay
from tests.factories import (
    make_attachment,
    make_category,
    make_commendation,
    make_commendation_version,
    make_distinction,
    make_figure,
    make_former_name,
    make_measure,
    make_merged_recipient,
    make_picture,
    make_recipient,
    make_record,
    make_roll_entry,
    make_roll_group,
    make_section,
    make_site_page,
    make_site_settings,
    make_version,
)

pytestmark = pytest.mark.django_db

MAKE_PUBLIC: list[Callable[[], Any]] = [
    make_picture,
    make_category,
    make_commendation,
    make_recipient,
    make_distinction,
    make_former_name,
    make_merged_recipient,
    make_record,
    make_section,
    make_measure,
    make_figure,
    make_site_page,
    make_site_settings,
    make_version,
    make_attachment,
    make_commendation_version,
    make_roll_group,
    make_roll_entry,
]


@pytest.mark.parametrize("make", MAKE_PUBLIC)
def test_adding_changing_or_deleting_public_content_raises_the_edition(make: Callable[[], Any]) -> None:
    before = Edition.current()
    row = make()
    added = Edition.current()
    some_field = row._meta.concrete_fields[1].name
    type(row).objects.filter(pk=row.pk).update(**{some_field: F(some_field)})
    changed = Edition.current()
    row.delete()
    assert before < added < changed < Edition.current()


def test_each_public_table_is_tried_above() -> None:
    assert {make()._meta.db_table for make in MAKE_PUBLIC} == set(edition.public_tables())


def test_a_tribute_leaves_the_edition_as_it_is() -> None:
    record = make_record()
    before = Edition.current()
    pay(record.pk, "visitor")
    assert Edition.current() == before


@isolate_apps("records")
def test_a_model_that_does_not_say_whether_the_public_sees_it_is_refused() -> None:
    class Honorary(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "records"

    with pytest.raises(TypeError, match="Honorary"):
        edition.is_public_content(Honorary)


def drop_triggers() -> None:
    """As migrations that failed leave them."""
    if connection.vendor == "sqlite":
        edition.run(connection, [f"DROP TRIGGER {name}" for name in sorted(edition_triggers())])
    else:
        edition.run(connection, ["DROP FUNCTION records_raise_edition() CASCADE"])


def edition_triggers() -> set[str]:
    return {name for table in edition.public_tables() for name in edition.triggers_of(table, connection)}


@pytest.mark.django_db(transaction=True)
def test_existing_database_gets_missing_triggers_though_no_migration_is_pending() -> None:
    drop_triggers()
    assert edition.missing_triggers() == edition_triggers()
    call_command("migrate", verbosity=0)
    before = Edition.current()
    Category.objects.create(name="全国文明单位")
    assert Edition.current() == before + 1


@pytest.mark.django_db(transaction=True)
def test_what_changed_without_triggers_shows_once_they_are_back() -> None:
    before = Edition.current()
    drop_triggers()
    Category.objects.create(name="全国文明单位")
    assert Edition.current() == before
    call_command("migrate", verbosity=0)
    assert Edition.current() > before


@pytest.mark.django_db(transaction=True)
def test_the_edition_rises_behind_the_triggers_so_that_no_change_falls_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing: list[set[str]] = []
    monkeypatch.setattr(Edition, "bump", lambda using: missing.append(edition.missing_triggers(using)))
    drop_triggers()
    call_command("migrate", verbosity=0)
    assert missing == [set()]


def signals() -> dict[str, Any]:
    """What Django sends before and behind a migration."""
    plan = [(Migration("altered", "records"), False)]
    config = apps.get_app_config("records")
    return {"sender": config, "app_config": config, "using": "default", "plan": plan}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_postgresql_keeps_its_triggers_and_waits_for_no_lock_for_long_while_it_is_migrated() -> None:
    def lock_timeout() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return str(cursor.fetchone()[0])

    before = lock_timeout()
    pre_migrate.send(**signals())
    assert not edition.missing_triggers()
    assert lock_timeout() == f"{edition.LOCK_WAIT_SECONDS}s"
    post_migrate.send(**signals())
    assert lock_timeout() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone makes a table anew to alter it")
@pytest.mark.parametrize("model", [Record, IndexedRecord])
def test_a_table_with_rows_and_triggers_can_be_altered_by_a_migration(model: type[models.Model]) -> None:
    record = make_record()
    reindex([record.pk])
    pre_migrate.send(**signals())
    with connection.schema_editor() as editor:
        editor._remake_table(model)  # type: ignore[attr-defined]
    post_migrate.send(**signals())
    assert not edition.missing_triggers()
    record.delete()
    assert not IndexedRecord.objects.exists()


def test_table_of_a_later_state_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    later = [*edition.public_tables(), "records_of_a_later_state"]
    monkeypatch.setattr(edition, "public_tables", lambda: later)
    edition.install_triggers("default")
    before = Edition.current()
    make_category()
    assert Edition.current() == before + 1
