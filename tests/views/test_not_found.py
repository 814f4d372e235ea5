"""The page for an address that leads nowhere: in every variant it offers the search."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("variant", ["", "/elder", "/zh-hant", "/zh-hant/elder"])
def test_page_that_is_not_there_has_a_search_box_of_its_variant(client: Client, variant: str) -> None:
    answer = client.get(f"{variant}/records/999999/")
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 404
    assert f'role="search" action="{variant}/search/"' in page
    assert f'href="{variant}/categories/"' in page


@pytest.mark.parametrize("address", ["/zh-hant/records/999999/", "/zh-hant/elder/no-such-page/"])
def test_page_that_is_not_there_is_in_traditional_characters_where_these_are_read(
    client: Client, address: str
) -> None:
    page = client.get(address).content.decode()
    assert '<html lang="zh-Hant"' in page
    assert "沒有找到這個網頁" in page
    assert "没有找到" not in page


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        ("", ["/elder", "/zh-hant"]),
        ("/elder", ["", "/zh-hant/elder"]),
        ("/zh-hant", ["", "/zh-hant/elder"]),
        ("/zh-hant/elder", ["/elder", "/zh-hant"]),
    ],
)
def test_page_that_is_not_there_leads_to_its_other_variants(
    client: Client, asked: str, others: list[str]
) -> None:
    page = client.get(f"{asked}/records/999999/").content.decode()
    assert sorted(re.findall(r'href="([^"]*/records/999999/)"', page)) == sorted(
        f"{other}/records/999999/" for other in others
    )


@pytest.mark.parametrize(
    "address", ["/elder//other.example/", "/elder/%5Cother.example/", "/zh-hant//other.example/"]
)
def test_page_that_is_not_there_leads_to_no_other_site(client: Client, address: str) -> None:
    links = re.findall(r'<a [^>]*href="([^"]*)"', client.get(address).content.decode())
    assert [link for link in links if re.match(r"[/\\]{2}|/?\\", link)] == []


def test_marks_in_an_address_that_leads_nowhere_stay_part_of_it(client: Client) -> None:
    page = client.get("/no%3Fsuch%23page/").content.decode()
    assert 'href="/elder/no%3Fsuch%23page/"' in page
