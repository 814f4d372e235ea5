"""Answers in place of a page that is not there or failed. The latter asks nothing of the database."""

import logging
import sys
from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from records.api.contract import problem
from records.http.middleware import current_request_id
from records.presentation.variants import render_page

RETRY_SECONDS = 5

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_page(request, "404.html", {}, status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers 500, or 503 where the database does not answer: then it is no fault of the site's, and it passes."""
    unreachable = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = HTTPStatus.SERVICE_UNAVAILABLE if unreachable else HTTPStatus.INTERNAL_SERVER_ERROR
    number = current_request_id.get()
    again = {"Retry-After": RETRY_SECONDS} if unreachable else {}
    if request.path.startswith("/api/"):
        answer = problem(status, f"请稍后再试。再次出错时，请告知编号 {number}。")
        for name, value in again.items():
            answer[name] = f"{value}"
        return answer
    context = {"site_name": settings.SITE_NAME, "status": status.value, "request_id": number}
    try:
        page: str = render_to_string("500.html", context)
    except Exception:  # the template may be the very thing that failed, as when a static file is missing
        logger.exception("500.html cannot be rendered")
        page = f"<!DOCTYPE html><html lang=zh-Hans><title>网站出错了</title><p>网站出错了，编号 {number}。请稍后再试。"
    return HttpResponse(page, status=status, headers=again)
