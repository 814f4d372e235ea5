"""Changes a record's status by buttons and pages: always by POST, through records.publishing alone."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.models import Record
from records.presentation.passages import undescribed
from records.publishing import (
    PublishingRefused,
    publish,
    restore_honor,
    return_to_draft,
    revoke_honor,
    submit_for_review,
    withdraw,
)

from .findings import panel_of
from .parts import Carried, carry, whole_number

Status = Record.Status
# Buttons beside “保存”: each saves the page, then takes this step.
STEPS: dict[str, tuple[Callable[..., None], str]] = {
    "_submit_for_review": (submit_for_review, "已送审"),
    "_return_to_draft": (return_to_draft, "已退回草稿"),
}
SEEN_ANOTHER = "您看过之后，这条记录又被修改了。请再看一遍预览，然后重新确认。"


class PublishForm(forms.Form):
    version = Carried()
    at = forms.SplitDateTimeField(
        label="发布时间",
        required=False,
        widget=AdminSplitDateTime,
        help_text="留空立即发布；填将来的时间，到时自动公开。",
    )

    def carry_out(self, record: Record, by: Any) -> None:
        publish(record, by=by, at=self.cleaned_data["at"])


class WithdrawForm(forms.Form):
    version = Carried()
    reason = forms.CharField(
        label="撤回原因",
        max_length=500,
        widget=forms.Textarea({"rows": 3, "cols": 60}),
        help_text="会显示在原来的网页上。",
        error_messages={"required": "请写明撤回原因，它会显示在原来的网页上。"},
    )

    def carry_out(self, record: Record, by: Any) -> None:
        withdraw(record, by=by, reason=self.cleaned_data["reason"])


class RevokeForm(forms.Form):
    version = Carried()
    on = forms.DateField(
        label="撤销日期",
        widget=AdminDateWidget,
        help_text="决定撤销这项称号的日期。",
        error_messages={"required": "请填写撤销日期，它会显示在网页上。"},
    )
    decision = forms.CharField(
        label="撤销决定",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="依据哪一份决定；不清楚就留空。",
    )
    number = forms.CharField(
        label="文号",
        max_length=100,
        required=False,
        widget=AdminTextInputWidget,
        help_text="该决定的文号；没有就留空。",
    )
    reason = forms.CharField(
        label="撤销原因",
        max_length=500,
        widget=forms.Textarea({"rows": 3, "cols": 60}),
        help_text="会显示在网页上。网页会保留，标明“称号已撤销”，不再接受致敬。",
        error_messages={"required": "请写明撤销称号的原因，它会显示在网页上。"},
    )

    def carry_out(self, record: Record, by: Any) -> None:
        told = {name: self.cleaned_data[name] for name in ("on", "decision", "number", "reason")}
        revoke_honor(record, by=by, **told)


class RestoreHonorForm(forms.Form):
    version = Carried()
    reason = forms.CharField(
        label="恢复原因",
        max_length=500,
        widget=forms.Textarea({"rows": 3, "cols": 60}),
        help_text="不会显示在网页上，只记入审计日志。",
        error_messages={"required": "请写明为什么恢复称号，它会记入审计日志。"},
    )

    def carry_out(self, record: Record, by: Any) -> None:
        restore_honor(record, by=by, reason=self.cleaned_data["reason"])


StepForm = PublishForm | WithdrawForm | RevokeForm | RestoreHonorForm


class ChangesStatus(admin.ModelAdmin):
    actions = ["submit_chosen", "publish_chosen"]

    def has_publish_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        return request.user.has_perm("records.publish_record")

    def has_delete_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Denies deleting what the public has seen, or was promised for a set time: that is withdrawn."""
        return super().has_delete_permission(request, obj) and (obj is None or never_published(obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [
            f"{record}（{record.get_status_display()}，只能撤回）"
            for record in objs
            if not never_published(record)
        ]
        # Where something is in the way, the page says that, and not that a permission is lacking.
        return to_delete, counts, set() if kept else lacking, [*protected, *kept]

    # --- Pages -----------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(f"<int:record_id>/{step}/", self.admin_site.admin_view(view), name=f"records_record_{step}")
            for step, view in (
                ("publish", self.publish_view),
                ("withdraw", self.withdraw_view),
                ("revoke", self.revoke_view),
                ("restore_honor", self.restore_honor_view),
            )
        ]
        return [*own, *super().get_urls()]

    def publish_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        return self.confirm(request, record_id, PublishForm, "发布")

    def withdraw_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        return self.confirm(request, record_id, WithdrawForm, "撤回")

    def revoke_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        return self.confirm(request, record_id, RevokeForm, "撤销称号")

    def restore_honor_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        return self.confirm(request, record_id, RestoreHonorForm, "恢复称号")

    def confirm(
        self, request: HttpRequest, record_id: int, form_class: type[StepForm], step: str
    ) -> HttpResponse:
        """Asks on GET, acts on POST."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        record = Record.objects.with_names().filter(pk=record_id).first()
        if record is None:
            raise Http404
        form = form_class(request.POST or None, initial={"version": record.version})
        if request.method == "POST" and form.is_valid() and self.carried_out(request, record, form):
            self.tell(request, record, f"已{step}")
            return HttpResponseRedirect(self.page_of(request, record))
        context = self.admin_site.each_context(request) | {
            "title": f"{step}：{record}",
            "step": step,
            "record": record,
            "undescribed": undescribed(record),
            "panel": panel_of(record),
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/records/record/confirm.html", context)

    def carried_out(self, request: HttpRequest, record: Record, form: StepForm) -> bool:
        if whole_number(form["version"].data) != record.version:
            form.add_error(None, SEEN_ANOTHER)
            carry(form, "version", record.version)
            return False
        try:
            form.carry_out(record, request.user)
        except PublishingRefused as refused:
            form.add_error(None, str(refused))
            return False
        return True

    def page_of(self, request: HttpRequest, record: Record) -> str:
        # A publisher need not be allowed to see the page for editing.
        page = "change" if self.has_view_or_change_permission(request, record) else ""
        return reverse(f"admin:records_record_{page}", args=[record.pk]) if page else reverse("admin:index")

    # --- Buttons beside “保存” ---------------------------------------------------------------------------

    def response_add(
        self, request: HttpRequest, obj: Record, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.next_step(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Record) -> HttpResponse:
        return self.next_step(request, obj) or super().response_change(request, obj)

    def steps_from(self, request: HttpRequest, record: Record | None) -> list[tuple[str, str]]:
        """Gives names and labels of the buttons that follow “保存”."""
        status = record.status if record else Status.DRAFT
        steps = []
        if status == Status.DRAFT:
            steps.append(("_submit_for_review", "保存并送审"))
        if status == Status.REVIEW or (record and record.is_scheduled):
            steps.append(("_return_to_draft", "保存并退回草稿"))
        if status != Status.PUBLISHED and self.has_publish_permission(request):
            again = "重新" if status == Status.WITHDRAWN else ""
            steps.append(("_publish", f"保存并{again}发布…"))
        return steps

    def next_step(self, request: HttpRequest, record: Record) -> HttpResponse | None:
        if "_publish" in request.POST:
            return HttpResponseRedirect(reverse("admin:records_record_publish", args=[record.pk]))
        for button, (step, done) in STEPS.items():
            if button in request.POST:
                self.take(request, record, step, done)
                return HttpResponseRedirect(self.page_of(request, record))
        return None

    def take(self, request: HttpRequest, record: Record, step: Callable[..., None], done: str) -> bool:
        try:
            step(record, by=request.user)
        except PublishingRefused as refused:
            self.message_user(request, f"{record}：{refused}", messages.ERROR)
            return False
        self.tell(request, record, done)
        return True

    def tell(self, request: HttpRequest, record: Record, done: str) -> None:
        self.message_user(request, done_message(record, done), messages.SUCCESS)

    # --- The list's actions ------------------------------------------------------------------------------

    @admin.action(description="把所选的草稿送审", permissions=["change"])
    def submit_chosen(self, request: HttpRequest, queryset: QuerySet[Record]) -> None:
        for record in queryset:
            self.take(request, record, submit_for_review, "已送审")

    @admin.action(description="立即发布所选的记录", permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Record]) -> None:
        for record in queryset:
            self.take(request, record, publish, "已发布")


def never_published(record: Record) -> bool:
    return record.status in {Status.DRAFT, Status.REVIEW}


def done_message(record: Record, done: str) -> SafeString:
    if record.is_public:
        return format_html('{}：<a href="{}">{}</a>', done, record.newest_address, record)
    if record.is_scheduled:
        return format_html("已定时发布：{}", record)
    return format_html("{}：{}", done, record)
