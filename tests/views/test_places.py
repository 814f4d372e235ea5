"""Records by place: from province to street, counted with all that lies within."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from records.catalog.places import Places, places
from records.models import Record
from records.search.reindexing import reindex
from tests.factories import make_recipient, make_record

pytestmark = pytest.mark.django_db

STREET = "甲省/乙市/丙区/丁街道"


def at(region: str, status: str = "published", **fields: Any) -> Record:
    record = make_record(status, recipient=make_recipient(region=region), **fields)
    reindex([record.pk])
    return record


def page_of(client: Client, place: str = "", variant: str = "", **more: Any) -> str:
    asked = {"in": place} if place else {}
    return unescape(client.get(f"{variant}/places/", asked | more).content.decode())


def linked_places(page: str) -> list[str]:
    return [unquote(found) for found in re.findall(r'<a href="/places/\?in=([^"&]*)"', page)]


# --- Counting -------------------------------------------------------------------------------------


def test_place_counts_what_lies_within_it() -> None:
    known = Places([("甲省/乙市", 2), ("甲省/丙市", 1), ("甲省", 1), ("", 5)])
    assert [(place.name, place.records) for place in known.children()] == [("甲省", 4)]
    assert [(place.name, place.records) for place in known.children(("甲省",))] == [("乙市", 2), ("丙市", 1)]
    assert known.unknown == 5


def test_one_place_written_in_two_ways_is_one() -> None:
    records = [at("甲省/乙市"), at(" 甲省 //乙市/")]
    assert [(place.path, place.records) for place in places().all()] == [
        (("甲省",), 2),
        (("甲省", "乙市"), 2),
    ]
    assert places().listing(("甲省", "乙市"))[0:2] == records[::-1]


@pytest.mark.parametrize(
    ("regions", "level"),
    [
        ([], ()),
        ([STREET], ()),
        ([STREET, "甲省/乙市/戊区"], ("甲省", "乙市")),
        ([STREET, "己省"], ()),
    ],
)
def test_choice_is_offered_where_there_is_one(regions: list[str], level: tuple[str, ...]) -> None:
    assert Places((region, 1) for region in regions).widest_choice() == level


def test_places_are_counted_once_until_something_public_changes(django_assert_num_queries: Any) -> None:
    at(STREET)
    places()
    with django_assert_num_queries(1):
        assert len(places().all()) == 4
    at("己省")
    assert len(places().all()) == 5


def test_record_set_for_an_hour_to_come_is_not_counted() -> None:
    record = at(STREET)
    Record.objects.filter(pk=record.pk).update(published_at=timezone.now() + timedelta(hours=1))
    assert places().all() == []


# --- The pages ------------------------------------------------------------------------------------


def test_all_places_lead_to_theirs(client: Client) -> None:
    at(STREET), at("己省")
    assert linked_places(page_of(client)) == ["己省", "甲省"]


def test_place_shows_its_records_those_above_and_those_within(client: Client) -> None:
    shown, elsewhere = at(STREET), at("己省")
    page = page_of(client, "甲省/乙市")
    assert f">{shown.recipient}</a>" in page
    assert f">{elsewhere.recipient}</a>" not in page
    assert linked_places(page) == ["甲省", "甲省/乙市/丙区"]
    assert "共 1 条表彰记录" in page


def test_only_public_records_make_a_place(client: Client) -> None:
    at(STREET, "draft")
    assert linked_places(page_of(client)) == []
    assert client.get("/places/", {"in": "甲省"}).status_code == 404


@pytest.mark.parametrize("asked", ["无此省", "甲省/", "/甲省", "甲省//乙市", "乙市", "\0", "甲省" * 9000])
def test_what_is_no_place_is_not_found(client: Client, asked: str) -> None:
    at(STREET)
    assert client.get("/places/", {"in": asked}).status_code in {400, 404}


def test_places_that_share_the_beginning_of_their_names_are_apart(client: Client) -> None:
    at("甲省"), at("甲省城", title="样例别处")
    assert "样例别处" not in page_of(client, "甲省")


def test_further_pages_stay_in_the_place(client: Client) -> None:
    for _ in range(21):
        at(STREET)
    page = " ".join(page_of(client, "甲省").split())
    assert f'href="/places/?in={quote("甲省")}&page=2" rel="next"' in page
    second = page_of(client, "甲省", page=2)
    assert f'href="/places/?in={quote("甲省")}"' in second
    assert (
        f'<link rel="canonical" href="http://127.0.0.1:8000/places/?in={quote("甲省")}&page=2">'
        in " ".join(second.split())
    )


def test_other_variants_of_a_place_are_of_the_same_place(client: Client) -> None:
    at(STREET)
    page = page_of(client, "甲省", "/zh-hant")
    assert f'href="/places/?in={quote("甲省")}"' in page
    assert f'href="/zh-hant/elder/places/?in={quote("甲省")}"' in page
    assert f'<a href="/zh-hant/places/?in={quote("甲省/乙市")}"' in page


def test_names_of_places_keep_their_characters(client: Client) -> None:
    at("某省/浚里县")
    assert ">浚里縣</a>" in page_of(client, "某省", "/zh-hant")


def test_site_without_known_places_says_so(client: Client) -> None:
    at("")
    assert "都没有写明所在地" in page_of(client)


def test_records_without_a_place_are_told_of(client: Client) -> None:
    at(STREET), at("")
    assert "另有 1 条记录没有写明所在地" in page_of(client)


# --- The ways there -------------------------------------------------------------------------------


def test_home_offers_the_places(client: Client) -> None:
    at(STREET), at("甲省/乙市/戊区")
    page = client.get("/").content.decode()
    assert linked_places(page) == ["甲省/乙市/丙区", "甲省/乙市/戊区"]


def test_home_without_places_has_no_empty_column(client: Client) -> None:
    at("")
    assert "按地区" not in client.get("/").content.decode()


def test_award_page_leads_to_each_of_its_places(client: Client) -> None:
    page = client.get(at("甲省/乙市").get_absolute_url()).content.decode()
    assert linked_places(page) == ["甲省", "甲省/乙市"]


def test_preview_of_a_draft_leads_to_no_place_that_is_not_public(admin_client: Client) -> None:
    page = admin_client.get(f"{at('甲省', 'draft').get_absolute_url()}preview/").content.decode()
    assert linked_places(page) == []


def test_sitemap_names_every_place(client: Client) -> None:
    at("甲省/乙市")
    assert f"/places/?in={quote('甲省/乙市')}<" in client.get("/sitemap-places.xml").content.decode()


# --- Cost -----------------------------------------------------------------------------------------


def queries(client: Client, address: str, **asked: Any) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address, asked).status_code == 200
    return [query["sql"] for query in captured]


def test_a_page_takes_no_more_queries_for_more_places(client: Client) -> None:
    for number in range(3):
        at(f"甲省/{number}市")
    few = len(queries(client, "/places/", **{"in": "甲省"}))
    for number in range(20):
        at(f"甲省/{number}市/丙区")
    assert len(queries(client, "/places/", **{"in": "甲省"})) <= few + 1
