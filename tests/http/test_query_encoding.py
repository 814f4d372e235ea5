"""Queries that were not written in UTF-8: links of old portals and input tools in China write GBK."""

from urllib.parse import parse_qsl, quote, quote_from_bytes

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from records.http.page_cache.keys import canonical_query
from records.http.query_encoding import in_utf8
from tests.search.indexed import indexed

CHARACTERS = st.characters(codec="utf-8")


def in_gbk(text: str) -> str:
    return quote_from_bytes(text.encode("gb18030"))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["李街", "彭李街道", "彭李 街道"])
def test_query_in_gbk_finds_what_the_same_in_utf8_finds(client: Client, typed: str) -> None:
    record = indexed("彭李街道")
    page = client.get(f"/search/?q={in_gbk(typed)}").content.decode()
    assert f"“{typed}”的查找结果" in page
    assert record.get_absolute_url() in page
    suggested = client.get(f"/search/suggest/?q={in_gbk(typed)}").json()["suggestions"]
    assert [one["text"] for one in suggested] == ["彭李街道"]
    found = client.get(f"/api/v1/search/?q={in_gbk(typed)}").json()["items"]
    assert [one["id"] for one in found] == [record.pk]


def test_query_of_an_address_in_a_portal_of_today_is_read() -> None:
    assert in_utf8("q=%C0%EE") == f"q={quote('李')}"


def test_bytes_that_a_browser_has_not_escaped_are_read_too() -> None:
    assert in_utf8("q=" + "李".encode("gbk").decode("latin-1")) == f"q={quote('李')}"


def test_each_part_is_read_by_itself() -> None:
    read = in_utf8(f"q={in_gbk('李')}+a%2Bb&in={quote('云南')}")
    assert parse_qsl(read) == [("q", "李 a+b"), ("in", "云南")]


@given(st.text(CHARACTERS))
def test_query_in_utf8_is_left_as_it_is(text: str) -> None:
    assert in_utf8(f"q={quote(text)}") == f"q={quote(text)}"


@given(st.binary(max_size=20))
def test_query_of_any_bytes_is_read_as_one_in_utf8_or_left(raw: bytes) -> None:
    written = f"q={quote_from_bytes(raw)}"
    read = in_utf8(written)
    assert read == written or dict(parse_qsl(read, keep_blank_values=True))["q"] == raw.decode("gb18030")


def test_pages_of_two_queries_in_gbk_are_not_taken_for_one_another() -> None:
    first, second = (canonical_query(f"q={in_gbk(word)}", ("q",)) for word in ("李", "王"))
    assert (first, second) == (f"q={quote('李')}", f"q={quote('王')}")
