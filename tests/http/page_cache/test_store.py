"""Pages in memory: which are cached, for whom, how they are sent, and how many."""

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest

from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.monitor import ChangeMonitor
from tests.http.asking import ask
from tests.http.page_cache.conftest import Django

PAGE = "/records/1/"


def test_page_is_rendered_for_the_first_reader_only(site: PageCacheMiddleware, django: Django) -> None:
    answers = [ask(site, PAGE) for _ in range(3)]
    assert len(django.asked) == 1
    assert {answer.body for answer in answers} == {django.body}
    assert {answer.status for answer in answers} == {200}


def test_head_gets_the_headers_of_the_page_and_no_body(site: PageCacheMiddleware, django: Django) -> None:
    head = ask(site, PAGE, "HEAD")
    assert head.headers == ask(site, PAGE).headers
    assert head.headers["Content-Length"] == str(len(django.body))
    assert head.body == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "get"])
def test_other_methods_are_left_to_django(site: PageCacheMiddleware, django: Django, method: str) -> None:
    ask(site, PAGE)
    ask(site, PAGE, method)
    assert django.asked[-1]["REQUEST_METHOD"] == method


@pytest.mark.parametrize(
    "address", ["/admin/", "/livez", "/readyz", "/nowhere", "/records/1/preview/", "/记录/"]
)
def test_what_is_not_public_is_never_kept(site: PageCacheMiddleware, django: Django, address: str) -> None:
    for _ in range(2):
        ask(site, address, HTTP_COOKIE="staff_session=1")
    assert [asked["HTTP_COOKIE"] for asked in django.asked] == ["staff_session=1"] * 2
    assert not site.store.pages


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "301 Moved Permanently", "500 Server Error"])
def test_only_a_page_that_is_there_is_kept(site: PageCacheMiddleware, django: Django, status: str) -> None:
    django.status = status
    assert [ask(site, PAGE).status for _ in range(2)] == [int(status[:3])] * 2
    assert len(django.asked) == 2
    assert not site.store.pages


def test_answer_that_sets_a_cookie_is_not_kept(site: PageCacheMiddleware, django: Django) -> None:
    django.headers.append(("Set-Cookie", "visitor=1"))
    ask(site, PAGE)
    assert not site.store.pages


# --- Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", [f"{PAGE}?from=timeline", f"{PAGE}?v=2", f"{PAGE}?page=2", "/records/0001/"]
)
def test_other_ways_to_write_an_address_lead_to_the_same_page(
    site: PageCacheMiddleware, django: Django, address: str
) -> None:
    ask(site, address)
    ask(site, PAGE)
    assert list(site.store.pages) == [PAGE]
    assert len(django.asked) == 1


def test_pages_of_a_list_are_told_apart(site: PageCacheMiddleware, django: Django) -> None:
    for query in ("", "?page=2", "?page=3", "?utm=x&page=3", "?page=1&page=3"):
        ask(site, f"/years/2011/{query}")
    assert list(site.store.pages) == ["/years/2011/", "/years/2011/?page=2", "/years/2011/?page=3"]
    assert [asked["QUERY_STRING"] for asked in django.asked] == ["", "page=2", "page=3"]


def test_a_flood_of_invented_addresses_leaves_nothing_behind(
    site: PageCacheMiddleware, django: Django
) -> None:
    ask(site, PAGE)
    django.status = "404 Not Found"
    for number in range(200):
        ask(site, f"{PAGE}?q={number}")
        ask(site, f"/records/{number + 2}/")
        ask(site, f"/static/{number}.css")
        ask(site, f"/nowhere/{number}")
    assert list(site.store.pages) == [PAGE]
    assert not site.in_flight


# --- Nothing of one visitor reaches another -------------------------------------------------------


def test_django_sees_nothing_of_the_reader_for_whom_it_renders(
    site: PageCacheMiddleware, django: Django
) -> None:
    said = {
        "HTTP_COOKIE": "visitor=me",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_FOR": "192.0.2.7",
        "HTTP_USER_AGENT": "unusual",
        "HTTP_IF_NONE_MATCH": "*",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "192.0.2.7",
    }
    ask(site, PAGE, **said)
    (asked,) = django.asked
    assert not set(said.values()) & {str(value) for value in asked.values()}
    assert asked["HTTP_HOST"] == "127.0.0.1:8000"


