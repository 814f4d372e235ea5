"""Many readers at once, and many ways to ask for the same: the work is done by one thread, and its answer shared."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from records.http.page_cache import middleware
from records.http.page_cache.middleware import InFlightRender, PageCacheMiddleware
from tests.http.asking import Answer, ask
from tests.http.page_cache.conftest import Django

PAGE = "/records/1/"


# --- Many readers at once -------------------------------------------------------------------------


def test_page_is_rendered_by_one_thread_while_others_wait(site: PageCacheMiddleware, django: Django) -> None:
    others_came = threading.Barrier(2, timeout=10)
    django.meanwhile = others_came.wait
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(ask, site, PAGE) for _ in range(20)]
        others_came.wait()
        assert {answer.result().body for answer in asked} == {django.body}
    assert len(django.asked) == 1


def test_while_an_old_page_is_made_anew_others_get_the_one_before(
    site: PageCacheMiddleware, django: Django
) -> None:
    before = ask(site, PAGE).body
    site.store.pages[PAGE].fresh_until = 0
    seen_by_others: list[bytes] = []
    django.meanwhile = lambda: seen_by_others.append(ask(site, PAGE).body)
    django.says("after")
    assert ask(site, PAGE).body == b"after"
    assert seen_by_others == [before]


@pytest.mark.parametrize("address", [PAGE, "/search/?q=1", "/api/v1/records/?limit=5"])
def test_reader_who_waits_too_long_is_asked_to_come_again_and_renders_nothing(
    site: PageCacheMiddleware, django: Django, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(middleware, "RENDER_WAIT_SECONDS", 0.01)
    others: list[Answer] = []

    def ask_once() -> None:
        django.meanwhile = lambda: None  # /livez is asked, for the headers that all answers have
        others.append(ask(site, address))

    django.meanwhile = ask_once
    assert ask(site, address).status == 200
    (other,) = others
    assert other.status == 503
    assert int(other.headers["Retry-After"]) > 0
    assert other.headers["Cache-Control"] == "no-store"
    assert [asked["PATH_INFO"] for asked in django.asked].count(address.partition("?")[0]) == 1


def test_changes_in_a_row_do_not_multiply_the_renderings_of_a_page(
    site: PageCacheMiddleware, django: Django, content: list[int]
) -> None:
    statuses: list[int] = []

    def change_and_ask() -> None:
        if (
            django.asked[-1]["PATH_INFO"] == PAGE
        ):  # a refusal asks for /livez, for the headers that all answers have
            content[0] += 1
            site.monitor.check()
            statuses.append(ask(site, PAGE).status)

    django.meanwhile = change_and_ask
    assert ask(site, PAGE).status == 200
    assert statuses == [503, 200]


# --- Answers of which there are endlessly many ----------------------------------------------------


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("/search/?q=1&year=2011", "/search/?year=2011&q=1&utm_source=x"),
        ("/zh-hant/search/?q=1", "/zh-hant/search/?q=1&q=1"),
        ("/search/suggest/?q=1", "/search/suggest/?q=1&page=2"),
        ("/api/v1/records/?limit=5", "/api/v1/records/?x=1&limit=5"),
        ("/api/v1/records/1/", "/api/v1/records/01/"),
        ("/search/?q=%E5%85%9A", "/search/?q=党".encode().decode("latin-1")),
        ("/sitemap-records.xml", "/sitemap-records.xml?q=1"),
        ("/api/nowhere", "/api/nowhere/else"),
    ],
)
def test_answer_asked_for_in_several_ways_at_once_is_made_once(
    site: PageCacheMiddleware, django: Django, monkeypatch: pytest.MonkeyPatch, first: str, other: str
) -> None:
    django.meanwhile = lambda: waiting.append(pool.submit(ask, site, other)) or someone_waits.wait(10)  # type: ignore[func-returns-value]
    someone_waits = threading.Event()
    waiting: list[Any] = []
    wait = InFlightRender.wait

    def noted_wait(rendering: InFlightRender) -> Any:
        if not rendering.done.is_set():
            someone_waits.set()
        return wait(rendering)

    monkeypatch.setattr(InFlightRender, "wait", noted_wait)
    with ThreadPoolExecutor(1) as pool:
        assert ask(site, first).body == django.body
        (also,) = waiting
        assert also.result().body == django.body
    assert len(django.asked) == 1


def test_answer_of_endlessly_many_is_not_kept(site: PageCacheMiddleware, django: Django) -> None:
    for _ in range(2):
        assert ask(site, "/search/?q=1", HTTP_IF_NONE_MATCH='"first"').status == 304
    assert not site.store.pages
    assert len(django.asked) == 2


def test_such_answers_leave_threads_for_pages(
    site: PageCacheMiddleware, django: Django, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(middleware, "UNKEPT_WAIT_SECONDS", 0.01)
    statuses: list[int] = []

    def search_for_another() -> None:
        if django.asked[-1]["PATH_INFO"] == "/search/":
            statuses.append(ask(site, f"/search/?q={len(django.asked)}").status)

    django.meanwhile = search_for_another
    ask(site, "/search/?q=0")
    assert statuses[0] == 503
    assert (
        len([one for one in django.asked if one["PATH_INFO"] == "/search/"]) == settings.SERVER_THREADS // 2
    )
    django.meanwhile = lambda: None
    assert ask(site, PAGE).status == 200
    assert ask(site, "/search/?q=0").status == 200


# --- Files by Accept ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "accepted",
    ["text/html, application/json;q=0.1", "*/*, text/plain;q=0.5", "application/json, " * 100],
    ids=["json too", "text too", "beyond all reason"],
)
def test_page_preferred_to_its_files_is_made_once(
    site: PageCacheMiddleware, django: Django, accepted: str
) -> None:
    for _ in range(3):
        ask(site, PAGE, HTTP_ACCEPT=accepted)
    assert len(django.asked) == 1


def test_file_preferred_to_the_page_is_left_to_django_to_redirect(
    site: PageCacheMiddleware, django: Django
) -> None:
    ask(site, PAGE)
    ask(site, PAGE, HTTP_ACCEPT="application/json")
    assert django.asked[-1]["HTTP_ACCEPT"] == "application/json"


def test_a_rendering_that_fails_leaves_no_one_waiting(site: PageCacheMiddleware, django: Django) -> None:
    def fail() -> None:
        raise MemoryError

    django.meanwhile = fail
    with pytest.raises(MemoryError):
        ask(site, PAGE)
    django.meanwhile = lambda: None
    assert ask(site, PAGE).status == 200
