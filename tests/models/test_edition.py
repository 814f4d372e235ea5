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
    make_category,
    make_commendation,
    make_distinction,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
)

pytestmark = pytest.mark.django_db

MAKE_PUBLIC: list[Callable[[], Any]] = [
    make_category,
    make_commendation,
    make_recipient,
    make_distinction,
    make_record,
    make_section,
    make_measure,
    make_figure,
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


@pytest.mark.django_db(transaction=True)
def test_existing_database_gets_missing_triggers_though_no_migration_is_pending() -> None:
    edition.run(connection, edition.drop_sql(connection))
    call_command("migrate", verbosity=0)
    before = Edition.current()
    Category.objects.create(name="全国文明单位")
    assert Edition.current() == before + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone makes a table anew to alter it")
@pytest.mark.parametrize("model", [Record, IndexedRecord])
def test_a_table_with_rows_and_triggers_can_be_altered_by_a_migration(model: type[models.Model]) -> None:
    record = make_record()
    reindex([record.pk])
    config = apps.get_app_config("records")
    plan = [(Migration("altered", "records"), False)]
    sent = {"sender": config, "app_config": config, "using": "default", "plan": plan}
    pre_migrate.send(**sent)
    with connection.schema_editor() as editor:
        editor._remake_table(model)  # type: ignore[attr-defined]
    post_migrate.send(**sent)
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
