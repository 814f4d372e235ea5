"""The addresses below /api/v1/, which promise what their own description says: /api/v1/openapi.json."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, re_path, reverse
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import ValidationError

from records import tributes
from records.catalog.categories import public_tree
from records.catalog.counts import census
from records.catalog.rolls import roll_of
from records.models import Commendation, IndexedRecord, MergedRecipient, Recipient, Record
from records.models.records import CHANGED_AT
from records.search.by_year import MatchesByYear
from records.search.canonical import Query as Words
from records.search.facets import CATEGORY, YEAR
from records.search.filters import Filters
from records.search.finding import Matches, latest
from records.search.results import hits, unmatched_words
from records.utils.addresses import absolute

from . import answers, schemas
from .contract import (
    Renderer,
    description,
    gone,
    problem,
    under_contract,
    unknown,
    urls_under_contract,
    validation_problem,
)
from .schemas import CursorPage, CursorParams, Problem

MAX_RECORDS_OF_RECIPIENT = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
REFUSED = {422: Problem}
UNKNOWN = {404: Problem, **REFUSED}

api = NinjaAPI(
    title="Honors Record",  # of it generators make the name of their package
    version="1",
    description="公开的表彰记录，只读，不需要密钥。回答是 UTF-8 的 JSON，带 ETag；出错时是 application/problem+json。",
    docs_url=None,
    openapi_url="",
    openapi_extra={"security": []},  # said, not left open: nothing here asks for a key
    urls_namespace="api-v1",
    renderer=Renderer(),
)


@api.exception_handler(ValidationError)
def invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    return validation_problem(error)


@api.exception_handler(Http404)
def not_found(_: HttpRequest, error: Http404) -> HttpResponse:
    return unknown()


# --- Records ----------------------------------------------------------------------------------------


@api.get(
    "/records/",
    response={200: CursorPage[schemas.RecordSummary], **UNKNOWN},
    operation_id="list_records",
    summary="表彰记录",
)
def records(
    request: HttpRequest, params: Query[schemas.RecordParams], paging: Query[CursorParams]
) -> CursorPage[Any]:
    """最近录入的在前；带 updated_since 时，最早改动的在前。"""
    filters = filters_of(params)
    if params.updated_since:
        found = changed_since(params.updated_since, filters, paging)
        line = found[paging.limit - 1] if len(found) > paging.limit else None
        following = f"{(line.changed_at - EPOCH) // MICROSECOND}-{line.pk}" if line else ""
    else:
        ids = latest(filters, paging.limit + 1, number_of(paging.cursor))
        by_id = {record.pk: record for record in Record.objects.with_names().public_among(ids)}
        found = [by_id[pk] for pk in ids if pk in by_id]
        following = f"{ids[paging.limit - 1]}" if len(ids) > paging.limit else ""
    return page_of(request, [answers.record_summary(record) for record in found[: paging.limit]], following)


def changed_since(moment: datetime, filters: Filters, paging: CursorParams) -> list[Any]:
    """Returns one more than fit on a page, each with its `changed_at`."""
    changed = Record.objects.published().with_names().annotate(changed_at=CHANGED_AT)
    if filters:
        changed = changed.filter(pk__in=IndexedRecord.objects.filter(filters.condition).values("pk"))
    in_order, limit = changed.order_by("changed_at", "pk"), paging.limit + 1
    if not paging.cursor:
        return list(in_order.filter(changed_at__gte=moment)[:limit])
    microseconds, _, last = paging.cursor.partition("-")
    after = EPOCH + int(microseconds) * MICROSECOND
    # Asked for apart, each is read from its place in the index; together they would be sorted.
    same = list(changed.filter(changed_at=after, pk__gt=int(last or 0)).order_by("pk")[:limit])
    return same + list(in_order.filter(changed_at__gt=after)[: limit - len(same)])


@api.get(
    "/records/{int:record_id}/",
    response={200: schemas.RecordDetail, 404: Problem, 410: Problem},
    operation_id="get_record",
    summary="一条表彰记录",
)
def record(request: HttpRequest, record_id: int) -> Any:
    """全文，包括章节、举措和数据。"""
    found = Record.objects.published().whole().filter(pk=record_id).first()
    if found is None:
        return gone(record_id)
    return answers.record_detail(found, tributes.count(found))


@api.get(
    "/records/{int:record_id}/tributes/",
    response={200: schemas.Tributes, 404: Problem, 410: Problem},
    operation_id="count_tributes",
    summary="致敬人数",
)
def record_tributes(request: HttpRequest, record_id: int) -> Any:
    """最多旧一分钟；要最新的，读记录自己的地址加 tribute/。"""
    found = Record.objects.published().select_related("tribute_total").filter(pk=record_id).first()
    if found is None:
        return gone(record_id)
    return schemas.Tributes(record=record_id, count=tributes.count(found), as_of=timezone.now())


@api.get(
    "/search/", response={200: schemas.SearchPage, **UNKNOWN}, operation_id="search_records", summary="查找"
)
def search(
    request: HttpRequest,
    params: Query[schemas.SearchParams],
    paging: Query[CursorParams],
) -> schemas.SearchPage:
    """最相符的在前，或按年份；与网页“查找”相同。"""
    matches = (MatchesByYear if params.sort else Matches)(Words(params.q), filters_of(params))
    first = number_of(paging.cursor) or 0
    last = first + paging.limit
    shown = [answers.hit(one) for one in hits(matches.ids[first:last], matches.terms)]
    page = page_of(request, shown, f"{last}" if last < len(matches.ids) else "")
    return schemas.SearchPage(
        items=shown,
        next=page.next,
        next_cursor=page.next_cursor,
        total=len(matches.ids),
        has_more=matches.has_more,
        missing=[] if matches.ids else unmatched_words(matches.terms),
    )


# --- Recipients, categories, commendations ----------------------------------------------------------


@api.get(
    "/recipients/",
    response={200: CursorPage[schemas.RecipientSummary], **REFUSED},
    operation_id="list_recipients",
    summary="受表彰对象",
)
def recipients(
    request: HttpRequest,
    params: Query[schemas.RecipientParams],
    paging: Query[CursorParams],
) -> CursorPage[Any]:
    """有公开记录的对象，最近录入的在前。"""
    listed = public_recipients()
    if params.kind:
        listed = listed.filter(kind=params.kind)
    return page_by_id(
        request, paging, listed, lambda one: schemas.RecipientSummary(**answers.recipient_fields(one))
    )


@api.get(
    "/recipients/{int:recipient_id}/",
    response={200: schemas.RecipientDetail, 404: Problem},
    operation_id="get_recipient",
    summary="一个受表彰对象",
)
def recipient(request: HttpRequest, recipient_id: int) -> Any:
    """连同其他荣誉和公开的记录。已并入另一个对象的，转到那一个（301）。"""
    if merged := MergedRecipient.objects.filter(pk=recipient_id).first():
        return redirect("api-v1:recipient", merged.into_id, permanent=True)
    known = public_recipients().prefetch_related("distinctions", "former_names")
    found = get_object_or_404(known, pk=recipient_id)
    listed = Record.objects.published().with_names().filter(recipient=found).latest_first()
    return answers.recipient_detail(found, list(listed[:MAX_RECORDS_OF_RECIPIENT]))


def public_recipients() -> Any:
    return Recipient.objects.select_related("portrait").filter(
        Exists(Record.objects.published().filter(recipient=OuterRef("pk")))
    )


@api.get(
    "/categories/",
    response={200: list[schemas.CategorySummary], 405: Problem},  # nothing else can be wrong
    operation_id="list_categories",
    summary="表彰分类",
)
def categories(request: HttpRequest) -> list[schemas.CategorySummary]:
    """全部分类，上级在前。"""
    return [answers.category(node) for node in public_tree()]


@api.get(
    "/commendations/",
    response={200: CursorPage[schemas.CountedCommendation], **UNKNOWN},
    operation_id="list_commendations",
    summary="表彰（届次）",
)
def commendations(
    request: HttpRequest,
    params: Query[schemas.CommendationParams],
    paging: Query[CursorParams],
) -> CursorPage[Any]:
    """有公开记录的表彰，和公示中的（`state` 是 `notice`，尚未表彰），最近录入的在前。"""
    records_of = {tally.commendation: tally.published for tally in census().tallies if tally.published}
    listed = Commendation.objects.public().select_related("category")
    filters = filters_of(params)
    if node := filters.get(CATEGORY):
        listed = listed.filter(category__in=node.descendants)
    if year := filters.get(YEAR):
        listed = listed.filter(year=year)

    def line(one: Commendation) -> schemas.CountedCommendation:
        return schemas.CountedCommendation(**answers.counted_commendation(one, records_of.get(one.pk, 0)))

    return page_by_id(request, paging, listed, line)


@api.get(
    "/commendations/{int:commendation_id}/",
    response={200: schemas.CommendationDetail, 404: Problem},
    operation_id="get_commendation",
    summary="一届表彰",
)
def commendation(request: HttpRequest, commendation_id: int) -> Any:
    """决定和名单的分组；公示中的也在其中，尚未表彰。"""
    found = get_object_or_404(public_commendations(), pk=commendation_id)
    records = sum(tally.published for tally in census().tallies if tally.commendation == found.pk)
    return answers.commendation_detail(found, roll_of(found), records)


@api.get(
    "/commendations/{int:commendation_id}/roll/",
    response={200: CursorPage[schemas.RollLine], **UNKNOWN},
    operation_id="list_roll",
    summary="一届表彰的名单",
)
def commendation_roll(
    request: HttpRequest, commendation_id: int, paging: Query[CursorParams]
) -> CursorPage[Any]:
    """按决定的次序；公示中的是拟表彰名单。"""
    roll = roll_of(get_object_or_404(public_commendations(), pk=commendation_id))
    start = min(number_of(paging.cursor) or 0, roll.names)
    stop = min(start + paging.limit, roll.names)
    lines = answers.roll_lines(roll.stretches(roll.blocks, start, stop), start + 1)
    return page_of(request, lines, f"{stop}" if stop < roll.names else "")


def public_commendations() -> Any:
    return Commendation.objects.public().select_related("category", "attachment")


# --- Lists ------------------------------------------------------------------------------------------


def filters_of(params: Schema) -> Filters:
    """Raises Http404 for a category that is not there."""
    asked = params.model_dump(by_alias=True, exclude_none=True)
    return Filters.read({name: str(value) for name, value in asked.items()})


def number_of(cursor: str) -> int | None:
    return int(cursor.rpartition("-")[2]) if cursor else None


def page_by_id(request: HttpRequest, paging: CursorParams, listed: Any, line: Any) -> CursorPage[Any]:
    """Lists the ones entered last first, each page from where the one before it ended."""
    below = number_of(paging.cursor)
    if below is not None:
        listed = listed.filter(pk__lt=below)
    found = list(listed.order_by("-pk")[: paging.limit + 1])
    following = f"{found[paging.limit - 1].pk}" if len(found) > paging.limit else ""
    return page_of(request, [line(one) for one in found[: paging.limit]], following)


def page_of(request: HttpRequest, items: list[Any], following: str) -> CursorPage[Any]:
    """Makes a page; `following` is the cursor of the next page, blank after the last."""
    asked = request.GET.dict() | {"cursor": following}
    there = absolute(f"{request.path}?{urlencode(asked)}")
    return CursorPage(items=items, next=there if following else None, next_cursor=following or None)


# --- Addresses --------------------------------------------------------------------------------------


def document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        json.dumps(description(api), ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
    )


def nowhere(request: HttpRequest) -> HttpResponse:
    return problem(404, f"没有这个地址。全部地址见 {absolute(reverse('openapi'))}。")


patterns, app_name, namespace = api.urls
urls: list[Any] = [
    path("v1/openapi.json", under_contract(document), name="openapi"),
    path("v1/", (urls_under_contract(api, patterns), app_name, namespace)),
    re_path("", under_contract(nowhere), name="nowhere"),  # a dot would leave out line ends
]
