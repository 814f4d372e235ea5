"""Finding records: by words, or by choosing among categories, years, places and kinds, or both."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from records.http.page_cache import public_answer_by
from records.models import Record
from records.presentation import json_ld as linked_data
from records.presentation.charts import ChartBar, bars_of
from records.presentation.variants import render_page
from records.search.awards import commendations_named
from records.search.by_year import MatchesByYear, Place, latest_by_year
from records.search.canonical import MAX_QUERY_CHARACTERS, Query, name_of
from records.search.counts import MAX_RECORDS_COUNTED, Counts, counts_by, counts_of
from records.search.facets import CATEGORY, FACETS, PLACE, YEAR, Directory, Facet
from records.search.filters import Filters
from records.search.finding import MAX_RECORDS_FOUND, Matches, latest
from records.search.results import MAX_TERMS_TRIED, hits, unmatched_words
from records.search.suggesting import suggestions

RECORDS_PER_PAGE = 20
# Further pages of a list without words go on from the record where the one before them ended: found at once, however
# far down.
MAX_NUMBERED_PAGES = MAX_RECORDS_FOUND // RECORDS_PER_PAGE
NAMED: tuple[Facet[Any], ...] = (CATEGORY, YEAR)  # by words, in the place of which they are offered
MAX_OPTIONS_SHOWN = 5  # of a facet; the others are folded
BY_YEAR = "year"


class Asked(NamedTuple):
    """Holds what an address asks for."""

    query: Query
    filters: Filters
    sort: str = ""

    @classmethod
    def read(cls, request: HttpRequest, directory: Directory) -> "Asked":
        """Raises Http404 for what cannot be chosen."""
        if (sort := request.GET.get("sort", "")) not in ("", BY_YEAR):
            raise Http404
        filters = Filters.read(request.GET.dict(), directory)
        return cls(Query(request.GET.get("q", "")), filters, sort)

    @property
    def hidden(self) -> dict[str, str]:
        """Returns what another word is looked for with."""
        return self.filters.asked | ({"sort": self.sort} if self.sort else {})

    def address(self, **more: object) -> str:
        parts = ({"q": self.query.written} if self.query.written else {}) | self.hidden | more
        return reverse("search") + (f"?{urlencode(parts)}" if parts else "")

    def page(self, number: int) -> str:
        return self.address(**({"page": number} if number > 1 else {}))

    def with_(self, facet: Facet[Any], value: Any) -> "Asked":
        return self._replace(filters=self.filters.with_(facet, value))


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

    @property
    def shown(self) -> list[Choice]:
        return self.options[:MAX_OPTIONS_SHOWN]

    @property
    def folded(self) -> list[Choice]:
        return self.options[MAX_OPTIONS_SHOWN:]


@public_answer_by("q", "sort", "page", "before", *(facet.parameter for facet in FACETS))
def search(request: HttpRequest) -> HttpResponse:
    directory = Directory()
    asked = Asked.read(request, directory)
    query, filters = asked.query, asked.filters
    context = matched(request, asked) if query.written else browsed(request, asked)
    counts = context["counts"]
    for facet in FACETS:
        facet.prepare(counts.by_facet[facet], filters.get(facet), directory)
    first = context["number"] == 1 and not filters and not asked.sort
    named = commendations_named(query.terms if first else ())
    heading = f"“{query.written}”的查找结果" if query.written else "查找表彰记录"
    records = [hit.record for hit in context["hits"]]
    context |= {
        "heading": heading,
        "commendations": named.commendations,
        "more_commendations": named.total - len(named.commendations),
        "query": query,
        "longest": MAX_QUERY_CHARACTERS,
        "hidden": asked.hidden,
        "is_narrowed": bool(query.written or filters or asked.sort),
        "chosen": chosen(asked, directory),
        "offers": offers(asked, counts, directory),
        "orders": orders(asked, counts),
        "groups": groups(asked, counts, directory),
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


# --- Pages ------------------------------------------------------------------------------------------


class PageLink(NamedTuple):
    number: int  # 0 where some are left out
    address: str = ""


def page_number(request: HttpRequest) -> int:
    """Raises Http404 for anything but a number."""
    written = request.GET.get("page") or "1"
    if not re.fullmatch(r"[1-9][0-9]{0,3}", written):
        raise Http404
    return int(written)


def page_links(asked: Asked, number: int, pages: int) -> list[PageLink]:
    """Links to the first page, the last, and those around this one: 1 … 4 5 6 … 20."""
    shown = sorted({1, pages, *range(max(number - 1, 1), min(number + 1, pages) + 1)})
    return [PageLink(one, asked.page(one) if one else "") for one in with_gaps(shown)] if pages > 1 else []


def with_gaps(numbers: list[int]) -> Iterator[int]:
    """Yields 0 for several numbers that are left out; a single one takes no more room itself."""
    last = 0
    for number in numbers:
        if number - last == 2:
            yield last + 1
        elif number - last > 2:
            yield 0
        yield number
        last = number


def pages_of(records: int) -> int:
    return min(-(-records // RECORDS_PER_PAGE), MAX_NUMBERED_PAGES)


# --- Records ----------------------------------------------------------------------------------------


def matched(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Lists what words find, page by page among those that are listed at all."""
    matches = (MatchesByYear if asked.sort else Matches)(asked.query, asked.filters)
    number, listed = page_number(request), matches.ids
    ids = listed[(number - 1) * RECORDS_PER_PAGE : number * RECORDS_PER_PAGE]
    if number > 1 and not ids:
        raise Http404
    pages = pages_of(len(listed))
    return {
        "hits": hits(ids, matches.terms),
        "counts": counts_of(listed),
        "total": len(listed),
        "has_more": matches.has_more,
        "number": number,
        "pages": page_links(asked, number, pages),
        "previous": asked.page(number - 1) if number > 1 else "",
        "following": asked.page(number + 1) if number < pages else "",
        "address": asked.page(number),
        "advice": [] if listed else advice(asked),
        "missing": [] if listed else unmatched_words(matches.terms),
    }


