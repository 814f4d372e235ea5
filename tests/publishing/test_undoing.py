"""A batch of imports taken back: what it brought goes, what it replaced returns, later work stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from records.deeds import read_deeds
from records.deeds.document import Deeds
from records.exporting.from_records import deeds_of
from records.models import (
    Category,
    Commendation,
    Distinction,
    Edition,
    ImportBatch,
    ImportedDocument,
    Organization,
    Recipient,
    Record,
    Tribute,
)
from records.publishing import (
    PublishingRefused,
    cancel_schedule,
    publish,
    reschedule,
    return_to_draft,
    save_deeds,
    submit_for_review,
)
from records.publishing.batches import enter, newest_ids, remember
from records.publishing.undoing import UndoResult, plan_undo, undo_batch
from tests.admin.imports.import_pages import STREET
from tests.factories import make_commendation, make_picture, make_record, rewrite
from tests.search.indexed import ids_of

pytestmark = pytest.mark.django_db


def deeds(text: str = STREET) -> Deeds:
    return read_deeds(text.encode(), "材料.txt").deeds


def entered(batch: ImportBatch, text: str = STREET, *, replace: bool = False) -> ImportedDocument:
    document = ImportedDocument.objects.create(batch=batch, name="材料.txt", state="waiting")
    enter(document, deeds(text), by=None, replace=replace)
    return document


@pytest.fixture
def batch() -> ImportBatch:
    return ImportBatch.objects.create()


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor")


def rows() -> dict[str, int]:
    models = [Record, Recipient, Commendation, Category, Distinction]
    return {model.__name__: model._default_manager.count() for model in models}


def back(batch: ImportBatch, by: User | None = None) -> UndoResult:
    return undo_batch(batch, by=by)


def kept(batch: ImportBatch) -> list[str]:
    return [written.kept_because for written in plan_undo(batch).keep]


# --- What a batch created -------------------------------------------------------------------------------


def test_all_that_came_with_a_draft_goes_with_it(batch):
    before = rows()
    document = entered(batch)
    assert not Category.objects.get().filed
    taken = back(batch)
    assert rows() == before
    document.refresh_from_db()
    assert (document.state, document.record) == ("undone", None)
    assert [name.partition("“")[0] for name in taken.deleted] == ["受表彰对象", "表彰（届次）", "表彰分类"]
    batch.refresh_from_db()
    assert batch.undone_at is not None


def test_what_was_there_before_the_batch_stays(batch):
    make_commendation(Category.objects.create(name="全国示例先进组织"), 2019)
    recipient = Recipient.objects.create(name="样本街道", kind="organization")
    old = Distinction.objects.create(recipient=recipient, name="旧荣誉")
    before = rows()
    entered(batch)
    assert rows() != before
    back(batch)
    assert rows() == before
    assert list(Distinction.objects.all()) == [old]


def test_an_honor_that_came_with_the_batch_is_not_found_on_older_records_when_it_is_gone(batch):
    older = make_record(recipient=Recipient.objects.create(name="样本街道", kind="organization"))
    Record.objects.filter(pk=older.pk).update(updated_at=batch.started_at - timedelta(days=1))
    entered(batch)
    assert ids_of("样本文明单位") == [older.pk]
    back(batch)
    assert ids_of("样本文明单位") == []


def test_a_category_that_was_there_before_stays_even_where_nothing_else_uses_it(batch):
    Category.objects.create(name="全国示例先进组织")
    entered(batch)
    back(batch)
    assert Category.objects.exists()
    assert not Commendation.objects.exists()


def test_a_category_that_has_been_divided_since_stays(batch):
    entered(batch)
    Category.objects.create(name="样本分类", parent=Category.objects.get())
    assert back(batch).still_used == ["表彰分类“全国示例先进组织”"]


def test_honors_of_a_recipient_that_somebody_has_edited_stay(batch, editor):
    recipient = Organization.objects.create(name="样本街道")
    entered(batch)
    LogEntry.objects.log_actions(editor.pk, [recipient], CHANGE, single_object=True)
    assert back(batch).still_used == ["其他荣誉“样本文明单位”"]


def test_what_another_record_has_come_to_need_is_left_and_named(batch):
    document = entered(batch)
    assert document.record
    other = make_record(recipient=document.record.recipient)
    taken = back(batch)
    assert list(Record.objects.all()) == [other]
    assert taken.still_used == ["受表彰对象“样本街道”"]


def test_what_somebody_has_edited_by_hand_is_left(batch, editor):
    document = entered(batch)
    assert document.record
    organization = Organization.objects.get(pk=document.record.recipient_id)
    LogEntry.objects.log_actions(editor.pk, [organization], CHANGE, single_object=True)
    assert back(batch).still_used == ["受表彰对象“样本街道”"]
    assert Recipient.objects.exists()


def test_an_honor_that_a_later_record_may_name_too_stays(batch):
    recipient = Recipient.objects.create(name="样本街道", kind="organization")
    entered(batch)
    make_record(recipient=recipient)
    assert back(batch).still_used == ["其他荣誉“样本文明单位”"]


def test_a_draft_in_review_is_undone_too(batch, editor):
    document = entered(batch)
    assert document.record
    submit_for_review(document.record, by=editor)
    return_to_draft(document.record, by=editor, reason="请补上年份")
    submit_for_review(document.record, by=editor)
    back(batch)
    assert not Record.objects.exists()


def test_a_draft_whose_hour_was_cancelled_is_undone_too(batch, editor):
    record = entered(batch).record
    assert record
    publish(record, by=editor, at=timezone.now() + timedelta(days=1))
    reschedule(record, by=editor, at=timezone.now() + timedelta(days=2))
    cancel_schedule(record, by=editor)
    back(batch)
    assert not Record.objects.exists()


def test_what_is_published_stays_and_the_rest_goes(batch, editor):
    published = entered(batch).record
    assert published
    publish(published, by=editor)
    entered(batch, STREET.replace("样本街道", "范例街道"))
    assert kept(batch) == ["现在是“已发布”，公众看过或将要看到，只能撤回"]
    back(batch, editor)
    assert list(Record.objects.all()) == [published]
    assert [document.state for document in batch.documents.all()] == ["created", "undone"]


def test_what_was_edited_since_stays(batch, editor):
    record = entered(batch).record
    assert record
    submit_for_review(record, by=editor)
    record.revision += 1
    record.save()
    assert kept(batch) == ["录入之后有人改过"]


def test_a_draft_with_tributes_stays(batch):
    record = entered(batch).record
    assert record
    Tribute.objects.create(record=record, visitor=b"x" * 32, created_at=timezone.now())
    assert kept(batch) == ["已经有人致敬"]


def test_a_draft_with_tributes_of_an_older_site_stays(batch):
    entered(batch)
    Record.objects.update(tributes_before=5)
    assert kept(batch) == ["已经有人致敬"]


def test_what_waits_is_no_longer_to_be_reviewed(batch):
    waiting = ImportedDocument.objects.create(batch=batch, name="甲.txt", state="waiting")
    failed = ImportedDocument.objects.create(batch=batch, name="乙.txt", state="failed")
    back(batch)
    waiting.refresh_from_db()
    failed.refresh_from_db()
    assert (waiting.state, failed.state) == ("undone", "failed")


def test_a_draft_that_somebody_deleted_is_no_trouble(batch):
    document = entered(batch)
    Record.objects.all().delete()
    back(batch)
    document.refresh_from_db()
    assert document.state == "undone"
    assert not Category.objects.exists()


def test_a_batch_is_undone_only_once(batch):
    entered(batch)
    back(batch)
    with pytest.raises(PublishingRefused, match="没有可以撤销的内容"):
        back(batch)


def test_a_document_that_was_unchanged_changes_nothing(batch):
    save_deeds(deeds(), by=None)
    assert entered(batch).state == "unchanged"
    with pytest.raises(PublishingRefused):
        back(batch)
    assert Record.objects.exists()


def test_taking_back_is_in_the_history_with_who_did_it(batch, editor):
    record = entered(batch).record
    assert record
    pk = record.pk
    back(batch, editor)
    told = LogEntry.objects.filter(user=editor).values_list("object_id", "action_flag", "change_message")
    assert set(told) == {(str(pk), DELETION, "撤销导入"), (str(batch.pk), CHANGE, "撤销")}


def test_taking_back_raises_the_edition(batch):
    entered(batch)
    before = Edition.current()
    back(batch)
    assert Edition.current() > before


def test_all_is_undone_or_nothing(batch, monkeypatch):
    entered(batch)
    before = rows()

    def fails(*_: object) -> None:
        raise PublishingRefused("不行")

    monkeypatch.setattr("records.publishing.undoing.delete_orphans", fails)
    with pytest.raises(PublishingRefused):
        back(batch)
    assert rows() == before
    assert batch.documents.get().state == "created"


def test_many_records_take_no_more_statements_than_few():
    counted = []
    for names in ("甲乙", "丙丁戊己庚辛壬癸"):
        batch = ImportBatch.objects.create()
        for name in names:
            entered(batch, STREET.replace("样本街道", f"样本{name}街道"))
        with CaptureQueriesContext(connection) as queries:
            back(batch)
        counted.append(len(queries))
    assert counted[0] >= counted[1], "the first also reads what is then remembered"
    assert not Record.objects.exists()


# --- What a batch replaced ------------------------------------------------------------------------------

OTHER = STREET.replace("安排专人检查", "请人检查").replace("样本文明单位", "样本先进集体")


def test_replaced_text_returns_and_only_the_new_honors_go(batch):
    record = save_deeds(deeds(), by=None, publish_now=True).record
    before = deeds_of(record)
    document = entered(batch, OTHER, replace=True)
    assert document.state == "replaced"
    back(batch)
    record = Record.objects.get()
    assert deeds_of(record) == before
    assert record.status == "published"


def test_cover_and_sentence_that_the_replacing_document_brought_go_again(batch):
    record = save_deeds(deeds(), by=None).record
    brought = replace(deeds(), summary="一句话。", cover=make_picture().in_texts)
    document = ImportedDocument.objects.create(batch=batch, name="材料.md", state="waiting")
    enter(document, brought, by=None, replace=True)
    record.refresh_from_db()
    assert (record.summary, record.cover is None) == ("一句话。", False)
    back(batch)
    record.refresh_from_db()
    assert (record.summary, record.cover) == ("", None)


def test_a_year_that_the_replacing_document_brought_goes_again(batch):
    save_deeds(deeds(STREET.replace("（2019年）", "")), by=None)
    before = deeds_of(Record.objects.get())
    entered(batch, STREET, replace=True)
    assert Record.objects.get().commendation.year == 2019
    back(batch)
    assert deeds_of(Record.objects.get()) == before
    assert [commendation.year for commendation in Commendation.objects.all()] == [None]


def test_a_replaced_record_that_was_edited_since_stays(batch):
    save_deeds(deeds(), by=None)
    record = entered(batch, OTHER, replace=True).record
    assert record
    record.revision += 1
    record.save()
    assert kept(batch) == ["替换之后又有人改过或发布过"]


def test_a_record_created_and_then_replaced_by_the_same_batch_goes(batch):
    entered(batch)
    entered(batch, OTHER, replace=True)
    back(batch)
    assert not Record.objects.exists()
    assert {document.state for document in batch.documents.all()} == {"undone"}


def test_a_record_replaced_twice_by_the_same_batch_returns_to_its_first_text(batch):
    before = deeds_of(save_deeds(deeds(), by=None).record)
    entered(batch, OTHER, replace=True)
    entered(batch, STREET.replace("安排专人检查", "再三检查"), replace=True)
    back(batch)
    assert deeds_of(Record.objects.get()) == before


def test_a_record_created_by_a_document_that_was_reviewed_before_an_earlier_one_goes_too(batch):
    first, second = (
        ImportedDocument.objects.create(batch=batch, name=name, state="waiting") for name in "甲乙"
    )
    enter(second, deeds(), by=None)
    enter(first, deeds(OTHER), by=None, replace=True)
    assert kept(batch) == []
    back(batch)
    assert not Record.objects.exists()


def test_the_link_to_where_the_old_text_came_from_returns_with_it(batch):
    record = save_deeds(deeds(), by=None).record
    rewrite(record, source="样本报", source_link="https://example.org/1")
    enter(
        ImportedDocument.objects.create(batch=batch, name="甲", state="waiting"),
        replace(deeds(OTHER), source="示例报"),
        by=None,
        replace=True,
    )
    back(batch)
    record.refresh_from_db()
    assert (record.source, record.source_link) == ("样本报", "https://example.org/1")


def test_the_same_record_is_restored_whatever_its_recipient_and_award_are_called_by_now(batch):
    record = save_deeds(deeds(), by=None).record
    entered(batch, OTHER, replace=True)
    Category.objects.update(name="改名的表彰")
    Recipient.objects.update(name="改名街道", kind="person")
    other = make_record(
        recipient=record.recipient, commendation=make_commendation(Category.objects.get(), 2016)
    )
    back(batch)
    assert "安排专人检查" in str(deeds_of(Record.objects.get(pk=record.pk)))
    other.refresh_from_db()
    assert other.revision == 1


def test_a_place_that_another_record_has_taken_is_not_taken_from_it(batch):
    record = save_deeds(deeds(STREET.replace("（2019年）", "")), by=None).record
    entered(batch, OTHER, replace=True)
    make_record(recipient=record.recipient, commendation=Commendation.objects.get(year=None))
    with pytest.raises(PublishingRefused, match="那里现在另有一条记录"):
        back(batch)
    assert batch.documents.get().state == "replaced"


def test_what_a_later_batch_replaced_is_not_taken_from_it(batch):
    entered(batch)
    later = ImportBatch.objects.create()
    entered(later, OTHER, replace=True)
    assert kept(batch) == ["录入之后有人改过"]
    back(later)
    assert Record.objects.exists()


def test_restoring_is_in_the_history(batch, editor):
    record = save_deeds(deeds(), by=None).record
    entered(batch, OTHER, replace=True)
    back(batch, editor)
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Record), object_id=str(record.pk)
    )
    assert "撤销导入，恢复替换前的文字" in entries.values_list("change_message", flat=True)


# --- Remembering ----------------------------------------------------------------------------------------


def test_a_command_remembers_many_documents_in_one_statement(batch):
    since = newest_ids()
    texts = [STREET, STREET.replace("样本街道", "范例街道")]
    saved = [save_deeds(deeds(text), by=None) for text in texts]
    listed = [remember(batch, "长" * 600, one, None, since) for one in saved]
    ImportedDocument.objects.bulk_create(listed)
    back(batch)
    assert not Record.objects.exists()
    assert not Recipient.objects.exists()


def test_remembering_costs_a_query_only_where_the_recipient_was_known(batch, django_assert_num_queries):
    since = newest_ids()
    saved = save_deeds(deeds(), by=None)
    with django_assert_num_queries(0):
        remember(batch, "甲.txt", saved, None, since)


def test_what_was_corrected_meanwhile_is_not_entered_as_it_was_before(batch):
    document = ImportedDocument.objects.create(batch=batch, name="甲.txt", state="waiting")
    ImportedDocument.objects.update(revision=2)
    with pytest.raises(PublishingRefused, match="刚才有人保存过"):
        enter(document, deeds(), by=None)


def test_a_document_is_entered_only_once(batch):
    document = entered(batch)
    with pytest.raises(PublishingRefused, match="已经处理过，现在是“已录入”"):
        enter(document, deeds(), by=None)
