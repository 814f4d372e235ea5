"""The site's addresses and one more, whose view fails."""

from typing import Never

from django.http import HttpRequest
from django.urls import path

from honors_site import urls

DETAIL = "a detail that is nobody's business"


def fail(request: HttpRequest) -> Never:
    raise RuntimeError(DETAIL)


urlpatterns = [path("fail/", fail), *urls.urlpatterns]
handler500 = urls.handler500
