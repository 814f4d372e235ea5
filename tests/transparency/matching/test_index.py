"""The index is written with each seal, holds what was public, and is made again by a command."""

import pytest
from django.core.management import call_command
from django.db import transaction

from records import publishing
from records.models import Record, TextSample
from records.publishing.withholding import erase_version
from tests.factories import make_correction, make_record

pytestmark = pytest.mark.django_db
TEXT = "样例社区党委把台账建在楼道里，听来的意见当天登记，办完的事情贴在墙上。"


@pytest.fixture
def record() -> Record:
    made = make_record("draft", introduction=TEXT)
    publishing.publish(made, by=None)
    return made


def rows() -> set[tuple[int, int]]:
    return set(TextSample.objects.values_list("sample", "record_id"))


def test_a_draft_is_not_in_it_and_a_published_record_is(record: Record) -> None:
    before = rows()
    assert {pk for _, pk in before} == {record.pk}
    make_record("draft", introduction="还没有公布的话，谁也查不到它在哪里。")
    assert rows() == before


def test_a_correction_adds_what_is_new_alone(record: Record) -> None:
    before = rows()
    make_correction(record, introduction=TEXT + "后来又添了一块黑板，字每天都换。")
    assert before < rows()


def test_what_was_erased_goes_and_what_stayed_is_kept(record: Record) -> None:
    make_correction(record, introduction="全部改写过的一段引言，与原来的没有一句相同。")
    both = rows()
    erase_version(record.versions.get(number=1), by=None, reason="依法清除")
    left = rows()
    assert left < both
    call_command("rebuild_samples")
    assert rows() == left


def test_command_makes_it_again(record: Record) -> None:
    before = rows()
    TextSample.objects.all()._raw_delete("default")
    call_command("rebuild_samples")
    assert rows() == before


def test_nothing_of_a_publication_that_failed_stays() -> None:
    made = make_record("draft", introduction=TEXT)
    with transaction.atomic():
        publishing.publish(made, by=None)
        transaction.set_rollback(True)
    assert not rows()
