"""The trail from the home page down to a page: as readers see it, and as machines do."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from records.models import Record
from records.search.reindexing import reindex
from tests.factories import make_category, make_commendation, make_recipient, make_record

pytestmark = pytest.mark.django_db

Steps = list[tuple[str, str]]


@pytest.fixture
def record() -> Record:
    above = make_category("样例大类")
    category = make_category("样例表彰", parent=above)
    recipient = make_recipient("样例街道党工委", short_name="样例街道", region="甲省/乙市")
    made = make_record(recipient=recipient, commendation=make_commendation(category, 2011))
    reindex([made.pk])
    return made


def addresses(record: Record) -> dict[str, str]:
    category = record.commendation.category
    return {
        "record": record.get_absolute_url(),
        "category": category.get_absolute_url(),
        "year": "/years/2011/",
        "places": "/places/",
        "place": "/places/?in=甲省/乙市",
        "recipient": record.recipient.get_absolute_url(),
    }


EVERY_KIND = pytest.mark.parametrize("kind", ["category", "year", "places", "place", "recipient"])


def trail_of(page: str) -> Steps:
    """Returns the steps with their addresses; the last has none."""
    (trail,) = re.findall(r'<nav aria-label="所在位置">(.*?)</nav>', page, re.DOTALL)
    steps = re.findall(r'<a href="([^"]*)">([^<]*)</a>|<span aria-current="page">([^<]*)</span>', trail)
    return [(name or here, address) for address, name, here in steps]


def linked_data_of(page: str) -> dict[str, Any]:
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(data)


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@EVERY_KIND
def test_trail_leads_from_home_to_the_page_that_is_read(client: Client, record: Record, kind: str) -> None:
    page = read(client, addresses(record)[kind])
    steps = trail_of(page)
    assert steps[0] == ("首页", "/")
    assert steps[-1][1] == ""
    assert steps[-1][0] in re.findall(r"<h1>(.*?)</h1>", page)[0] or kind == "recipient"


@EVERY_KIND
def test_linked_data_says_the_same_trail(client: Client, record: Record, kind: str) -> None:
    page = read(client, addresses(record)[kind])
    breadcrumb = linked_data_of(page)["breadcrumb"]
    assert breadcrumb["@type"] == "BreadcrumbList"
    items = breadcrumb["itemListElement"]
    assert [item["name"] for item in items] == [name for name, _ in trail_of(page)]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert all(item["item"].startswith("http://127.0.0.1:8000/") for item in items)


def test_trail_to_a_category_leads_through_those_above(client: Client, record: Record) -> None:
    category = record.commendation.category
    assert trail_of(read(client, category.get_absolute_url())) == [
        ("首页", "/"),
        ("表彰分类", "/categories/"),
        ("样例大类", f"/categories/{category.parent_id}/"),
        ("样例表彰", ""),
    ]


def test_trail_stays_in_the_variant_that_is_read(client: Client, record: Record) -> None:
    steps = trail_of(read(client, f"/zh-hant/elder{record.commendation.category.get_absolute_url()}"))
    assert steps[:2] == [("首頁", "/zh-hant/elder/"), ("表彰分類", "/zh-hant/elder/categories/")]
