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
        return str(ipaddress.ip_address(without_port(forwarded[-settings.PROXY_HOPS].strip())))
    except (IndexError, ValueError):
        return direct


def without_port(entry: str) -> str:
    """Cuts the port that some proxies append: 192.0.2.1:5678, [2001:db8::1]:443."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    host, _, _ = entry.partition(":")
    return host if entry.count(":") == 1 else entry


def network_of(address: str) -> str:
    """Returns an IPv4 address itself, and that of the /64 of an IPv6 one: a subscriber may change within it at will."""
    if ":" not in address:
        return address
    try:
        ip = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)  # how a server that listens on both kinds sees IPv4
    return str(ipaddress.IPv6Network((ip, 64), strict=False).network_address)
