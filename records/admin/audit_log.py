"""Shows the audit log to those who may see it: to read, to search, to take away. Nobody changes it here."""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe

from records.archive.tables import Column, table
from records.audit import Act, record_act
from records.audit.recording import json_line
from records.models import AuditEntry

from .days import DayField
from .lists import ListAnswers

ROWS_PER_FETCH = 2_000
NOTHING = mark_safe('<span class="nothing">—</span>')
# A filter lists no more names than one looks through.
MAX_NAMES = 50
EXCERPT_CHARACTERS = 60


class Chosen(admin.SimpleListFilter):
    """Filters by one column, whose values it lists as they occur, the most frequent first."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        counted = (
            AuditEntry.objects.order_by().values_list(f"{self.parameter_name}").annotate(times=Count("pk"))
        )
        found = counted.exclude(**{f"{self.parameter_name}": ""}).order_by("-times")[:MAX_NAMES]
        return [(value, self.label_of(value)) for value, _ in found]

    def label_of(self, value: str) -> str:
        return value

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class ActFilter(Chosen):
    title, parameter_name = "操作", "act"

    def label_of(self, value: str) -> str:
        return str(Act(value).label) if value in Act.values else value


class WhoFilter(Chosen):
    title, parameter_name = "谁", "who"


class TypeFilter(Chosen):
    title, parameter_name = "对象类型", "object_type"

    def label_of(self, value: str) -> str:
        return type_name(value)


def type_name(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):  # a model of former times
        return label


class Difference(NamedTuple):
    """One value before and after, cut where they part: alike, different, alike again. None: was not there."""

    name: str
    before: tuple[str, str, str] | None
    after: tuple[str, str, str] | None


def differences(entry: AuditEntry) -> list[Difference]:
    return [Difference(name, *parted(before, after)) for name, (before, after) in entry.changed.items()]


def parted(before: Any, after: Any) -> tuple[tuple[str, str, str] | None, tuple[str, str, str] | None]:
    one, other = shown(before), shown(after)
    if one is None or other is None:
        return (one and ("", one, "")) or None, (other and ("", other, "")) or None
    shorter = min(len(one), len(other))
    head = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    left = shorter - head
    tail = next((at for at in range(left) if one[-1 - at] != other[-1 - at]), left)
    return cut(one, head, tail), cut(other, head, tail)


def cut(text: str, head: int, tail: int) -> tuple[str, str, str]:
    return text[:head], text[head : len(text) - tail], text[len(text) - tail :]


def shown(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


# --- Taking it away -----------------------------------------------------------------------------------

COLUMNS: tuple[Column[AuditEntry], ...] = (
    ("序号", lambda entry: entry.number),
    ("时间", lambda entry: timezone.localtime(entry.at).isoformat()),
    ("操作", lambda entry: entry.act_label),
    ("谁", lambda entry: entry.who),
    # A name may be given to another account later, its number never.
    ("账号编号", lambda entry: entry.user_id),
    ("命令", lambda entry: entry.command),
    ("网络地址", lambda entry: entry.address),
    ("请求编号", lambda entry: entry.request_id),
    ("对象类型", lambda entry: entry.object_type),
    ("对象编号", lambda entry: entry.object_id),
    ("对象", lambda entry: entry.object_text),
    ("改动", lambda entry: entry.changes),
    ("说明", lambda entry: entry.detail),
    ("上一行的校验值", lambda entry: entry.previous),
    ("校验值", lambda entry: entry.hash),
)


class ExportForm(forms.Form):
    first = DayField(label="从")
    last = DayField(label="到", help_text="包括这一天。")
    format = forms.ChoiceField(
        label="格式",
        choices=[("csv", "表格（CSV，可用 Excel 打开）"), ("jsonl", "每行一个 JSON（JSONL，供程序读取）")],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any] | None:
        read = super().clean() or {}
        if read.get("first") and read.get("last") and read["first"] > read["last"]:
            raise forms.ValidationError("起始日期在结束日期之后。请对调这两个日期。")
        return read

    def entries(self) -> QuerySet[AuditEntry]:
        beginning = midnight(self.cleaned_data["first"])
        end = midnight(self.cleaned_data["last"] + datetime.timedelta(days=1))
        return AuditEntry.objects.filter(at__gte=beginning, at__lt=end).order_by("number")

    @property
    def file_name(self) -> str:
        read = self.cleaned_data
        return f"审计日志-{read['first']:%Y%m%d}-{read['last']:%Y%m%d}.{read['format']}"

    def content(self) -> Iterator[bytes]:
        entries = self.entries().iterator(ROWS_PER_FETCH)
        if self.cleaned_data["format"] == "jsonl":
            yield from (f"{json_line(entry.as_json())}\n".encode() for entry in entries)
            return
        yield table(COLUMNS, [])
        yield from (table(COLUMNS, [entry]).split(b"\r\n", 1)[1] for entry in entries)


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


# --- The pages ----------------------------------------------------------------------------------------


@admin.register(AuditEntry)
class AuditLogAdmin(ListAnswers):
    list_display = ["when", "act_label", "from_whom", "what", "told"]
    list_display_links = ["when"]
    list_filter = [ActFilter, WhoFilter, TypeFilter]
    date_hierarchy = "at"
    search_fields = [
        "who",
        "object_text",
        "object_id",
        "detail",
        "changes",
        "address",
        "request_id",
        "command",
    ]
    search_help_text = "可以找名字、对象、改动前后的文字、网络地址、请求编号、命令。"
    ordering = ["-number"]
    sortable_by = ()
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    has_delete_permission = has_change_permission

    @admin.display(description="时间")
    def when(self, entry: AuditEntry) -> SafeString:
        at = timezone.localtime(entry.at)
        return format_html("{} <br>{}", f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}")

    @admin.display(description="操作")
    def act_label(self, entry: AuditEntry) -> str:
        return entry.act_label

    def by_whom(self, entry: AuditEntry) -> str:
        return f"{entry.who}（命令行）" if entry.command else entry.who or "—"

    @admin.display(description="谁，从哪里")
    def from_whom(self, entry: AuditEntry) -> str | SafeString:
        who = self.by_whom(entry)
        return format_html("{}<br><small>{}</small>", who, entry.address) if entry.address else who

    @admin.display(description="对象")
    def what(self, entry: AuditEntry) -> str:
        return f"{type_name(entry.object_type)}“{entry.object_text}”" if entry.object_type else NOTHING

    @admin.display(description="改动和说明")
    def told(self, entry: AuditEntry) -> str:
        names = "、".join(entry.changed)
        text = "；".join(filter(None, [names, entry.detail or entry.command]))
        return f"{text[:EXCERPT_CHARACTERS]}…" if len(text) > EXCERPT_CHARACTERS else text or NOTHING

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="records_auditentry_export"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        entry = self.get_object(request, object_id)
        more = {} if entry is None else self.details(entry)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def details(self, entry: AuditEntry) -> dict[str, Any]:
        facts = [
            ("时间", timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds")),
            ("操作", entry.act_label),
            ("谁", self.by_whom(entry)),
            ("对象", linked_object(entry)),
            ("说明", entry.detail),
            ("命令", entry.command),
            ("网络地址", entry.address),
            ("请求编号", entry.request_id),
            ("校验值", entry.hash),
            ("上一行的校验值", entry.previous),
        ]
        return {
            "title": f"审计日志第 {entry.number} 行",
            "subtitle": None,
            "facts": [(name, value) for name, value in facts if value],
            "differences": differences(entry),
        }

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Asks for a span of days on GET, gives the file on POST; that is an act, too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        initial = {"first": today.replace(day=1), "last": today, "format": "csv"}
        form = ExportForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            record_act(Act.EXPORTED, detail=f"{form.file_name}，共 {form.entries().count()} 行")
            response = StreamingHttpResponse(form.content(), content_type="application/octet-stream")
            response["Content-Disposition"] = content_disposition_header(True, form.file_name) or ""
            return response
        context = self.admin_site.each_context(request) | {
            "title": "导出审计日志",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/records/auditentry/export.html", context)


def linked_object(entry: AuditEntry) -> str | SafeString:
    """Names the object, and leads to its page where it still is and has one."""
    if not entry.object_type:
        return ""
    name = f"{type_name(entry.object_type)}“{entry.object_text}”（编号 {entry.object_id}）"
    try:
        model: type[Model] = apps.get_model(entry.object_type)
        address = reverse(f"admin:{entry.object_type.replace('.', '_')}_change", args=[entry.object_id])
        is_there = model._default_manager.filter(pk=entry.object_id).exists()
    except (LookupError, ValueError, NoReverseMatch):
        return name
    return format_html('<a href="{}">{}</a>', address, name) if is_there else f"{name}，已不在站上"
