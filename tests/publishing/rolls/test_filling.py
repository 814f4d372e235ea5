"""Deeds that come after the roll: they fill in the record of their name."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from records.deeds.document import Award, Deeds
from records.deeds.document import Recipient as Named
from records.models import AuditEntry, Commendation, ImportBatch, ImportedDocument, Record, RollEntry
from records.publishing import AlreadyOnSite, PublishingRefused, publish, save_deeds
from records.publishing.batches import enter
from records.publishing.rolls import strike
from records.publishing.undoing import undo_batch
from tests.factories import make_commendation, make_recipient, make_record, rewrite

from .lines import person, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def commendation() -> Commendation:
    return make_commendation(year=2024)


def deeds(commendation: Commendation, name: str = "张三", **fields: Any) -> Deeds:
    about = {one: fields.pop(one) for one in ("post", "region") if one in fields}
    given: dict[str, Any] = {"introduction": "走访居民。"} | fields
    return Deeds(
        f"{name}同志事迹材料",
        recipient=Named(name, kind="person", **about),
        awards=(Award(commendation.category.name, 2024),),
        **given,
    )


def record_of(position: int) -> Record:
    record = RollEntry.objects.get(position=position).record
    assert record
    return record


def test_deeds_fill_in_the_record_of_their_name(commendation: Commendation) -> None:
    saved(commendation, person("张三", "样例厂工人"))
    record = record_of(1)
    told = save_deeds(deeds(commendation), by=None)
    assert told.record == record
    assert told.message.startswith("已补入事迹")
    assert (told.record.introduction, told.record.post) == ("走访居民。", "样例厂工人")
    assert AuditEntry.objects.latest("number").act == "filled_in"


def test_of_a_public_name_the_next_version_is_written(client: Client, commendation: Commendation) -> None:
    saved(commendation, person("张三"), publish_now=True)
    save_deeds(deeds(commendation), by=None)
    record = record_of(1)
    assert record.live
    assert record.working
    assert (record.live.number, record.working.number) == (1, 2)
    assert "走访居民" not in client.get(record.get_absolute_url()).content.decode()


def test_deeds_are_public_at_once_where_it_is_asked_for(client: Client, commendation: Commendation) -> None:
    saved(commendation, person("张三"), publish_now=True)
    save_deeds(deeds(commendation), by=None, publish_now=True)
    record = record_of(1)
    assert record.content.note == "补入事迹材料。"
    assert "走访居民" in client.get(record.get_absolute_url()).content.decode()


def test_deeds_that_are_there_are_still_replaced_only_when_asked_for(commendation: Commendation) -> None:
    saved(commendation, person("张三"))
    save_deeds(deeds(commendation), by=None)
    with pytest.raises(AlreadyOnSite):
        save_deeds(deeds(commendation, introduction="另一段。"), by=None)


def test_of_two_of_one_name_the_post_tells(commendation: Commendation) -> None:
    saved(commendation, person("张三", "甲厂工人"), person("张三", "乙校教师", 2))
    assert save_deeds(deeds(commendation, post="样例市乙校教师"), by=None).record == record_of(2)


def test_of_two_of_one_name_the_place_tells(commendation: Commendation) -> None:
    saved(commendation, person("张三", region="甲省"), person("张三", region="乙省", order=2))
    assert save_deeds(deeds(commendation, region="乙省"), by=None).record == record_of(2)


def test_of_two_of_one_name_and_post_the_closer_place_tells(commendation: Commendation) -> None:
    saved(
        commendation,
        person("张三", "工人", region="甲省"),
        person("张三", "工人", region="甲省/乙市", order=2),
    )
    assert save_deeds(deeds(commendation, post="工人", region="甲省"), by=None).record == record_of(1)


def test_where_nothing_tells_who_it_is_the_candidates_are_named(commendation: Commendation) -> None:
    saved(commendation, person("张三", "甲厂工人"), person("张三", "乙校教师", 2))
    with pytest.raises(PublishingRefused, match="名单上有 2 个“张三”：甲厂工人；乙校教师"):
        save_deeds(deeds(commendation), by=None)
    assert not any(record.introduction for record in Record.objects.all())


def test_an_editor_chooses_which_of_them_it_is(commendation: Commendation) -> None:
    saved(commendation, person("张三", "甲厂工人"), person("张三", "乙校教师", 2))
    document = ImportedDocument.objects.create(
        batch=ImportBatch.objects.create(), name="材料.txt", state="waiting"
    )
    chosen = record_of(2)
    assert enter(document, deeds(commendation), by=None, chosen=chosen).record == chosen


def test_others_of_the_name_elsewhere_do_not_hinder(commendation: Commendation) -> None:
    for region in ("甲省", "乙省"):
        make_record(recipient=make_recipient("张三", "person", region=region))
    saved(commendation, person("张三", "样例厂工人"))
    assert save_deeds(deeds(commendation), by=None).record == record_of(1)


def test_undoing_the_deeds_leaves_the_name_as_it_was(commendation: Commendation) -> None:
    saved(commendation, person("张三", "样例厂工人"))
    batch = ImportBatch.objects.create()
    document = ImportedDocument.objects.create(batch=batch, name="材料.txt", state="waiting")
    enter(document, deeds(commendation, source="样例日报", post="样例厂厂长"), by=None)
    undo_batch(batch, by=None)
    record = record_of(1)
    said = (record.title, record.post, record.introduction, record.source)
    assert said == ("张三", "样例厂工人", "", "")


def test_undoing_public_deeds_leaves_the_public_name(client: Client, commendation: Commendation) -> None:
    saved(commendation, person("张三"), publish_now=True)
    batch = ImportBatch.objects.create()
    document = ImportedDocument.objects.create(batch=batch, name="材料.txt", state="waiting")
    enter(document, deeds(commendation), by=None)
    undo_batch(batch, by=None)
    record = record_of(1)
    assert (record.status, record.title, record.working) == ("published", "张三", None)
    assert client.get(record.get_absolute_url()).status_code == 200


def test_a_text_that_somebody_is_writing_is_not_filled_over(commendation: Commendation) -> None:
    saved(commendation, person("张三"))
    rewrite(record_of(1), introduction="还在写。")
    with pytest.raises(AlreadyOnSite):
        save_deeds(deeds(commendation), by=None)


# --- Whom no decision honors ------------------------------------------------------------------------


def notice_of(**fields: Any) -> Commendation:
    today = timezone.localdate()
    times: dict[str, Any] = {"notice_from": today, "notice_until": today, "objections": "样例电话"}
    return make_commendation(year=2024, state="notice", **times, **fields)


@pytest.mark.parametrize("publish_now", [True, False])
def test_deeds_of_an_award_that_is_only_announced_are_refused(publish_now: bool) -> None:
    notice = notice_of()
    saved(notice, person("张三"))
    with pytest.raises(PublishingRefused, match="正在公示，还没有作出表彰决定"):
        save_deeds(deeds(notice), by=None, publish_now=publish_now)
    assert not Record.objects.exists()


def test_a_record_of_an_award_that_is_only_announced_is_not_published() -> None:
    record = make_record("draft", commendation=notice_of())
    with pytest.raises(PublishingRefused, match="正在公示"):
        publish(record, by=None)


def test_deeds_of_a_name_that_was_struck_are_refused_with_the_reason(commendation: Commendation) -> None:
    saved(commendation, person("张三"), person("李四", order=2))
    strike(RollEntry.objects.get(position=1), "查有违纪", by=None)
    with pytest.raises(PublishingRefused, match="已除名：查有违纪。不能再录入"):
        save_deeds(deeds(commendation), by=None)
    assert save_deeds(deeds(commendation, "李四"), by=None).outcome == "filled"


def test_deeds_of_one_who_lives_elsewhere_are_not_joined_to_his_namesake(commendation: Commendation) -> None:
    other = make_recipient("张三", "person", region="西藏自治区")
    told = save_deeds(deeds(commendation, post="哈尔滨市第一机床厂工人"), by=None)
    assert told.record.recipient != other
    assert told.record.recipient.name == "张三"


def test_deeds_whose_place_is_not_known_are_of_the_only_one_of_the_name(commendation: Commendation) -> None:
    known = make_recipient("张三", "person", region="西藏自治区")
    for post in ("", "第一机床厂工人", "拉萨市样例局工程师"):
        assert save_deeds(deeds(make_commendation(year=2024), post=post), by=None).record.recipient == known
