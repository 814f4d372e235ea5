"""The site's addresses and a few more, whose views fail."""

from typing import Never

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest
from django.urls import path

from honors_site import urls

DETAIL = "a detail that is nobody's business"


def fail(request: HttpRequest) -> Never:
    raise RuntimeError(DETAIL)


def ask_a_database_that_is_gone(request: HttpRequest) -> Never:
    raise OperationalError(DETAIL)


def refuse_to_read(request: HttpRequest) -> Never:
    raise SuspiciousOperation(DETAIL)


def forbid(request: HttpRequest) -> Never:
    raise PermissionDenied(DETAIL)


urlpatterns = [
    path("fail/", fail),
    path("fail/400/", refuse_to_read),
    path("fail/403/", forbid),
    path("fail/for-want-of-a-database/", ask_a_database_that_is_gone),
    *urls.urlpatterns,
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500
