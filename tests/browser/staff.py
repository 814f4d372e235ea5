"""Signs in as staff without the form."""

from typing import Any

from django.conf import settings
from playwright.sync_api import Page


def sign_in(page: Page, live_server: Any, client: Any) -> Page:
    """Gives the page's browser the session of a client that has logged in."""
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 1280, "height": 800})
    return page
