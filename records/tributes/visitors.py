"""Who pays tribute: a random 128-bit id in a signed cookie, set by the first POST and never by reading."""

import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, get_cookie_signer
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.utils.crypto import salted_hmac

from records.http.page_cache.keys import is_encrypted

Meta = Mapping[str, Any]  # a request as WSGI has it, and Django in `request.META`

COOKIE = "visitor"
# Browsers keep no cookie longer than 400 days; each tribute renews it.
COOKIE_AGE = 400 * 24 * 3600
ATTEMPT_HEADER = "HTTP_X_ATTEMPT"
ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def visitor_of(request: HttpRequest) -> str:
    """The visitor's id from the cookie, or a new one where it is missing, forged or damaged."""
    return known_visitor(request.META) or new_visitor(attempt_of(request))


def known_visitor(meta: Meta) -> str | None:
    try:
        said = signer(settings.SECRET_KEY).unsign(parse_cookie(meta.get("HTTP_COOKIE", ""))[COOKIE])
    except (KeyError, BadSignature):
        return None
    return said if ID.fullmatch(said) else None


def new_visitor(attempt: str) -> str:
    """A script sends a random attempt with its first tribute. The id is derived from it, so that the same attempt
    sent again (the answer was lost on the way, a finger bounced) is the same visitor."""
    if ID.fullmatch(attempt):
        return salted_hmac("records.tributes.visitors", attempt, algorithm="sha256").hexdigest()[:32]
    return secrets.token_hex(16)


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


def cookie_header(visitor: str) -> str:
    """What `remember` sets, as a header. Without `expires`, which no browser needs beside Max-Age."""
    secure = "; Secure" if settings.HTTPS else ""
    value = signer(settings.SECRET_KEY).sign(visitor)
    return f"{COOKIE}={value}; HttpOnly; Max-Age={COOKIE_AGE}; Path=/; SameSite=Lax{secure}"


def is_from_same_origin(meta: Meta) -> bool:
    """Whether this site's own page sent the request, by what the browser says of it.

    Public pages are kept by caches and so carry no CSRF token. A browser that says nothing at all is refused:
    every one of the last ten years sends Origin with a POST.
    """
    if said := meta.get("HTTP_SEC_FETCH_SITE"):
        return bool(said == "same-origin")
    origin = meta.get("HTTP_ORIGIN") or origin_of(meta.get("HTTP_REFERER", ""))
    scheme = "https" if is_encrypted(meta) else "http"
    return origin in {settings.SITE_URL, f"{scheme}://{meta.get('HTTP_HOST') or meta['SERVER_NAME']}"}


def origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
