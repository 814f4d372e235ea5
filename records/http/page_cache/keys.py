"""Keys of the page cache: one canonical address for each page.

A client may write one page's address in endless ways (/records/01/, ?from=timeline); none of them makes a new
entry, since the key is written from what the site itself understood.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, get_script_prefix, resolve, reverse

from records.http.query_encoding import in_utf8
from records.http.short_cache import lru_cache_of_short

from .policies import MINUTE_POLICY, CachePolicy, policy_of

Environ = dict[str, Any]
MAX_ACCEPT_CHARACTERS = 500


class CacheKey(NamedTuple):
    path: str
    query: str
    policy: CachePolicy

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def cache_key(path: str, query: str) -> CacheKey | None:
    """Returns None where no view that answers this path is cached."""
    if not path.isascii():
        return None  # no public address holds other characters
    if path.startswith(settings.STATIC_PATH):
        return CacheKey(path, "", MINUTE_POLICY)  # WhiteNoise knows its files by their exact names
    try:
        match = resolve(path)
    except Resolver404:
        return None
    policy = policy_of(match.func)
    if policy is None:
        return None
    # Without the path that the site lies below, which is in front only once the thread has answered a request.
    canonical_path = "/" + reverse(match.view_name, args=match.args, kwargs=match.kwargs).removeprefix(
        get_script_prefix()
    )
    return CacheKey(canonical_path, canonical_query(query, policy.parameters), policy)


def canonical_query(query: str, parameters: tuple[str, ...]) -> str:
    """Returns the parameters that decide which page is shown, in one order. The last of a name counts, as in Django."""
    if not query or not parameters:
        return ""
    query = in_utf8(query)
    if not query.isascii():  # written by hand: WSGI hands on its bytes as characters
        query = query.encode("latin-1", "replace").decode("utf-8", "replace")
    given = dict(parse_qsl(query, keep_blank_values=True))
    return urlencode([(name, given[name]) for name in parameters if name in given])


def prefers_file(accepted: str, files: tuple[str, ...]) -> bool:
    """Tells whether the client prefers one of these media types to the page, by the rule that redirects it to the file.

    No browser that opens a page names one, so this costs few anything; nor does an Accept beyond all reason.
    """
    if len(accepted) > MAX_ACCEPT_CHARACTERS or not any(file in accepted for file in files):
        return False
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accepted
    return request.get_preferred_type(["text/html", *files]) in files


def is_addressed_to_us(environ: Environ) -> bool:
    """Tells whether Django would answer under this Host, and without first redirecting to https."""
    return (
        is_allowed(environ.get("HTTP_HOST", ""))
        and (not settings.HTTPS or is_encrypted(environ))
        and not environ.get("SCRIPT_NAME")
    )


@lru_cache_of_short(maxsize=1024)
def is_allowed(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_encrypted(environ: Mapping[str, Any]) -> bool:
    """Tells, as Django's `request.is_secure()`, what our own proxy says, or else the connection itself."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if forwarded := environ.get(name):
            return bool(forwarded.split(",", 1)[0].strip() == value)
    return environ["wsgi.url_scheme"] == "https"
