"""Changes a record's status by buttons and pages: always by POST, through records.publishing alone."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.models import Record, Version
from records.presentation.differences import changed, differences
from records.presentation.passages import undescribed
from records.publishing import PublishingRefused, SeenAnother, submit_for_review, take_as_seen
from records.publishing.versions import approvals, steps_left

from .findings import panel_of
from .parts import carry, whole_number
from .record_list import State, state_of
from .steps import PAGES, StepForm, form_for

Status = Record.Status
# Buttons beside “保存”: each saves the page, then goes on to ask.
ASKING = {
    "_publish": "publish",
    "_correct": "correct",
    "_submit_correction": "submit",
    "_return_to_draft": "return_to_draft",
}
# What each step asks for; all others are for those who publish.
RIGHTS = {
    "submit": "records.change_record",
    "discard": "records.change_record",
    "approve": "records.approve_version",
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

    def may_take(self, request: HttpRequest, step: str, record: Record | None = None) -> bool:
        """Lets writers take their own back, and reviewers return it, too; what was set for an hour, who publishes."""
        if step == "return_to_draft" and not (record and record.is_scheduled):
            rights = ("change_record", "approve_version", "publish_record")
            return any(request.user.has_perm(f"records.{right}") for right in rights)
        return request.user.has_perm(RIGHTS.get(step, "records.publish_record"))

    def step_view(self, request: HttpRequest, record_id: int, step: str) -> HttpResponse:
        """Asks on GET, acts on POST."""
        record = Record.objects.with_names().with_versions().filter(pk=record_id).first()
        if record is None:
            raise Http404
        if not self.may_take(request, step, record):
            raise PermissionDenied
        form = form_for(step, record)(
            request.POST or None, initial={"revision": record.revision, "at": record.published_at}
        )
        form.about_record(record)
        if request.method == "POST" and form.is_valid() and self.carried_out(request, record, form):
            self.tell(request, record, form.done)
            return HttpResponseRedirect(self.page_of(request, record))
        return self.asked(request, record, form)

    def asked(self, request: HttpRequest, record: Record, form: StepForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": f"{form.step}：{record}",
            "step": form.step,
            "record": record,
            "undescribed": undescribed(record.showing(record.edited)),
            "panel": panel_of(record.showing(record.edited)),
            "state": State.LABELS[state_of(record)],
            **what_changed(record),
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/records/record/confirm.html", context)

    def carried_out(self, request: HttpRequest, record: Record, form: StepForm) -> bool:
        """Takes the step with what was seen, or not at all: whoever writes meanwhile waits, or was first."""
        seen = whole_number(form["revision"].data)
        try:
            take_as_seen(record, seen, lambda: form.carry_out(record, request.user))
        except SeenAnother as another:
            form.add_error(None, str(another))
            carry(form, "revision", another.revision)
            return False
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
        if record and record.live_id and not record.is_scheduled:
            return list(self.steps_of_correction(request, record))
        steps = []
        if status == Status.DRAFT:
            steps.append(("_submit_for_review", "保存并送审"))
        returns = status == Status.REVIEW or bool(record and record.is_scheduled)
        if returns and self.may_take(request, "return_to_draft", record):
            steps.append(("_return_to_draft", "保存并退回…"))
        if status != Status.PUBLISHED and self.may_make_public(request, record):
            steps.append(("_publish", "保存并发布…"))
        return steps

    def steps_of_correction(self, request: HttpRequest, record: Record) -> Iterator[tuple[str, str]]:
        is_submitted = record.working is not None and record.working.is_submitted
        if is_submitted:
            yield ("_return_to_draft", "保存并退回…")
        else:
            yield ("_submit_correction", "保存并送审…")
        if self.may_make_public(request, record):
            is_withdrawn = record.status == Status.WITHDRAWN
            yield ("_publish", "保存并重新发布…") if is_withdrawn else ("_correct", "保存并公布修改…")

    def may_approve(self, request: HttpRequest, record: Record) -> bool:
        version = record.working
        waits = version is not None and version.is_submitted and bool(steps_left(version))
        return waits and self.may_take(request, "approve")

    def may_make_public(self, request: HttpRequest, record: Record | None) -> bool:
        """Tells whether one who saves now could go on to make it public: what is saved is approved by nobody yet."""
        return self.has_publish_permission(request) and not settings.REVIEW_STEPS

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


def what_changed(record: Record) -> dict[str, Any]:
    """Shows a correction beside what the public reads, and how far it is approved."""
    version = record.working
    if version is None:
        return {}
    told: dict[str, Any] = {
        "version": version,
        "approved": approvals(version),
        "steps_left": steps_left(version),
    }
    if record.live is None:
        return told
    sides = [
        record.showing(one)
        for one in Version.objects.whole().filter(pk__in=[record.live.pk, version.pk]).order_by("number")
    ]
    found = differences(*sides)
    return told | {"differences": changed(found), "unchanged": len(found) - len(changed(found))}
