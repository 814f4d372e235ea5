"""Three records that a reader of one may want next, each with the reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from records.models import Record
from records.search.reindexing import reindex
from tests.factories import make_commendation, make_measure, make_recipient, make_record, make_section

pytestmark = pytest.mark.django_db


def shown(**fields: str) -> Record:
    record = make_record(recipient=make_recipient(region=fields.pop("region", "")), **fields)
    reindex([record.pk])
    return record


def with_measure(text: str, **fields: str) -> Record:
    record = make_record(**fields)
    make_measure(make_section(record), text=text)
    reindex([record.pk])
    return record


def reasons(client: Client, record: Record) -> dict[str, str]:
    """Returns the reasons by the address that each leads to."""
    page = client.get(record.get_absolute_url()).context
    return {other.address: other.reason for other in page["related"]}


def test_a_record_of_the_same_commendation_is_offered(client: Client) -> None:
    commendation = make_commendation()
    one, other = (make_record(commendation=commendation) for _ in range(2))
    assert reasons(client, one) == {other.get_absolute_url(): "同一表彰"}


def test_a_record_of_the_smallest_place_that_has_others_is_offered(client: Client) -> None:
    one, near = shown(region="甲省/乙市/丙区/丁街道"), shown(region="甲省/乙市/丙区")
    shown(region="甲省/乙市")
    assert reasons(client, one)[near.get_absolute_url()] == "同在丙区"


def test_who_did_likewise_is_offered_with_the_phrase_and_its_measure(client: Client) -> None:
    one = with_measure("建立居民议事会制度。每月一次。")
    other = with_measure("街道有了居民议事会制度以后，事情好办了。")
    with_measure("修路架桥，通水通电。")
    assert reasons(client, one) == {
        f"{other.get_absolute_url()}#s1-m1": "也写到“居民议事会制度”",
    }


def test_a_phrase_that_fewer_share_weighs_more(client: Client) -> None:
    one = with_measure("党员干部带头组建夜间巡河小队。每晚一次。")
    likewise = with_measure("我们也有夜间巡河小队，风雨无阻。")
    for _ in range(4):
        with_measure("党员干部带头学习。")
    assert next(iter(reasons(client, one))) == f"{likewise.get_absolute_url()}#s1-m1"


def test_no_draft_and_no_withdrawn_record_is_offered(client: Client) -> None:
    commendation = make_commendation()
    one = make_record(commendation=commendation)
    for status in ("draft", "review", "withdrawn"):
        make_record(status, commendation=commendation)
    assert reasons(client, one) == {}


def test_no_record_is_offered_twice_and_three_at_most(client: Client) -> None:
    commendation = make_commendation()
    region = "甲省/乙市"
    for _ in range(5):
        record = make_record(commendation=commendation, recipient=make_recipient(region=region))
        make_measure(make_section(record), text="建立居民议事会制度。每月一次。")
        reindex([record.pk])
    offered = client.get(record.get_absolute_url()).context["related"]
    assert len({other.record.pk for other in offered} - {record.pk}) == 3


def test_it_leads_to_the_section_where_no_measure_has_the_phrase(client: Client) -> None:
    one = with_measure("建立居民议事会制度。每月一次。")
    other = make_record()
    make_section(other, lead="街道的居民议事会制度已有十年。")
    reindex([other.pk])
    assert reasons(client, one) == {f"{other.get_absolute_url()}#s1": "也写到“居民议事会制度”"}


def test_of_a_commendation_those_beside_it_are_offered(client: Client) -> None:
    commendation = make_commendation()
    _, before, one, after, _ = (
        make_record(commendation=commendation, published_at=timezone.now() - timedelta(days=5 - day))
        for day in range(5)
    )
    assert list(reasons(client, one)) == [other.get_absolute_url() for other in (before, after)]
