"""All years, the feeds that one may subscribe to, and the map of the site."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from records.models import Record
from records.search.reindexing import reindex
from records.urls import public_pages
from records.views import browsing
from tests.factories import make_category, make_commendation, make_recipient, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    category = make_category("样例表彰", parent=make_category("样例大类"))
    recipient = make_recipient("单明", kind="person", region="甲省/乙市")
    made = make_record(recipient=recipient, commendation=make_commendation(category, 2011))
    reindex([made.pk])
    return made


def page_of(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", unescape(client.get(address).content.decode()))


def of_year(year: int | None) -> Record:
    return make_record(commendation=make_commendation(year=year))


# --- Years ----------------------------------------------------------------------------------------


def test_years_stand_in_decades_with_their_counts(client: Client) -> None:
    for year in (1999, 2011, 2011, 2019, 2021):
        of_year(year)
    page = page_of(client, "/years/")
    assert re.findall(r'<h2 id="decade-\d+">(.*?)</h2>', page) == ["2020年代", "2010年代", "1990年代"]
    found = re.findall(r'<a href="/years/(\d+)/">\d+年</a> <small>(\d+) 条</small>', page)
    assert found == [("2021", "1"), ("2019", "1"), ("2011", "2"), ("1999", "1")]


def test_records_without_a_year_are_told_of(client: Client) -> None:
    of_year(2011), of_year(None)
    assert "另有 1 条记录没有写明年份" in page_of(client, "/years/")


def test_site_without_known_years_says_so(client: Client) -> None:
    of_year(None)
    assert "都没有写明年份" in page_of(client, "/years/")


def test_year_leads_back_to_all_years(client: Client) -> None:
    of_year(2011)
    assert '<a href="/zh-hant/years/">年份</a>' in page_of(client, "/zh-hant/years/2011/")


# --- Subscribing ----------------------------------------------------------------------------------


def test_every_feed_stands_there_with_its_address_to_copy(client: Client, record: Record) -> None:
    page = page_of(client, "/subscribe/")
    shown = re.findall(r"<code>(.*?)</code>", page)
    category = record.commendation.category
    assert shown == [
        "http://127.0.0.1:8000/feed/",
        "http://127.0.0.1:8000/commendations/feed/",
        f"http://127.0.0.1:8000/categories/{category.parent_id}/feed/",
        f"http://127.0.0.1:8000/categories/{category.pk}/feed/",
        "http://127.0.0.1:8000/years/2011/feed/",
    ]
    assert [client.get(address.removeprefix("http://127.0.0.1:8000")).status_code for address in shown] == [
        200
    ] * 5


def test_category_without_records_has_no_feed_to_offer(client: Client) -> None:
    make_category("样例空类")
    assert "样例空类" not in page_of(client, "/subscribe/")


# --- The map --------------------------------------------------------------------------------------


def test_map_leads_to_every_section(client: Client, record: Record) -> None:
    page = page_of(client, "/map/")
    (main,) = re.findall(r"<main.*</main>", page)
    category = record.commendation.category
    for address in (
        category.get_absolute_url(),
        f"/categories/{category.parent_id}/",
        "/years/2011/",
        "/people/?initial=S",
        "/sitemap.xml",
        "/feed/",
    ):
        assert f'<a href="{address}">' in main
    assert ">甲省</a>" in main


def test_map_has_every_page_of_which_there_is_one(client: Client) -> None:
    of_one = {page.name for page in public_pages if "<" not in str(page.pattern)} - {"site_map"}
    page = page_of(client, "/map/")
    assert {name for name in of_one if f'<a href="{reverse(name)}">' in page} == of_one == set(browsing.PAGES)


def test_map_of_an_empty_site_has_its_pages(client: Client) -> None:
    page = page_of(client, "/map/")
    assert '<h2 id="pages">' in page
    assert '<h2 id="places">' not in page


def test_map_stays_in_the_variant_that_is_read(client: Client, record: Record) -> None:
    page = page_of(client, "/elder/map/")
    (main,) = re.findall(r"<main.*</main>", page)
    outside = [found for found in re.findall(r'href="(/[^"]*)"', main) if not found.startswith("/elder/")]
    assert sorted(outside) == ["/api/v1/openapi.json", "/feed/", "/sitemap.xml"]


# --- The ways there -------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["", "/elder", "/zh-hant", "/zh-hant/elder"])
def test_foot_of_every_page_leads_to_the_pages_for_people(client: Client, variant: str) -> None:
    page = page_of(client, f"{variant}/about/tributes/")
    (foot,) = re.findall(r"<footer.*</footer>", page)
    assert f'<a href="{variant}/subscribe/">' in foot
    assert f'<a href="{variant}/map/">' in foot
    assert "sitemap.xml" not in foot


@pytest.mark.parametrize("address", ["/years/", "/subscribe/", "/map/"])
def test_page_takes_no_more_queries_for_more_records(
    client: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    for year in range(2000, 2020):
        of_year(year)
    with django_assert_max_num_queries(10):
        page_of(client, address)


# --- Categories that an import brought --------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/categories/", "/map/", "/subscribe/", "/years/2011/", "/search/"])
def test_category_that_waits_to_be_filed_stands_behind_the_official_ones(
    client: Client, address: str
) -> None:
    waiting, official = make_category("样例待归类", filed=False), make_category("样例正式", position=9)
    for category in (waiting, official):
        reindex([make_record(commendation=make_commendation(category, 2011)).pk])
    links = re.findall(r"<a [^>]*>\s*(?:<wbr>)?(样例待归类|样例正式)\s*</a>", page_of(client, address))
    assert links.index("样例正式") < links.index("样例待归类")
