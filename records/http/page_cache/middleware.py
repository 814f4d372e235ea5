"""The page cache in front of Django: a request for a public page is a dictionary look-up.

A page that is not cached, or out of date, is rendered by one thread while others wait for it, and nobody renders it
beside that one: however many ask, in whichever way, the work is done once. Answers of which there are endlessly many
are shared by those who ask at the same time, and not kept. All else is left to Django.

A request for a part of a page (`Range`) gets the whole, as HTTP allows: a file read bit by bit from the disk would hold
a thread for as long as its reader likes.
"""

import threading
import time
from collections.abc import Iterable

from django.conf import settings

from records.http.compression import ENCODINGS, in_each_encoding
from records.http.counters import FROM_MEMORY, Place, counting, counts, requests_of

from .keys import (
    CacheKey,
    Environ,
    cache_key,
    canonical_query,
    is_addressed_to_us,
    prefers_file,
)
from .monitor import ChangeMonitor
from .origin import Application, Rendered, StartResponse, render
from .responses import service_unavailable
from .store import NOT_MODIFIED, Page, PageStore

SAFE_METHODS = {"GET", "HEAD"}
# After another thread's rendering began. Who comes later is refused at once, so that a slow page holds no more threads.
RENDER_WAIT_SECONDS = 5.0
# At once of one address: for content as it is, and for content as it was a moment ago.
MAX_RENDERS_OF_A_PAGE = 2
# For one of the threads that make answers that are not kept. At most half of all make some, so that pages are served.
UNKEPT_WAIT_SECONDS = 1.0
RETRY_SECONDS = 2
BUSY = "网站正忙，请过几秒再试。"
# At once, of pages that are not cached, while the database does not answer: each holds a thread for as long as the
# database is silent.
MAX_RENDERS_WITHOUT_DATABASE = 4
# RFC 9211: cached, and the database could not be asked whether it is still right.
UNCONFIRMED_HEADERS = [("Cache-Status", 'pages; hit; detail="database unreachable"')]


