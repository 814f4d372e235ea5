"""Pages in memory: ready to be sent in each encoding, within a bounded number of bytes."""

import threading

from django.utils.http import parse_etags

from records.http.compression import best_of
from records.http.counters import Place, counts

from .keys import Environ
from .origin import Headers, Rendered, StartResponse

PAGE_OVERHEAD_BYTES = 4_000  # a page's headers, and our own objects around it
# Shares of the memory: a larger page would push out too many others; and so much is left after an eviction.
MAX_PAGE_SHARE = 1 / 8
MAX_SHARE_AFTER_EVICTION = 0.9
NO_BODY = [b""]
NOT_MODIFIED = [b""]
CONTENT_HEADERS = {"content-type", "content-disposition", "content-language"}
ENCODING_HEADERS = {"content-length", "content-encoding", "etag", "vary"}


class Page:
    """An answer 200, for many clients."""

    __slots__ = (
        "answers",
        "encodings",
        "etag",
        "files",
        "fresh_until",
        "last_modified",
        "not_modified_headers",
        "parameters",
        "read_at",
        "requests",
        "size",
        "state",
    )

    def __init__(self, rendered: Rendered, bodies: dict[str, bytes]) -> None:
        """Takes `bodies` by encoding, identity among them."""
        self.etag = rendered.header("ETag").removeprefix("W/")
        self.last_modified = rendered.header("Last-Modified")
        self.encodings = frozenset(bodies)
        self.size = PAGE_OVERHEAD_BYTES + sum(map(len, bodies.values()))
        headers = [(name, value) for name, value in rendered.headers if name.lower() not in ENCODING_HEADERS]
        headers += self.validators(rendered.header("Vary"))
        self.not_modified_headers = [
            (name, value) for name, value in headers if name.lower() not in CONTENT_HEADERS
        ]
        self.answers = {name: (headers_of(name, body) + headers, [body]) for name, body in bodies.items()}
        # Set by the cache as it stores the page.
        self.parameters: tuple[str, ...] = ()
        self.files: tuple[str, ...] = ()
        self.state: object = None  # of public content, as it was when rendering began
        self.fresh_until = self.read_at = 0.0  # monotonic
        self.requests = 0  # the place where answers 2xx from memory are counted

    def validators(self, vary: str) -> Headers:
        """Returns ETag and Vary. One tag for all encodings is a weak one: it names the text, not its bytes."""
        is_weak = len(self.encodings) > 1
        tag = [("ETag", f"W/{self.etag}" if is_weak else self.etag)] if self.etag else []
        varies = [name.strip() for name in vary.split(",") if name.strip()] + ["Accept-Encoding"] * is_weak
        return [*tag, ("Vary", ", ".join(dict.fromkeys(varies)))] if varies else tag

    def answer(
        self, environ: Environ, start_response: StartResponse, extra_headers: Headers | None = None
    ) -> list[bytes]:
        """Answers with `extra_headers` for this client alone."""
        if self.is_held_by_client(environ):
            start_response("304 Not Modified", self.not_modified_headers + (extra_headers or []))
            return NOT_MODIFIED
        encoding = best_of(environ.get("HTTP_ACCEPT_ENCODING", ""), self.encodings)
        headers, body = self.answers[encoding]
        start_response("200 OK", headers + extra_headers if extra_headers else headers)
        return NO_BODY if environ["REQUEST_METHOD"] == "HEAD" else body

    def is_held_by_client(self, environ: Environ) -> bool:
        """Tells whether the client has it already. Without a tag a date counts, and only the very one we gave."""
        if tags := environ.get("HTTP_IF_NONE_MATCH"):
            return bool(self.etag) and any(
                tag == "*" or tag.removeprefix("W/") == self.etag for tag in parse_etags(tags)
            )
        return bool(self.last_modified) and environ.get("HTTP_IF_MODIFIED_SINCE") == self.last_modified


def headers_of(encoding: str, body: bytes) -> Headers:
    length = [("Content-Length", str(len(body)))]
    return length if encoding == "identity" else [("Content-Encoding", encoding), *length]


class PageStore:
    """Pages by their key. The least recently read are evicted.

    Read without a lock, since a dictionary's `get` is whole in itself; all writing is under one.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.pages: dict[str, Page] = {}
        self.bytes = 0
        self.lock = threading.Lock()

    def put(self, key: str, page: Page) -> None:
        """Stores the page, unless it is too large a share of the memory: those who ask while it is made share it."""
        if page.size > self.max_bytes * MAX_PAGE_SHARE:
            return
        with self.lock:
            self.remove(key)
            self.pages[key] = page
            self.bytes += page.size
            if self.bytes > self.max_bytes:
                self.evict()
            self.tell()

    def drop(self, key: str) -> None:
        with self.lock:
            self.remove(key)
            self.tell()

    def tell(self) -> None:
        counts.row[Place.PAGES], counts.row[Place.PAGE_BYTES] = len(self.pages), self.bytes

    def remove(self, key: str) -> None:
        """Removes the page; to be called under the lock."""
        if removed := self.pages.pop(key, None):
            self.bytes -= removed.size

    def evict(self) -> None:
        """Frees a tenth at a time, since it takes a look at every page."""
        for key in sorted(self.pages, key=lambda key: self.pages[key].read_at):
            if self.bytes <= self.max_bytes * MAX_SHARE_AFTER_EVICTION:
                break
            self.remove(key)
            counts.row[Place.PAGES_EVICTED] += 1
