"""Answers in place of a page that is not there or failed. The latter asks nothing of the database."""

import logging
import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from records.accounts.kept_forms import kept_of_same_site
from records.api.contract import problem
from records.http.middleware import current_request_id
from records.presentation.variants import render_page, without_indents

RETRY_SECONDS = 5

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_page(request, "404.html", {}, status=HTTPStatus.NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain_page("400.html", {}, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_page(request, "403.html", {}, status=HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str) -> HttpResponse:
    """Answers a form that came without the token of its page, as one that stood open for too long.

    One of staff's that was opened before they signed in anew, in another tab, is kept: nothing typed is lost.
    """
    if kept := kept_of_same_site(request):
        return HttpResponseRedirect(reverse("admin:kept_form", args=[kept.pk]))
    return render_page(request, "403_csrf.html", {}, status=HTTPStatus.FORBIDDEN)


def plain_page(template: str, context: dict[str, Any], status: HTTPStatus) -> HttpResponse:
    """Renders a page that asks nothing of the request, which may be the very thing that is wrong."""
    return HttpResponse(without_indents(render_to_string(template, context)), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers 500, or 503 where the database does not answer: then it is no fault of the site's, and it passes."""
    unreachable = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = HTTPStatus.SERVICE_UNAVAILABLE if unreachable else HTTPStatus.INTERNAL_SERVER_ERROR
    number = current_request_id.get()
    again = {"Retry-After": RETRY_SECONDS} if unreachable else {}
    if request.path_info.startswith("/api/"):
        answer = problem(status, f"请稍后再试。再次出错时，请告知编号 {number}。")
        for name, value in again.items():
            answer[name] = f"{value}"
        return answer
    context = {"site_name": settings.SITE_NAME, "status": status.value, "request_id": number}
    try:
        answer = plain_page("500.html", context, status)
    except Exception:  # the template may be the very thing that failed, as when a static file is missing
        logger.exception("500.html cannot be rendered")
        page = f"<!DOCTYPE html><html lang=zh-Hans><title>网站出错了</title><p>网站出错了，编号 {number}。请稍后再试。"
        answer = HttpResponse(page, status=status)
    for name, value in again.items():
        answer[name] = f"{value}"
    return answer
