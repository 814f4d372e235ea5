import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

NAVIGATION = re.compile(r'<nav aria-label="本站">(.*?)</nav>', re.DOTALL)


def entries(client: Client, address: str) -> list[tuple[str, str]]:
    """Returns the entries at the head of the page, each with what follows its address."""
    page = client.get(address).content.decode()
    (navigation,) = NAVIGATION.findall(page)
    return re.findall(r'<a href="([^"]*)"([^>]*)>', navigation)


def test_every_page_leads_to_all_ways_into_the_record(client: Client) -> None:
    assert [address for address, _ in entries(client, "/about/tributes/")] == [
        "/",
        "/commendations/",
        "/categories/",
        "/places/",
        "/years/",
        "/people/",
        "/organizations/",
        "/search/",
    ]


def test_entry_of_the_page_that_is_read_is_marked(client: Client) -> None:
    marked = [address for address, mark in entries(client, "/places/") if "aria-current" in mark]
    assert marked == ["/places/"]


def test_entries_stay_in_the_variant_that_is_read(client: Client) -> None:
    assert ("/zh-hant/elder/places/", "") in entries(client, "/zh-hant/elder/")
