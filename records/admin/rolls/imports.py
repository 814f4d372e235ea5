"""Lists imports of rolls in the admin, says what each did, and takes one back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.csrf import csrf_exempt

from records.admin.downloads import download
from records.audit import Act, record_act
from records.models import Commendation, RollEntry, RollImport
from records.models.imports import may_read_all_batches
from records.publishing import PublishingRefused
from records.publishing.rolls import undo_roll, why_not_undone

from .filters import OfCommendation
from .look_page import LookPage

NAMES_SHOWN = 50


@admin.register(RollImport)
class RollImportAdmin(LookPage):
    list_display = ["__str__", "commendation", "names", "by", "undone_at"]
    list_display_links = ["__str__"]
    list_filter = [OfCommendation]
    list_select_related = ["commendation__category", "by"]
    search_fields = ["name"]
    change_list_template = "admin/rolls/imports.html"

    # --- Permissions: as those of imports of deeds

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("records.add_record")

    def has_view_permission(self, request: HttpRequest, obj: RollImport | None = None) -> bool:
        works = self.has_add_permission(request) or self.has_undo_permission(request)
        allowed = works or request.user.has_perm("records.view_record")
        return allowed and (obj is None or self.readable(request).contains(obj))

    def has_change_permission(self, request: HttpRequest, obj: RollImport | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RollImport | None = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_undo_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("records.delete_record")

    def readable(self, request: HttpRequest) -> QuerySet[RollImport]:
        """Keeps one's own to those who may not read the drafts of others: a roll names them."""
        rows = RollImport.objects.order_by("-pk")
        return rows if may_read_all_batches(request.user) else rows.filter(by=request.user.pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RollImport]:
        """Counts the lines of each apart: grouped, each row would be compared by the ids of all that it made."""
        lines = RollEntry.objects.filter(came_with=OuterRef("pk")).order_by().values("came_with")
        counted = Subquery(lines.annotate(number=Count("pk")).values("number"))
        return self.readable(request).annotate(lines=Coalesce(counted, 0)).defer("made")

    @admin.display(description="名单上的名字")
    def names(self, row: Any) -> int:
        return int(row.lines)

    # --- Pages -------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            # Protected behind its bounds, see there.
            path("add/", view(csrf_exempt(self.upload_view)), name="records_rollimport_add"),
            path("look/<str:token>/", view(self.look_view), name="records_rollimport_look"),
            path("<int:import_id>/change/", view(self.import_view), name="records_rollimport_change"),
            path(
                "<int:import_id>/original/<int:file_id>/",
                view(self.original_view),
                name="records_rollimport_original",
            ),
            path("<int:import_id>/undo/", view(self.undo_view), name="records_rollimport_undo"),
        ]
        return [*own, *super().get_urls()]

    def import_view(self, request: HttpRequest, import_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        done = self.one(request, import_id)
        return self.page_of(request, done, "admin/rolls/import.html", f"名单导入：{done.name}")

    def original_view(self, request: HttpRequest, import_id: int, file_id: int) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        done = self.one(request, import_id)
        file = get_object_or_404(done.files.select_related("original"), pk=file_id)
        record_act(Act.EXPORTED, on=done.commendation, detail=f"名单原件 {file.name}")
        back = reverse("admin:records_rollimport_change", args=[done.pk])
        return download(request, file.original, file.name, back)

    def undo_view(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Asks on GET, acts on POST."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        done = self.one(request, import_id)
        if request.method == "POST":
            by: Any = request.user
            try:
                self.message_user(request, undo_roll(done, by=by), messages.SUCCESS)
            except PublishingRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
            return redirect("admin:records_rollimport_change", done.pk)
        return self.page_of(request, done, "admin/rolls/undo.html", f"撤销名单导入：{done.name}")

    def one(self, request: HttpRequest, import_id: int) -> RollImport:
        rows = self.get_queryset(request).select_related("commendation__category", "by")
        return get_object_or_404(rows, pk=import_id)

    def page_of(self, request: HttpRequest, done: RollImport, template: str, title: str) -> HttpResponse:
        commendation: Commendation = done.commendation
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "done": done,
            "made": {name: len(ids) for name, ids in done.made.items() if isinstance(ids, list)},
            "commendation": commendation,
            "files": done.files.select_related("original"),
            "entries": done.entries.select_related("group", "record")[:NAMES_SHOWN],
            "may_undo": self.has_undo_permission(request) and done.undone_at is None,
            "why_not_undone": why_not_undone(done),
        }
        return TemplateResponse(request, template, context)
