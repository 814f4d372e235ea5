"""Names the entries of the navigation at the head of every page: the one list of them."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from .site import public_pages, site_settings
from .variants import Variant

STEP = 10  # between the places of two entries, so that others fit in between


class Entry(NamedTuple):
    text: str
    view: str  # the name of its page in records/urls.py


class Link(NamedTuple):
    text: str
    address: str
    is_here: bool


ENTRIES = (
    Entry("首页", "home"),
    Entry("表彰", "commendations"),
    Entry("分类", "categories"),
    Entry("地区", "places"),
    Entry("年份", "years"),
    Entry("人物", "people"),
    Entry("单位", "organizations"),
    Entry("查找", "search"),
)


def place_of(entry: Entry) -> int:
    """Returns where the entry stands, as staff have set it, or as it stands here."""
    return int(site_settings().navigation.get(entry.view, (ENTRIES.index(entry) + 1) * STEP))


def links(variant: Variant, path: str) -> list[Link]:
    """Returns the entries as links that stay in the variant; the one to the page at `path` is known as such."""
    placed = [(place_of(entry), entry.text, reverse(variant.view_name(entry.view))) for entry in ENTRIES]
    for page in public_pages():
        if page.in_navigation:
            placed.append((page.position, page.title, page_address(variant, page.pk)))
    placed.sort(key=lambda entry: entry[0])
    return [Link(text, address, address == path) for _, text, address in placed]


def further_links(variant: Variant, path: str) -> Iterator[Link]:
    """Yields the operator's own pages that stand at the foot alone."""
    for page in public_pages():
        if not page.in_navigation:
            address = page_address(variant, page.pk)
            yield Link(page.title, address, address == path)


def page_address(variant: Variant, number: int) -> str:
    return reverse(variant.view_name("site_page"), args=[number])
