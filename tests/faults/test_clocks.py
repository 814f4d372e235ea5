"""The machine's clock is set forward or back by a day while the site runs."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from honors_site.wsgi import django as served
from records.catalog.version import content_version
from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.monitor import ChangeMonitor
from records.models import Record
from tests.factories import make_record, rewrite
from tests.faults.browsing import FROM_THE_PAGE
from tests.http.asking import ask

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = pytest.mark.parametrize("days", [1, -1], ids=["a day forward", "a day back"])
SetClock = Callable[[int], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """By so many days, for all that asks for the time of day. No machine's monotonic clock is ever set."""
    seconds, now = time.time, timezone.now

    def set_by(days: int) -> None:
        monkeypatch.setattr(time, "time", lambda: seconds() + days * 24 * 3600)
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=days))

    return set_by


@pytest.fixture
def record() -> Record:
    return make_record(published_at=timezone.now() - timedelta(days=2))


def pay(client: Client, record: Record) -> tuple[int, int]:
    """(status, count) of the answer."""
    answer = client.post(f"{record.get_absolute_url()}tribute/", headers=FROM_THE_PAGE)
    return answer.status_code, answer.json()["count"]


@DAYS
def test_visitor_who_paid_before_the_clock_was_set_is_known_after_it(
    client: Client, record: Record, set_clock: SetClock, days: int
) -> None:
    assert pay(client, record) == (201, 1)
    set_clock(days)
    assert pay(client, record) == (200, 1)
    assert pay(Client(), record) == (201, 2)
    call_command("verify_tributes")


@DAYS
def test_visitor_who_paid_under_a_wrong_clock_is_known_once_it_is_right(
    client: Client, record: Record, set_clock: SetClock, days: int
) -> None:
    set_clock(days)
    assert pay(client, record) == (201, 1)
    set_clock(0)
    assert pay(client, record) == (200, 1)


@pytest.fixture
def pages() -> Iterator[PageCacheMiddleware]:
    made = PageCacheMiddleware(served, ChangeMonitor(content_version), max_bytes=10_000_000)
    yield made
    made.monitor.stop()


@DAYS
def test_kept_page_shows_an_edit_made_after_the_clock_was_set(
    pages: PageCacheMiddleware, record: Record, set_clock: SetClock, days: int
) -> None:
    page = record.get_absolute_url()
    ask(pages, page)
    set_clock(days)
    assert ask(pages, page).status == 200
    rewrite(record, title="改过的标题")
    pages.monitor.check()
    assert "改过的标题" in ask(pages, page).body.decode()
