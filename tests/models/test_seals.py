"""A version that was public: the database itself refuses to change it, whoever asks, but for its erasure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from records.models import Record, Section, Version
from records.models.guards import missing_guards
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
