"""The versions of a record for staff: which there are, who wrote and approved each, and what may be done about one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from records.checks.running import unmended
from records.checks.texts import texts_of
from records.models import Record, Signature, Version
from records.publishing import PublishingRefused, restore_version, show_version, withhold_version
from records.publishing.versions import NAMES_OF_STEPS

from .parts import whole_number


class KeepsVersions(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:record_id>/versions/", view(self.versions_view), name="records_record_versions"),
            path(
                "<int:record_id>/versions/<int:number>/sheet/",
                view(self.sheet_view),
                name="records_record_sheet",
            ),
        ]
        return [*own, *super().get_urls()]

    def versions_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        record = get_object_or_404(Record.objects.with_names().with_versions(), pk=record_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if request.method == "POST":
            return self.acted(request, record)
        versions = record.versions.prefetch_related("signatures").order_by("-number")
        context = self.admin_site.each_context(request) | {
            "title": f"各个版本：{record}",
            "record": record,
            "versions": versions,
            "may_write": self.has_change_permission(request, record),
            "may_publish": request.user.has_perm("records.publish_record"),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/records/record/versions.html", context)

    def acted(self, request: HttpRequest, record: Record) -> HttpResponse:
        """Restores, withholds or shows one again, as its button says."""
        act, by = request.POST.get("act"), request.user
        right = "change_record" if act == "restore" else "publish_record"
        if not request.user.has_perm(f"records.{right}"):
            raise PermissionDenied
        version = get_object_or_404(record.versions, number=whole_number(request.POST.get("number")) or 0)
        try:
            if act == "restore":
                restore_version(record, version, by=by)  # type: ignore[arg-type]
                self.message_user(
                    request, f"已把第 {version.number} 版的文字写进新的一版，请核对后送审或公布。"
                )
                return HttpResponseRedirect(reverse("admin:records_record_change", args=[record.pk]))
            if act == "show":
                show_version(version, by=by)  # type: ignore[arg-type]
            else:
                withhold_version(version, by=by, reason=request.POST.get("reason", ""))  # type: ignore[arg-type]
        except PublishingRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        return HttpResponseRedirect(request.path)

    def sheet_view(self, request: HttpRequest, record_id: int, number: int) -> HttpResponse:
        """Shows the 发布审批单 of a version: one page to be printed, signed and filed."""
        record = get_object_or_404(Record.objects.with_names().with_versions(), pk=record_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        version = get_object_or_404(record.versions.prefetch_related("signatures"), number=number)
        shown = record.showing(version)
        context = self.admin_site.each_context(request) | {
            "title": f"发布审批单：{version.shown_title}",
            "record": shown,
            "version": version,
            "writers": [one for one in version.signatures.all() if one.step == Signature.WRITER],
            "approvals": approvals_of(version),
            "findings": len(unmended(shown, texts_of(shown))),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/records/record/sheet.html", context)


def approvals_of(version: Version) -> list[dict[str, Any]]:
    """Names each step that the version needed, with who approved it; blank where nobody has yet."""
    signed = {one.step: one for one in version.signatures.all() if one.step != Signature.WRITER}
    names = NAMES_OF_STEPS[version.steps or 0]
    return [{"name": name, "signature": signed.get(step)} for step, name in enumerate(names, 1)]
