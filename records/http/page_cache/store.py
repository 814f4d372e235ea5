"""Pages as they are kept: ready to be sent in each encoding, within a bounded number of bytes."""

import threading

from django.utils.http import parse_etags

from records.http.compression import best_of
from records.http.page_cache.keys import Environ
from records.http.page_cache.origin import Headers, Rendered, StartResponse

PAGE_OVERHEAD_BYTES = 4_000  # bytes of a page's headers and of our own objects around it
NOTHING = [b""]
OF_ANY_BODY = {"content-type", "content-disposition", "content-language"}
OF_ONE_BODY = {"content-length", "content-encoding", "etag", "vary"}


class Page:
    """An answer 200 that many will get."""

    __slots__ = (
        "answers",
        "etag",
        "fresh_until",
        "in_forms",
        "modified",
        "offered",
        "parameters",
        "read_at",
        "size",
        "state",
        "unchanged",
    )

    def __init__(self, rendered: Rendered, bodies: dict[str, bytes]) -> None:
        """`bodies` are by encoding, identity among them."""
        self.etag = rendered.header("ETag").removeprefix("W/")
        self.modified = rendered.header("Last-Modified")
        self.offered = frozenset(bodies)
        self.size = PAGE_OVERHEAD_BYTES + sum(map(len, bodies.values()))
        headers = [(name, value) for name, value in rendered.headers if name.lower() not in OF_ONE_BODY]
        headers += self.validators(rendered.header("Vary"))
        self.unchanged = [(name, value) for name, value in headers if name.lower() not in OF_ANY_BODY]
        self.answers = {name: (headers_of(name, body) + headers, [body]) for name, body in bodies.items()}
        # Set by whoever keeps it.
        self.parameters: tuple[str, ...] = ()
        self.in_forms = False
        self.state: object = None  # of public content, as it was when rendering began
        self.fresh_until = self.read_at = 0.0  # monotonic

    def validators(self, vary: str) -> Headers:
        """One tag for all encodings is a weak one: it names what is said, not its bytes."""
        is_weak = len(self.offered) > 1
        tag = [("ETag", f"W/{self.etag}" if is_weak else self.etag)] if self.etag else []
        varies = [name.strip() for name in vary.split(",") if name.strip()] + ["Accept-Encoding"] * is_weak
        return [*tag, ("Vary", ", ".join(dict.fromkeys(varies)))] if varies else tag

    def answer(
        self, environ: Environ, start_response: StartResponse, more: Headers | None = None
    ) -> list[bytes]:
        """`more` are headers for this one answer."""
        if self.is_known_to(environ):
            start_response("304 Not Modified", self.unchanged + (more or []))
            return NOTHING
        encoding = best_of(environ.get("HTTP_ACCEPT_ENCODING", ""), self.offered)
        headers, body = self.answers[encoding]
        start_response("200 OK", headers + more if more else headers)
        return NOTHING if environ["REQUEST_METHOD"] == "HEAD" else body

    def is_known_to(self, environ: Environ) -> bool:
        """Whether the client has it already. A date counts where no tag is given, and only the very one we gave."""
        if known := environ.get("HTTP_IF_NONE_MATCH"):
            return bool(self.etag) and any(
                tag == "*" or tag.removeprefix("W/") == self.etag for tag in parse_etags(known)
            )
        return bool(self.modified) and environ.get("HTTP_IF_MODIFIED_SINCE") == self.modified


def headers_of(encoding: str, body: bytes) -> Headers:
    length = [("Content-Length", str(len(body)))]
    return length if encoding == "identity" else [("Content-Encoding", encoding), *length]


class PageStore:
    """The pages kept, by their address. The least recently read make way.

    Read without a lock, since a dictionary's `get` is whole in itself; all writing is under one.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.pages: dict[str, Page] = {}
        self.bytes = 0
        self.lock = threading.Lock()

    def put(self, key: str, page: Page) -> None:
        """A page that would take an eighth of all room is not kept."""
        if page.size > self.max_bytes // 8:
            return
        with self.lock:
            self.remove(key)
            self.pages[key] = page
            self.bytes += page.size
            if self.bytes > self.max_bytes:
                self.make_room()

    def drop(self, key: str) -> None:
        with self.lock:
            self.remove(key)

    def remove(self, key: str) -> None:
        """Under the lock."""
        if before := self.pages.pop(key, None):
            self.bytes -= before.size

    def make_room(self) -> None:
        """A tenth at a time: it takes a probe at every page."""
        for key in sorted(self.pages, key=lambda key: self.pages[key].read_at):
            if self.bytes <= self.max_bytes * 0.9:
                break
            self.remove(key)
