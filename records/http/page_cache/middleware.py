"""The layer in front of Django: a request for a public page is a dictionary probe-up.

What is not kept, or no longer right, is rendered by one thread while others wait for it; all else is Django's. Who
asks for a part of a page (`Range`) gets the whole, as HTTP allows: a file read bit by bit from the disk would hold a
thread for as long as its reader likes.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterable

from django.conf import settings

from records.http.compression import ENCODINGS, in_each_encoding
from records.http.page_cache.keys import (
    CacheKey,
    Environ,
    asks_for_file,
    cache_key,
    chosen,
    is_addressed_to_us,
)
from records.http.page_cache.monitor import ChangeMonitor
from records.http.page_cache.origin import Application, Rendered, StartResponse, render
from records.http.page_cache.responses import not_now
from records.http.page_cache.store import Page, PageStore

READING = {"GET", "HEAD"}
RENDER_WAIT_SECONDS = 5.0  # seconds to wait for another thread's rendering, before one's own
# So many at once may try to render a page that is not kept while the database does not answer: each holds a thread for
# as long as the database is silent.
MAX_RENDERS_WITHOUT_DATABASE = 4
# RFC 9211: kept, and the database could not be asked whether it still holds.
UNCONFIRMED = [("Cache-Status", 'pages; hit; detail="database unreachable"')]


class InFlightRender:
    """One rendering that many may wait for."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.outcome: Page | Rendered | None = None


class PageCacheMiddleware:
    """A WSGI application around another.

    `probe` returns what, when it changes, makes every page kept out of date.
    """

    def __init__(self, application: Application, probe: Callable[[], Hashable], max_bytes: int) -> None:
        self.application = application
        self.monitor = ChangeMonitor(probe)
        self.store = PageStore(max_bytes)
        # By the page's key and the state of content it is made for: nobody waits for one begun before a change.
        self.in_flight: dict[tuple[str, object], InFlightRender] = {}
        self.tries = threading.BoundedSemaphore(MAX_RENDERS_WITHOUT_DATABASE)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        page = self.store.pages.get(environ["PATH_INFO"])
        if (
            page is not None
            and page.parameters
            and (query := chosen(environ["QUERY_STRING"], page.parameters))
        ):
            page = self.store.pages.get(f"{environ['PATH_INFO']}?{query}")
        if (
            page is None
            or not self.is_fresh(page)
            or environ["REQUEST_METHOD"] not in READING
            or not is_addressed_to_us(environ)
            or (page.in_forms and asks_for_file(environ.get("HTTP_ACCEPT", "")))
        ):
            return self.answer(environ, start_response)
        return page.answer(environ, start_response)

    def is_fresh(self, page: Page) -> bool:
        """Fresh, of the public content as it is now, and the database was asked a moment ago."""
        now = page.read_at = time.monotonic()
        return (
            page.state is self.monitor.state and now < page.fresh_until and now < self.monitor.current_until
        )

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """For a request that no kept page answers just like that."""
        if environ["REQUEST_METHOD"] not in READING:
            answer = self.application(environ, start_response)
            self.monitor.probe_soon()  # whoever changed something through this process sees it at once
            return answer
        address = None
        if is_addressed_to_us(environ):
            address = cache_key(environ["PATH_INFO"], environ["QUERY_STRING"])
        if address is None or (address.policy.in_forms and asks_for_file(environ.get("HTTP_ACCEPT", ""))):
            return self.application(environ, start_response)
        self.monitor.start()
        return self.answer_page(address, environ, start_response)

    def answer_page(
        self, address: CacheKey, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        kept = self.store.pages.get(address.key)
        if kept and self.is_fresh(kept):
            return kept.answer(environ, start_response)
        if not self.monitor.is_current():
            if kept:
                return kept.answer(environ, start_response, UNCONFIRMED)
            return self.try_without_database(address, environ, start_response)
        return self.answer_anew(address, kept, environ, start_response)

    def try_without_database(
        self, address: CacheKey, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """A static file needs none; and the database may be back before anybody has seen it."""
        if not self.tries.acquire(blocking=False):
            words = "网站暂时连不上数据库，请过一会儿再试。"
            return not_now(self.application, start_response, words, retry_seconds=5)
        try:
            return self.answer_anew(address, None, environ, start_response)
        finally:
            self.tries.release()

    def answer_anew(
        self, address: CacheKey, kept: Page | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        outcome = self.renewed(address, kept)
        if isinstance(outcome, Page):
            return outcome.answer(environ, start_response)
        if kept and (outcome is None or outcome.has_failed):
            return kept.answer(environ, start_response, UNCONFIRMED)
        if outcome is None:
            return self.application(environ, start_response)
        return outcome.answer(environ, start_response)

    def renewed(self, address: CacheKey, kept: Page | None) -> Page | Rendered | None:
        """The page as it is now, by this thread or the one already at it. None: that one takes too long."""
        state = self.monitor.state
        with self.store.lock:
            in_flight_render = self.in_flight.get((address.key, state))
            is_mine = in_flight_render is None
            if in_flight_render is None:
                in_flight_render = self.in_flight[address.key, state] = InFlightRender()
        if is_mine:
            self.render_once(in_flight_render, address, state)
        elif kept and kept.state is self.monitor.state:
            return kept  # merely a minute old
        else:
            in_flight_render.done.wait(RENDER_WAIT_SECONDS)
        return in_flight_render.outcome

    def render_once(self, in_flight_render: InFlightRender, address: CacheKey, state: object) -> None:
        try:
            in_flight_render.outcome = self.render(address, state)
        finally:
            del self.in_flight[address.key, state]
            in_flight_render.done.set()

    def render(self, address: CacheKey, state: object) -> Page | Rendered:
        """`state` was seen before: what changes meanwhile makes the page out of date, not the other way round."""
        rendered = render(self.application, address.path, address.query)
        if not rendered.is_page:
            if not rendered.has_failed:
                # What is no longer there is not shown for want of a database either.
                self.store.drop(address.key)
            return rendered
        page = Page(rendered, self.bodies_of(rendered, address))
        page.state, page.parameters = state, address.policy.parameters
        page.in_forms = address.policy.in_forms
        page.read_at = time.monotonic()
        page.fresh_until = page.read_at + address.policy.seconds
        self.store.put(address.key, page)
        return page

    def bodies_of(self, rendered: Rendered, address: CacheKey) -> dict[str, bytes]:
        """By encoding. A static file lies compressed on the disk already: it says so, and is asked for each."""
        if not address.path.startswith(settings.STATIC_URL):
            return in_each_encoding(rendered.body, rendered.header("Content-Type"))
        asked = {name: render(self.application, address.path, address.query, name) for name in ENCODINGS}
        return {
            name: answer.body
            for name, answer in asked.items()
            if name in ("identity", answer.header("Content-Encoding"))
        }
