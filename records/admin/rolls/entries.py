"""Lists the lines of a roll in the admin, and edits one: as the decision prints it, and where it stands."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.admin.audited import Audited
from records.models import RollEntry, RollGroup
from records.models.records import may_read_drafts
from records.publishing import PublishingRefused
from records.publishing.changing import MAX_REASON_CHARACTERS
from records.publishing.decisions import may_change, may_change_alone
from records.publishing.rolls import strike, unstrike

from .filters import OfCommendation, OfGroup, Struck, chosen_commendation


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label="除名的原因",
        max_length=MAX_REASON_CHARACTERS,
        widget=forms.Textarea({"rows": 3, "cols": 60}),
        error_messages={"required": "请写明除名的原因。"},
    )


@admin.register(RollEntry)
class RollEntryAdmin(Audited):
    list_display = ["position", "shown", "post", "region", "group", "on_site", "told_notes"]
    list_display_links = ["shown"]
    list_filter = [OfCommendation, Struck, OfGroup]
    list_select_related = ["commendation__category", "group", "record__live", "record__working"]
    list_per_page = 100
    search_fields = ["name", "printed", "post", "region"]
    search_help_text = "姓名、名称、单位、所在地"
    fields = [
        *("commendation", "name", "printed", "post", "region", "award", "group", "position"),
        *("on_site", "told_notes", "told_struck"),
    ]
    readonly_fields = ["commendation", "name", "on_site", "told_notes", "told_struck"]
    sortable_by = ()
    ordering = ["commendation", "position", "pk"]
    change_list_template = "admin/rolls/entries.html"
    change_form_template = "admin/rolls/entry.html"

    # --- Permissions: who reads drafts reads rolls, who writes records writes them, until they are public

    def has_view_permission(self, request: HttpRequest, obj: RollEntry | None = None) -> bool:
        return may_read_drafts(request.user)

    def has_change_permission(self, request: HttpRequest, obj: RollEntry | None = None) -> bool:
        by: Any = request.user
        return self.may_write(by) and (obj is None or may_change_alone(obj.commendation, by))

    def may_write(self, by: Any) -> bool:
        return bool(by.has_perm("records.change_record") and may_read_drafts(by))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RollEntry | None = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # reached from its commendation

    # --- What is shown -----------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        commendation = chosen_commendation(request)
        context = {
            "title": f"名单：{commendation}" if commendation else "全部名单",
            "commendation": commendation,
        }
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description="姓名或名称")
    def shown(self, row: RollEntry) -> str:
        return row.shown_name

    @admin.display(description="表彰记录", empty_value="")
    def on_site(self, row: RollEntry) -> SafeString | str:
        if row.struck_at is not None:
            return format_html('<span class="is-struck">已除名：{}</span>', row.struck_reason)
        if row.record is None:
            return "公示中，还没有" if row.commendation.is_notice else ""
        address = reverse("admin:records_record_change", args=[row.record_id])
        return format_html('<a href="{}">{}</a>', address, row.record.get_status_display())

    @admin.display(description="备注", empty_value="")
    def told_notes(self, row: RollEntry) -> str:
        return row.told_notes

    @admin.display(description="除名")
    def told_struck(self, row: RollEntry) -> str:
        return f"{row.struck_reason}" if row.struck_at else "没有除名"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RollEntry]:
        return super().get_queryset(request).select_related("commendation__category", "group", "record")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "group":
            match = request.resolver_match
            entry = RollEntry.objects.filter(pk=match.kwargs["object_id"]).first() if match else None
            groups = RollGroup.objects.filter(commendation=entry.commendation_id if entry else None)
            kwargs["queryset"] = groups
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "group" and field is not None:
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = False
        return field

    # --- Striking ----------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.strike_view)
        return [
            path("<int:entry_id>/strike/", view, name="records_rollentry_strike"),
            *super().get_urls(),
        ]

    def strike_view(self, request: HttpRequest, entry_id: int) -> HttpResponse:
        """Strikes a line with a reason, or puts back one that was struck; asked on GET, done on POST."""
        entry = get_object_or_404(self.get_queryset(request), pk=entry_id)
        by: Any = request.user
        if not (self.may_write(by) and may_change(entry.commendation, by)):
            raise PermissionDenied
        is_back = entry.struck_at is not None
        form = StrikeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and (is_back or form.is_valid()):
            try:
                more = ""
                if is_back:
                    more = unstrike(entry, by=by)
                else:
                    strike(entry, form.cleaned_data["reason"], by=by)
            except PublishingRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
            else:
                said = "恢复到名单上" if is_back else "从名单上除名"
                self.message_user(request, f"“{entry.shown_name}”已{said}。{more}", messages.SUCCESS)
            return redirect("admin:records_rollentry_change", entry.pk)
        context = self.admin_site.each_context(request) | {
            "title": f"{'恢复' if is_back else '除名'}：{entry.shown_name}",
            "opts": self.opts,
            "entry": entry,
            "is_back": is_back,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/rolls/strike.html", context)
