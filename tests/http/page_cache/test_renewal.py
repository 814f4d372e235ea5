"""When a cached page is rendered anew, and how it is served while the database does not answer."""

import pytest
from django.db import OperationalError

from records.http.page_cache.middleware import PageCacheMiddleware
from tests.http.asking import ask
from tests.http.page_cache.conftest import Django

PAGE = "/records/1/"


def test_changed_content_is_shown_once_it_is_seen(
    site: PageCacheMiddleware, django: Django, content: list[int]
) -> None:
    ask(site, PAGE)
    django.says("after")
    content[0] += 1
    site.monitor.check()
    assert ask(site, PAGE).body == b"after"


def test_change_during_a_rendering_makes_the_page_out_of_date(
    site: PageCacheMiddleware, django: Django, content: list[int]
) -> None:
    def change() -> None:
        content[0] += 1
        site.monitor.check()

    django.meanwhile = change
    ask(site, PAGE)
    django.meanwhile = lambda: None
    ask(site, PAGE)
    ask(site, PAGE)
    assert len(django.asked) == 2


def test_content_that_was_changed_back_is_made_anew_too(
    site: PageCacheMiddleware, django: Django, content: list[int]
) -> None:
    ask(site, PAGE)
    for number in (2, 1):
        content[0] = number
        site.monitor.check()
    ask(site, PAGE)
    assert len(django.asked) == 2


def test_page_grows_old_by_itself(
    site: PageCacheMiddleware, django: Django, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    ask(site, PAGE)
    now[0] += 49
    ask(site, PAGE)
    assert len(django.asked) == 1
    now[0] += 2
    ask(site, PAGE)
    assert len(django.asked) == 2


def test_count_is_kept_for_a_second(
    site: PageCacheMiddleware, django: Django, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for seconds in (0, 0.5, 0.6):
        now[0] += seconds
        ask(site, "/records/1/tribute/")
    assert len(django.asked) == 2


def test_a_post_makes_the_monitor_probe_at_once(site: PageCacheMiddleware) -> None:
    assert not site.monitor.probe_requested.is_set()
    ask(site, "/admin/records/record/1/change/", "POST")
    assert site.monitor.probe_requested.is_set()


# --- Without a database ---------------------------------------------------------------------------


def lose_the_database(site: PageCacheMiddleware) -> None:
    def fail() -> int:
        raise OperationalError

    site.monitor.probe = fail
    site.monitor.current_until = 0


def test_kept_pages_go_on_being_served_and_say_so(site: PageCacheMiddleware, django: Django) -> None:
    before = ask(site, PAGE)
    assert "Cache-Status" not in before.headers
    lose_the_database(site)
    site.store.pages[PAGE].fresh_until = 0
    for _ in range(2):
        answer = ask(site, PAGE)
        assert (answer.status, answer.body) == (200, before.body)
        assert "database" in answer.headers["Cache-Status"]
    assert len(django.asked) == 1, "nobody waits for a database that does not answer"


def test_reader_who_has_the_page_is_told_so_without_a_database(site: PageCacheMiddleware) -> None:
    ask(site, PAGE)
    lose_the_database(site)
    answer = ask(site, PAGE, HTTP_IF_NONE_MATCH='"first"')
    assert answer.status == 304
    assert "database" in answer.headers["Cache-Status"]


def test_page_not_kept_is_left_to_django_without_a_database(
    site: PageCacheMiddleware, django: Django
) -> None:
    lose_the_database(site)
    django.status = "503 Service Unavailable"
    assert ask(site, PAGE).status == 503


def test_page_from_before_a_change_is_not_shown_for_want_of_a_newer(
    site: PageCacheMiddleware, django: Django, content: list[int]
) -> None:
    ask(site, PAGE)
    content[0] += 1
    site.monitor.check()
    django.status = "503 Service Unavailable"
    assert ask(site, PAGE).status == 503, "it may be the one that was withdrawn"
    lose_the_database(site)
    assert ask(site, PAGE).status == 503


def test_page_whose_rendering_fails_is_shown_as_it_was(site: PageCacheMiddleware, django: Django) -> None:
    before = ask(site, PAGE)
    site.store.pages[PAGE].fresh_until = 0
    django.status = "503 Service Unavailable"
    answer = ask(site, PAGE)
    assert (answer.status, answer.body) == (200, before.body)
    assert "Cache-Status" in answer.headers


def test_page_that_has_gone_is_gone(site: PageCacheMiddleware, django: Django, content: list[int]) -> None:
    ask(site, PAGE)
    content[0] += 1
    site.monitor.check()
    django.status = "410 Gone"
    assert ask(site, PAGE).status == 410
    lose_the_database(site)
    assert ask(site, PAGE).status == 410, "nor is it shown again for want of a database"


def test_reader_after_a_change_does_not_wait_for_a_rendering_begun_before(
    site: PageCacheMiddleware, django: Django, content: list[int]
) -> None:
    seen_by_others: list[bytes] = []

    def change_and_ask() -> None:
        django.meanwhile = lambda: None
        content[0] += 1
        site.monitor.check()
        django.says("after")
        seen_by_others.append(ask(site, PAGE).body)
        django.says("before")

    django.meanwhile = change_and_ask
    assert ask(site, PAGE).body == b"before"
    assert seen_by_others == [b"after"]
    django.says("after")
    assert ask(site, PAGE).body == b"after"


def test_database_that_comes_back_is_seen(
    site: PageCacheMiddleware, django: Django, content: list[int]
) -> None:
    ask(site, PAGE)
    lose_the_database(site)
    site.monitor.check()
    site.monitor.probe = lambda: content[0]
    site.monitor.check()
    assert "Cache-Status" not in ask(site, PAGE).headers
    assert len(django.asked) == 1
