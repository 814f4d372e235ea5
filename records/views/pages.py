"""The public pages of many records, and about the site, each a function from a request to a page."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from records import tributes
from records.catalog.categories import public_tree
from records.catalog.commendations import commendations
from records.catalog.counts import Census, by_commendation, census
from records.catalog.groups import groups_on
from records.catalog.honors import Honors
from records.catalog.listing import Listing
from records.catalog.places import Place, place_address, places
from records.http.page_cache import public_page, public_page_by
from records.models import Category, MergedRecipient, Recipient, Record
from records.presentation import json_ld as linked_data
from records.presentation.site import site_settings
from records.presentation.trail import Step, to, to_category, to_recipient
from records.presentation.variants import own_address, render_page, variant_of

RECORDS_PER_PAGE = 20
# Whole rows, be they of three, of two or of one.
MAX_LATEST_ON_HOME = 6
MAX_WAYS_ON_HOME = 6
MAX_COMMENDATIONS_ON_HOME = 3


@public_page
def home(request: HttpRequest) -> HttpResponse:
    counted, known = census(), places()
    inside = sorted(known.children(known.widest_choice()), key=lambda place: -place.records)[
        :MAX_WAYS_ON_HOME
    ]
    featured = site_settings().featured_record()
    latest = [
        record
        for record in Record.objects.published()
        .with_deeds()
        .with_names()
        .latest_first()[: MAX_LATEST_ON_HOME + 1]
        if record != featured
    ][:MAX_LATEST_ON_HOME]
    context = {
        "latest": latest,
        "record_count": counted.published,
        "tribute_count": tributes.count_all(counted),
        "featured": featured,
        "top_categories": top_categories(counted),
        "years": counted.years(),
        "top_places": inside,
        "latest_commendations": commendations()[:MAX_COMMENDATIONS_ON_HOME],
        "linked_data": linked_data.site(),
    }
    shown = [*latest, featured] if featured else latest
    return render_page(
        request, "records/home.html", context, about=recipients_of(shown), names=names_in(inside)
    )


def top_categories(counted: Census) -> list[Category]:
    """Returns those under which most public records are filed themselves; what an import brought along comes last."""
    own = counted.by_category()
    holders = [node for node in public_tree(counted) if own.get(node.pk)]
    return sorted(holders, key=lambda node: (not node.filed, -own[node.pk]))[:MAX_WAYS_ON_HOME]


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
    """Lists the records of a category and of all below it."""
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
    context = {
        "category": chosen,
        "children": below,
        "groups": groups_on(page, tallies),
        "revoked": sum(tally.revoked for tally in tallies),
        "trail": to_category(chosen, above),
    }
    return list_page(request, "records/category.html", chosen.name, page, context)


@public_page_by("page")
def year(request: HttpRequest, number: int) -> HttpResponse:
    counted = census()
    place = {node.pk: position for position, node in enumerate(Category.objects.tree())}
    tallies = [tally for tally in counted.tallies if tally.year == number]
    tallies.sort(key=lambda tally: place[tally.category])
    page = page_of(request, by_commendation(tallies))
    if not page.object_list:
        raise Http404
    heading = f"{number}年"
    trail = to(Step("年份", reverse("years")), Step(heading, reverse("year", args=[number])))
    groups = groups_on(page, tallies)
    context = {
        "year": number,
        "years": counted.years(),
        "groups": groups,
        "revoked": sum(tally.revoked for tally in tallies),
        "trail": trail,
    }
    return list_page(request, "records/year.html", heading, page, context)


@public_page_by("in", "page")
def places_page(request: HttpRequest) -> HttpResponse:
    """Lists all places, or the records of the place `?in=` and of all places in it."""
    known, asked = places(), request.GET.get("in", "")
    path = tuple(asked.split("/")) if asked else ()
    if path and path not in known:
        raise Http404
    way = known.way_to(path)
    context = {
        "place": path,
        "first_page": place_address(path),
        "trail": to(
            Step("地区", place_address(())), *(Step(place.name, place.get_absolute_url()) for place in way)
        ),
        "children": known.children(path),
        "unknown": known.unknown,
    }
    heading = path[-1] if path else "地区"
    page = page_of(request, known.listing(path))
    names = [*path, *names_in(known.children(path))]
    return list_page(request, "records/places.html", heading, page, context, names)


@public_page_by("page")
def recipient(request: HttpRequest, recipient_id: int) -> HttpResponse:
    """Shows one that has public records: without any it is not known to the public."""
    if merged := MergedRecipient.objects.filter(pk=recipient_id).first():
        return redirect(variant_of(request).view_name("recipient"), merged.into_id, permanent=True)
    chosen = get_object_or_404(
        Recipient.objects.select_related("portrait").prefetch_related("distinctions", "former_names"),
        pk=recipient_id,
    )
    honors = Honors(chosen)
    if not honors.records:
        raise Http404
    page = page_of(request, honors)
    shown = list(page.object_list)
    page.object_list = [honor.record for honor in shown if honor.record]
    heading = str(chosen)
    context = {
        "recipient": chosen,
        "honors": shown,
        "records": honors.records,
        "picture": chosen.portrait,
        "revoked": honors.revoked,
        "trail": to_recipient(chosen),
    }
    return list_page(request, "records/recipient.html", heading, page, context)


def page_of(request: HttpRequest, listed: Listing | Honors) -> "Page[Any]":
    """Returns the page that `?page=` asks for. Raises Http404 for one that is not there."""
    asked = request.GET.get("page", "1")
    # Seven digits are 20 million records; a longer number is no page and costs time to read.
    if not re.fullmatch(r"[1-9][0-9]{0,6}", asked):
        raise Http404
    paginator: Paginator[Any] = Paginator(listed, RECORDS_PER_PAGE)  # type: ignore[arg-type]
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
    """Renders a list; `context` may name its own `first_page`, where its address has a query, and the `picture` of
    what it is about."""
    first = context.setdefault("first_page", own_address(request))
    further = f"{first}{'&' if '?' in first else '?'}page="
    address = f"{further}{page.number}" if page.number > 1 else first
    context |= {
        "heading": heading,
        "page": page,
        "further_pages": further,
        "address": address,
        "linked_data": linked_data.collection(
            heading, address, page.object_list, context["trail"], context.get("picture")
        ),
    }
    return render_page(request, template, context, about=recipients_of(page.object_list), names=names)


def names_in(listed: Iterable[Place]) -> list[str]:
    return [place.name for place in listed]


def recipients_of(records: Iterable[Record]) -> list[Recipient]:
    return [record.recipient for record in records]


@public_page
def about_tributes(request: HttpRequest) -> HttpResponse:
    """Tells in plain words how tributes are counted."""
    context = {
        "limit": settings.TRIBUTES_PER_NETWORK,
        "linked_data": linked_data.page("致敬如何计数", reverse("about_tributes")),
    }
    return render_page(request, "records/about_tributes.html", context)


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """Tells what is done for readers of every kind, and what is not done yet."""
    context = {"linked_data": linked_data.page("无障碍说明", reverse("accessibility"))}
    return render_page(request, "records/accessibility.html", context)
