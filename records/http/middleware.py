"""The middleware of every request: an id for the log, the security headers, and no NUL further in."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import TypeVar

from django.core.exceptions import BadRequest
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, UnreadablePostError

Handler = Callable[[HttpRequest], HttpResponse]
Answer = TypeVar("Answer")

# Text typed there is searched for, and characters that cannot be found are left out of it.
FREE_TEXT = re.compile(r"(/zh-hant)?(/elder)?/search/|/api/")
VISITOR_COOKIES = ("visitor", "__Host-visitor", "__Secure-visitor")
STAFF_ADDRESSES = re.compile(r"/admin(/|$)|/records/\d+/preview/$")

MAX_FAULT_CHARACTERS = 200
# Text and XML that does not say in which encoding it is written. All of ours is UTF-8, as a browser might not guess.
IS_TEXT = re.compile(r"(text/[\w.+-]+|[\w-]+/([\w.-]+\+)?xml)$")

NO_REQUEST = "-"
current_request_id: ContextVar[str] = ContextVar("request_id", default=NO_REQUEST)
REQUESTS_REMEMBERED = 64

# No inline script or style anywhere, nothing from another site, nothing framed.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# Django's own middleware adds COOP, Referrer-Policy, nosniff, HSTS and X-Frame-Options; the rest is here.
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Of a file that somebody else made: it may hold scripts, and reads nothing of ours.
SANDBOXED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


class ClientFaultFilter(logging.Filter):
    """Tells of a client's fault in one short line, and as a warning.

    Django writes forty lines of a Host that is not ours, and calls it an error: whoever knocks at the address would
    fill the log, and hide in it what is a fault of the site's own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = record.stack_info = None
            message = " ".join(record.getMessage().split())
            record.msg, record.args = message[:MAX_FAULT_CHARACTERS], ()
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def once_in_a_request(ask: Callable[[], Answer]) -> Callable[[], Answer]:
    """Asks once in a request, and each time outside of one."""
    during = lru_cache(maxsize=REQUESTS_REMEMBERED)(lambda request: ask())

    @wraps(ask)
    def answer() -> Answer:
        request = current_request_id.get()
        return ask() if request == NO_REQUEST else during(request)

    return answer


def request_id(get_response: Handler) -> Handler:
    """Gives each request an id of our own making: a client's own would let it write into the log."""

    def handle(request: HttpRequest) -> HttpResponse:
        new_id = uuid.uuid4().hex[:16]
        # Reset when the answer is closed: Django logs a 4xx only when the whole chain has returned.
        current_request_id.set(new_id)
        response = get_response(request)
        # Public pages carry no byte that differs by visitor, so only failures bear it.
        if response.status_code >= 500:
            response["X-Request-Id"] = new_id
        return response

    return handle


@receiver(request_finished)
def request_is_over(**signal: object) -> None:
    current_request_id.set(NO_REQUEST)


def security_headers(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if IS_TEXT.match(response.get("Content-Type", "")):
            response["Content-Type"] += "; charset=utf-8"
        return response

    return handle


def leave_staff_cookies_to_staff(get_response: Handler) -> Handler:
    """Hides from public pages all cookies but the visitor's own.

    Django answers a damaged session or CSRF cookie with a new one, and a cache would hand that to everyone.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if not STAFF_ADDRESSES.match(request.path_info):
            visitor = {name: request.COOKIES[name] for name in VISITOR_COOKIES if name in request.COOKIES}
            request.COOKIES = visitor
        return get_response(request)

    return handle


def refuse_nul(get_response: Handler) -> Handler:
    """Refuses NUL, which PostgreSQL does not store and no honest address or query holds."""

    def handle(request: HttpRequest) -> HttpResponse:
        in_query = "%00" in request.META.get("QUERY_STRING", "") and not FREE_TEXT.match(request.path_info)
        if "\0" in request.path_info or in_query:
            raise BadRequest("地址中有空字符。")
        return get_response(request)

    return handle


def refuse_broken_off(get_response: Handler) -> Handler:
    """Takes a body that broke off, because its sender went away, for a fault of the sender's."""

    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, UnreadablePostError):
            raise BadRequest("The request's body broke off") from exception

    handle.process_exception = process_exception  # type: ignore[attr-defined]
    return handle
