"""A WSGI layer that calls marked views without Django's middleware: POSTs that may come by the thousand a second.

Tributes need neither session, login nor form tokens, which take most of such a request's time. The view, its
answers and the headers every answer bears are the same on either way.
"""

import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, cast

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

from records.pages.addresses import Environ, is_addressed_to_us
from records.pages.rendering import Application, StartResponse

from .common_headers import common_headers
from .middleware import current_request_id
from .slow_bodies import has_body

View = Callable[..., HttpResponseBase]


def takes_the_short_way(view: View) -> View:
    """The view must read no body, session or user, and answer by `HttpResponse`."""
    view.takes_the_short_way = True  # type: ignore[attr-defined]
    return view


class ShortWay:
    """A WSGI application in front of Django's, which gets whatever is not for a marked view."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and is_addressed_to_us(environ) and not has_body(environ):
            match = marked(environ["PATH_INFO"])
            if match is not None:
                return self.answer(match, environ, start_response)
        return self.application(environ, start_response)

    def answer(
        self, match: ResolverMatch, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        current_request_id.set(uuid.uuid4().hex[:16])
        request = WSGIRequest(environ)
        request.resolver_match = match
        try:
            response: Any = call_view(request)
        finally:
            # Outside of Django's own handler nothing else would part with a connection that has died.
            close_old_connections()
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        start_response(
            f"{response.status_code} {response.reason_phrase}",
            [
                *response.items(),
                ("Content-Length", str(len(response.content))),
                *common_headers(self.application),
                *cookies,
            ],
        )
        return [response.content]


@convert_exception_to_response
def call_view(request: HttpRequest) -> HttpResponseBase:
    match = cast(ResolverMatch, request.resolver_match)
    return match.func(request, *match.args, **match.kwargs)


@lru_cache(maxsize=1024)
def marked(path: str) -> ResolverMatch | None:
    """The view for this path, if it takes the short way."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match if getattr(match.func, "takes_the_short_way", False) else None
