"""What makes a view's answer a public page: readable by anyone, kept by any cache, checked by ETag.

Each decorator also marks its view with a `CachePolicy`, by which the layer in front of Django knows what it may keep.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """How a page is kept in memory."""

    seconds: float  # at most; a change of public content renews it at once
    parameters: tuple[
        str, ...
    ] = ()  # of its query, those that choose what it shows; all others change nothing
    in_forms: bool = False  # who asks for something else than a web page by `Accept` is sent on to it


# A page carries the number of tributes, which may be a minute old; ten seconds are left for making it anew.
FOR_A_MINUTE = CachePolicy(50.0)
FOR_A_SECOND = CachePolicy(1.0)


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
    return cached(FOR_A_MINUTE)(for_caches(view))


def public_page_in_forms(view: View) -> View:
    """A public page of which there are files too. Caches keep it by `Accept`, of which each browser has its own."""
    return cached(CachePolicy(FOR_A_MINUTE.seconds, in_forms=True))(
        vary_on_headers("Accept")(for_caches(view))
    )


def public_answer(view: View) -> View:
    """One of as many pages as people may ask for: caches keep it, the site's own memory does not."""
    return for_caches(view)


def public_page_by(*parameters: str) -> Callable[[View], View]:
    """A public page that shows something else by each of these parameters of its query."""
    return lambda view: cached(CachePolicy(FOR_A_MINUTE.seconds, parameters))(for_caches(view))


def public_for_a_second(view: View) -> View:
    kept = cache_control(public=True, max_age=1)
    return cached(FOR_A_SECOND)(require_safe(checked_by_etag(kept(view))))


def public_for_good(view: View) -> View:
    """What its address names by its content: it never changes, and goes only when it is taken away."""
    kept = cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
    return cached(FOR_A_MINUTE)(require_safe(kept(view)))


def for_caches(view: View) -> View:
    kept = cache_control(public=True, max_age=60, stale_while_revalidate=600, stale_if_error=86400)
    return require_safe(checked_by_etag(kept(view)))


def checked_by_etag(view: View) -> View:
    """Django's own `conditional_page` leaves HEAD without an ETag."""

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