def browsed(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Lists what filters alone choose: numbered pages, then each from where the one before it ended."""
    before = request.GET.get("before", "")
    number = 0 if before else page_number(request)
    first = max(number - 1, 0) * RECORDS_PER_PAGE
    ids = listed(asked, first + RECORDS_PER_PAGE + 1, before)[first:] if number <= MAX_NUMBERED_PAGES else []
    if (before or number > 1) and not ids:
        raise Http404
    counts, shown = counts_by(asked.filters), hits(ids[:RECORDS_PER_PAGE], ())
    following = ""
    if len(ids) > RECORDS_PER_PAGE:
        is_numbered = 0 < number < MAX_NUMBERED_PAGES
        following = (
            asked.page(number + 1) if is_numbered else asked.address(before=place_of(asked, shown[-1].record))
        )
    return {
        "hits": shown,
        "counts": counts,
        "total": counts.total,
        "has_more": counts.total == MAX_RECORDS_COUNTED,
        "number": number,
        "pages": page_links(asked, number, pages_of(counts.total)) if number else [],
        "previous": "" if number == 1 else asked.page(number - 1) if number else asked.address(),
        "following": following,
        "address": asked.address(before=before) if before else asked.page(number),
        "advice": [] if ids else [Choice("查看全部记录", reverse("search"))],
    }


def listed(asked: Asked, limit: int, before: str) -> list[int]:
    """Returns ids from the place that an address names. Raises Http404 where it names none."""
    found = re.fullmatch(r"(?:([0-9]{1,4})-)?([1-9][0-9]{0,17})", before) if before else None
    if before and (found is None or bool(found[1]) != bool(asked.sort)):
        raise Http404
    if asked.sort:
        after = Place(int(found[1]), int(found[2])) if found else None
        return latest_by_year(asked.filters, limit, after)
    return latest(asked.filters, limit, int(found[2]) if found else None)


def place_of(asked: Asked, record: Record) -> str:
    return f"{record.commendation.year or 0}-{record.pk}" if asked.sort else f"{record.pk}"


def advice(asked: Asked) -> list[Choice]:
    """Offers what finds something instead: the same without filters, or some word alone."""
    tried = []
    if asked.filters:
        tried.append(("不加筛选条件", asked._replace(filters=Filters())))
    if len(terms := asked.query.terms) > 1:
        tried += [
            (f"只查“{term.written}”", asked._replace(query=Query(f'"{term.written}"')))
            for term in terms[:MAX_TERMS_TRIED]
        ]
    offered = [Choice(label, one.address(), len(Matches(one.query, one.filters).ids)) for label, one in tried]
    return [choice for choice in offered if choice.records]


# --- Filters ----------------------------------------------------------------------------------------


def chosen(asked: Asked, directory: Directory) -> list[Choice]:
    """Returns the filters in force, each with the address that is without it."""
    return [
        Choice(facet.label(value, directory), asked.with_(facet, None).address())
        for facet, value in asked.filters.chosen
    ]


def offers(asked: Asked, counts: Counts, directory: Directory) -> list[Choice]:
    """Offers, for a year or a category that was typed as a word, the filter in its place."""
    found = []
    for term in asked.query.terms:
        for facet in NAMED:
            value = facet.named_by(name_of(term.form), directory)
            options = facet.options(counts.by_facet[facet], asked.filters.get(facet), directory)
            if value and value in {option.value for option in options}:
                narrower = asked.with_(facet, value)._replace(query=asked.query.without(term))
                found.append(Choice(f"只看 {facet.label(value, directory)}", narrower.address()))
    return found


def orders(asked: Asked, counts: Counts) -> list[Choice]:
    """Offers the orders of a list, the one in force without an address; a list of one year has but one."""
    if len(counts.by_facet[YEAR]) < 2:
        return []
    first = "最相符的在前" if asked.query.written else "最近录入的在前"
    return [
        Choice(label, asked._replace(sort=sort).address() if sort != asked.sort else "")
        for label, sort in ((first, ""), ("年份近的在前", BY_YEAR))
    ]


def groups(asked: Asked, counts: Counts, directory: Directory) -> list[Group]:
    """Returns what narrows the result down further."""
    made = [Group(facet.heading, choices(facet, asked, counts, directory)) for facet in FACETS]
    return [group for group in made if group.options]


def choices(facet: Facet[Any], asked: Asked, counts: Counts, directory: Directory) -> list[Choice]:
    options = facet.options(counts.by_facet[facet], asked.filters.get(facet), directory)
    found = [
        Choice(one.label, asked.with_(facet, one.value).address(), one.records, one.depth) for one in options
    ]
    return charted(found) if facet.is_chart else found


def charted(options: list[Choice]) -> list[Choice]:
    """Gives each a bar as long as it has records, a picture that leads on, unless all would be the same."""
    if len({choice.records for choice in options}) < 2:
        return options
    bars = bars_of(choice.records for choice in options)
    return [choice._replace(bar=bar) for choice, bar in zip(options, bars, strict=True)]
