"""Asks Django for a page as nobody in particular: nothing of the client's request but the address gets through.

So no header or cookie of one visitor can find its way into a page that is cached for all.
"""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from records.http.compression import encoded_for

from .keys import Environ

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Rendered(NamedTuple):
    status: str  # as in "200 OK"
    headers: Headers
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.status.startswith("200 ") and not self.header("Set-Cookie")

    @property
    def has_failed(self) -> bool:
        return self.status.startswith("5")

    def header(self, name: str) -> str:
        """Returns the value, empty where the header is missing."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), "")

    def answer(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Answers what is no page to keep: one that is not there, has been withdrawn, or has failed."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding, body = encoded_for(accepted, self.body, self.header("Content-Type"))
        headers = self.headers
        if encoding != "identity":
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers += [("Content-Encoding", encoding), ("Content-Length", str(len(body)))]
        start_response(self.status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def render(application: Application, path: str, query: str = "", encoding: str = "identity") -> Rendered:
    started: list[Any] = []
    chunks = application(request_for(path, query, encoding), lambda *start: started.extend(start))
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    status, headers = started[:2]
    return Rendered(status, headers, body)


def request_for(path: str, query: str, encoding: str) -> Environ:
    site = urlsplit(settings.SITE_URL)
    environ: Environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or {"http": 80, "https": 443}[site.scheme]),
        "HTTP_HOST": site.netloc,
        "HTTP_ACCEPT_ENCODING": encoding,
        "REMOTE_ADDR": "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if settings.SECURE_PROXY_SSL_HEADER:
        environ[settings.SECURE_PROXY_SSL_HEADER[0]] = site.scheme
    return environ
