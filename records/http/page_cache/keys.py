"""From what a client asks for to the one address a page is kept under.

A client may write one page's address in endless ways (/records/01/, ?from=timeline); none of them makes a new
entry, since the address is written anew from what the site itself understood.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve, reverse

from records.http.page_cache.policies import FOR_A_MINUTE, CachePolicy, policy_of

Environ = dict[str, Any]


class CacheKey(NamedTuple):
    path: str
    query: str
    policy: CachePolicy

    @property
    def key(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def cache_key(path: str, query: str) -> CacheKey | None:
    """None: no view that answers this path is public."""
    if not path.isascii():
        return None  # no public address holds other characters
    if path.startswith(settings.STATIC_URL):
        return CacheKey(path, "", FOR_A_MINUTE)  # WhiteNoise knows its files by their exact names
    try:
        match = resolve(path)
    except Resolver404:
        return None
    policy = policy_of(match.func)
    if policy is None:
        return None
    known = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    return CacheKey(known, chosen(query, policy.parameters), policy)


def chosen(query: str, parameters: tuple[str, ...]) -> str:
    """Of a query, what decides which page is shown, in one order. The last of a name counts, as in Django."""
    if not query or not parameters:
        return ""
    given = dict(parse_qsl(query, keep_blank_values=True))
    return urlencode([(name, given[name]) for name in parameters if name in given])


@lru_cache(maxsize=1024)
def asks_for_file(accepted: str) -> bool:
    """No browser that opens a page has these in its Accept."""
    return "json" in accepted or "markdown" in accepted or "text/plain" in accepted


def is_addressed_to_us(environ: Environ) -> bool:
    """Whether Django would answer it under this Host and without first sending it on to https."""
    return (
        is_allowed(environ.get("HTTP_HOST", ""))
        and (not settings.HTTPS or is_encrypted(environ))
        and not environ.get("SCRIPT_NAME")
    )


@lru_cache(maxsize=1024)
def is_allowed(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_encrypted(environ: Mapping[str, Any]) -> bool:
    """As Django's `request.is_secure()`: by what our own proxy says, or else by the connection itself."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if said := environ.get(name):
            return bool(said.split(",", 1)[0].strip() == value)
    return environ["wsgi.url_scheme"] == "https"
