"""The page of last resort: shown when something failed, so it asks nothing of the database."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .middleware import current_request_id

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    number = current_request_id.get()
    try:
        page: str = render_to_string("500.html", {"site_name": settings.SITE_NAME, "request_id": number})
    except Exception:  # the template may be the very thing that failed, as when a static file is missing
        logger.exception("500.html cannot be rendered")
        page = f"<!DOCTYPE html><html lang=zh-Hans><title>网站出错了</title><p>网站出错了，编号 {number}。请稍后再试。"
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)
