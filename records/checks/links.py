"""Follows the links of records, when told to: HEAD, and GET where that is refused.

Texts come from anywhere, so no link leads this machine to itself or to its neighbors: the name is resolved once, only
addresses of the public internet are taken, and the connection goes to the very address that was looked at.
"""

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urljoin, urlsplit

from .finding import Finding
from .texts import RecordTexts

DEAD = "link-dead"
LINK = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]+")
TIMEOUT_SECONDS, MAX_REDIRECTS, AT_ONCE = 10, 5, 8
TRAILING = ".,;:!?'*_~]"
PORTS = {"http": 80, "https": 443}
NOT_ANSWERED = (OSError, http.client.HTTPException, ValueError)
# Some servers answer HEAD with these, and GET with the page.
ASK_AGAIN = {400, 403, 404, 405, 501}
REDIRECTS = {301, 302, 303, 307, 308}
GONE = {404, 410}
AGENT = "honors-record link check"


class NotPublic(ValueError):
    """The name leads into a network of somebody's own."""


def links_in(texts: RecordTexts) -> Iterator[tuple[str, str]]:
    """Yields (path, address), each address once in a text."""
    for one in texts.texts:
        found = (match[0].rstrip(TRAILING) for match in LINK.finditer(one.text))
        yield from ((one.path, address) for address in dict.fromkeys(found))
    if texts.record and texts.record.source_link:
        yield "source_link", texts.record.source_link


def find_dead_links(texts: RecordTexts, known: dict[str, str]) -> Iterator[Finding]:
    """Yields those that lead nowhere. `known` keeps what came of an address for the records that follow."""
    links = list(links_in(texts))
    new = [address for address in dict.fromkeys(address for _, address in links) if address not in known]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        known.update(zip(new, pool.map(fault, new), strict=True))
    for path, address in links:
        if known[address]:
            start = max((texts.at(path) or "").find(address), 0)
            end = start + len(address) if texts.at(path) else start
            yield Finding(DEAD, False, path, start, end, address, known[address])


def fault(address: str) -> str:
    """Says why the link leads nowhere; "" for one that is answered, be it by asking for a password."""
    try:
        status = asked(address, "HEAD")
        if status in ASK_AGAIN:
            status = asked(address, "GET")
    except NotPublic:
        return "链接指向内部网络，公众打不开。"
    except NOT_ANSWERED as error:
        return f"链接打不开（{said(error)}）。"
    if status in GONE or status >= http.client.INTERNAL_SERVER_ERROR:
        return f"链接打不开（对方答 {status}）。"
    return ""


def said(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "等了太久没有回答"
    if isinstance(error, socket.gaierror):
        return "没有这个网址"
    if isinstance(error, ssl.SSLError):
        return "证书不对"
    return "没有回答"


def asked(address: str, method: str) -> int:
    """Returns the status at the end of all redirects; the body is not read."""
    for _ in range(MAX_REDIRECTS + 1):
        status, location = answer(address, method)
        if status not in REDIRECTS or not location:
            return status
        address = urljoin(address, location)
    raise http.client.HTTPException("too many redirects")


def answer(address: str, method: str) -> tuple[int, str]:
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(address)
    port = parts.port or PORTS[parts.scheme]
    connection = connected(parts.scheme, parts.hostname, port)
    try:
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
            f"?{parts.query}" if parts.query else ""
        )
        connection.request(method, target, headers={"User-Agent": AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""
    finally:
        connection.close()


def connected(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    """Connects to an address that was looked at: asked again, the name might lead elsewhere."""
    stream = socket.create_connection((public_address(host, port), port), TIMEOUT_SECONDS)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        if scheme == "https":
            stream = ssl.create_default_context().wrap_socket(stream, server_hostname=host)
    except OSError:
        stream.close()
        raise
    connection.sock = stream
    return connection


def public_address(host: str, port: int) -> str:
    """Returns an address of the host; raises NotPublic where any of them is of a network of its own."""
    found = [str(where[0]) for *_, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(address) for address in found):
        raise NotPublic(host)
    return found[0]


def is_public(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None)
    return known.is_global and not known.is_multicast and (inner is None or inner.is_global)
