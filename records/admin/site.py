"""Sets up the admin site as a whole: its name, the sign-in, and the addresses beside the models' pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, re_path

from records.presentation.pictures import PICTURE_NAME, WIDTH
from records.presentation.site import site_name
from records.views.media import media_for_staff

from .findings import check_text
from .markdown import preview, upload
from .sign_in.account import account_urls
from .sign_in.confirming import change_password
from .sign_in.login import second_factor, sign_in, sign_out

admin.site.index_title = "管理"

stock_urls, stock_context = admin.site.get_urls, admin.site.each_context


def urls_with_editor() -> list[URLResolver | URLPattern]:
    """Puts them before the stock ones, whose last is a catch-all."""
    return [
        path("markdown/preview/", preview, name="markdown_preview"),
        path("markdown/upload/", upload, name="markdown_upload"),
        path("checks/text/", check_text, name="check_text"),
        path("login/second-factor/", second_factor, name="second_factor"),
        *account_urls(),
        re_path(
            rf"^pictures/(?:(?P<width>{WIDTH})/)?(?P<name>{PICTURE_NAME})$", media_for_staff, name="picture"
        ),
        *stock_urls(),
    ]


def context_with_name(request: HttpRequest) -> dict[str, Any]:
    """Names the site as it is named now: Django's own pages of signing in and out put the host's into `site_name`."""
    return stock_context(request) | {"site_header": site_name(), "site_title": site_name()}


# On the one instance: a subclass would have to be named in an AppConfig that takes django.contrib.admin's place.
admin.site.get_urls = urls_with_editor  # type: ignore[method-assign]
admin.site.each_context = context_with_name  # type: ignore[method-assign]
admin.site.login = sign_in  # type: ignore[method-assign]
admin.site.logout = sign_out  # type: ignore[assignment, method-assign]
admin.site.password_change = change_password  # type: ignore[assignment, method-assign]
