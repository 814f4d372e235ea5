"""Textual answers go out compressed, whichever layer they come from, and none that holds a secret does."""

import gzip
from collections.abc import Callable
from io import BytesIO
from typing import Any

import brotli
import pytest
from django.contrib.auth.models import User
from django.http import FileResponse, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.templatetags.static import static
from django.test import Client, RequestFactory

from honors_site.wsgi import django as served
from records.catalog.version import content_version
from records.http.compression import best_of, compress_answers
from records.http.page_cache import monitor
from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.monitor import ChangeMonitor
from records.http.page_cache.origin import Application
from records.models import Record
from records.publishing import withdraw
from records.search.reindexing import reindex
from tests.factories import make_record, make_whole_record
from tests.http.asking import ask

DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress}
ADDRESSES = [
    "/",
    "/records/{record}/",
    "/records/{record}.json",
    "/records/{record}.jsonld",
    "/search/?q=%E7%A4%BE%E5%8C%BA",
    "/zh-hant/search/?q=%E7%A4%BE%E5%8D%80",
    "/api/v1/records/",
    "/api/v1/records/{record}/",
    "/feed/",
    "/sitemap-records.xml",
    "/no-such-page/",
    "/records/999/",
    "/zh-hant/years/1850/",
    "/records/{withdrawn}/",
    "/records/{withdrawn}.md",
]


@pytest.fixture(params=["in memory", "without memory"])
def site(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Application:
    """The site with its page cache, and as PAGES_MEMORY_MB=0 makes it."""
    if request.param == "without memory":
        return served
    # Its thread would outlive the test and its database.
    monkeypatch.setattr(ChangeMonitor, "run", lambda _: None)
    monkeypatch.setattr(monitor, "CURRENT_FOR_SECONDS", 3600)
    return PageCacheMiddleware(served, ChangeMonitor(content_version), max_bytes=10_000_000)


@pytest.fixture
def record() -> Record:
    """One of several, so that no list is too short to compress."""
    records = [*(make_record() for _ in range(5)), make_whole_record()]
    reindex([record.pk for record in records])
    return records[-1]


@pytest.fixture
def withdrawn(record: Record) -> Record:
    gone = Record.objects.exclude(pk=record.pk).earliest("pk")
    withdraw(gone, by=None, reason="名称有误。")
    return gone


# --- Public answers -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ADDRESSES)
def test_text_is_compressed_once_as_its_reader_takes_it(
    site: Application, record: Record, withdrawn: Record, address: str
) -> None:
    address = address.format(record=record.pk, withdrawn=withdrawn.pk)
    plain = ask(site, address, HTTP_ACCEPT_ENCODING="identity")
    assert "Content-Encoding" not in plain.headers
    for encoding, decode in DECODERS.items():
        answer = ask(site, address, HTTP_ACCEPT_ENCODING=encoding)
        assert (answer.status, answer.headers.get("Content-Encoding")) == (plain.status, encoding)
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers["Vary"] == plain.headers["Vary"]
        assert decode(answer.body) == plain.body
        assert len(answer.body) < len(plain.body)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/records/{record}/", "/search/?q=1", "/api/v1/records/"])
def test_reader_who_has_the_answer_is_told_so_in_every_encoding(
    site: Application, record: Record, address: str
) -> None:
    address = address.format(record=record.pk)
    for encoding in ("identity", *DECODERS):
        first = ask(site, address, HTTP_ACCEPT_ENCODING=encoding)
        again = ask(site, address, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=first.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        assert "Content-Encoding" not in again.headers
        # One tag for several encodings names no bytes, so it is a weak one.
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["ETag"].startswith('W/"')
        assert "Accept-Encoding" in again.headers["Vary"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("address", ["/", "/search/?q=1", "/api/v1/records/"])
def test_head_has_the_headers_of_the_compressed_answer(site: Application, address: str) -> None:
    head = ask(site, address, "HEAD", HTTP_ACCEPT_ENCODING="br")
    assert head.headers == ask(site, address, HTTP_ACCEPT_ENCODING="br").headers
    assert head.headers["Content-Encoding"] == "br"


def test_static_files_are_left_to_the_compression_they_were_collected_with() -> None:
    """For tests that is none at all."""
    answer = ask(served, static("site.css"), HTTP_ACCEPT_ENCODING="br")
    assert (answer.status, len(answer.body) > 500) == (200, True)
    assert "Content-Encoding" not in answer.headers


# --- Answers with a secret ------------------------------------------------------------------------
# A secret compressed together with what a visitor typed shows through the length of the answer (BREACH).


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/records/record/?q=typed",
        "/admin/records/record/{record}/change/",
        "/admin/no-such-page/",
        "/records/{record}/preview/",
    ],
)
def test_pages_of_staff_are_not_compressed(record: Record, address: str) -> None:
    client = Client(headers={"accept-encoding": "gzip, br"})
    client.force_login(User.objects.create_superuser("staff"))
    answer = client.get(address.format(record=record.pk))
    assert len(answer.content) > 500
    assert "Content-Encoding" not in answer.headers


@pytest.mark.django_db
def test_a_form_with_a_token_is_not_compressed() -> None:
    answer = Client(headers={"accept-encoding": "gzip, br"}).get("/admin/login/?next=typed")
    assert "csrfmiddlewaretoken" in answer.content.decode()
    assert "Content-Encoding" not in answer.headers


@pytest.mark.django_db
def test_an_answer_to_one_visitor_is_not_compressed(record: Record) -> None:
    answer = Client(headers={"accept-encoding": "gzip, br"}).get(f"/records/{record.pk}/thanks/")
    assert (answer.status_code, len(answer.content) > 500) == (200, True)
    assert "Content-Encoding" not in answer.headers


# --- Which answers --------------------------------------------------------------------------------

TEXT = "words " * 200


def text(**headers: str) -> HttpResponse:
    return HttpResponse(TEXT, headers={"Content-Type": "text/plain", **headers})


def with_cookie() -> HttpResponse:
    response = text()
    response.set_cookie("visitor", "1")
    return response


def compressed(response: HttpResponseBase, accepted: str = "br") -> Any:
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    return compress_answers(lambda _: response)(request)  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    "response",
    [
        text(),
        JsonResponse({"text": TEXT}),
        text(**{"Cache-Control": "public, max-age=60"}),
        text(**{"Vary": "Accept"}),
        *(
            text(**{"Content-Type": kind})
            for kind in ("text/html; charset=utf-8", "application/problem+json", "image/svg+xml")
        ),
        HttpResponse(TEXT, status=404),
    ],
    ids=repr,
)
def test_text_without_a_secret_is_compressed(response: HttpResponse) -> None:
    plain = response.content
    answer = compressed(response)
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.content) == plain


