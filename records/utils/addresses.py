"""Addresses of a site that may lie below a path of its host, as https://county.example/honors does.

Where requests are told apart, and in texts, addresses begin at the site's own root: /records/1/. In links they have
the path in front, as `reverse` gives them: /honors/records/1/. With the host in front they work from anywhere.
"""

import re

from django.conf import settings
from django.urls import Resolver404, resolve


def absolute(link: str) -> str:
    """Returns the link as it works from anywhere: in feeds, in files, for other sites."""
    return str(settings.SITE_ORIGIN) + link


def below_site(link: str) -> str:
    """Returns a link of ours without the path that the site lies below."""
    return link.removeprefix(settings.SITE_PATH)


def as_link(address: str) -> str:
    """Returns as a link the address that a text gives of one of the site's pages; any other stays as it is.

    Texts do not name the path, so that a site may move. One that names it all the same is understood.
    """
    if not (path := str(settings.SITE_PATH)):
        return address
    has_path = address.startswith(f"{path}/") and is_page(below_site(address))
    return address if has_path or not is_page(address) else path + address


def is_page(address: str) -> bool:
    """Tells whether the site answers at this address, which begins at its own root."""
    if not address.startswith("/"):
        return False
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    try:
        # Written by hand the last slash may be missing: Django sends it on to the address that has one.
        return any(resolves(one) for one in (path, f"{path}/"))
    except ValueError:
        return False


def resolves(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
