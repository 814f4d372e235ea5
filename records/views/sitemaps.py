"""Tells robots which pages there are, and where they are not to look."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from records.catalog.categories import public_tree
from records.catalog.counts import census
from records.catalog.places import Place, places
from records.http.page_cache import public_page
from records.models import Category, IndexedRecord, Record

SITE = urlsplit(settings.SITE_URL)


class OfThisSite(Sitemap):
    """Addresses are absolute from SITE_URL, not from the Host that a robot sent."""

    protocol = SITE.scheme

    def get_domain(self, site: object = None) -> str:
        return SITE.netloc


class RecordSitemap(OfThisSite):
    def items(self) -> QuerySet[Record]:
        return Record.objects.published().only("id", "updated_at").order_by("id")

    def lastmod(self, item: Record) -> datetime:
        return item.updated_at


class RecipientSitemap(OfThisSite):
    """Lists their ids, which an index has: of a million it takes seconds to count those with a public record."""

    def items(self) -> QuerySet[IndexedRecord, int]:
        return (
            IndexedRecord.objects.public()
            .order_by("recipient")
            .values_list("recipient", flat=True)
            .distinct()
        )

    def location(self, item: int) -> str:
        return reverse("recipient", args=[item])


class CategorySitemap(OfThisSite):
    def items(self) -> list[Category]:
        return public_tree()


class YearSitemap(OfThisSite):
    def items(self) -> list[int]:
        return [known.year for known in census().years()]

    def location(self, item: int) -> str:
        return reverse("year", args=[item])


class PlaceSitemap(OfThisSite):
    def items(self) -> list[Place]:
        return places().all()


class PageSitemap(OfThisSite):
    def items(self) -> list[str]:
        return ["home", "categories", "places", "search", "open_data", "about_tributes", "accessibility"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[OfThisSite]] = {
    "pages": PageSitemap,
    "records": RecordSitemap,
    "recipients": RecipientSitemap,
    "categories": CategorySitemap,
    "years": YearSitemap,
    "places": PlaceSitemap,
}


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Lists the sitemaps. Django's own names the Host that a robot sent."""
    addresses = [address for name, part in SITEMAPS.items() for address in addresses_of(name, part())]
    context = {"sitemaps": [{"location": address} for address in addresses]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")


def addresses_of(name: str, part: Sitemap) -> list[str]:
    first = settings.SITE_URL + reverse("sitemap_part", args=[name])
    return [first, *(f"{first}?p={page}" for page in range(2, part.paginator.num_pages + 1))]


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
