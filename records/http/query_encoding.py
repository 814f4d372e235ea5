"""Reads queries that were written in another encoding: links of old portals and input tools write Chinese as GBK."""

import re
from collections.abc import Callable
from urllib.parse import quote_plus, unquote_to_bytes

from django.http import HttpRequest, HttpResponse

SEPARATORS = re.compile(r"([&=])")


def in_utf8(query: str) -> str:
    """Returns the query of an address in UTF-8: each part that is not, and can be GB18030, is read as that.

    What is neither stays as it is. WSGI hands bytes on as characters, where a browser has not escaped them.
    """
    if "%" not in query and query.isascii():
        return query
    return "".join(map(part_in_utf8, SEPARATORS.split(query)))


def part_in_utf8(part: str) -> str:
    raw = unquote_to_bytes(part.replace("+", " ").encode("latin-1", "replace"))
    if is_valid(raw, "utf-8") or not is_valid(raw, "gb18030"):
        return part
    return quote_plus(raw.decode("gb18030"))


def is_valid(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def read_other_encodings(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Brings the query into UTF-8 before Django reads it: in GBK it would be characters nobody typed."""

    def handle(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if (read := in_utf8(query)) is not query:
            request.META["QUERY_STRING"] = read
        return get_response(request)

    return handle
