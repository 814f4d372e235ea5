"""Says on a record's page who else has it open, and listens whether pages still are."""

import re
import time
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from records.accounts.names import staff_name
from records.models import Presence, Record

# How often a page tells that it is open; static/admin_records/presence.js is told by the page.
BEAT_SECONDS = 20
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PAGE = re.compile(r"[0-9]{1,18}")  # microseconds at which the page was asked for
OTHERS = "admin/records/record/_others.html"


class ShowsPresence(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        own = path("<int:record_id>/present/", never_cache(self.present), name="records_record_present")
        return [own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Notes whoever may edit, behind the page's own transaction; the page is drawn only after that."""
        response: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        context = (response.context_data or {}) if isinstance(response, TemplateResponse) else {}
        record = context.get("original")
        if isinstance(record, Record) and self.has_change_permission(request, record):
            page = time.time_ns() // 1000
            Presence.note(record.pk, request.user, page)
            context["present"] = {
                "address": f"{reverse('admin:records_record_present', args=[record.pk])}?page={page}",
                "every": BEAT_SECONDS,
                "others": others(record.pk, request.user),
            }
        return response

    def present(self, request: HttpRequest, record_id: int) -> HttpResponse:
        """Answers a page that is open, or takes note that it is closed.

        Who is not signed in any more is refused, and not led to the sign-in: nobody may sit before the page.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.admin_site.has_permission(request) or not self.has_change_permission(request):
            return HttpResponseForbidden()
        if not PAGE.fullmatch(request.GET.get("page", "")):
            return HttpResponseBadRequest()
        page = int(request.GET["page"])
        if "left" in request.GET:
            Presence.leave(record_id, request.user, page)
            return HttpResponse(status=204)
        get_object_or_404(Record.objects.only("pk"), pk=record_id)
        Presence.note(record_id, request.user, page, typed="typed" in request.GET)
        told = render_to_string(OTHERS, {"others": others(record_id, request.user)}).strip()
        return JsonResponse({"others": told})


def others(record_id: int, user: Any) -> list[dict[str, str]]:
    now = timezone.now()
    found = Presence.objects.others_at(record_id, user)
    return [{"who": staff_name(one.user), "since": since(one, now)} for one in found]


def since(one: Presence, now: datetime) -> str:
    opened = f"{ago(now - one.opened_at)}打开"
    if one.typed_at is None:
        return opened
    silent = now - one.typed_at
    return f"{opened}，{'正在填写' if silent < MINUTE else f'{ago(silent)}还在填写'}"


def ago(long: timedelta) -> str:
    if long < MINUTE:
        return "刚刚"
    return f"{long // HOUR} 小时前" if long >= HOUR else f"{long // MINUTE} 分钟前"
