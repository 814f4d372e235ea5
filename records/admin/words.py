"""The office's list of words: edited here, taken in and out as a table."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header

from records.audit import Act, record_act
from records.audit.comparing import difference, values_of
from records.audit.recording import add_lines, new_line
from records.checks.words_csv import MAX_BYTES, WordsRefused, read, written
from records.models import ListedWord

from .audited import Audited


class TableForm(forms.Form):
    table = forms.FileField(
        label="表格",
        help_text="CSV 文件，第一行是各列的名称：要找的词、改成、说明、除外。已有的词改成表格里写的，其余的不动。",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "没有收到文件，请重新选择。"},
    )


class Kind(admin.SimpleListFilter):
    title, parameter_name = "怎么办", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mend", "改成别的词"), ("look", "只提醒核对")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {"mend": queryset.exclude(right=""), "look": queryset.filter(right="")}
        return chosen.get(self.value() or "", queryset)


@admin.register(ListedWord)
class ListedWordAdmin(Audited):
    """Lets who publishes edit the list; who edits or reads records may read it."""

    list_display = ["wrong", "right", "note", "within"]
    list_filter = [Kind]
    search_fields = ["wrong", "right", "note"]
    change_list_template = "admin/records/listedword/change_list.html"

    # --- Rights ----------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: ListedWord | None = None) -> bool:
        return request.user.has_perm("records.publish_record")

    has_delete_permission = has_change_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: ListedWord | None = None) -> bool:
        rights = ("publish_record", "change_record", "add_record", "view_record")
        return any(request.user.has_perm(f"records.{right}") for right in rights)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # --- As a table --------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        views = {"export": self.export_view, "import": self.import_view}
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"records_listedword_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = HttpResponse(written(ListedWord.objects.all()), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, "用词表.csv") or ""
        record_act(Act.EXPORTED, detail="用词表")
        return response

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = TableForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                said = take_in(form.cleaned_data["table"].read(MAX_BYTES + 1))
            except WordsRefused as refused:
                form.add_error("table", str(refused))
            else:
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:records_listedword_changelist"))
        context = self.admin_site.each_context(request) | {
            "title": "从表格读入用词",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/records/listedword/import.html", context)


@transaction.atomic
def take_in(data: bytes) -> str:
    """Takes all rows in, each told in the audit log as if typed; none where one is bad."""
    before = {word.pk: values_of(word) for word in ListedWord.objects.select_for_update()}
    rows, lines = read(data), []
    for row in rows:
        is_new = row.pk is None
        said = before.get(row.pk, {})
        changes = difference(said, values_of(row))
        if not changes:
            continue
        row.save()
        lines.append(new_line(Act.ADDED if is_new else Act.CHANGED, on=row, changes=changes))
    add_lines(lines)
    added = sum(line.act == Act.ADDED for line in lines)
    return f"读入了 {len(rows)} 个词：新增 {added} 个，改动 {len(lines) - added} 个。"
