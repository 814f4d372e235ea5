"""Two who were found to be one, both honored by the same award: a name of the roll, and deeds under another row."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from records import tributes
from records.models import Commendation, LogLeaf, Recipient, Record, RollEntry
from records.publishing import PublishingRefused, merge_recipients, publish, withdraw
from records.publishing.rolls import save_roll
from tests.factories import (
    make_commendation,
    make_measure,
    make_recipient,
    make_record,
    make_section,
    rewrite,
    seal,
)
from tests.publishing.rolls.lines import account, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def commendation() -> Commendation:
    return make_commendation(year=2024)


def on_roll(commendation: Commendation, **how: Any) -> Record:
    """Returns the record of a name that was not taken for the one whose deeds are there: of another place."""
    save_roll(commendation, [person("张三", region="甲省")], by=None, name="名单.xlsx", **how)
    record = RollEntry.objects.get().record
    assert record
    return record


def with_deeds(commendation: Commendation, status: str = "published") -> Record:
    record = make_record(
        status,
        recipient=make_recipient("张三", "person", region="乙省"),
        commendation=commendation,
        introduction="走访居民。",
    )
    return seal(record) if record.live else record


def merged(gone: Record, into: Record, by: Any = None) -> None:
    merge_recipients(gone.recipient, into.recipient, by=by)


@pytest.mark.parametrize("stays", ["name", "deeds"])
def test_a_draft_of_a_name_goes_and_its_line_stays_with_the_deeds(
    commendation: Commendation, stays: str
) -> None:
    deeds = with_deeds(commendation)
    name = on_roll(commendation)
    merged(*((deeds, name) if stays == "name" else (name, deeds)))
    assert Record.objects.get() == deeds
    assert RollEntry.objects.get().record == deeds
    assert Recipient.objects.count() == 1


def test_a_public_name_takes_deeds_that_are_a_draft_as_its_next_version(
    client: Client, commendation: Commendation
) -> None:
    deeds = with_deeds(commendation, "draft")
    name = on_roll(commendation, publish_now=True)
    merged(deeds, name)
    name = Record.objects.get()
    assert name.working
    assert (name.working.number, name.working.introduction) == (2, "走访居民。")
    assert client.get(name.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("variant", ["", "/elder"])
def test_of_two_public_ones_the_name_is_withdrawn_and_its_address_leads_on(
    client: Client, commendation: Commendation, variant: str
) -> None:
    deeds = with_deeds(commendation)
    name = on_roll(commendation, publish_now=True)
    merged(name, deeds)
    assert RollEntry.objects.get().record == deeds
    answer = client.get(f"{variant}{name.get_absolute_url()}")
    assert (answer.status_code, answer["Location"]) == (301, f"{variant}{deeds.get_absolute_url()}")
    assert client.get(deeds.get_absolute_url()).status_code == 200


def test_the_log_tells_where_a_name_that_was_withdrawn_before_leads(commendation: Commendation) -> None:
    deeds = with_deeds(commendation)
    name = on_roll(commendation, publish_now=True)
    withdraw(name, by=None, reason="重复")
    merged(name, deeds)
    told = [json.loads(entry) for entry in LogLeaf.objects.values_list("entry", flat=True)]
    assert [one["into"] for one in told if one["kind"] == "merged"] == [deeds.pk]


def test_tributes_of_both_are_counted_where_one_stays(commendation: Commendation) -> None:
    deeds = with_deeds(commendation)
    name = on_roll(commendation, publish_now=True)
    Record.objects.filter(pk=name.pk).update(tributes_before=3)
    Record.objects.filter(pk=deeds.pk).update(tributes_before=4)
    merged(name, deeds)
    assert tributes.count(Record.objects.get(pk=deeds.pk)) == 7


def test_a_record_that_leads_elsewhere_is_not_published_again(commendation: Commendation) -> None:
    deeds = with_deeds(commendation)
    name = on_roll(commendation, publish_now=True)
    merged(name, deeds)
    with pytest.raises(PublishingRefused, match=f"已并入 {deeds.get_absolute_url()}"):
        publish(name, by=None)


def test_public_deeds_that_are_sections_alone_are_deeds(commendation: Commendation) -> None:
    name = on_roll(commendation, publish_now=True)
    deeds = with_deeds(commendation, "draft")
    rewrite(deeds, introduction="")
    make_measure(make_section(deeds))
    publish(deeds, by=None)
    merged(deeds, name)
    assert Record.objects.published().get() == deeds


def test_two_records_with_deeds_are_not_joined(commendation: Commendation) -> None:
    deeds = with_deeds(commendation)
    name = on_roll(commendation)
    rewrite(name, introduction="另一段。")
    with pytest.raises(PublishingRefused, match="一项表彰只能有一条"):
        merged(name, deeds)


def test_public_records_are_joined_by_who_may_publish(commendation: Commendation) -> None:
    deeds = with_deeds(commendation)
    name = on_roll(commendation, publish_now=True)
    with pytest.raises(PublishingRefused, match="有发布权限"):
        merged(name, deeds, by=account())
    assert Record.objects.published().count() == 2


def test_what_leads_elsewhere_is_withdrawn(commendation: Commendation) -> None:
    one, other = with_deeds(commendation), make_record()
    with pytest.raises(IntegrityError, match="record_joined_into_another_is_withdrawn"), transaction.atomic():
        Record.objects.filter(pk=one.pk).update(joined_into=other)


def test_two_records_of_one_honor_do_not_both_stand(commendation: Commendation) -> None:
    one = with_deeds(commendation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.create(recipient=one.recipient, commendation=commendation)
