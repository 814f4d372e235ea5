"""What clients send fills no memory: no cache of the site keeps a long text of theirs."""

import functools
import gc
from collections.abc import Iterator
from typing import Any

import pytest

from honors_site.wsgi import django
from records.deeds import read_deeds
from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.monitor import ChangeMonitor
from records.http.short_cache import MAX_CHARACTERS, lru_cache_of_short
from records.tributes.fast_path import TributeFastPath
from tests.factories import make_record
from tests.http.asking import ask

MARK = "marked-by-a-client"
LONG = MARK + "x" * 5_000


def texts(value: Any) -> Iterator[str]:
    """All texts within a key of a cache, a lone one or a tuple of anything."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset):
        for one in [*value, *(value.values() if isinstance(value, dict) else ())]:
            yield from texts(one)


def kept_of_clients() -> set[str]:
    # By its very type: asked what it is an instance of, a lazy object of Django's is made.
    caches = [one for one in gc.get_objects() if type(one) is functools._lru_cache_wrapper]
    inside = (each for cache in caches for each in gc.get_referents(cache) if isinstance(each, dict))
    return {text for each in inside for text in texts(each) if MARK in text}


@pytest.mark.django_db(transaction=True)
def test_no_cache_keeps_a_long_text_of_a_client() -> None:
    record = make_record()
    site = TributeFastPath(PageCacheMiddleware(django, ChangeMonitor(lambda: 1), max_bytes=10_000_000))
    names = [
        "ACCEPT",
        "ACCEPT_ENCODING",
        "ACCEPT_LANGUAGE",
        "HOST",
        "COOKIE",
        "RANGE",
        "IF_NONE_MATCH",
        "X_ATTEMPT",
    ]
    names += ["X_FORWARDED_FOR", "X_FORWARDED_PROTO", "ORIGIN", "REFERER", "USER_AGENT", "AUTHORIZATION"]
    for address in ("/", f"/records/{record.pk}/", f"/search/?q={LONG}&in={LONG}", f"/places/?in={LONG}"):
        for name in names:
            ask(site, address, **{f"HTTP_{name}": LONG})
    for name in names:
        more = {f"HTTP_{name}": LONG} | ({} if name == "HOST" else {"HTTP_SEC_FETCH_SITE": "same-origin"})
        ask(site, f"/records/{record.pk}/tribute/", "POST", **more)
    assert max(map(len, kept_of_clients()), default=0) <= MAX_CHARACTERS


def test_no_cache_keeps_a_long_line_of_a_document() -> None:
    read_deeds(f"{MARK}先进事迹\n{LONG}\n{LONG}。{LONG}\n一、{LONG}\n".encode(), "a.txt")
    assert max(map(len, kept_of_clients()), default=0) <= 400


def test_a_short_text_is_looked_up_and_a_long_one_answered_all_the_same() -> None:
    asked: list[str] = []

    @lru_cache_of_short(maxsize=10)
    def shouted(text: str) -> str:
        asked.append(text)
        return text.upper()

    long = "b" * (MAX_CHARACTERS + 1)
    assert [shouted("a"), shouted("a"), shouted(long), shouted(long)] == [
        "A",
        "A",
        long.upper(),
        long.upper(),
    ]
    assert asked == ["a", long, long]
