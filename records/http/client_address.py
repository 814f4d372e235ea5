import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Returns the visitor's network address, as the outermost of our own PROXY_HOPS proxies saw it.

    Each proxy appends the address it was called from to X-Forwarded-For, so only the last PROXY_HOPS entries
    are ours; all before them is the client's own claim and is not believed. Where that entry is missing or is
    no address, a request came around the proxies: then the address it came from counts.
    """
    return address_from(request.META)


def address_from(meta: Mapping[str, Any]) -> str:
    """Returns the same for a WSGI request."""
    direct = str(meta.get("REMOTE_ADDR", ""))
    if not settings.PROXY_HOPS:
        return direct
    forwarded = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    try:
        return str(ipaddress.ip_address(forwarded[-settings.PROXY_HOPS].strip()))
    except (IndexError, ValueError):
        return direct