@pytest.mark.parametrize("host", ["evil.example", "", "127.0.0.1:8000.evil.example", "a/b"])
def test_a_host_that_is_not_ours_gets_no_kept_page(
    site: PageCacheMiddleware, django: Django, host: str
) -> None:
    ask(site, PAGE)
    ask(site, PAGE, HTTP_HOST=host)
    assert django.asked[-1]["HTTP_HOST"] == host


@pytest.mark.parametrize(
    ("scheme", "said", "kept"),
    [("http", None, False), ("http", "http", False), ("http", "https", True), ("https", None, True)],
)
def test_an_encrypted_site_leaves_unencrypted_requests_to_django(
    site: PageCacheMiddleware, django: Django, settings: Any, scheme: str, said: str | None, kept: bool
) -> None:
    settings.HTTPS = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    environ = {"wsgi.url_scheme": scheme} | ({"HTTP_X_FORWARDED_PROTO": said} if said else {})
    for _ in range(2):
        ask(site, PAGE, **environ)
    assert len(django.asked) == (1 if kept else 2)


def test_part_of_a_page_is_answered_with_the_whole(site: PageCacheMiddleware, django: Django) -> None:
    for _ in range(2):
        answer = ask(site, PAGE, HTTP_RANGE="bytes=0-5")
        assert (answer.status, answer.body) == (200, django.body)
    assert "HTTP_RANGE" not in django.asked[0]
    assert len(django.asked) == 1


# --- Encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("", None, bytes),
        ("identity", None, bytes),
        ("BR", "br", brotli.decompress),
        ("gzip;q=x", "gzip", gzip.decompress),
    ],
)
def test_page_is_sent_in_the_best_encoding_its_reader_takes(
    site: PageCacheMiddleware,
    django: Django,
    accepted: str,
    encoding: str | None,
    decode: Callable[[bytes], bytes],
) -> None:
    answer = ask(site, PAGE, HTTP_ACCEPT_ENCODING=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert decode(answer.body) == django.body


def test_what_does_not_get_smaller_is_sent_as_it_is(site: PageCacheMiddleware, django: Django) -> None:
    django.body = b"short"
    answer = ask(site, PAGE, HTTP_ACCEPT_ENCODING="br")
    assert answer.body == b"short"
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers


# --- Conditional requests -------------------------------------------------------------------------


@pytest.mark.parametrize("known", ['"first"', 'W/"first"', '"other", W/"first"', "*"])
def test_reader_who_has_the_page_is_told_so(site: PageCacheMiddleware, known: str) -> None:
    first = ask(site, PAGE, HTTP_ACCEPT_ENCODING="br")
    again = ask(site, PAGE, HTTP_IF_NONE_MATCH=known)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["X-Site"] == "ours"
    assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(again.headers)


@pytest.mark.parametrize("known", ['"other"', "first", '""', "W/", '"first'])
def test_reader_who_has_another_page_gets_this_one(site: PageCacheMiddleware, known: str) -> None:
    assert ask(site, PAGE, HTTP_IF_NONE_MATCH=known).status == 200


def test_date_we_gave_is_known_again_where_there_is_no_tag(site: PageCacheMiddleware, django: Django) -> None:
    day = "Tue, 24 Nov 2026 08:00:00 GMT"
    django.headers.append(("Last-Modified", day))
    assert ask(site, PAGE, HTTP_IF_MODIFIED_SINCE=day).status == 304
    assert ask(site, PAGE, HTTP_IF_MODIFIED_SINCE=day, HTTP_IF_NONE_MATCH='"other"').status == 200


# --- Room -----------------------------------------------------------------------------------------


def test_memory_is_bounded_and_the_least_recently_read_page_leaves_first(django: Django) -> None:
    django.body = b"\x00" * 10_000
    django.headers = [("Content-Type", "image/png")]
    site = PageCacheMiddleware(django, ChangeMonitor(lambda: 1), max_bytes=200_000)
    for number in range(100):
        ask(site, f"/records/{number}/")
        ask(site, "/records/0/")
        assert site.store.bytes <= 200_000
    assert site.store.bytes == sum(page.size for page in site.store.pages.values())
    assert {"/records/0/", "/records/99/"} <= site.store.pages.keys()
    assert "/records/1/" not in site.store.pages


def test_page_that_would_fill_the_memory_is_sent_and_not_kept(django: Django) -> None:
    django.body = b"x" * 50_000
    site = PageCacheMiddleware(django, ChangeMonitor(lambda: 1), max_bytes=200_000)
    assert ask(site, PAGE).body == django.body
    assert not site.store.pages
