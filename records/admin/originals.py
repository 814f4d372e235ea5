"""The file that a record was read from, for staff: downloaded, held against the record, shown to the public or not."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from records.audit import Act, record_act
from records.catalog.attachments import is_shown, open_attachment
from records.models import Attachment, ImportedDocument, Record, Version
from records.publishing import PublishingRefused
from records.publishing.originals import file_name
from records.publishing.showing_originals import hide_original, show_original

from .downloads import LOST, download
from .imports.annotated import BODY, OVER
from .original_reading import NotReadAgain, compare
from .parts import whole_number


class Kept(NamedTuple):
    """The file of a version, and the document of an import that it came with; None after an archive was read."""

    file: Attachment
    document: ImportedDocument | None

    @property
    def name(self) -> str:
        return file_name(self.document.name) if self.document else self.file.name


def about_original(record: Record, version: Version) -> Kept | None:
    if version.original is None:
        return None
    rows = ImportedDocument.objects.keeping_originals().filter(record=record, original=version.original)
    found = rows.select_related("batch__by").defer("text", "reading", "before").order_by("-pk").first()
    return Kept(version.original, found)


class KeepsOriginals(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:record_id>/original/", view(self.original_view), name="records_record_original"),
            path(
                "<int:record_id>/original/file/",
                view(self.original_file_view),
                name="records_record_original_file",
            ),
        ]
        return [*own, *super().get_urls()]

    def kept(self, request: HttpRequest, record_id: int) -> tuple[Record, Version, Kept]:
        """Finds the file of the version that is asked for, else of the one that an editor sees."""
        rows = Record.objects.with_names().with_versions()
        record = get_object_or_404(rows, pk=record_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        version = record.edited
        if asked := whole_number(request.GET.get("version", "")):
            version = get_object_or_404(record.versions.select_related("original"), number=asked)
        found = about_original(record, version)
        if found is None:
            raise Http404
        return record, version, found

    def original_file_view(self, request: HttpRequest, record_id: int) -> HttpResponseBase:
        record, _, found = self.kept(request, record_id)
        record_act(Act.EXPORTED, on=record, detail=f"原件 {found.name}")
        return download(request, found.file, found.name, "admin:records_record_changelist")

    def original_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        """Shows the record beside its original; on POST lets the public read the file, or no longer."""
        record, version, found = self.kept(request, record_id)
        if request.method == "POST":
            self.show_or_hide(request, record, found)
            return HttpResponseRedirect(request.get_full_path())
        record_act(Act.VIEWED, on=record, detail=f"原件 {found.name}")
        compared, problem = None, ""
        try:
            with open_attachment(found.file) as file:
                shown = record.showing(Version.objects.whole().get(pk=version.pk))
                compared = compare(file.read(), found.name, found.document, shown)
        except FileNotFoundError:
            problem = LOST.format(found.name)
        except NotReadAgain as refused:
            problem = str(refused)
        context = self.admin_site.each_context(request) | {
            "title": f"对照原件：{record}",
            "opts": self.opts,
            "record": record,
            "version": version,
            "kept": found,
            "compared": compared,
            "problem": problem,
            "lines": compared.lines if compared else [],
            "legend": {**BODY, **OVER},
            "is_shown": is_shown(found.file),
            "others": Record.objects.filter(versions__original=found.file)
            .exclude(pk=record.pk)
            .distinct()
            .count(),
            "may_publish": request.user.has_perm("records.publish_record"),
        }
        return TemplateResponse(request, "admin/records/record/original.html", context)

    def show_or_hide(self, request: HttpRequest, record: Record, found: Kept) -> None:
        by: Any = request.user
        act = show_original if request.POST.get("act") == "show" else hide_original
        try:
            act(record, found.file, by=by)
        except PublishingRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            said = "原件公开了，链接在表彰页下方。" if act is show_original else "原件不再公开，校验值仍在。"
            self.message_user(request, said, messages.SUCCESS)
