"""Changes a record's status by buttons and pages: always by POST, through records.publishing alone."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.models import Record
from records.presentation.passages import undescribed
from records.publishing import (
    PublishingRefused,
    cancel_schedule,
    publish,
    reschedule,
    restore_honor,
    return_to_draft,
    revoke_honor,
    submit_for_review,
    withdraw,
)
from records.publishing.status import MAX_REASON_CHARACTERS

from .findings import panel_of
from .parts import Carried, carry, whole_number
from .record_list import State, state_of

Status = Record.Status
# Buttons beside “保存”: each saves the page, then goes on to ask.
ASKING = {"_publish": "publish", "_return_to_draft": "return_to_draft"}
SEEN_ANOTHER = "您看过之后，这条记录又被修改了。请再看一遍预览，然后重新确认。"


def reason_field(label: str, help_text: str, *, lacking: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MAX_REASON_CHARACTERS,
        widget=forms.Textarea({"rows": 3, "cols": 60}),
        help_text=help_text,
        error_messages={"required": lacking},
    )


class StepForm(forms.Form):
    """Asks what a step needs to know, and takes it."""

    version = Carried()
    step, done = "", ""
    # Said above the fields: what will be, or be no more.
    about = ""

    def carry_out(self, record: Record, by: Any) -> None:
        raise NotImplementedError


class PublishForm(StepForm):
    step, done = "发布", "已发布"
    at = forms.SplitDateTimeField(
        label="发布时间",
        required=False,
        widget=AdminSplitDateTime,
        help_text="留空立即发布；填将来的时间，到时自动公开。",
    )

    def carry_out(self, record: Record, by: Any) -> None:
        publish(record, by=by, at=self.cleaned_data["at"])


class PublishNowForm(StepForm):
    """Asks of a record that is set for an hour to come."""

    step, done = "立即发布", "已发布"
    about = "不等定好的时间，现在就公开。"

    def carry_out(self, record: Record, by: Any) -> None:
        publish(record, by=by)


class RescheduleForm(StepForm):
    step, done = "改时间", "已改时间"
    at = forms.SplitDateTimeField(
        label="新的发布时间", widget=AdminSplitDateTime, help_text="填将来的时间，到时自动公开。"
    )

    def carry_out(self, record: Record, by: Any) -> None:
        reschedule(record, by=by, at=self.cleaned_data["at"])


class CancelScheduleForm(StepForm):
    step, done = "取消定时", "已取消定时"
    about = "到时不再自动公开，记录回到待审核。"

    def carry_out(self, record: Record, by: Any) -> None:
        cancel_schedule(record, by=by)


class ReturnForm(StepForm):
    step, done = "退回草稿", "已退回草稿"
    reason = reason_field(
        "退回原因",
        "经手人会在后台首页和这条记录的编辑页上看到它。",
        lacking="请写明退回原因，经手人会看到它。",
    )

    def carry_out(self, record: Record, by: Any) -> None:
        return_to_draft(record, by=by, reason=self.cleaned_data["reason"])


class WithdrawForm(StepForm):
    step, done = "撤回", "已撤回"
    reason = reason_field(
        "撤回原因", "会显示在原来的网页上。", lacking="请写明撤回原因，它会显示在原来的网页上。"
    )

    def carry_out(self, record: Record, by: Any) -> None:
        withdraw(record, by=by, reason=self.cleaned_data["reason"])


class RevokeForm(StepForm):
    step, done = "撤销称号", "已撤销称号"
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
    reason = reason_field(
        "撤销原因",
        "会显示在网页上。网页会保留，标明“称号已撤销”，不再接受致敬。",
        lacking="请写明撤销称号的原因，它会显示在网页上。",
    )

    def carry_out(self, record: Record, by: Any) -> None:
        told = {name: self.cleaned_data[name] for name in ("on", "decision", "number", "reason")}
        revoke_honor(record, by=by, **told)


class RestoreHonorForm(StepForm):
    step, done = "恢复称号", "已恢复称号"
    reason = reason_field(
        "恢复原因", "不会显示在网页上，只记入审计日志。", lacking="请写明为什么恢复称号，它会记入审计日志。"
    )

    def carry_out(self, record: Record, by: Any) -> None:
        restore_honor(record, by=by, reason=self.cleaned_data["reason"])


# By the name of the page; “publish” is another form for what is set for an hour to come.
PAGES: dict[str, type[StepForm]] = {
    "publish": PublishForm,
    "withdraw": WithdrawForm,
    "reschedule": RescheduleForm,
    "cancel_schedule": CancelScheduleForm,
    "return_to_draft": ReturnForm,
    "revoke": RevokeForm,
    "restore_honor": RestoreHonorForm,
}


class ChangesStatus(admin.ModelAdmin):
    def has_publish_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        return request.user.has_perm("records.publish_record")

    def has_delete_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Denies deleting what the public has seen, or was promised for a set time: that is withdrawn."""
        return super().has_delete_permission(request, obj) and (obj is None or never_published(obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [
            f"{record}（{State.LABELS[state_of(record)]}，{'请先取消定时' if record.is_scheduled else '只能撤回'}）"
            for record in objs
            if not never_published(record)
        ]
        # Where something is in the way, the page says that, and not that a permission is lacking.
        return to_delete, counts, set() if kept else lacking, [*protected, *kept]

    # --- Pages -----------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.step_view)
        own = [
            path(f"<int:record_id>/{step}/", view, {"step": step}, name=f"records_record_{step}")
            for step in PAGES
        ]
        return [*own, *super().get_urls()]

    def may_take(self, request: HttpRequest, step: str) -> bool:
        """Lets a writer take his own back, too; all else is for those who may publish."""
        if step == "return_to_draft" and request.user.has_perm("records.change_record"):
            return True
        return self.has_publish_permission(request)

    def step_view(self, request: HttpRequest, record_id: int, step: str) -> HttpResponse:
        """Asks on GET, acts on POST."""
        if not self.may_take(request, step):
            raise PermissionDenied
        record = Record.objects.with_names().filter(pk=record_id).first()
        if record is None:
            raise Http404
        form_class = PublishNowForm if step == "publish" and record.is_scheduled else PAGES[step]
        form = form_class(
            request.POST or None, initial={"version": record.version, "at": record.published_at}
        )
        if request.method == "POST" and form.is_valid() and self.carried_out(request, record, form):
            self.tell(request, record, form.done)
            return HttpResponseRedirect(self.page_of(request, record))
        return self.asked(request, record, form)

    def asked(self, request: HttpRequest, record: Record, form: StepForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": f"{form.step}：{record}",
            "step": form.step,
            "record": record,
            "undescribed": undescribed(record),
            "panel": panel_of(record),
            "state": State.LABELS[state_of(record)],
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
            steps.append(("_return_to_draft", "保存并退回…"))
        if status != Status.PUBLISHED and self.has_publish_permission(request):
            again = "重新" if status == Status.WITHDRAWN else ""
            steps.append(("_publish", f"保存并{again}发布…"))
        return steps

    def next_step(self, request: HttpRequest, record: Record) -> HttpResponse | None:
        for button, step in ASKING.items():
            if button in request.POST:
                return HttpResponseRedirect(reverse(f"admin:records_record_{step}", args=[record.pk]))
        if "_submit_for_review" not in request.POST:
            return None
        by: Any = request.user
        try:
            submit_for_review(record, by=by)
        except PublishingRefused as refused:
            self.message_user(request, f"{record}：{refused}", messages.ERROR)
        else:
            self.tell(request, record, "已送审")
        return HttpResponseRedirect(self.page_of(request, record))

    def tell(self, request: HttpRequest, record: Record, done: str) -> None:
        self.message_user(request, done_message(record, done), messages.SUCCESS)


def never_published(record: Record) -> bool:
    return record.status in {Status.DRAFT, Status.REVIEW}


def done_message(record: Record, done: str) -> SafeString:
    if record.is_public:
        return format_html('{}：<a href="{}">{}</a>', done, record.newest_address, record)
    if record.is_scheduled:
        at = timezone.localtime(record.published_at)
        return format_html("已定时发布，时间 {}：{}", f"{at:%Y-%m-%d %H:%M}", record)
    return format_html("{}：{}", done, record)
