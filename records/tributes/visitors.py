"""The visitor who pays tribute: a random 128-bit id in a signed cookie, set by the first POST and never by reading."""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
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
# What browsers take only from this very host, over https; visitors who have the one above stay who they are.
HOST_COOKIE = f"__Host-{COOKIE}"
# And below a path of a host that others share: it stays below that path.
PATH_COOKIE = f"__Secure-{COOKIE}"
# Browsers keep no cookie longer than 400 days; each tribute renews it.
COOKIE_MAX_AGE_SECONDS = 400 * 24 * 3600
ATTEMPT_HEADER = "HTTP_X_ATTEMPT"
ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def visitor_of(request: HttpRequest) -> str:
    """Returns the visitor's id from the cookie, or a new one where it is missing, forged or damaged."""
    return known_visitor(request.META) or new_visitor(attempt_of(request))


def known_visitor(meta: Meta) -> str | None:
    cookies = parse_cookie(meta.get("HTTP_COOKIE", ""))
    for name in (HOST_COOKIE, PATH_COOKIE, COOKIE):
        with suppress(KeyError, BadSignature):
            value = signer(settings.SECRET_KEY).unsign(cookies[name])
            if ID.fullmatch(value):
                return value
    return None


def cookie_name() -> str:
    if not settings.HTTPS:
        return COOKIE
    return PATH_COOKIE if settings.SITE_PATH else HOST_COOKIE


def new_visitor(attempt: str) -> str:
    """Returns a new id, derived from the random attempt that a script sends with its first tribute, if it sends one.

    So the same attempt sent again (the answer was lost on the way, a finger bounced) is the same visitor.
    """
    if ID.fullmatch(attempt):
        return salted_hmac("records.tributes.visitors", attempt, algorithm="sha256").hexdigest()[:32]
    return secrets.token_hex(16)


@lru_cache(maxsize=1)
def signer(key: str) -> TimestampSigner:
    """Returns Django's own for cookies; made once a key, since it takes longer to make than to use."""
    return get_cookie_signer(salt=COOKIE + COOKIE)


def attempt_of(request: HttpRequest) -> str:
    """Reads it from a header, so that no thread waits for a body; other software may send it as a form's field."""
    if attempt := request.META.get(ATTEMPT_HEADER):
        return str(attempt)
    # Only a short body is read: Django would write a multipart one of any size to the disk.
    short = request.content_type == "application/x-www-form-urlencoded"
    return request.POST.get("attempt", "") if short else ""


def set_visitor_cookie(response: HttpResponse, visitor: str) -> None:
    response.set_cookie(
        cookie_name(),
        signer(settings.SECRET_KEY).sign(visitor),
        max_age=COOKIE_MAX_AGE_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        path=settings.COOKIE_PATH,
        samesite="Lax",
    )


def cookie_header(visitor: str) -> str:
    """Returns the cookie of `set_visitor_cookie` as a header; without `expires`: no browser needs it beside Max-Age."""
    secure = "; Secure" if settings.HTTPS else ""
    value = signer(settings.SECRET_KEY).sign(visitor)
    kept = f"Max-Age={COOKIE_MAX_AGE_SECONDS}; Path={settings.COOKIE_PATH}"
    return f"{cookie_name()}={value}; HttpOnly; {kept}; SameSite=Lax{secure}"


def is_from_same_origin(meta: Meta) -> bool:
    """Tells whether this site's own page sent the request, by what the browser says of it.

    Public pages are kept by caches and so carry no CSRF token. A browser that says nothing at all is refused:
    every one of the last ten years sends Origin with a POST.
    """
    if fetch_site := meta.get("HTTP_SEC_FETCH_SITE"):
        return bool(fetch_site == "same-origin")
    origin = meta.get("HTTP_ORIGIN") or origin_of(meta.get("HTTP_REFERER", ""))
    scheme = "https" if is_encrypted(meta) else "http"
    return origin in {settings.SITE_ORIGIN, f"{scheme}://{meta.get('HTTP_HOST') or meta['SERVER_NAME']}"}


def origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
