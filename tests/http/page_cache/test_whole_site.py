"""The whole site as it is served: the layer over Django, WhiteNoise and a database."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.templatetags.static import static
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from honors_site.wsgi import django as served
from records.catalog.version import content_version
from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.monitor import ChangeMonitor
from records.models import Measure, Record
from records.publishing import withdraw
from tests.factories import make_commendation, make_recipient, make_record, make_whole_record
from tests.http.asking import Answer, ask

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/",
    "{record}",
    "/categories/",
    "{category}",
    "/years/2011/",
    "/years/",
    "/people/",
    "/map/",
    "{recipient}",
    "/about/tributes/",
    "/feed/",
    "/sitemap.xml",
    "{file}",
    "/robots.txt",
    "{record}tribute/",
    "{stylesheet}",
    "{script}",
    "{icon}",
]


@pytest.fixture
def record() -> Record:
    return make_whole_record(commendation=make_commendation(year=2011))


@pytest.fixture
def site() -> PageCacheMiddleware:
    """As `honors_site.wsgi` puts it together, with nothing kept yet."""
    return PageCacheMiddleware(served, ChangeMonitor(content_version), max_bytes=10_000_000)


def address(form: str, record: Record) -> str:
    return form.format(
        record=record.get_absolute_url(),
        category=record.commendation.category.get_absolute_url(),
        file=f"/records/{record.pk}.md",
        recipient=record.recipient.get_absolute_url(),
        stylesheet=static("site.css"),
        script=static("site.js"),
        icon=static("favicon.svg"),
    )


def comparable(answer: Answer) -> dict[str, str]:
    """Without what may differ: the tag is a weak one where there are several encodings."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    headers["etag"] = headers.get("etag", "").removeprefix("W/")
    headers.pop("vary", None)
    if answer.status == 304:
        headers.pop("content-length", None)  # Django says 0, which is the length of nothing
    return headers


@pytest.fixture
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """One `as_of` for all."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.usefixtures("_stopped_clock")
@pytest.mark.parametrize("form", PAGES)
def test_kept_page_has_every_header_and_byte_that_django_gives(
    site: PageCacheMiddleware, record: Record, form: str
) -> None:
    page = address(form, record)
    slow = ask(site.application, page)
    ask(site, page)
    with CaptureQueriesContext(connection) as queries:
        kept = ask(site, page)
    assert not queries.captured_queries
    assert kept.status == slow.status == 200
    assert kept.body == slow.body
    assert comparable(kept) == comparable(slow)
    assert "Content-Security-Policy" in kept.headers


@pytest.mark.usefixtures("_stopped_clock")
@pytest.mark.parametrize("form", [form for form in PAGES if "record" in form or form == "/"])
def test_unchanged_page_has_every_header_that_django_gives_with_304(
    site: PageCacheMiddleware, record: Record, form: str
) -> None:
    page = address(form, record)
    tag = ask(site.application, page).headers["ETag"]
    slow = ask(site.application, page, HTTP_IF_NONE_MATCH=tag)
    kept = ask(site, page, HTTP_IF_NONE_MATCH=tag)
    assert kept.status == slow.status == 304
    assert comparable(kept) == comparable(slow)


def test_static_files_are_kept_as_they_lie_compressed(site: PageCacheMiddleware, record: Record) -> None:
    page = ask(site, record.get_absolute_url())
    stylesheet = re.search(rb"/static/site\.[0-9a-f]{12}\.css", page.body)
    assert stylesheet
    answer = ask(site, stylesheet[0].decode(), HTTP_ACCEPT_ENCODING="gzip")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def shows(site: PageCacheMiddleware, address: str, words: str) -> bool:
    site.monitor.check()
    return words in ask(site, address).body.decode()


@pytest.fixture
def read(site: PageCacheMiddleware, record: Record) -> str:
    """The address of a page that has been read, and is kept."""
    page = record.get_absolute_url()
    ask(site, page)
    return page


def test_edited_measure_shows(site: PageCacheMiddleware, record: Record, read: str) -> None:
    measure = Measure.objects.filter(section__version__record=record)[0]
    measure.text = "改过的文字。"
    measure.save()
    assert shows(site, read, "改过的文字")


def test_change_of_many_rows_at_once_shows(site: PageCacheMiddleware, read: str) -> None:
    Measure.objects.update(text="一起改过。")
    assert shows(site, read, "一起改过")


def test_change_by_hand_in_the_database_shows(site: PageCacheMiddleware, read: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_recipient SET name = '手工改过的标题'")
    assert shows(site, read, "手工改过的标题")


def test_withdrawn_record_is_gone(site: PageCacheMiddleware, record: Record, read: str) -> None:
    withdraw(record, by=None, reason="样例原因")
    site.monitor.check()
    assert ask(site, read).status == 410


def test_record_set_for_later_appears_when_its_hour_comes(
    site: PageCacheMiddleware, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_for = timezone.now() + timedelta(hours=1)
    later = make_record(recipient=make_recipient("定时发布的单位"), published_at=set_for)
    assert not shows(site, "/", "定时发布的单位")
    assert ask(site, later.get_absolute_url()).status == 404
    monkeypatch.setattr(timezone, "now", lambda: set_for)
    assert shows(site, "/", "定时发布的单位")
    assert ask(site, later.get_absolute_url()).status == 200


def test_tribute_makes_no_page_anew(
    site: PageCacheMiddleware, record: Record, read: str, client: Any
) -> None:
    site.monitor.check()
    before = site.monitor.state
    client.post(f"{read}tribute/", headers={"Sec-Fetch-Site": "same-origin"})
    site.monitor.check()
    assert site.monitor.state is before


def test_page_without_a_database_that_was_never_read_says_when_to_come_back(
    site: PageCacheMiddleware, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def fail(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr("records.views.pages.Record.objects.published", fail)
    answer = ask(site, "/")
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_program_is_sent_to_a_file_from_a_page_that_is_kept(
    site: PageCacheMiddleware, record: Record
) -> None:
    page = record.get_absolute_url()
    accepted = ["text/html,*/*;q=0.8", "application/json", "text/html,*/*;q=0.8"]
    answers = [ask(site, page, HTTP_ACCEPT=accept) for accept in accepted]
    assert [answer.status for answer in answers] == [200, 303, 200]
    assert answers[2].headers["Vary"] == "Accept, Accept-Encoding"
