"""The site's addresses and two more, whose views fail."""

from typing import Never

from django.db import OperationalError
from django.http import HttpRequest
from django.urls import path

from honors_site import urls

DETAIL = "a detail that is nobody's business"


def fail(request: HttpRequest) -> Never:
    raise RuntimeError(DETAIL)


def ask_a_database_that_is_gone(request: HttpRequest) -> Never:
    raise OperationalError(DETAIL)


urlpatterns = [
    path("fail/", fail),
    path("fail/for-want-of-a-database/", ask_a_database_that_is_gone),
    *urls.urlpatterns,
]
handler500 = urls.handler500
