"""Names the entries of the navigation at the head of every page, in their order: the one list of them."""

from typing import NamedTuple

from django.urls import reverse

from .variants import Variant


class Entry(NamedTuple):
    text: str
    view: str  # the name of its page in records/urls.py


class Link(NamedTuple):
    text: str
    address: str
    is_here: bool


ENTRIES = (
    Entry("首页", "home"),
    Entry("分类", "categories"),
    Entry("地区", "places"),
    Entry("年份", "years"),
    Entry("人物", "people"),
    Entry("单位", "organizations"),
    Entry("查找", "search"),
)


def links(variant: Variant, path: str) -> list[Link]:
    """Returns the entries as links that stay in the variant; the one to the page at `path` is known as such."""
    addresses = {entry.text: reverse(variant.view_name(entry.view)) for entry in ENTRIES}
    return [Link(text, address, address == path) for text, address in addresses.items()]
