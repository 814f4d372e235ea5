"""Copies the site's pages into files that open from a disk, with all that they need beside them.

Links between them lead from file to file; all others lead to the site as it is on the web.
"""

import hashlib
import html
import posixpath
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

from records.http.page_cache.origin import Application, Rendered, render
from records.utils.addresses import absolute, below_site

COPIED_PATH = re.compile(
    r"/(?:records/\d+/|categories/(?:\d+/)?|commendations/(?:\d+/(?:notice/|print/|versions/(?:\d+(?:\.\.\d+)?/)?)?)?|years/(?:\d+/)?|places/|people/|organizations/|recipients/\d+/|"
    r"about/\w+/|pages/\d+/|open-data/|subscribe/|map/)?"
)
ASSET_PATH = re.compile(r"/(?:static|media|marks|style)/[\w./-]+")
LINK = re.compile(r'((?:href|src|action|data-aloud)=")(/(?!/)[^"]*)"')


# A disk is near: of a picture the full size is enough.
OTHER_WIDTHS = re.compile(r' srcset="[^"]*" sizes="[^"]*"')


class CopiedFile(NamedTuple):
    """`content` is what lies on the disk; `rendered` what the site answered at the address."""

    name: str  # of the file, within the copy
    content: bytes
    address: str
    rendered: Rendered


class MissingPage(NamedTuple):
    """A page that the site did not give, as when a record is withdrawn meanwhile."""

    address: str
    status: str


def copy_pages(application: Application) -> Iterator[CopiedFile | MissingPage]:
    """Copies all pages that links lead to from the home page, each once, and each file that they need."""
    waiting, met = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        path, _, query = address.partition("?")
        rendered = render(application, path, query)
        if not rendered.is_page:
            yield MissingPage(address, rendered.status)
            continue
        if ASSET_PATH.fullmatch(path):
            yield CopiedFile(file_name(address), rendered.body, address, rendered)
            continue
        page = rendered.body.decode()
        for linked in LINK.findall(page):
            target = copied(linked[1])
            if target and target not in met:
                met.add(target)
                waiting.append(target)
        yield CopiedFile(file_name(address), relink(page, file_name(address)).encode(), address, rendered)


def copied(link: str) -> str:
    """Returns the address, from the site's own root, that a link in a page leads to; blank where it is not copied."""
    address = html.unescape(link).partition("#")[0]
    below = below_site(address)
    is_ours = address.startswith(
        f"{settings.SITE_PATH}/"
    )  # beside the site's path are other sites of the host
    return below if is_ours and is_copied(below) else ""


def is_copied(address: str) -> bool:
    path, _, query = address.partition("?")
    is_page = COPIED_PATH.fullmatch(path) and {name for name, _ in parse_qsl(query)} <= {
        "page",
        "in",
        "initial",
    }
    return bool(is_page or (ASSET_PATH.fullmatch(path) and not query))


def file_name(address: str) -> str:
    """Names the file: /places/?in=甲省&page=2 → places/in-1f0c…/page-2/index.html.

    A name of a place may be no name of a file.
    """
    parts = urlsplit(address)
    if ASSET_PATH.fullmatch(parts.path):
        return parts.path.lstrip("/")
    asked = dict(parse_qsl(parts.query))
    folders = [parts.path.strip("/")]
    if "in" in asked:
        folders.append(f"in-{hashlib.blake2s(asked['in'].encode(), digest_size=8).hexdigest()}")
    if "initial" in asked:
        folders.append(f"initial-{asked['initial']}")
    if "page" in asked:
        folders.append(f"page-{asked['page']}")
    return posixpath.join(*folders, "index.html")


def relink(page: str, name: str) -> str:
    """Makes links lead from this file to the other files, or to the site as it is on the web."""
    here = posixpath.dirname(name)

    def leading(found: re.Match[str]) -> str:
        address, mark, fragment = html.unescape(found[2]).partition("#")
        target = copied(found[2])
        there = posixpath.relpath(file_name(target), here or ".") if target else absolute(address)
        return f'{found[1]}{html.escape(there + mark + fragment)}"'

    return LINK.sub(leading, OTHER_WIDTHS.sub("", page))
