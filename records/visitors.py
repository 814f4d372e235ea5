"""Who pays tribute: a random 128-bit id in a signed cookie, set by the first POST and never by reading."""

import re
import secrets
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, get_cookie_signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "visitor"
# Browsers keep no cookie longer than 400 days; each tribute renews it.
COOKIE_AGE = 400 * 24 * 3600
ATTEMPT_HEADER = "HTTP_X_ATTEMPT"
ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def visitor_of(request: HttpRequest) -> str:
    """The visitor's id from the cookie, or a new one where it is missing, forged or damaged.

    A script sends a random attempt with its first tribute. A new id is derived from it, so that the same
    attempt sent again (the answer was lost on the way, a finger bounced) is the same visitor.
    """
    if known := known_visitor(request):
        return known
    attempt = attempt_of(request)
    if ID.fullmatch(attempt):
        return salted_hmac("records.visitors", attempt, algorithm="sha256").hexdigest()[:32]
    return secrets.token_hex(16)


def known_visitor(request: HttpRequest) -> str | None:
    try:
        said = signer(settings.SECRET_KEY).unsign(request.COOKIES[COOKIE])
    except (KeyError, BadSignature):
        return None
    return said if ID.fullmatch(said) else None


@lru_cache(maxsize=1)
def signer(key: str) -> TimestampSigner:
    """Django's own for cookies; made once a key, since it takes longer to make than to use."""
    return get_cookie_signer(salt=COOKIE + COOKIE)


def attempt_of(request: HttpRequest) -> str:
    """From a header, so that no thread waits for a body; other software may send it as a form's field."""
    if said := request.META.get(ATTEMPT_HEADER):
        return str(said)
    # Only a short body is read: Django would write a multipart one of any size to the disk.
    short = request.content_type == "application/x-www-form-urlencoded"
    return request.POST.get("attempt", "") if short else ""


def remember(response: HttpResponse, visitor: str) -> None:
    response.set_cookie(
        COOKIE,
        signer(settings.SECRET_KEY).sign(visitor),
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
    sent = request.META  # request.headers would read them all first
    if said := sent.get("HTTP_SEC_FETCH_SITE"):
        return bool(said == "same-origin")
    origin = sent.get("HTTP_ORIGIN") or origin_of(sent.get("HTTP_REFERER", ""))
    return origin in {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}


def origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
