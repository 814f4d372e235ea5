"""致敬 over HTTP: the count, paying tribute, taking it back, and the pages of thanks of the plain forms."""

from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records import tributes
from records.http.client_address import client_address
from records.http.page_cache import SECOND_POLICY, cached, public_for_a_second
from records.models import Record
from records.presentation.traditional import to_traditional
from records.presentation.variants import render_page, variant_of
from records.tributes.answers import BUSY_RETRY_SECONDS, failure_message, payment_answer, prefers_html
from records.tributes.visitors import is_from_same_origin, set_visitor_cookie, visitor_of


@public_for_a_second
def tribute_count(request: HttpRequest, record_id: int) -> HttpResponse:
    shown = Record.objects.published().select_related("tribute_total").filter(pk=record_id).first()
    if shown is None:
        return not_open(request, record_id)
    now = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return JsonResponse({"record": shown.pk, "count": tributes.count(shown), "as_of": now})


@cached(SECOND_POLICY)  # what it answers to GET
@csrf_exempt  # the page is kept by caches and carries no token; is_from_same_origin() stands in its place
@require_http_methods(["GET", "HEAD", "POST"])
def tribute(request: HttpRequest, record_id: int) -> HttpResponseBase:
    return pay(request, record_id) if request.method == "POST" else tribute_count(request, record_id)


def pay(request: HttpRequest, record_id: int) -> HttpResponse:
    if not is_from_same_origin(request.META):
        return from_elsewhere(request)
    visitor, address = visitor_of(request), client_address(request)
    try:
        if tributes.network_limit.reached(record_id, address) and not tributes.has_paid(record_id, visitor):
            return too_many(request)
        answer = tributes.pay(record_id, visitor)
    except FAILURES as failure:
        return failed(request, record_id, visitor, failure)
    if answer.done:
        tributes.network_limit.spend(record_id, address)
    response = thank(request, record_id, answer)
    set_visitor_cookie(response, visitor)
    return response


@csrf_exempt
@require_POST
def withdraw(request: HttpRequest, record_id: int) -> HttpResponse:
    """Takes back (撤回) the tribute of the same browser. One that never paid is told the count and sets nothing."""
    if not is_from_same_origin(request.META):
        return from_elsewhere(request)
    visitor = visitor_of(request)
    try:
        answer = tributes.withdraw(record_id, visitor)
    except FAILURES as failure:
        return failed(request, record_id, visitor, failure)
    if answer.done:
        tributes.network_limit.give_back(record_id, client_address(request))
    if wants_html(request):
        return see_other(request, "tribute_withdrawn", record_id)
    return uncached_json({"count": answer.count, "withdrawn": answer.done})


def wants_html(request: HttpRequest) -> bool:
    """Tells a form sent by the browser itself, which asks for a page, from scripts and other software that take JSON.

    A count that is read may be kept by a cache for others, so it is JSON to all.
    """
    return request.method == "POST" and prefers_html(request.headers.get("accept", "*/*"))


def thank(request: HttpRequest, record_id: int, answer: tributes.Answer) -> HttpResponse:
    if wants_html(request):
        return see_other(request, "thanks", record_id)
    status, body = payment_answer(answer)
    return uncached_json(body, status)


def uncached_json(body: dict[str, object], status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Answers the one who asked, and nobody after."""
    response = JsonResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def see_other(request: HttpRequest, page: str, record_id: int) -> HttpResponse:
    response = redirect(variant_of(request).view_name(page), record_id)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


# --- Refusals -------------------------------------------------------------------------------------

FAILURES = (Record.DoesNotExist, tributes.Busy, DatabaseError)


def refuse(request: HttpRequest, status: HTTPStatus, why: str) -> HttpResponse:
    if wants_html(request):
        heading = f"这次致敬没有{wish(request)}"
        context = {"heading": heading, "why": why, "has_page": status != HTTPStatus.NOT_FOUND}
        return render_page(request, "records/tribute_refused.html", context, status=status)
    return uncached_json({"error": to_traditional(why) if variant_of(request).traditional else why}, status)


def wish(request: HttpRequest) -> str:
    match = request.resolver_match
    return "撤回" if match and match.url_name == "withdraw_tribute" else "计入"


def from_elsewhere(request: HttpRequest) -> HttpResponse:
    return refuse(request, HTTPStatus.FORBIDDEN, "致敬只能在本站的页面上进行。请打开表彰记录页，再点致敬。")


def failed(request: HttpRequest, record_id: int, visitor: str, failure: Exception) -> HttpResponse:
    if isinstance(failure, Record.DoesNotExist):
        return not_open(request, record_id)
    response = refuse(request, HTTPStatus.SERVICE_UNAVAILABLE, failure_message(failure, wish(request)))
    response["Retry-After"] = str(BUSY_RETRY_SECONDS)
    if isinstance(failure, tributes.Uncertain):
        # The next try is known to come from the same browser, whatever became of this one.
        set_visitor_cookie(response, visitor)
    return response


def not_open(request: HttpRequest, record_id: int) -> HttpResponse:
    if Record.objects.published().revoked().filter(pk=record_id).exists():
        return refuse(request, HTTPStatus.GONE, "这项称号已经撤销，不再接受致敬。")
    if Record.objects.withdrawn().filter(pk=record_id).exists():
        return refuse(request, HTTPStatus.GONE, "这条表彰记录已经撤回，不再接受致敬。")
    return refuse(request, HTTPStatus.NOT_FOUND, "没有这条表彰记录。")


def too_many(request: HttpRequest) -> HttpResponse:
    response = refuse(
        request,
        HTTPStatus.TOO_MANY_REQUESTS,
        "您所在的网络今天对这条记录的致敬已达上限，这一次没有计入。请明天再来，或换一个网络。",
    )
    response["Retry-After"] = str(tributes.network_limit.seconds_left())
    return response


# --- Where the plain forms end --------------------------------------------------------------------
# The number there must hold the tribute just paid or taken back, so no copy will do.


@never_cache
@require_safe
def thanks(request: HttpRequest, record_id: int) -> HttpResponse:
    return after_form(request, record_id, "records/thanks.html")


@never_cache
@require_safe
def tribute_withdrawn(request: HttpRequest, record_id: int) -> HttpResponse:
    return after_form(request, record_id, "records/tribute_withdrawn.html")


def after_form(request: HttpRequest, record_id: int, template: str) -> HttpResponse:
    shown = get_object_or_404(Record.objects.published().with_names(), pk=record_id)
    context = {"record": shown, "count": tributes.count(shown)}
    return render_page(request, template, context, about=[shown.recipient])