@pytest.mark.parametrize(
    "response",
    [
        with_cookie(),
        text(**{"Cache-Control": "private"}),
        text(**{"Cache-Control": "max-age=0, No-Store"}),
        text(**{"Cache-Control": "public, no-transform"}),
        text(**{"Vary": "Accept, Cookie"}),
        text(**{"Content-Encoding": "zstd"}),
        HttpResponse(TEXT, status=206, headers={"Content-Range": "bytes 0-1199/5000"}),
        HttpResponse(b"\0" * 5000, content_type="image/png"),
        HttpResponse(b"\0" * 5000, content_type="application/vnd.openxmlformats-officedocument"),
        HttpResponse("x" * 499),
    ],
    ids=repr,
)
def test_what_may_not_or_need_not_be_compressed_is_left_as_it_is(response: HttpResponse) -> None:
    body, headers = response.content, dict(response.headers)
    answer = compressed(response)
    assert (answer.content, dict(answer.headers)) == (body, headers)


@pytest.mark.parametrize("kind", [StreamingHttpResponse, FileResponse])
def test_what_is_sent_bit_by_bit_is_left_as_it_is(kind: Callable[..., Any]) -> None:
    answer = compressed(kind(BytesIO(TEXT.encode()), content_type="text/plain"))
    assert answer.getvalue() == TEXT.encode()
    assert "Content-Encoding" not in answer.headers


def test_a_strong_tag_becomes_a_weak_one_and_a_weak_one_stays() -> None:
    tags = [compressed(text(ETag=tag)).headers["ETag"] for tag in ('"a"', 'W/"a"')]
    assert tags == ['W/"a"', 'W/"a"']


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("gzip, br", "br"),
        ("gzip;q=1, br;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=0, *", "br"),
        ("*;q=0", "identity"),
        ("br;q=0", "identity"),
    ],
)
def test_the_encoding_is_the_one_its_reader_likes_best(accepted: str, best: str) -> None:
    assert best_of(accepted, frozenset({"identity", "gzip", "br"})) == best


def test_no_encoding_is_guessed_from_a_strange_wish() -> None:
    for accepted in (";", ",,", "gzipped", "q=1", "x" * 5000, "br;gzip;q=1"):
        assert best_of(accepted, frozenset({"identity", "gzip"})) == "identity"
