"""Keeps threads free of bodies that never end, and the disk of bodies that nobody asked for.

A thread reads a request's body at the pace of its sender, and nothing in the server bounds that. So only some of
the threads may be at it at once; the others go on with pages and tributes, which have no body. And Django writes a
form with files to the disk, however large, to look for the token in it that says whether it may.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from .page_cache.keys import Environ
from .page_cache.origin import Application, StartResponse
from .page_cache.responses import service_unavailable

View = TypeVar("View", bound=Callable[..., Any])

# A form without files has 2.5 MB at most, and what stands around its fields; views with more say so.
MAX_FORM_BYTES = 5 * 1024**2


def takes_bodies_of(max_bytes: int) -> Callable[[View], View]:
    """Lets a view have larger bodies than a form without files."""

    def mark(view: View) -> View:
        view.max_body_bytes = max_bytes  # type: ignore[attr-defined]
        return view

    return mark


def bound_bodies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuses a body larger than its view takes, unread, as Django's middleware above all that reads bodies.

    A body that does not say how long it is, Django does not read.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable[..., Any], *_: object) -> None:
        declared = request.headers.get("content-length") or "0"
        if not f"{declared}".isdecimal():
            raise BadRequest("Content-Length is no number")  # Django would fail as it comes to read the body
        if len(declared) > 18 or int(declared) > getattr(view, "max_body_bytes", MAX_FORM_BYTES):
            raise RequestDataTooBig("The request's body is larger than its view takes")

    handle.process_view = process_view  # type: ignore[attr-defined]
    return handle


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
