"""Who pays tribute: a random 128-bit id in a signed cookie, set by the first POST and never by reading."""

import re
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "visitor"
# Browsers keep no cookie longer than 400 days; each tribute renews it.
COOKIE_AGE = 400 * 24 * 3600
ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def visitor_of(request: HttpRequest) -> str:
    """The visitor's id from the cookie, or a new one where it is missing, forged or damaged.

    A script sends a random `attempt` with its first tribute. A new id is derived from it, so that the same
    attempt sent again (the answer was lost on the way, a finger bounced) is the same visitor.
    """
    known = request.get_signed_cookie(COOKIE, default="", salt=COOKIE) or ""
    if ID.fullmatch(known):
        return known
    # Only a short body is read: Django would write a multipart one of any size to the disk.
    short = request.content_type == "application/x-www-form-urlencoded"
    attempt = request.POST.get("attempt", "") if short else ""
    if ID.fullmatch(attempt):
        return salted_hmac("records.visitors", attempt, algorithm="sha256").hexdigest()[:32]
    return secrets.token_hex(16)


def remember(response: HttpResponse, visitor: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        visitor,
        salt=COOKIE,
        max_age=COOKIE_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def from_same_origin(request: HttpRequest) -> bool:
    """Whether this site's own page sent the request, by what the browser says of it.

    Public pages are kept by caches and so carry no CSRF token. A browser that says nothing at all is refused:
    every one of the last ten years sends Origin with a POST.
    """
    if said := request.headers.get("Sec-Fetch-Site"):
        return said == "same-origin"
    origin = request.headers.get("Origin") or origin_of(request.headers.get("Referer", ""))
    return origin in {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}


def origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
