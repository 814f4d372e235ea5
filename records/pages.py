"""What makes a view's answer a public page: readable by anyone, kept by any cache, checked by ETag."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """Applies the page contract: GET and HEAD only, `Cache-Control` for shared caches, `ETag` and 304.

    The view must read no session, set no cookie, and answer every visitor alike.
    """
    kept = cache_control(public=True, max_age=60, stale_while_revalidate=600, stale_if_error=86400)
    return require_safe(checked_by_etag(kept(view)))


def public_for_a_second(view: View) -> View:
    return require_safe(checked_by_etag(cache_control(public=True, max_age=1)(view)))


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
