"""Decorators that make a view's answer a public page: readable by anyone, kept by any cache, checked by ETag.

Each also marks its view with the `CachePolicy` by which the layer in front of Django caches it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

View = Callable[..., HttpResponseBase]

# CORS: no cookie is ever looked at, so nothing is told to one site that is not told to all.
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """Tells how a page is cached in memory."""

    seconds: float  # at most; a change of public content renews it at once
    # Those of its query that choose what it shows; all others change nothing.
    parameters: tuple[str, ...] = ()
    # Media types of its files: a client that prefers one by its `Accept` is redirected to it.
    files: tuple[str, ...] = ()
    # Else it is shared by those who ask at the same time: one of endlessly many would push out what is read often.
    is_kept: bool = True


# A page carries the number of tributes, which may be a minute old; ten seconds are left for making it anew.
MINUTE_POLICY = CachePolicy(50.0)
# Nothing but public content: made once for each state of it.
CONTENT_POLICY = CachePolicy(3600.0)
SECOND_POLICY = CachePolicy(1.0)
# For a cache that nobody purges, while the site does not answer. Every public answer may name people, and what is
# withdrawn must not come back for long; it still covers a restart. Behind nginx, which is purged, readers have days.
STALE_IF_ERROR_SECONDS = 300


def cached(policy: CachePolicy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return mark


def policy_of(view: Any) -> CachePolicy | None:
    return getattr(view, "policy", None)


def public_page(view: View) -> View:
    """Applies the page contract: GET and HEAD only, `Cache-Control` for shared caches, `ETag` and 304.

    The view must read no session, set no cookie, and answer every visitor alike.
    """
    return cached(MINUTE_POLICY)(cacheable(view))


def public_negotiated_page(*files: str) -> Callable[[View], View]:
    """Applies the page contract to a page that has files of these media types too: caches keep it by `Accept`, of which
    browsers differ."""
    policy = CachePolicy(MINUTE_POLICY.seconds, files=files)
    return lambda view: cached(policy)(vary_on_headers("Accept")(cacheable(view)))


def public_answer_by(*parameters: str) -> Callable[[View], View]:
    """Applies the page contract to one of endlessly many pages: caches keep it, the site's own memory does not."""
    policy = CachePolicy(0.0, parameters, is_kept=False)
    return lambda view: cached(policy)(cacheable(view))


def public_page_by(*parameters: str) -> Callable[[View], View]:
    """Applies the page contract to a page that differs by these parameters of its query."""
    return lambda view: cached(CachePolicy(MINUTE_POLICY.seconds, parameters))(cacheable(view))


def public_content_by(*parameters: str) -> Callable[[View], View]:
    """Applies the page contract to what shows public content and nothing that is counted meanwhile."""
    return lambda view: cached(CachePolicy(CONTENT_POLICY.seconds, parameters))(cacheable(view))


def public_for_a_second(view: View) -> View:
    with_header = cache_control(public=True, max_age=1)
    return cached(SECOND_POLICY)(only_read(conditional_by_etag(with_header(view))))


def public_for_an_hour(view: View) -> View:
    """Lets caches keep for an hour an answer whose address names its content: it never changes, but may be taken away.

    Not a moment longer, whatever fails: whoever was told to forget it must not be shown it.
    """
    return cached(CONTENT_POLICY)(only_read(conditional_by_etag(kept_for(3600, view))))


def public_for_a_day(view: View) -> View:
    """Lets caches keep for a day what changes in no other way than that the site goes back to a backup."""
    return cached(CONTENT_POLICY)(only_read(conditional_by_etag(kept_for(24 * 3600, view))))


def kept_for(seconds: int, view: View) -> View:
    """Says so of what is there; that it is not, or no longer, may be another in a minute."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        is_there = response.status_code == HTTPStatus.OK
        patch_cache_control(response, public=True, max_age=seconds if is_there else 60)
        return response

    return answer


def public_for_good(view: View) -> View:
    """Lets caches keep for a year what never changes under its address."""
    with_header = cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
    return cached(CONTENT_POLICY)(only_read(conditional_by_etag(with_header(view))))


def cacheable(view: View) -> View:
    with_header = cache_control(
        public=True, max_age=60, stale_while_revalidate=600, stale_if_error=STALE_IF_ERROR_SECONDS
    )
    return only_read(conditional_by_etag(with_header(view)))


def only_read(view: View) -> View:
    """Answers 405 to any other method, also to one without a form's token: it is refused for what it asks."""
    return csrf_exempt(require_safe(view))


def open_to_all(view: View) -> View:
    """Lets scripts and pages of any site read the answer."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        for name, value in OPEN_TO_ALL.items():
            response[name] = value
        return response

    return answer


def conditional_by_etag(view: View) -> View:
    """Sets an ETag and answers 304 by it. Django's own `conditional_page` leaves HEAD without an ETag."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        if hasattr(response, "render"):
            response.render()
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)  # type: ignore[arg-type, return-value]

    return answer
