"""The layer in front of Django, asked the way a server asks it."""

import io
import sys
from collections.abc import Iterable
from typing import Any, NamedTuple

from records.http.page_cache.keys import Environ
from records.http.page_cache.origin import Application


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def ask(application: Application, address: str, method: str = "GET", **environ: str) -> Answer:
    """`environ` as WSGI names it: HTTP_HOST="…"."""
    started: list[Any] = []
    path, _, query = address.partition("?")
    chunks = application(request(method, path, query) | environ, lambda *start: started.extend(start))
    body = joined(chunks)
    return Answer(int(started[0].split()[0]), dict(started[1]), body)


def joined(chunks: Iterable[bytes]) -> bytes:
    try:
        return b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()


def request(method: str, path: str, query: str) -> Environ:
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
