"""Ways into the record for people: all years, the feeds that one may subscribe to, and the map of the site."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from records.catalog import names
from records.catalog.categories import public_tree
from records.catalog.counts import census
from records.catalog.places import places
from records.http.page_cache import public_content_by
from records.models import Recipient
from records.presentation import json_ld as linked_data
from records.presentation.trail import Step, to
from records.presentation.variants import render_page

# The pages of the site in the order of its map, each with its heading.
PAGES = {
    "home": "首页",
    "search": "查找",
    "commendations": "表彰",
    "categories": "表彰分类",
    "places": "地区",
    "years": "年份",
    "people": "人物",
    "organizations": "单位",
    "subscribe": "订阅",
    "open_data": "开放数据",
    "verify": "核对文字",
    "about_tributes": "致敬如何计数",
    "accessibility": "无障碍说明",
}


@public_content_by()
def years(request: HttpRequest) -> HttpResponse:
    """Shows all years of awards by decades, the latest first."""
    counted = census()
    known = counted.years()
    decades = groupby(known, key=lambda entry: entry.year // 10 * 10)
    context = {
        "decades": [(decade, list(entries)) for decade, entries in decades],
        "unknown": counted.published - sum(entry.records for entry in known),
    }
    return page(request, "years", "年份", context)


@public_content_by()
def subscribe(request: HttpRequest) -> HttpResponse:
    """Tells in plain words what a feed is, and the address of each."""
    counted = census()
    with_records = [node for node in public_tree(counted) if node.record_count]
    return page(request, "subscribe", "订阅", {"categories": with_records, "years": counted.years()})


@public_content_by()
def site_map(request: HttpRequest) -> HttpResponse:
    """Shows all sections of the site in their order."""
    counted, provinces, letters = census(), places().children(), names.letters()
    context = {
        "pages": [(heading, reverse(name)) for name, heading in PAGES.items()],
        "categories": public_tree(counted),
        "years": counted.years(),
        "provinces": provinces,
        "people": letters[Recipient.Kind.PERSON],
        "organizations": letters[Recipient.Kind.ORGANIZATION],
    }
    return page(request, "site_map", "网站地图", context, [place.name for place in provinces])


def page(
    request: HttpRequest, name: str, heading: str, context: dict[str, object], kept: list[str] | None = None
) -> HttpResponse:
    address = reverse(name)
    trail = to(Step(heading, address))
    context |= {
        "heading": heading,
        "trail": trail,
        "linked_data": linked_data.page(heading, address, trail),
    }
    return render_page(request, f"records/{name}.html", context, names=kept or [])
