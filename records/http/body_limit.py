"""A WSGI layer that keeps threads free of bodies that never end.

A thread reads a request's body at the pace of its sender, and nothing in the server bounds that. So only some of
the threads may be at it at once; the others go on with pages and tributes, which have no body.
"""

import threading
from collections.abc import Iterable

from .page_cache.keys import Environ
from .page_cache.origin import Application, StartResponse
from .page_cache.responses import service_unavailable


def declares_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ


class BodyConcurrencyLimit:
    """A WSGI application around another, which gets at most `max_bodies` requests with bodies at a time."""

    def __init__(self, application: Application, max_bodies: int) -> None:
        self.application = application
        self.slots = threading.BoundedSemaphore(max_bodies)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not declares_body(environ):
            return self.application(environ, start_response)
        if not self.slots.acquire(blocking=False):
            message = "同时上传的太多，请过一会儿再试。"
            return service_unavailable(self.application, start_response, message, retry_seconds=10)
        try:
            return self.application(environ, start_response)
        finally:
            self.slots.release()
