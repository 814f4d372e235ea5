"""A record's versions: written, handed in, approved, public in the place of the one before, and kept as they were."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from records.models import AuditEntry, Record, Section, Signature, Version
from records.publishing import (
    NotMended,
    PublishingRefused,
    approve,
    correct,
    discard_version,
    publish,
    restore_version,
    return_to_draft,
    submit_for_review,
    withdraw,
)
from records.publishing.handling import take_up
from records.publishing.versions import begin_version
from tests.factories import make_figure, make_measure, make_record, make_section, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    """Public, and sealed: one section of one measure with a figure."""
    record = make_record("draft", title="原题")
    measure = make_measure(make_section(record, title="甲"), text="走访 1200 户。")
    make_figure(record, measure=measure)
    publish(record, by=None)
    return record


def person(name: str) -> User:
    return User.objects.create_user(name)


def begun(record: Record, by: Any = None, **said: Any) -> Record:
    """Begins the next version, as an editor who has changed something."""
    begin_version(record)
    rewrite(record, **said)
    take_up(record, by)
    return record


def test_a_correction_is_not_public_before_it_is_made_so(record: Record) -> None:
    begun(record, title="改题")
    fresh = Record.objects.get(pk=record.pk)
    assert (fresh.title, fresh.edited.title) == ("原题", "改题")


def test_a_corrected_record_keeps_both_versions_numbered(record: Record) -> None:
    correct(begun(record, title="改题"), by=None, note_to_public="题目有误。")
    numbers = record.versions.values_list("number", "title", "note")
    assert list(numbers) == [(1, "原题", ""), (2, "改题", "题目有误。")]
    assert (record.title, record.live_id, record.working) == ("改题", record.versions.get(number=2).pk, None)


def test_the_next_version_begins_as_a_copy_of_the_public_one_down_to_its_figures(record: Record) -> None:
    begun(record)
    section = record.edited.sections.get()
    measure, figure = section.measures.get(), record.edited.figures.get()
    assert (section.title, measure.text, figure.measure) == ("甲", "走访 1200 户。", measure)
    assert section.copied_from == record.content.sections.get().pk


def test_many_saves_before_it_is_public_are_one_version(record: Record) -> None:
    begun(record, title="一改")
    rewrite(record, title="再改")
    correct(record, by=None)
    assert list(record.versions.values_list("number", flat=True)) == [1, 2]


def test_what_was_written_is_thrown_away_whole(record: Record) -> None:
    discard_version(begun(record, title="改题"), by=None)
    assert (record.edited.title, Version.objects.count(), Section.objects.count()) == ("原题", 1, 1)


def test_the_only_version_of_a_draft_is_not_thrown_away() -> None:
    with pytest.raises(PublishingRefused, match="还没有公开过的版本"):
        discard_version(make_record("draft"), by=None)


def test_an_earlier_version_is_restored_as_a_new_one(record: Record) -> None:
    correct(begun(record, title="改题"), by=None)
    restore_version(record, record.versions.get(number=1), by=None)
    record.refresh_from_db()
    assert (record.title, record.edited.title, record.edited.number) == ("改题", "原题", 3)
    assert record.edited.sections.get().measures.get().text == "走访 1200 户。"


def test_personal_data_does_not_become_public_by_a_correction(record: Record) -> None:
    begun(record, introduction="有事请打13854301234。")
    with pytest.raises(NotMended):
        correct(record, by=None)
    with pytest.raises(NotMended):
        submit_for_review(record, by=None)


def test_what_was_written_since_a_record_was_withdrawn_is_public_with_its_return(record: Record) -> None:
    withdraw(record, by=None, reason="有误。")
    publish(begun(record, title="改题"), by=None)
    assert (record.title, record.content.number, record.status) == ("改题", 2, "published")


def test_a_version_that_nobody_has_seen_leaves_its_number_to_the_next() -> None:
    from datetime import timedelta

    from django.utils import timezone

    record = make_record("draft", title="原题")
    publish(record, by=None, at=timezone.now() + timedelta(days=1))
    correct(begun(record, title="改题"), by=None)
    assert list(record.versions.values_list("number", "title")) == [(1, "改题")]
    assert record.is_scheduled


# --- Review -------------------------------------------------------------------------------------------


@pytest.fixture
def three_steps(settings: Any) -> None:
    settings.REVIEW_STEPS = 3


def test_a_draft_is_public_only_when_three_others_have_approved_it(three_steps: None) -> None:
    writer, *reviewers = (person(name) for name in "甲乙丙丁")
    record = make_record("draft")
    submit_for_review(record, by=writer)
    for name, reviewer in zip(("初审", "复审", "终审"), reviewers, strict=True):
        with pytest.raises(PublishingRefused, match=name):
            publish(record, by=writer)
        assert approve(record, by=reviewer) == name
    publish(record, by=writer)
    assert (record.status, record.content.steps) == ("published", 3)


def test_the_last_approval_makes_a_correction_public(settings: Any, record: Record) -> None:
    settings.REVIEW_STEPS = 1
    writer, reviewer = person("甲"), person("乙")
    begun(record, writer, title="改题")
    submit_for_review(record, by=writer, note_to_public="题目有误。")
    record.refresh_from_db()
    assert record.title == "原题"
    approve(record, by=reviewer)
    record.refresh_from_db()
    assert (record.title, record.content.note) == ("改题", "题目有误。")


def test_nobody_approves_what_he_wrote(settings: Any) -> None:
    settings.REVIEW_STEPS = 1
    writer, record = person("甲"), make_record("draft")
    take_up(record, writer)
    submit_for_review(record, by=writer)
    with pytest.raises(PublishingRefused, match="您编写的内容"):
        approve(record, by=writer)


def test_nobody_approves_two_steps(three_steps: None) -> None:
    reviewer, record = person("乙"), make_record("draft")
    submit_for_review(record, by=person("甲"))
    approve(record, by=reviewer)
    with pytest.raises(PublishingRefused, match="下一级要由另一个人"):
        approve(record, by=reviewer)


def test_the_database_itself_lets_nobody_write_and_approve_one_version() -> None:
    version, writer = make_record("draft").edited, person("甲")
    Signature.objects.create(version=version, user=writer, name="甲")
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(version=version, user=writer, name="甲", step=1)


def test_a_step_is_approved_once() -> None:
    version = make_record("draft").edited
    Signature.objects.create(version=version, user=person("乙"), name="乙", step=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(version=version, user=person("丙"), name="丙", step=1)


def test_who_corrects_a_word_in_review_makes_it_to_be_approved_anew(three_steps: None) -> None:
    record = make_record("draft")
    submit_for_review(record, by=person("甲"))
    approve(record, by=person("乙"))
    take_up(record, person("丙"))
    assert not Signature.objects.filter(step__gte=1).exists()


def test_what_is_returned_is_to_be_approved_anew_and_its_reason_names_the_place(three_steps: None) -> None:
    record = make_record("draft")
    submit_for_review(record, by=person("甲"))
    approve(record, by=person("乙"))
    return_to_draft(record, by=person("丙"), reason="数字不对。", path="sections.1.measures.2.text")
    assert not Signature.objects.filter(step__gte=1).exists()
    assert (record.status, record.handling.return_path) == ("draft", "sections.1.measures.2.text")


def test_a_correction_that_is_returned_leaves_the_page_as_it_is(settings: Any, record: Record) -> None:
    settings.REVIEW_STEPS = 1
    begun(record, person("甲"), title="改题")
    submit_for_review(record, by=person("乙"))
    return_to_draft(record, by=person("丙"), reason="再改。")
    record.refresh_from_db()
    assert (record.status, record.title, record.edited.submitted_at) == ("published", "原题", None)


def test_what_was_not_handed_in_is_not_approved(settings: Any) -> None:
    settings.REVIEW_STEPS = 1
    with pytest.raises(PublishingRefused, match="还没有送审"):
        approve(make_record("draft"), by=person("甲"))


def test_each_step_is_told(settings: Any, record: Record) -> None:
    settings.REVIEW_STEPS = 1
    begun(record, person("甲"), title="改题")
    submit_for_review(record, by=person("乙"))
    approve(record, by=person("丙"))
    acts = list(AuditEntry.objects.filter(object_type="records.record").order_by("number"))[-3:]
    told = [(one.act, one.detail) for one in acts]
    assert told == [("submitted", "第 2 版"), ("approved", "审核：第 2 版"), ("corrected", "第 2 版")]
