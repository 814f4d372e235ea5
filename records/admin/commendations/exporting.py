"""Gives staff files of a commendation: the roll, drafts and remarks included, which reads back, and the original."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, re_path
from django.utils.http import content_disposition_header

from records.audit import Act, record_act
from records.catalog.attachments import open_attachment
from records.importing.rolls import entries_of
from records.models import Commendation
from records.models.records import may_read_drafts
from records.publishing.proposals import waiting_change
from records.rolls import Entry
from records.rolls.writing import to_csv, to_json, to_xlsx


def as_json(entries: list[Entry]) -> str:
    return json.dumps(to_json(entries), ensure_ascii=False, indent=1)


FORMATS: dict[str, tuple[Any, str]] = {
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}


class ExportsRoll(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        address = r"^(?P<commendation_id>[0-9]{1,18})/roll\.(?P<form>xlsx|csv|json)$"
        original = self.admin_site.admin_view(self.original_view)
        return [
            re_path(address, view, name="records_commendation_export"),
            path("<int:commendation_id>/original/", original, name="records_commendation_original"),
            *super().get_urls(),
        ]

    def original_view(self, request: HttpRequest, commendation_id: int) -> HttpResponseBase:
        """Hands the signed original to staff, before it is public too; with `?waiting=` the one to be approved."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        commendation = get_object_or_404(
            Commendation.objects.select_related("attachment"), pk=commendation_id
        )
        change = waiting_change(commendation) if "waiting" in request.GET else None
        kept = change.attachment if change else commendation.attachment
        if kept is None:
            raise Http404
        try:
            file = open_attachment(kept)
        except FileNotFoundError:
            gone = f"“{kept.name}”不在 VAR/originals 里了。请管理员从备份恢复，或重新上传。"
            self.message_user(request, gone, messages.ERROR)
            return redirect("admin:records_commendation_change", commendation_id)
        return FileResponse(file, as_attachment=True, filename=kept.name, content_type="application/pdf")

    def export_view(self, request: HttpRequest, commendation_id: str, form: str) -> HttpResponse:
        if not may_read_drafts(request.user):
            raise PermissionDenied
        rows = Commendation.objects.select_related("category")
        commendation = get_object_or_404(rows, pk=int(commendation_id))
        entries = entries_of(commendation)
        if not entries:
            raise Http404
        write, content_type = FORMATS[form]
        response = HttpResponse(write(entries), content_type=content_type)
        response["Content-Disposition"] = content_disposition_header(True, f"{commendation}名单.{form}") or ""
        record_act(Act.EXPORTED, on=commendation, detail=f"名单 {len(entries)} 名（{form}）")
        return response
