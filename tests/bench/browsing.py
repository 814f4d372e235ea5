"""Times the pages people browse by, in Django itself, without the memory that keeps some of them."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from rich.table import Table

if TYPE_CHECKING:
    from records.models import Commendation

VISITS = 60


def browsed(caption: str) -> Table:
    table = Table(title=f"A page to browse by, in milliseconds, of {VISITS}", caption=caption)
    table.add_column("page")
    for name in ("first after a change", "p50", "p95"):
        table.add_column(name, justify="right")
    for name, address in addresses():
        change()
        first, *others = [visit(address) for _ in range(VISITS + 1)]
        others.sort()
        shown = [first, others[VISITS // 2], others[VISITS * 95 // 100]]
        table.add_row(name, *(f"{milliseconds:,.1f}" for milliseconds in shown))
    return table


def addresses() -> Iterator[tuple[str, str]]:
    """Yields the addresses around a record in the middle, so that its pages have others before and after them."""
    from records.models import Record
    from records.views.pages import RECORDS_PER_PAGE

    ids = Record.objects.order_by("pk").values_list("pk", flat=True)
    middle = Record.objects.select_related("recipient", "commendation").get(pk=ids[len(ids) // 2])
    recipient, commendation = middle.recipient, middle.commendation
    province, county = ("/".join(recipient.places[:depth]) for depth in (1, 3))
    chosen = {"category": commendation.category_id, "year": commendation.year, "kind": recipient.kind}
    yield "home", "/"
    yield "category", f"/categories/{commendation.category_id}/"
    yield "year", f"/years/{commendation.year}/"
    yield "places", "/places/"
    for name, list_address, records in lists(commendation, province):
        last = f"page={max(1, -(-records // RECORDS_PER_PAGE))}"
        yield f"{name}, the last page", f"{list_address}{'&' if '?' in list_address else '?'}{last}"
    yield "recipient", f"/recipients/{recipient.pk}/"
    yield "all records", "/search/"
    yield "all, from the middle", f"/search/?before={middle.pk}"
    yield "all, the last page", f"/search/?before={ids[10]}"
    for name, value in chosen.items():
        yield f"those of a {name}", f"/search/?{urlencode({name: value})}"
    yield "those of a province", f"/search/?{urlencode({'in': province})}"
    yield "those of a county", f"/search/?{urlencode({'in': county})}"
    yield "category, year, kind and province", f"/search/?{urlencode(chosen | {'in': province})}"
    changed = middle.updated_at.isoformat()
    yield "API, 50 records", "/api/v1/records/?limit=50"
    yield "API, changed since the middle", f"/api/v1/records/?{urlencode({'updated_since': changed})}"


def lists(commendation: "Commendation", province: str) -> Iterator[tuple[str, str, int]]:
    """Yields the lists that have pages: name, address, number of records."""
    from records.catalog.counts import census
    from records.catalog.places import places

    tallies = census().tallies
    category, year = commendation.category_id, commendation.year
    of_category = sum(tally.published for tally in tallies if tally.category == category)
    of_year = sum(tally.published for tally in tallies if tally.year == year)
    of_province = next(place.records for place in places().children() if place.name == province)
    yield "category", f"/categories/{category}/", of_category
    yield "year", f"/years/{year}/", of_year
    yield "province", f"/places/?{urlencode({'in': province})}", of_province


def visit(address: str) -> float:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    began = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return took


def change() -> None:
    """Changes something public, after which no earlier count holds."""
    from records.models import Category

    category = Category.objects.earliest("pk")
    category.save()
