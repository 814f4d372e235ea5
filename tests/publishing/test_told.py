"""Each step of a record, and each document that becomes one, is told in the transaction of the step."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from records.deeds.document import Award, Deeds, Recipient
from records.models import ImportBatch, ImportedDocument
from records.publishing import (
    PublishingRefused,
    publish,
    return_to_draft,
    save_deeds,
    submit_for_review,
    withdraw,
)
from records.publishing.batches import enter, newest_ids, remember
from records.publishing.saving import write_session
from records.publishing.undoing import undo_batch
from tests.audit.telling import acts_since, last_number, told_since
from tests.factories import make_record, rewrite

pytestmark = pytest.mark.django_db


def deeds(title: str = "样例事迹", introduction: str = "引言。") -> Deeds:
    return Deeds(
        title=title,
        recipient=Recipient("样例单位", "organization"),
        awards=(Award("样例表彰", 2011),),
        introduction=introduction,
    )


def test_each_step_is_told_with_the_status_before_and_after() -> None:
    user = User.objects.create_user("wang")
    record = make_record(status="draft")
    before = last_number()
    submit_for_review(record, by=user)
    return_to_draft(record, by=user, reason="请补上年份")
    publish(record, by=user)
    withdraw(record, by=user, reason="材料有误")
    told = told_since(before)
    assert [entry.act for entry in told] == ["submitted", "returned", "published", "withdrawn"]
    assert {entry.user for entry in told} == {user}
    assert told[3].changed["状态"] == ["已发布", "已撤回"]
    assert told[3].changed["撤回原因"] == ["", "材料有误"]


def test_a_step_that_is_refused_leaves_no_line() -> None:
    record = make_record(status="published")
    before = last_number()
    with pytest.raises(PublishingRefused):
        submit_for_review(record, by=None)
    assert acts_since(before) == []


def test_a_document_is_told_by_its_name_and_so_is_its_publication() -> None:
    before = last_number()
    save_deeds(deeds(), by=None, publish_now=True, name="材料.docx")
    imported, published = told_since(before)
    assert (imported.act, imported.detail, published.act) == ("imported", "材料.docx", "published")


def test_a_replaced_text_is_told_whole() -> None:
    save_deeds(deeds(introduction="旧引言。"), by=None)
    before = last_number()
    save_deeds(deeds(introduction="新引言。"), by=None, replace=True)
    (entry,) = told_since(before)
    assert (entry.act, entry.changed) == ("replaced", {"引言": ["旧引言。", "新引言。"]})


def test_a_document_that_fails_takes_its_own_line_with_it_alone() -> None:
    before = last_number()
    with write_session([deeds()], by=None) as writer:
        writer.save(deeds(), publish_now=True)
        with pytest.raises(PublishingRefused):
            writer.save(Deeds(), publish_now=True)
    assert acts_since(before) == ["imported", "published"]


def test_an_undone_batch_is_told_with_what_it_deleted() -> None:
    batch = ImportBatch.objects.create()
    since = newest_ids()
    saved = save_deeds(deeds(introduction="只此一份。"), by=None)
    ImportedDocument.objects.bulk_create([remember(batch, "材料.txt", saved, saved.before, since)])
    before = last_number()
    undo_batch(batch, by=None)
    deleted, undone = told_since(before)
    assert (deleted.act, undone.act) == ("deleted", "undone")
    assert deleted.changed["引言"] == ["只此一份。", None]
    assert "样例单位" in undone.detail


def test_an_undone_replacement_is_told_in_one_line_with_all_that_came_back() -> None:
    record = save_deeds(replace(deeds(introduction="旧引言。"), awards=(Award("样例表彰"),)), by=None).record
    rewrite(record, source="样例报", source_link="https://example.org/1")
    document = ImportedDocument.objects.create(
        batch=ImportBatch.objects.create(), name="材料.txt", state="waiting"
    )
    enter(document, deeds(introduction="新引言。"), by=None, replace=True)
    before = last_number()
    undo_batch(document.batch, by=None)
    of_record, of_batch = told_since(before)
    assert (of_record.act, of_record.object_type, of_batch.object_type) == (
        *("undone", "records.record"),
        "records.importbatch",
    )
    changed = of_record.changed
    assert changed["引言"] == ["新引言。", "旧引言。"]
    assert changed["来源链接"] == [None, "https://example.org/1"]
    then, now = changed["表彰（届次）"]
    assert "2011" in then
    assert "2011" not in now
