"""Finding records: by words, or by choosing among categories, years, places and kinds, or both."""

import re
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from records.http.page_cache import public_answer_by
from records.presentation import json_ld as linked_data
from records.presentation.charts import ChartBar, bars_of
from records.presentation.variants import render_page
from records.search.canonical import MAX_QUERY_CHARACTERS, Query
from records.search.counts import MAX_RECORDS_COUNTED, Counts, counts_by, counts_of
from records.search.facets import FACETS, PLACE, Directory, Facet
from records.search.filters import Filters
from records.search.finding import Matches, latest
from records.search.results import MAX_TERMS_TRIED, hits, unmatched_words
from records.search.suggesting import suggestions

RECORDS_PER_PAGE = 20


class Choice(NamedTuple):
    """A link to what is found with another query or other filters."""

    label: str
    address: str
    records: int = 0
    depth: int = 0  # below others of its kind
    bar: ChartBar | None = None


class Group(NamedTuple):
    heading: str
    options: list[Choice]


@public_answer_by("q", "page", "before", *(facet.parameter for facet in FACETS))
def search(request: HttpRequest) -> HttpResponse:
    query, directory = Query(request.GET.get("q", "")), Directory()
    filters = Filters.read(request.GET.dict(), directory)
    context = matched(request, query, filters) if query.written else browsed(request, query, filters)
    counts = context["counts"]
    for facet in FACETS:
        facet.prepare(counts.by_facet[facet], filters.get(facet), directory)
    heading = f"“{query.written}”的查找结果" if query.written else "查找表彰记录"
    records = [hit.record for hit in context["hits"]]
    context |= {
        "heading": heading,
        "query": query,
        "longest": MAX_QUERY_CHARACTERS,
        "hidden": filters.asked,
        "is_narrowed": bool(query.written or filters),
        "chosen": chosen(query, filters, directory),
        "groups": groups(query, filters, counts, directory),
        "linked_data": linked_data.collection(heading, context["address"], records),
    }
    about = [record.recipient for record in records] + list(directory.recipients.values())
    names = place_names(filters, counts)
    return render_page(request, "records/search.html", context, about=about, names=names)


def place_names(filters: Filters, counts: Counts) -> list[str]:
    path = filters.get(PLACE)
    return [*(path or ()), *(inside[-1] for inside in PLACE.inside(counts.by_facet[PLACE], path))]


@public_answer_by("q")
def suggest(request: HttpRequest) -> HttpResponse:
    """Answers `{"suggestions": [{"kind": "受表彰对象", "text": …, "address": …}]}` for what was typed so far."""
    listed = [one._asdict() for one in suggestions(Query(request.GET.get("q", "")))]
    return JsonResponse({"suggestions": listed}, json_dumps_params={"ensure_ascii": False})


# --- Addresses --------------------------------------------------------------------------------------


def address_of(query: Query, filters: Filters, **more: object) -> str:
    written = {"q": query.written} if query.written else {}
    parts = written | filters.asked | more
    return reverse("search") + (f"?{urlencode(parts)}" if parts else "")


def number_in(request: HttpRequest, name: str) -> int | None:
    """Reads a page's number or a record's id. Raises Http404 for anything else."""
    if not (written := request.GET.get(name)):
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,17}", written):
        raise Http404
    return int(written)


# --- Records ----------------------------------------------------------------------------------------


def matched(request: HttpRequest, query: Query, filters: Filters) -> dict[str, Any]:
    """Lists what words find: the best first, page by page among those that are listed at all."""
    matches = Matches(query, filters)
    number = number_in(request, "page") or 1
    ids = matches.ids[(number - 1) * RECORDS_PER_PAGE : number * RECORDS_PER_PAGE]
    if number > 1 and not ids:
        raise Http404
    further = number * RECORDS_PER_PAGE < len(matches.ids)
    return {
        "hits": hits(ids, matches.terms),
        "counts": counts_of(matches.ids),
        "total": len(matches.ids),
        "has_more": matches.has_more,
        "number": number,
        "previous": address_of(query, filters, **page(number - 1)) if number > 1 else "",
        "following": address_of(query, filters, page=number + 1) if further else "",
        "address": address_of(query, filters, **page(number)),
        "advice": [] if matches.ids else advice(query, filters),
        "missing": [] if matches.ids else unmatched_words(matches.terms),
    }


def page(number: int) -> dict[str, int]:
    return {"page": number} if number > 1 else {}


def browsed(request: HttpRequest, query: Query, filters: Filters) -> dict[str, Any]:
    """Lists what filters alone choose: the ones entered last first, each page from where the one before it ended."""
    below = number_in(request, "before")
    ids = latest(filters, RECORDS_PER_PAGE + 1, below)
    if below and not ids:
        raise Http404
    counts, shown = counts_by(filters), ids[:RECORDS_PER_PAGE]
    return {
        "hits": hits(shown, ()),
        "counts": counts,
        "total": counts.total,
        "has_more": counts.total == MAX_RECORDS_COUNTED,
        "previous": address_of(query, filters) if below else "",
        "following": address_of(query, filters, before=shown[-1]) if len(ids) > RECORDS_PER_PAGE else "",
        "address": address_of(query, filters, **({"before": below} if below else {})),
        "advice": [] if ids else [Choice("查看全部记录", reverse("search"))],
    }


def advice(query: Query, filters: Filters) -> list[Choice]:
    """Offers what finds something instead: the same without filters, or some word alone."""
    tried = []
    if filters:
        tried.append(("不加筛选条件", query, Filters()))
    if len(query.terms) > 1:
        alone = [(term.written, Query(f'"{term.written}"')) for term in query.terms[:MAX_TERMS_TRIED]]
        tried += [(f"只查“{written}”", one, filters) for written, one in alone]
    offered = [
        Choice(label, address_of(one, kept), len(Matches(one, kept).ids)) for label, one, kept in tried
    ]
    return [choice for choice in offered if choice.records]


# --- Filters ----------------------------------------------------------------------------------------


def chosen(query: Query, filters: Filters, directory: Directory) -> list[Choice]:
    """Returns the filters in force, each with the address that is without it."""
    return [
        Choice(facet.label(value, directory), address_of(query, filters.without(facet)))
        for facet, value in filters.chosen
    ]


def groups(query: Query, filters: Filters, counts: Counts, directory: Directory) -> list[Group]:
    """Returns what narrows the result down further; one record needs none of it."""
    if query.written and counts.total == 1:
        return []
    made = [Group(facet.heading, choices(facet, query, filters, counts, directory)) for facet in FACETS]
    return [group for group in made if group.options]


def choices(
    facet: Facet[Any], query: Query, filters: Filters, counts: Counts, directory: Directory
) -> list[Choice]:
    options = facet.options(counts.by_facet[facet], filters.get(facet), directory)
    listed = [
        Choice(one.label, address_of(query, filters.with_(facet, one.value)), one.records, one.depth)
        for one in options
    ]
    return charted(listed) if facet.is_chart else listed


def charted(listed: list[Choice]) -> list[Choice]:
    """Gives each a bar as long as it has records: a picture that leads on."""
    bars = bars_of(choice.records for choice in listed)
    return [choice._replace(bar=bar) for choice, bar in zip(listed, bars, strict=True)]
