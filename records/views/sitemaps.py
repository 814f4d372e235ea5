"""Tells robots which pages there are, and where they are not to look.

Addresses come in parts, each cheap to make however many records there are: those of records and recipients are cut by
ranges of ids, so that none has to be counted or passed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.db.models import BigIntegerField, ExpressionWrapper, F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from records.catalog import names
from records.catalog.categories import public_tree
from records.catalog.commendations import commendations
from records.catalog.counts import census
from records.catalog.places import places
from records.http.page_cache import public_content_by
from records.models import IndexedRecord, Record
from records.presentation.site import public_pages
from records.presentation.variants import VARIANTS
from records.utils.addresses import absolute

ADDRESSES_PER_PART = 5_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# As many digits as keep the ids of a part within what a database can hold.
PART_NUMBER = re.compile(r"[1-9][0-9]{0,12}")
PAGES = [
    "home",
    "commendations",
    "categories",
    "places",
    "people",
    "organizations",
    "years",
    "subscribe",
    "site_map",
    "search",
    "open_data",
    "verify",
    "about_tributes",
    "accessibility",
]


class Address(NamedTuple):
    path: str
    changed_at: datetime | None = None


class Section(NamedTuple):
    """`parts` gives the numbers of the parts that hold something, `addresses` what is in one."""

    parts: Callable[[], Iterable[int]]
    addresses: Callable[[int], Iterable[Address]]


# --- Lists that are in memory ---------------------------------------------------------------------


def listed(paths: Callable[[], list[str]]) -> Section:
    def parts() -> Iterable[int]:
        return range(1, -(-len(paths()) // ADDRESSES_PER_PART) + 1)

    def addresses(part: int) -> Iterable[Address]:
        return map(Address, paths()[(part - 1) * ADDRESSES_PER_PART : part * ADDRESSES_PER_PART])

    return Section(parts, addresses)


def category_paths() -> list[str]:
    return [category.get_absolute_url() for category in public_tree()]


def commendation_paths() -> list[str]:
    return [one.commendation.get_absolute_url() for one in commendations()]


def year_paths() -> list[str]:
    return [reverse("year", args=[known.year]) for known in census().years()]


def place_paths() -> list[str]:
    return [place.get_absolute_url() for place in places().all()]


def letter_paths() -> list[str]:
    return [letter.address for letters in names.letters().values() for letter in letters]


def page_paths() -> list[str]:
    return [*(reverse(name) for name in PAGES), *(page.get_absolute_url() for page in public_pages())]


# --- Lists as long as there are records -----------------------------------------------------------


def ids_of(part: int) -> tuple[int, int]:
    return (part - 1) * ADDRESSES_PER_PART + 1, part * ADDRESSES_PER_PART


def parts_by(column: str) -> list[int]:
    """Returns the parts that hold an id of this column of the index; one pass through it."""
    part = (F(column) - 1) / ADDRESSES_PER_PART + 1
    lines = IndexedRecord.objects.public().annotate(part=ExpressionWrapper(part, BigIntegerField()))
    return sorted(lines.values_list("part", flat=True).distinct())


def record_addresses(part: int) -> Iterator[Address]:
    """Reads a range of ids, and looks at the status here for the reason that `public_among` gives."""
    dates = Record.objects.only("status", "published_at", "updated_at")
    for record in dates.filter(pk__range=ids_of(part)).order_by("pk").iterator():
        if record.is_public and record.published_at:
            yield Address(record.get_absolute_url(), max(record.updated_at, record.published_at))


def recipient_addresses(part: int) -> Iterator[Address]:
    first, last = ids_of(part)
    lines = IndexedRecord.objects.public().filter(recipient__gte=first, recipient__lte=last)
    for recipient in lines.order_by("recipient").values_list("recipient", flat=True).distinct().iterator():
        yield Address(reverse("recipient", args=[recipient]))


SECTIONS = {
    "pages": listed(page_paths),
    "records": Section(lambda: parts_by("record_id"), record_addresses),
    "recipients": Section(lambda: parts_by("recipient_id"), recipient_addresses),
    "commendations": listed(commendation_paths),
    "categories": listed(category_paths),
    "years": listed(year_paths),
    "places": listed(place_paths),
    "letters": listed(letter_paths),
}


# --- Answers --------------------------------------------------------------------------------------
# Addresses are absolute from SITE_URL, not from the Host that a robot sent.


@public_content_by()
def sitemap_index(request: HttpRequest) -> HttpResponse:
    addresses = [address_of(name, part) for name, section in SECTIONS.items() for part in section.parts()]
    return xml("sitemapindex", (f"<sitemap><loc>{location(one)}</loc></sitemap>" for one in addresses))


def address_of(section: str, part: int) -> str:
    first = reverse("sitemap_part", args=[section])
    return f"{first}?p={part}" if part > 1 else first


@public_content_by("p")
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """Lists the addresses of one part. The first is there always, though it may be empty."""
    asked = request.GET.get("p", "1")
    if section not in SECTIONS or not PART_NUMBER.fullmatch(asked):
        raise Http404
    lines = list(map(url, SECTIONS[section].addresses(int(asked))))
    if asked != "1" and not lines:
        raise Http404
    return xml("urlset", lines)


def url(address: Address) -> str:
    changed = (
        f"<lastmod>{address.changed_at.isoformat(timespec='seconds')}</lastmod>" if address.changed_at else ""
    )
    return f"<url><loc>{location(address.path)}</loc>{changed}</url>"


def location(path: str) -> str:
    return escape(absolute(path))


def xml(root: str, lines: Iterable[str]) -> HttpResponse:
    """Writes the lines as they are: a template takes a hundred times as long."""
    body = "\n".join(lines)
    written = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{body}\n</{root}>\n'
    return HttpResponse(written, content_type="application/xml")


@public_content_by()
def robots(request: HttpRequest) -> HttpResponse:
    # Each record has its own address; the filters of the search make hundreds of lists of the same few.
    searches = [f"Disallow: {variant.form_of(reverse('search'))}?" for variant in VARIANTS.values()]
    sitemap_line = f"Sitemap: {absolute(reverse('sitemap'))}"
    # Each takes two seconds of a processor to make, and says nothing that the page does not.
    sheets = f"Disallow: {reverse('certificate', args=[0]).replace('/0/', '/*/')}"
    lines = ["User-agent: *", f"Disallow: {reverse('admin:index')}", sheets, *searches, sitemap_line, ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
