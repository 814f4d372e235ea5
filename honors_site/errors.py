"""The page of last resort: shown when something failed, so it asks nothing of the database."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .middleware import current_request_id


def server_error(request: HttpRequest) -> HttpResponse:
    context = {"site_name": settings.SITE_NAME, "request_id": current_request_id.get()}
    return HttpResponse(render_to_string("500.html", context), status=HTTPStatus.INTERNAL_SERVER_ERROR)
