"""Sets up the admin site as a whole: its name, the sign-in, and the addresses beside the models' pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path

from records.accounts.names import staff_name
from records.presentation.accent import on_dark
from records.presentation.pictures import PICTURE_NAME, WIDTH
from records.presentation.site import site_name, site_settings
from records.views.media import media_for_staff

from .chinese import script_words
from .desk import desk
from .findings import check_text
from .markdown import preview, upload
from .sign_in.account import account_urls
from .sign_in.confirming import change_password
from .sign_in.login import second_factor, sign_in, sign_out

admin.site.index_title = "管理"

stock_urls, stock_context, stock_index = admin.site.get_urls, admin.site.each_context, admin.site.index
stock_lists = admin.site.get_app_list
# As often as they are opened; Django goes by the sound of their names.
LISTS = [
    *("Record", "ImportBatch", "Organization", "Person", "Commendation", "RollImport", "Category", "Picture"),
    *("SitePage", "SiteSettings", "AuditEntry"),
]
COLORS = """:root, html[data-theme="light"] {{ --red: {light}; --red-ground: {light}; }}
@media (prefers-color-scheme: dark) {{ :root {{ --red: {dark}; }} }}
html[data-theme="dark"] {{ --red: {dark}; --red-ground: {light}; }}
"""


def urls_with_editor() -> list[URLResolver | URLPattern]:
    """Puts them before the stock ones, whose last is a catch-all."""
    return [
        path("colors.css", colors, name="colors"),
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
    names = {"site_header": site_name(), "site_title": site_name()}
    return (
        stock_context(request)
        | names
        | {"staff_name": staff_name(request.user) if request.user.is_authenticated else ""}
    )


def lists_in_order(request: HttpRequest, app_label: str | None = None) -> list[Any]:
    apps: list[Any] = stock_lists(request, app_label)
    for app in apps:
        app["models"].sort(
            key=lambda model: LISTS.index(name) if (name := model["object_name"]) in LISTS else 99
        )
    return apps


def index(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return stock_index(request, {**desk(request), **(extra_context or {})})


def colors(request: HttpRequest) -> HttpResponse:
    """Gives the admin the operator's color, before the sign-in too; its address in the pages changes with it."""
    accent = site_settings().accent
    text = COLORS.format(light=accent, dark=on_dark(accent)) if accent else ""
    return HttpResponse(text, content_type="text/css", headers={"Cache-Control": "private, max-age=86400"})


# On the one instance: a subclass would have to be named in an AppConfig that takes django.contrib.admin's place.
admin.site.get_urls = urls_with_editor  # type: ignore[method-assign]
admin.site.each_context = context_with_name  # type: ignore[method-assign]
admin.site.get_app_list = lists_in_order  # type: ignore[method-assign]
admin.site.i18n_javascript = script_words  # type: ignore[assignment, method-assign]
admin.site.index = index  # type: ignore[assignment, method-assign]
admin.site.login = sign_in  # type: ignore[method-assign]
admin.site.logout = sign_out  # type: ignore[assignment, method-assign]
admin.site.password_change = change_password  # type: ignore[assignment, method-assign]
