"""What makes a view's answer a public page: readable by anyone, kept by any cache, checked by ETag."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """Applies the page contract: GET and HEAD only, `Cache-Control` for shared caches, `ETag` and 304.

    The view must read no session, set no cookie, and answer every visitor alike.
    """
    kept = cache_control(public=True, max_age=60, stale_while_revalidate=600, stale_if_error=86400)
    return require_safe(conditional_page(kept(view)))


def public_for_a_second(view: View) -> View:
    return require_safe(conditional_page(cache_control(public=True, max_age=1)(view)))
