"""The public pages, each a function from a request to a page; tributes are in `tribute_views`."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.core.files.storage import default_storage
from django.core.paginator import Page, Paginator
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F, OrderBy
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records import tributes
from records.catalog.categories import public_tree
from records.catalog.counts import by_commendation, census
from records.catalog.listing import Listing
from records.catalog.places import Place, place_address, places
from records.exporting.record_files import MEDIA_TYPES
from records.http.page_cache import public_for_good, public_negotiated_page, public_page, public_page_by
from records.models import Category, Recipient, Record
from records.models.records import RecordQuerySet
from records.presentation import json_ld as linked_data
from records.presentation.site_owner import mark_file
from records.presentation.variants import render_page, variant_of
from records.tributes.verifying import last_check
from records.views.negotiation import sent_to_file

RECORDS_PER_PAGE = 20
LATEST_ON_HOME = 10


@public_page
def home(request: HttpRequest) -> HttpResponse:
    counted, known = census(), places()
    level = known.widest_choice()
    latest = list(Record.objects.published().with_names().latest_first()[:LATEST_ON_HOME])
    context = {
        "latest": latest,
        "record_count": counted.published,
        "tribute_count": tributes.count_all(counted),
        "categories": public_tree(counted),
        "years": counted.years(),
        "level": level,
        "places": known.children(level),
        "linked_data": linked_data.site(),
    }
    names = [*level, *names_in(known.children(level))]
    return render_page(request, "records/home.html", context, about=recipients_of(latest), names=names)


@public_negotiated_page
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    if elsewhere := sent_to_file(request, record_id):
        return elsewhere
    found = Record.objects.published().whole().filter(pk=record_id).first()
    if found is None:
        return withdrawn(request, record_id)
    return award_page(request, found)


def award_page(request: HttpRequest, shown: Record, *, preview: bool = False) -> HttpResponse:
    newer, older = Record.objects.beside(shown)
    context = {
        "record": shown,
        "newer": newer,
        "older": older,
        "preview": preview,
        # Those of a measure are shown with it.
        "key_figures": [figure for figure in shown.figures.all() if figure.measure_id is None],
        "files": MEDIA_TYPES,
        "count": tributes.count(shown),
        "linked_data": linked_data.record(shown),
    }
    return render_page(request, "records/record.html", context, about=[shown.recipient])


def withdrawn(request: HttpRequest, record_id: int) -> HttpResponse:
    """410 saying when and why, or 404 where nothing was ever public."""
    gone = get_object_or_404(Record.objects.withdrawn().with_names(), pk=record_id)
    context = {"record": gone}
    return render_page(
        request, "records/withdrawn.html", context, about=[gone.recipient], status=HTTPStatus.GONE
    )


@never_cache
@staff_member_required
@require_safe
def record_preview(request: HttpRequest, record_id: int) -> HttpResponse:
    """The award page of a record in any status, to staff who may see it in the admin."""
    if not request.user.has_perm("records.view_record"):
        raise Http404
    response = award_page(request, get_object_or_404(Record.objects.whole(), pk=record_id), preview=True)
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page
def categories(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": "表彰分类",
        "categories": public_tree(),
        "linked_data": linked_data.page("表彰分类", reverse("categories")),
    }
    return render_page(request, "records/categories.html", context)


@public_page_by("page")
def category(request: HttpRequest, category_id: int) -> HttpResponse:
    """The records of a category and of all below it."""
    counted = census()
    tree = public_tree(counted)
    chosen = next((node for node in tree if node.pk == category_id), None)
    if chosen is None:
        raise Http404
    by_id = {node.pk: node for node in tree}
    above = [by_id[pk] for pk in chosen.path[:-1]]
    below = [node for node in tree if node.parent_id == chosen.pk]
    place = {node.pk: number for number, node in enumerate(tree)}
    tallies = [tally for tally in counted.tallies if tally.category in chosen.descendants]
    # A category's own years together, the latest first and those without one last.
    tallies.sort(key=lambda tally: (-(tally.year or 0), place.get(tally.category, 0)))
    page = page_of(request, by_commendation(tallies))
    context = {"category": chosen, "ancestors": above, "children": below}
    return list_page(request, "records/category.html", chosen.name, page, context)


@public_page_by("page")
def year(request: HttpRequest, number: int) -> HttpResponse:
    counted = census()
    place = {node.pk: position for position, node in enumerate(Category.objects.tree())}
    tallies = [tally for tally in counted.tallies if tally.year == number]
    page = page_of(request, by_commendation(sorted(tallies, key=lambda tally: place[tally.category])))
    if not page.object_list:
        raise Http404
    context = {"year": number, "years": counted.years()}
    return list_page(request, "records/year.html", f"{number}年", page, context)


@public_page_by("in", "page")
def places_page(request: HttpRequest) -> HttpResponse:
    """All places, or the records of the place `?in=` and of all places in it."""
    known, asked = places(), request.GET.get("in", "")
    path = tuple(asked.split("/")) if asked else ()
    if path and path not in known:
        raise Http404
    context = {
        "place": path,
        "first_page": place_address(path),
        "above": known.above(path),
        "children": known.children(path),
        "unknown": known.unknown,
    }
    heading = path[-1] if path else "地区"
    page = page_of(request, known.listing(path))
    names = [*path, *names_in(known.children(path))]
    return list_page(request, "records/places.html", heading, page, context, names)


@public_page_by("page")
def recipient(request: HttpRequest, recipient_id: int) -> HttpResponse:
    """Known to the public by its records: one without any is not found."""
    chosen = get_object_or_404(Recipient.objects.prefetch_related("distinctions"), pk=recipient_id)
    listed = Record.objects.published().filter(recipient=chosen)
    page = page_of(request, listed.with_names().order_by(*BY_YEAR))
    if not page.object_list:
        raise Http404
    return list_page(request, "records/recipient.html", str(chosen), page, {"recipient": chosen})


# A list's order is total (the id breaks ties), so that no record falls between two pages.
BY_YEAR: list[OrderBy | str] = [F("commendation__year").desc(nulls_last=True), "-published_at", "-id"]


def page_of(request: HttpRequest, listed: RecordQuerySet | Listing) -> "Page[Record]":
    """The page that `?page=` asks for. Raises Http404 for one that is not there."""
    asked = request.GET.get("page", "1")
    # Seven digits are 20 million records; a longer number is no page and costs time to read.
    if not re.fullmatch(r"[1-9][0-9]{0,6}", asked):
        raise Http404
    paginator: Paginator[Record] = Paginator(listed, RECORDS_PER_PAGE)  # type: ignore[arg-type]
    if int(asked) > paginator.num_pages:
        raise Http404
    return paginator.page(int(asked))


def list_page(
    request: HttpRequest,
    template: str,
    heading: str,
    page: "Page[Record]",
    context: dict[str, Any],
    names: Iterable[str] = (),
) -> HttpResponse:
    """`context` may name the list's own `first_page`, where its address has a query."""
    first = context.setdefault("first_page", request.path.removeprefix(variant_of(request).prefix))
    further = f"{first}{'&' if '?' in first else '?'}page="
    address = f"{further}{page.number}" if page.number > 1 else first
    context |= {
        "heading": heading,
        "page": page,
        "further_pages": further,
        "address": address,
        "linked_data": linked_data.collection(heading, address, page.object_list),
    }
    return render_page(request, template, context, about=recipients_of(page.object_list), names=names)