class InFlightRender:
    """A rendering under way, for which many may wait."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.done = threading.Event()
        self.outcome: Page | Rendered | None = None

    def wait(self) -> Page | Rendered | None:
        """Returns None where it takes too long, or broke off."""
        self.done.wait(max(0.0, self.began + RENDER_WAIT_SECONDS - time.monotonic()))
        return self.outcome


class PageCacheMiddleware:
    """Answers public pages from memory, as a WSGI application around another.

    A change that `monitor` sees makes every cached page out of date.
    """

    def __init__(self, application: Application, monitor: ChangeMonitor, max_bytes: int) -> None:
        self.application = application
        self.monitor = monitor
        self.store = PageStore(max_bytes)
        # By the page's key and the state of content it is rendered for: nobody waits for one begun before a change.
        self.in_flight: dict[tuple[str, object], InFlightRender] = {}
        self.renders_without_database = threading.BoundedSemaphore(MAX_RENDERS_WITHOUT_DATABASE)
        self.renders_not_kept = threading.BoundedSemaphore(settings.SERVER_THREADS // 2)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        page = self.store.pages.get(environ["PATH_INFO"])
        if (
            page is not None
            and page.parameters
            and (query := canonical_query(environ["QUERY_STRING"], page.parameters))
        ):
            page = self.store.pages.get(f"{environ['PATH_INFO']}?{query}")
        if (
            page is None
            or not self.is_fresh(page)
            or environ["REQUEST_METHOD"] not in SAFE_METHODS
            or not is_addressed_to_us(environ)
            or prefers_file(environ.get("HTTP_ACCEPT", ""), page.files)
        ):
            return self.answer(environ, counting(environ, start_response))
        answer = page.answer(environ, start_response)
        # The place of 3xx stands next to that of 2xx.
        counts.row[page.requests if answer is not NOT_MODIFIED else page.requests + 1] += 1
        return answer

    def is_fresh(self, page: Page) -> bool:
        """Tells whether it is young, shows content as it is now, and the database was probed a moment ago."""
        now = page.read_at = time.monotonic()
        return (
            page.state is self.monitor.state and now < page.fresh_until and now < self.monitor.current_until
        )

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request for which no fresh page was found at once."""
        if environ["REQUEST_METHOD"] not in SAFE_METHODS:
            answer = self.application(environ, start_response)
            self.monitor.probe_soon()  # a change made through this process shows at once
            return answer
        key = None
        if is_addressed_to_us(environ):
            key = cache_key(environ["PATH_INFO"], environ["QUERY_STRING"])
        if key is None or prefers_file(environ.get("HTTP_ACCEPT", ""), key.policy.files):
            return self.application(environ, start_response)
        self.monitor.start()
        return self.answer_page(key, environ, start_response)

    def answer_page(self, key: CacheKey, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        page = self.store.pages.get(key.address)
        if page and self.is_fresh(page):
            return page.answer(environ, start_response)
        if not self.monitor.is_current():
            if page and page.state is self.monitor.state:
                counts.row[Place.PAGES_UNCONFIRMED] += 1
                return page.answer(environ, start_response, UNCONFIRMED_HEADERS)
            return self.render_without_database(key, environ, start_response)
        return self.answer_rendered(key, page, environ, start_response)

    def render_without_database(
        self, key: CacheKey, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Renders all the same: a static file needs no database, and it may be back before a probe has seen it."""
        if not self.renders_without_database.acquire(blocking=False):
            message = "网站暂时连不上数据库，请过一会儿再试。"
            return service_unavailable(self.application, start_response, message, retry_seconds=5)
        try:
            return self.answer_rendered(key, None, environ, start_response)
        finally:
            self.renders_without_database.release()

    def answer_rendered(
        self, key: CacheKey, stale: Page | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        outcome = self.render_or_wait(key, stale)
        has_failed = outcome is None or (isinstance(outcome, Rendered) and outcome.has_failed)
        if has_failed and stale and stale.state is self.monitor.state:
            # Not one from before a change: it may show what has been withdrawn or corrected.
            counts.row[Place.PAGES_UNCONFIRMED] += 1
            return stale.answer(environ, start_response, UNCONFIRMED_HEADERS)
        if outcome is None:
            return service_unavailable(self.application, start_response, BUSY, RETRY_SECONDS)
        return outcome.answer(environ, start_response)

    def render_or_wait(self, key: CacheKey, stale: Page | None) -> Page | Rendered | None:
        """Renders the page, or waits for the thread already at it. Returns None where that one takes too long."""
        state = self.monitor.state
        with self.store.lock:
            rendering = self.in_flight.get((key.address, state))
            is_mine = rendering is None
            if rendering is None:
                if sum(address == key.address for address, _ in self.in_flight) >= MAX_RENDERS_OF_A_PAGE:
                    return None
                rendering = self.in_flight[key.address, state] = InFlightRender()
        if is_mine:
            self.render_once(rendering, key, state)
        elif stale and stale.state is self.monitor.state:
            counts.row[Place.PAGES_STALE] += 1
            return stale  # merely a minute old
        else:
            counts.row[Place.PAGES_WAITED_FOR] += 1
        return rendering.wait()

    def render_once(self, rendering: InFlightRender, key: CacheKey, state: object) -> None:
        try:
            if key.policy.is_kept:
                rendering.outcome = self.render(key, state)
            elif self.renders_not_kept.acquire(timeout=UNKEPT_WAIT_SECONDS):
                try:
                    rendering.outcome = self.render(key, state)
                finally:
                    self.renders_not_kept.release()
        finally:
            del self.in_flight[key.address, state]
            rendering.done.set()

    def render(self, key: CacheKey, state: object) -> Page | Rendered:
        """Renders the page for a `state` probed before, so that a change meanwhile makes it out of date."""
        counts.row[Place.PAGES_RENDERED] += 1
        rendered = render(self.application, key.path, key.query)
        if not rendered.is_page:
            if not rendered.has_failed:
                # A page that has gone is not shown for want of a database either.
                self.store.drop(key.address)
            return rendered
        page = Page(rendered, self.encoded_bodies(rendered, key))
        page.state, page.parameters = state, key.policy.parameters
        page.files = key.policy.files
        page.size += len(key.address)
        page.requests = requests_of(key.path, FROM_MEMORY) + 1
        page.read_at = time.monotonic()
        page.fresh_until = page.read_at + key.policy.seconds
        if key.policy.is_kept:
            self.store.put(key.address, page)
        return page

    def encoded_bodies(self, rendered: Rendered, key: CacheKey) -> dict[str, bytes]:
        """Returns bodies by encoding. A static file lies compressed on the disk already, and is asked for in each."""
        if not key.path.startswith(settings.STATIC_PATH):
            return in_each_encoding(rendered.body, rendered.header("Content-Type"))
        asked = {name: render(self.application, key.path, key.query, name) for name in ENCODINGS}
        return {
            name: answer.body
            for name, answer in asked.items()
            if name in ("identity", answer.header("Content-Encoding"))
        }
