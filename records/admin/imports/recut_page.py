"""Answers the buttons that cut a file of several records elsewhere: 与下一份合并, 从这一行切开."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from records.admin.parts import whole_number
from records.deeds.parsing.codes import SEVERAL_PEOPLE
from records.models import ImportBatch, ImportedDocument

from .recutting import RecutRefused, cut, file_of, join, last_line, why_not
from .stored_readings import StoredReading

State = ImportedDocument.State


class RecutPage(admin.ModelAdmin):
    def recut_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                f"documents/<int:document_id>/{name}/",
                view(require_POST(act)),
                name=f"records_importbatch_{name}",
            )
            for name, act in (("join", self.join_view), ("cut", self.cut_view))
        ]

    def join_view(self, request: HttpRequest, document_id: int) -> HttpResponse:
        def act(row: ImportedDocument) -> str:
            join(row, request.user)
            return f"已与下一份合并，现在是“{row.label}”。请核对。"

        return self.recut(request, document_id, act)

    def cut_view(self, request: HttpRequest, document_id: int) -> HttpResponse:
        line = whole_number(request.POST.get("line", ""))

        def act(row: ImportedDocument) -> str:
            second = cut(row, line or 0, request.user)
            return f"已从第 {line} 行切开，成为“{row.label}”和“{second.label}”。请分别核对。"

        return self.recut(request, document_id, act)

    def recut(
        self, request: HttpRequest, document_id: int, act: Callable[[ImportedDocument], str]
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        batches = ImportBatch.objects.readable_by(request.user)
        row = get_object_or_404(
            ImportedDocument.objects.filter(batch__in=batches.values("pk")), pk=document_id
        )
        try:
            self.message_user(request, act(row), messages.SUCCESS)
        except RecutRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        return HttpResponseRedirect(self.address_after_recut(request, row))

    def address_after_recut(self, request: HttpRequest, row: ImportedDocument) -> str:
        """Leads back to where the button was pressed."""
        if request.POST.get("from") != "batch":
            return reverse("admin:records_importbatch_document", args=[row.pk])
        page = whole_number(request.POST.get("page", "")) or 1
        batch = reverse("admin:records_importbatch_change", args=[row.batch_id])
        return f"{batch}?page={page}#document-{row.pk}"


def place_in_file(row: ImportedDocument, stored: StoredReading) -> dict[str, Any]:
    """Tells the review's page which part of the file this is, and what may be done about it."""
    part, beside = stored.part, {}
    if row.parts > 1:
        found = file_of(row).filter(part__in=(row.part - 1, row.part + 1)).defer("text", "reading", "before")
        beside = {other.part - row.part: other for other in found}
    return {
        "first_line": part.first_line,
        "last_line": last_line(row.text, part),
        "above": beside.get(-1),
        "below": beside.get(1),
        "why_not": why_not(row, stored) if row.parts > 1 or part.can_be_cut else "",
        "may_recut": not why_not(row, stored),
        "is_unsure": any(message.code == SEVERAL_PEOPLE for message in stored.messages),
    }
