from collections.abc import Callable
from typing import Any

import pytest

from records.http.page_cache import monitor
from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.origin import Headers, StartResponse


class Django:
    """Stands behind the cache in place of Django: answers as it is told to, and notes the requests."""

    def __init__(self) -> None:
        self.status = "200 OK"
        self.headers: Headers = [("Content-Type", "text/html"), ("ETag", '"first"'), ("X-Site", "ours")]
        self.body = b"<p>" + b"words " * 200
        self.asked: list[dict[str, Any]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        self.asked.append(environ)
        self.meanwhile()
        start_response(self.status, [*self.headers, ("Content-Length", str(len(self.body)))])
        return [self.body]

    def says(self, words: str) -> None:
        self.body = words.encode()
        self.headers = [("Content-Type", "text/html"), ("ETag", f'"{words}"')]


@pytest.fixture
def django() -> Django:
    return Django()


@pytest.fixture(autouse=True)
def _probes_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs no thread: a test says when to probe, by `site.monitor.check()`, and has all the time it takes."""
    monkeypatch.setattr(monitor.ChangeMonitor, "run", lambda _: None)
    monkeypatch.setattr(monitor, "CURRENT_FOR_SECONDS", 3600)


@pytest.fixture
def content() -> list[int]:
    """The state of public content, as the cache probes it: a test changes its one number."""
    return [1]


@pytest.fixture
def site(django: Django, content: list[int]) -> PageCacheMiddleware:
    return PageCacheMiddleware(django, monitor.ChangeMonitor(lambda: content[0]), max_bytes=10_000_000)
