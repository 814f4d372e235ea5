"""致敬 by the page's script, answered in front of Django: it may come by the thousand a second.

The rules are those of the view, each in one place that both ask. Only Django's request, response and middleware
are left out, which take as long as all the rest. All but ordinary tributes go on to Django: a form that wants a page,
a request with a body, from elsewhere, over the limit, or for a record that is not public.
"""

import json
import logging
import re
from collections.abc import Iterable

from records import tributes
from records.http.body_limit import declares_body
from records.http.client_address import address_from
from records.http.counters import count_request
from records.http.page_cache.keys import Environ, is_addressed_to_us
from records.http.page_cache.origin import Application, Headers, StartResponse
from records.http.page_cache.responses import common_headers
from records.models import Record

from .answers import BUSY_RETRY_SECONDS, failure_message, payment_answer, prefers_html
from .visitors import (
    ATTEMPT_HEADER,
    cookie_header,
    is_from_same_origin,
    known_visitor,
    new_visitor,
)

logger = logging.getLogger(__name__)

# Ten digits are more records than there will be; a longer number is Django's to refuse.
TRIBUTE = re.compile(r"/records/([0-9]{1,10})/tribute/", re.ASCII)


class TributeFastPath:
    """Answers ordinary tributes, as a WSGI application in front of Django's."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and (match := TRIBUTE.fullmatch(environ["PATH_INFO"])):
            answer = self.answer(int(match[1]), environ)
            if answer:
                status, headers, body = answer
                count_request(environ["PATH_INFO"], status)
                start_response(status, headers)
                return [body]
        return self.application(environ, start_response)

    def answer(self, record_id: int, environ: Environ) -> tuple[str, Headers, bytes] | None:
        """Returns None where Django must answer."""
        if not is_ordinary(environ):
            return None
        visitor = known_visitor(environ) or new_visitor(environ.get(ATTEMPT_HEADER, ""))
        address = address_from(environ)
        if tributes.network_limit.reached(record_id, address):
            return None
        try:
            answer = tributes.pay(record_id, visitor)
        except Record.DoesNotExist:
            return None
        except Exception as error:
            failure = as_failure(error)
            return self.json_answer(
                "503 Service Unavailable", {"error": failure_message(failure)}, busy_headers(failure, visitor)
            )
        if answer.done:
            tributes.network_limit.spend(record_id, address)
        status, content = payment_answer(answer)
        return self.json_answer(
            f"{status.value} {status.phrase}", content, [("Set-Cookie", cookie_header(visitor))]
        )

    def json_answer(
        self, status: str, content: dict[str, object], headers: Headers
    ) -> tuple[str, Headers, bytes]:
        body = json.dumps(content, ensure_ascii=False).encode()
        own = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ]
        return status, [*own, *common_headers(self.application), *headers], body


def is_ordinary(environ: Environ) -> bool:
    return (
        is_addressed_to_us(environ)
        and not declares_body(environ)
        and not prefers_html(environ.get("HTTP_ACCEPT", "*/*"))
        and is_from_same_origin(environ)
    )


def as_failure(error: Exception) -> tributes.Busy:
    """Makes any error an answer. Were Django asked after it, a tribute without a cookie might count twice."""
    if isinstance(error, tributes.Busy):
        return error
    logger.error("A tribute failed", exc_info=error)
    return tributes.Uncertain()


def busy_headers(failure: tributes.Busy, visitor: str) -> Headers:
    headers = [("Retry-After", str(BUSY_RETRY_SECONDS))]
    if isinstance(failure, tributes.Uncertain):
        headers.append(("Set-Cookie", cookie_header(visitor)))
    return headers