def names_in(listed: Iterable[Place]) -> list[str]:
    return [place.name for place in listed]


def recipients_of(records: Iterable[Record]) -> list[Recipient]:
    return [record.recipient for record in records]


@public_page
def about_tributes(request: HttpRequest) -> HttpResponse:
    """How tributes are counted, in plain words."""
    context = {
        "limit": settings.TRIBUTES_PER_NETWORK,
        "linked_data": linked_data.page("致敬如何计数", reverse("about_tributes")),
    }
    return render_page(request, "records/about_tributes.html", context)


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is done for readers of every kind, and what is not done yet."""
    context = {"linked_data": linked_data.page("无障碍说明", reverse("accessibility"))}
    return render_page(request, "records/accessibility.html", context)


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_for_good
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture that staff uploaded; its name is made of its content, so it never changes."""
    if not default_storage.exists(f"images/{name}"):
        raise Http404
    return FileResponse(default_storage.open(f"images/{name}"))


@public_page
def mark(request: HttpRequest, name: str) -> HttpResponse:
    """A mark that the operator was given, as the police badge beside the site's number."""
    if name not in settings.OPERATOR.marks:
        raise Http404
    return HttpResponse(mark_file(f"{name}.png").read_bytes(), content_type="image/png")


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and every migration is applied; what the last check of the ledger found."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations wait to be applied\n", status=503, content_type="text/plain")
    return HttpResponse(f"ok\n致敬账本：{last_check()}\n", content_type="text/plain; charset=utf-8")
