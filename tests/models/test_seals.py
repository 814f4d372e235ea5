"""A version that was public: the database itself refuses to change it, whoever asks, but for its erasure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from records.models import Figure, Measure, Record, Section, Version
from records.models.guards import install_guards, missing_guards
from records.publishing import (
    PublishingRefused,
    correct,
    erase_version,
    show_version,
    withdraw,
    withhold_version,
)
from records.publishing.versions import begin_version
from tests.factories import make_figure, make_measure, make_record, make_section, make_whole_record, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    return seal(make_whole_record(sections=1, measures=1, introduction="原文。"))


@contextmanager
def refused() -> Iterator[None]:
    with (
        pytest.raises(DatabaseError, match="a version that was public cannot be changed"),
        transaction.atomic(),
    ):
        yield


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_version SET title = '改'",
        "UPDATE records_version SET introduction = ''",
        "UPDATE records_version SET note = '补写的说明'",
        "UPDATE records_version SET number = 7",
        "UPDATE records_version SET public_from = NULL",
        "UPDATE records_section SET title = '改'",
        "UPDATE records_measure SET text = '改'",
        "UPDATE records_figure SET value = 9",
        "DELETE FROM records_figure",
        "DELETE FROM records_measure",
        "DELETE FROM records_section",
    ],
)
def test_no_statement_changes_what_the_public_has_read(record: Record, sql: str) -> None:
    with refused():
        run(sql)


def test_no_statement_deletes_it(record: Record) -> None:
    with refused():
        run("UPDATE records_record SET status = 'draft', live_id = NULL, published_at = NULL")
        run("DELETE FROM records_version")


def test_nothing_is_added_to_it(record: Record) -> None:
    with refused():
        make_section(record, 9)
    with refused():
        make_measure(Section.objects.get(), 9)
    with refused():
        make_figure(record, 9)


def test_no_row_moves_into_it(record: Record) -> None:
    draft = make_section(make_record("draft"), 9)
    with refused():
        Section.objects.filter(pk=draft.pk).update(version=record.live)


def test_a_record_that_was_public_is_not_deleted(record: Record) -> None:
    with refused():
        record.delete()


def test_what_is_set_for_an_hour_to_come_is_written_still() -> None:
    record = make_whole_record(sections=1, measures=1)
    Version.objects.update(public_from=timezone.now() + timedelta(days=1))
    run("UPDATE records_version SET title = '改'")
    run("UPDATE records_measure SET text = '改'")
    assert Record.objects.get(pk=record.pk).title == "改"


def test_a_draft_is_written_and_deleted_as_ever() -> None:
    make_whole_record(sections=1, measures=1, status="draft").delete()
    assert not Version.objects.exists()


# --- Put in the place of another ----------------------------------------------------------------------

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")


def replace(row: Model, **values: Any) -> None:
    """Writes a row as it is but for `values`, as INSERT OR REPLACE does: in the place of any that is in its way."""
    columns = [field.column or field.name for field in row._meta.concrete_fields]
    chosen = ["%s" if name in values else name for name in columns]
    run(
        f"INSERT OR REPLACE INTO {row._meta.db_table} ({', '.join(columns)}) "
        f"SELECT {', '.join(chosen)} FROM {row._meta.db_table} WHERE id = {row.pk}",
        *(values[name] for name in columns if name in values),
    )


@pytest.fixture
def draft() -> Record:
    return make_whole_record(sections=1, measures=1, status="draft")


@only_sqlite
def test_no_version_is_put_in_its_place_by_id(record: Record) -> None:
    with refused():
        replace(record.content, title="改")


@only_sqlite
def test_no_version_is_put_in_its_place_by_number(record: Record, draft: Record) -> None:
    with refused():
        replace(draft.content, id=draft.content.pk + 100, record_id=record.pk)


@only_sqlite
def test_no_later_version_takes_its_number(record: Record) -> None:
    begin_version(record)
    with refused():
        run("UPDATE OR REPLACE records_version SET number = 1 WHERE id = %s", record.edited.pk)


@only_sqlite
def test_no_part_of_it_is_put_under_another_version(record: Record, draft: Record) -> None:
    others = draft.content
    with refused():
        replace(Section.objects.get(version=record.live), version_id=others.pk, number=9)
    with refused():
        replace(
            Measure.objects.get(section__version=record.live), section_id=others.sections.get().pk, number=9
        )
    with refused():
        replace(
            Figure.objects.filter(version=record.live)[0], version_id=others.pk, measure_id=None, number=9
        )


@only_sqlite
@pytest.mark.parametrize("model", [Section, Measure, Figure])
def test_no_part_of_another_version_takes_the_id_of_one_of_its_parts(
    record: Record, draft: Record, model: type[Model]
) -> None:
    way = "section__version" if model is Measure else "version"
    sealed, free = (model._default_manager.filter(**{way: one.content})[0] for one in (record, draft))
    with refused():
        run(f"UPDATE OR REPLACE {model._meta.db_table} SET id = %s WHERE id = %s", sealed.pk, free.pk)


@only_sqlite
def test_a_draft_is_replaced_as_ever(record: Record, draft: Record) -> None:
    replace(draft.content, title="改")
    replace(draft.content.sections.get(), title="改的章节")
    fresh = Record.objects.get(pk=draft.pk)
    assert (fresh.title, fresh.sections.get().title) == ("改", "改的章节")


# --- Of another record --------------------------------------------------------------------------------


@contextmanager
def refused_as_of_another_record() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="a version belongs to its record"), transaction.atomic():
        yield


@pytest.mark.parametrize("name", ["live_id", "working_id"])
def test_no_record_says_what_a_version_of_another_says(record: Record, draft: Record, name: str) -> None:
    run("UPDATE records_record SET working_id = NULL WHERE id = %s", draft.pk)
    with refused_as_of_another_record():
        run(f"UPDATE records_record SET {name} = %s WHERE id = %s", draft.content.pk, record.pk)


def test_no_new_record_begins_with_a_version_of_another(record: Record) -> None:
    run("UPDATE records_record SET status = 'draft', live_id = NULL, published_at = NULL")
    other = make_record("draft")
    with refused_as_of_another_record():
        Record.objects.create(
            recipient=make_record("draft").recipient,
            commendation=other.commendation,
            working_id=record.live_id,
        )


@pytest.mark.parametrize("name", ["id", "record_id"])
def test_no_version_goes_over_to_another_record_or_id(record: Record, draft: Record, name: str) -> None:
    begin_version(record)
    with refused_as_of_another_record():
        run(f"UPDATE records_version SET {name} = %s WHERE id = %s", draft.pk + 100, record.edited.pk)


# --- The guards themselves ----------------------------------------------------------------------------


def test_guard_of_an_earlier_release_is_made_anew(record: Record) -> None:
    name = "records_version_update_guarded"
    if connection.vendor == "sqlite":
        run(f"DROP TRIGGER {name}")
        run(f"CREATE TRIGGER {name} BEFORE UPDATE ON records_version WHEN 0 BEGIN SELECT 1; END")
    else:
        run(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        )
    install_guards("default")
    with refused():
        run("UPDATE records_version SET title = '改'")


@only_sqlite
def test_guard_of_an_earlier_release_is_noticed() -> None:
    run("DROP TRIGGER records_version_update_guarded")
    run(
        "CREATE TRIGGER records_version_update_guarded BEFORE UPDATE ON records_version "
        "WHEN 0 BEGIN SELECT 1; END"
    )
    assert missing_guards() == {"records_version_update_guarded"}


def test_database_has_every_guard() -> None:
    assert missing_guards() == set()


# --- Withheld and erased ------------------------------------------------------------------------------


@pytest.fixture
def earlier(record: Record) -> Version:
    """The first version of a record whose second is public."""
    begin_version(record)
    Version.objects.filter(pk=record.edited.pk).update(introduction="改过。")
    correct(record, by=None)
    return record.versions.get(number=1)


def test_an_earlier_version_is_withheld_with_a_reason_and_shown_again(earlier: Version) -> None:
    withhold_version(earlier, by=None, reason="有个人信息。")
    assert earlier.is_withheld
    show_version(earlier, by=None)
    assert (earlier.is_withheld, earlier.introduction) == (False, "原文。")


def test_an_erased_version_keeps_number_dates_and_hash_and_no_text(earlier: Version) -> None:
    moment = earlier.public_from
    digest = erase_version(earlier, by=None, reason="本人要求。")
    fresh = Version.objects.get(pk=earlier.pk)
    assert (fresh.number, fresh.public_from, fresh.erased_hash) == (1, moment, digest)
    assert (fresh.title, fresh.introduction, fresh.sections.count(), fresh.figures.count()) == ("", "", 0, 0)


def test_what_is_erased_cannot_be_written_anew(earlier: Version) -> None:
    erase_version(earlier, by=None, reason="本人要求。")
    with refused():
        run("UPDATE records_version SET erased_reason = '别的' WHERE id = %s", earlier.pk)
    with refused():
        Section.objects.create(version=earlier, number=1, title="补写")


def test_no_text_is_left_when_it_is_called_erased(earlier: Version) -> None:
    erased = {"erased_at": timezone.now(), "erased_reason": "有误", "erased_hash": "0" * 64}
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=earlier.pk).update(**erased)


def test_the_version_that_the_public_reads_is_neither_withheld_nor_erased(record: Record) -> None:
    live = record.content
    with pytest.raises(PublishingRefused, match="公众现在看到的一版"):
        withhold_version(live, by=None, reason="有误。")
    with pytest.raises(PublishingRefused, match="公众现在看到的一版"):
        erase_version(live, by=None, reason="有误。")


def test_command_erases_and_says_the_hash(earlier: Version, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("erase_version", str(earlier.record_id), "1", "--reason", "本人要求。")
    assert Version.objects.get(pk=earlier.pk).erased_hash in capsys.readouterr().out


def test_command_refuses_in_words_what_it_does_not_find(record: Record) -> None:
    with pytest.raises(CommandError, match=f"没有记录 {record.pk} 的第 9 版"):
        call_command("erase_version", str(record.pk), "9", "--reason", "本人要求。")


def test_withdrawing_changes_no_version(record: Record) -> None:
    withdraw(record, by=None, reason="有误。")
    assert record.title == Version.objects.get().title
