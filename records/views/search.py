"""Finding records: by words, or by choosing among categories, years, places and kinds, or both."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse

from records.http.page_cache import public_answer
from records.models import Category, Recipient, Record
from records.presentation import json_ld as linked_data
from records.presentation.charts import ChartBar, bars_of
from records.presentation.variants import render_page
from records.search.canonical import MAX_QUERY, Query
from records.search.facets import MAX_COUNTED, Counts, counts_by, counts_of
from records.search.filters import Filters
from records.search.finding import Found, latest
from records.search.results import MAX_TERMS_TRIED, hits, missing
from records.search.suggesting import suggestions

PER_PAGE = 20
PLACES_SHOWN = 30


class Option(NamedTuple):
    label: str
    address: str
    records: int
    depth: int = 0  # below others of its kind
    bar: ChartBar | None = None


class Group(NamedTuple):
    heading: str
    options: list[Option]


@public_answer
def search(request: HttpRequest) -> HttpResponse:
    query, tree = Query(request.GET.get("q", "")), Category.objects.tree()
    filters = chosen_filters(request.GET, tree)
    context = found(request, query, filters) if query.written else browsed(request, query, filters)
    counts = context["counts"]
    heading = f"“{query.written}”的查找结果" if query.written else "查找表彰记录"
    records = [hit.record for hit in context["hits"]]
    named = recipients_named(filters, counts)
    context |= {
        "heading": heading,
        "query": query,
        "longest": MAX_QUERY,
        "hidden": asked(Query(""), filters),
        "is_narrowed": bool(query.written or filters.wanted),
        "chosen": chosen(query, filters, tree, named),
        "groups": groups(query, filters, counts, tree, named),
        "linked_data": linked_data.collection(heading, context["address"], records),
    }
    names = [name for place, _ in counts.places_in(filters.place) for name in place]
    about = [record.recipient for record in records] + list(named.values())
    return render_page(request, "records/search.html", context, about=about, names=[*filters.place, *names])


@public_answer
def suggest(request: HttpRequest) -> HttpResponse:
    """`{"suggestions": [{"kind": "受表彰对象", "text": …, "address": …}]}` for what was typed so far."""
    listed = [one._asdict() for one in suggestions(Query(request.GET.get("q", "")))]
    return JsonResponse({"suggestions": listed}, json_dumps_params={"ensure_ascii": False})


# --- What was asked ---------------------------------------------------------------------------------


def chosen_filters(given: QueryDict, tree: Sequence[Category]) -> Filters:
    """Raises Http404 for a category, year or kind that cannot be."""
    category = next((node for node in tree if str(node.pk) == given.get("category")), None)
    year, kind = given.get("year", ""), given.get("kind", "")
    if (
        (given.get("category") and category is None)
        or (year and not re.fullmatch(r"[12][0-9]{3}", year))
        or (kind and kind not in Recipient.Kind)
    ):
        raise Http404
    recipient = number_in(given, "recipient")
    return Filters.of(category, int(year) if year else None, given.get("in", ""), kind, recipient)


def asked(query: Query, filters: Filters) -> dict[str, str]:
    """The query of the address, as it is written anew."""
    all_parts = {
        "q": query.written,
        "category": str(filters.category or ""),
        "year": str(filters.year or ""),
        "in": "/".join(filters.place),
        "kind": filters.kind,
        "recipient": str(filters.recipient or ""),
    }
    return {name: value for name, value in all_parts.items() if value}


def address_of(query: Query, filters: Filters, **more: object) -> str:
    parts = asked(query, filters) | more
    return reverse("search") + (f"?{urlencode(parts)}" if parts else "")


def number_in(given: QueryDict, name: str) -> int | None:
    """A page's number or a record's id. Raises Http404 for anything else."""
    if not (written := given.get(name)):
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,17}", written):
        raise Http404
    return int(written)


# --- What was found ---------------------------------------------------------------------------------


def found(request: HttpRequest, query: Query, filters: Filters) -> dict[str, Any]:
    """By words: the best first, page by page among those that are listed at all."""
    result = Found(query, filters)
    number = number_in(request.GET, "page") or 1
    ids = result.ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    if number > 1 and not ids:
        raise Http404
    further = number * PER_PAGE < len(result.ids)
    return {
        "hits": hits(ids, result.terms),
        "counts": counts_of(result.ids),
        "total": len(result.ids),
        "has_more": result.has_more,
        "number": number,
        "previous": address_of(query, filters, **page(number - 1)) if number > 1 else "",
        "following": address_of(query, filters, page=number + 1) if further else "",
        "address": address_of(query, filters, **page(number)),
        "advice": [] if result.ids else advice(query, filters),
        "missing": [] if result.ids else missing(result.terms),
    }


def page(number: int) -> dict[str, int]:
    return {"page": number} if number > 1 else {}


def browsed(request: HttpRequest, query: Query, filters: Filters) -> dict[str, Any]:
    """By filters alone: the ones entered last first, each page from where the one before it ended."""
    below = number_in(request.GET, "before")
    ids = latest(filters, PER_PAGE + 1, below)
    if below and not ids:
        raise Http404
    counts, shown = counts_by(filters), ids[:PER_PAGE]
    return {
        "hits": hits(shown, ()),
        "counts": counts,
        "total": counts.total,
        "has_more": counts.total == MAX_COUNTED,
        "previous": address_of(query, filters) if below else "",
        "following": address_of(query, filters, before=shown[-1]) if len(ids) > PER_PAGE else "",
        "address": address_of(query, filters, **({"before": below} if below else {})),
        "advice": [] if ids else [Option("查看全部记录", reverse("search"), 0)],
    }


def advice(query: Query, filters: Filters) -> list[Option]:
    """What finds something instead: the same without filters, or some word alone."""
    tried = []
    if filters.wanted:
        tried.append(("不加筛选条件", query, Filters()))
    if len(query.terms) > 1:
        alone = [(term.written, Query(f'"{term.written}"')) for term in query.terms[:MAX_TERMS_TRIED]]
        tried += [(f"只查“{written}”", one, filters) for written, one in alone]
    offered = [Option(label, address_of(one, kept), len(Found(one, kept).ids)) for label, one, kept in tried]
    return [option for option in offered if option.records]


# --- What can be chosen -----------------------------------------------------------------------------


def recipients_named(filters: Filters, counts: Counts) -> dict[int, Recipient]:
    """Those that can be chosen, and the one that is. Raises Http404 for one without public records."""
    wanted = [pk for pk, _ in counts.recipients] + [filters.recipient] * bool(filters.recipient)
    named = Recipient.objects.in_bulk(wanted) if wanted else {}
    public = Record.objects.published().filter(recipient=filters.recipient)
    if filters.recipient and (filters.recipient not in named or not public.exists()):
        raise Http404
    return named


def chosen(
    query: Query, filters: Filters, tree: Iterable[Category], named: dict[int, Recipient]
) -> list[Option]:
    """The filters in force, each with the address that is without it."""
    found = []
    if filters.category:
        name = next(node.name for node in tree if node.pk == filters.category)
        without = filters._replace(category=None, categories=frozenset())
        found.append(Option(name, address_of(query, without), 0))
    if filters.year:
        found.append(Option(f"{filters.year}年", address_of(query, filters._replace(year=None)), 0))
    if filters.place:
        found.append(Option("".join(filters.place), address_of(query, filters._replace(place=())), 0))
    if filters.kind:
        label = Recipient.Kind(filters.kind).label
        found.append(Option(label, address_of(query, filters._replace(kind="")), 0))
    if filters.recipient:
        without = filters._replace(recipient=None)
        found.append(Option(str(named[filters.recipient]), address_of(query, without), 0))
    return found


def groups(
    query: Query,
    filters: Filters,
    counts: Counts,
    tree: Iterable[Category],
    named: dict[int, Recipient],
) -> list[Group]:
    """What narrows the result down further, and never to nothing; one record needs none of it."""
    if query.written and counts.total == 1:
        return []
    made = [
        Group("分类", charted(by_category(query, filters, counts, tree))),
        Group("年份", charted(by_year(query, filters, counts))),
        Group("地区", by_place(query, filters, counts)),
        Group("集体和个人", by_kind(query, filters, counts)),
        Group("对象", by_recipient(query, filters, counts, named)),
    ]
    return [group for group in made if group.options]


def charted(options: Iterable[Option]) -> list[Option]:
    """Each with a bar as long as it has records: a picture that leads on."""
    listed = list(options)
    bars = bars_of(option.records for option in listed)
    return [option._replace(bar=bar) for option, bar in zip(listed, bars, strict=True)]


def by_category(query: Query, filters: Filters, counts: Counts, tree: Iterable[Category]) -> Iterable[Option]:
    for node in tree:
        if node.pk == filters.category or (filters.category and node.pk not in filters.categories):
            continue
        if records := sum(counts.categories[pk] for pk in node.descendants):
            narrower = filters._replace(category=node.pk, categories=frozenset(node.descendants))
            yield Option(node.name, address_of(query, narrower), records, node.depth)


def by_year(query: Query, filters: Filters, counts: Counts) -> list[Option]:
    """In the order of time."""
    if filters.year:
        return []
    return [
        Option(f"{year}年", address_of(query, filters._replace(year=year)), counts.years[year])
        for year in sorted(counts.years)
    ]


def by_place(query: Query, filters: Filters, counts: Counts) -> list[Option]:
    return [
        Option(place[-1], address_of(query, filters._replace(place=place)), records)
        for place, records in counts.places_in(filters.place)[:PLACES_SHOWN]
    ]


def by_kind(query: Query, filters: Filters, counts: Counts) -> list[Option]:
    return [
        Option(str(label), address_of(query, filters._replace(kind=kind)), counts.kinds[kind])
        for kind, label in Recipient.Kind.choices
        if counts.kinds[kind] and not filters.kind
    ]


def by_recipient(query: Query, filters: Filters, counts: Counts, named: dict[int, Recipient]) -> list[Option]:
    """Those of several records: one of a single record is found by its name."""
    if filters.recipient:
        return []
    return [
        Option(str(named[pk]), address_of(query, filters._replace(recipient=pk)), records)
        for pk, records in counts.recipients
        if pk in named
    ]
