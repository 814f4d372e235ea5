"""致敬 over HTTP: the count, paying tribute, and the thank-you page of the plain form."""

from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from honors_site.network import client_address

from . import tributes
from .models import Record
from .pages import public_for_a_second, public_page
from .visitors import from_same_origin, remember, visitor_of

BUSY_SECONDS = 5


@csrf_exempt  # the page is kept by caches and carries no token; from_same_origin() stands in its place
@require_http_methods(["GET", "HEAD", "POST"])
def tribute(request: HttpRequest, record_id: int) -> HttpResponseBase:
    return pay(request, record_id) if request.method == "POST" else tribute_count(request, record_id)


@public_for_a_second
def tribute_count(request: HttpRequest, record_id: int) -> HttpResponse:
    shown = Record.objects.published().select_related("tribute_total").filter(pk=record_id).first()
    if shown is None:
        return not_open(request, record_id)
    now = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return JsonResponse({"record": shown.pk, "count": tributes.count(shown), "as_of": now})


@never_cache
def pay(request: HttpRequest, record_id: int) -> HttpResponse:
    if not from_same_origin(request):
        return refuse(
            request, HTTPStatus.FORBIDDEN, "致敬只能在本站的页面上进行。请打开表彰记录页，再点致敬。"
        )
    visitor, address = visitor_of(request), client_address(request)
    try:
        if tributes.network_limit.reached(record_id, address) and not tributes.has_paid(record_id, visitor):
            return too_many(request)
        answer = tributes.pay(record_id, visitor)
    except Record.DoesNotExist:
        return not_open(request, record_id)
    except OperationalError:
        return busy(request)
    if answer.counted:
        tributes.network_limit.spend(record_id, address)
    response = thank(request, record_id, answer)
    remember(response, visitor)
    return response


def wants_html(request: HttpRequest) -> bool:
    """A form sent by the browser itself asks for a page; the script and other software take JSON.

    What is read may be kept by a cache for whoever comes next, so it is JSON to all.
    """
    return (
        request.method == "POST"
        and request.get_preferred_type(["application/json", "text/html"]) == "text/html"
    )


def thank(request: HttpRequest, record_id: int, answer: tributes.Answer) -> HttpResponse:
    if wants_html(request):
        response = redirect("thanks", record_id)
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    status = HTTPStatus.CREATED if answer.counted else HTTPStatus.OK
    return JsonResponse({"count": answer.count, "counted": answer.counted}, status=status)


def refuse(request: HttpRequest, status: HTTPStatus, why: str) -> HttpResponse:
    if wants_html(request):
        context = {"why": why, "has_page": status != HTTPStatus.NOT_FOUND}
        return render(request, "records/tribute_refused.html", context, status=status)
    return JsonResponse({"error": why}, status=status)


def not_open(request: HttpRequest, record_id: int) -> HttpResponse:
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


def busy(request: HttpRequest) -> HttpResponse:
    response = refuse(request, HTTPStatus.SERVICE_UNAVAILABLE, "网站正忙，这一次没有计入。请过几秒再点一次。")
    response["Retry-After"] = str(BUSY_SECONDS)
    return response


@public_page
def thanks(request: HttpRequest, record_id: int) -> HttpResponse:
    """Says the same to everyone, so that it may be kept: whoever comes here has paid."""
    shown = get_object_or_404(Record.objects.published().with_names(), pk=record_id)
    return render(request, "records/thanks.html", {"record": shown, "count": tributes.count(shown)})
