"""Shows what waits to be approved of a commendation beside what the public reads, and takes the answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from records.admin.lists import ListAnswers
from records.models import Commendation, CommendationVersion, DecisionChange, DecisionSignature, RollEntry
from records.models.records import may_read_drafts
from records.models.rolls import facts_of
from records.presentation.decisions import decision_differences
from records.presentation.differences import changed
from records.publishing import PublishingRefused
from records.publishing.changing import MAX_REASON_CHARACTERS
from records.publishing.decisions import facts_in
from records.publishing.proposals import (
    approvals_left,
    may_take_back,
    return_change,
    seen_of,
    take_back,
    waiting_change,
)
from records.publishing.rolls import approve_change

from .step_forms import StepForm
from .steps import given, page_of

Step = DecisionChange.Step
MAX_LISTED = 500


class ReviewForm(StepForm):
    """Takes one of three answers; only a return asks for something."""

    step = "审核"
    reason = forms.CharField(
        label="退回原因",
        required=False,
        max_length=MAX_REASON_CHARACTERS,
        widget=forms.Textarea({"rows": 2, "cols": 60}),
        help_text="退回才要写，提出的人会看到它。",
    )

    def carry_out(self, commendation: Commendation, by: Any) -> str:
        if "_return" in self.data:
            return_change(commendation, by=by, reason=self.cleaned_data["reason"])
            return "已退回。"
        if "_take_back" in self.data:
            take_back(commendation, by=by)
            return "已撤回，公众看到的不变。"
        return approve_change(commendation, by=by, seen=str(self.data.get("seen", "")))


class ReviewPage(ListAnswers):
    def step_urls(self: Any) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.review_view)
        return [
            path("<int:commendation_id>/review/", view, name="records_commendation_review"),
            *super().step_urls(),  # type: ignore[misc]
        ]

    def review_view(self: Any, request: HttpRequest, commendation_id: int) -> HttpResponse:
        rows = Commendation.objects.select_related("category", "attachment")
        commendation = rows.filter(pk=commendation_id).first()
        if commendation is None:
            raise Http404
        if not self.has_view_permission(request, commendation) or not may_read_drafts(request.user):
            raise PermissionDenied
        change = waiting_change(commendation)
        if change is None:
            self.message_user(request, "没有等着审核的，可能已经审核通过，或者撤回了。", messages.WARNING)
            return HttpResponseRedirect(page_of(commendation))
        may = answers_of(change, request.user)
        form = ReviewForm(given(request), commendation=commendation)
        if request.method == "POST" and form.is_valid():
            wanted = next((one for one in ("_return", "_take_back") if one in request.POST), "_approve")
            if wanted not in may:
                raise PermissionDenied
            try:
                said = form.carry_out(commendation, request.user)
            except PublishingRefused as refused:
                form.add_error(None, str(refused))
            else:
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(page_of(commendation))
        told = {"change": change, "may": may, "seen": seen_of(change), **about(commendation, change)}
        template = "admin/records/commendation/review.html"
        page: HttpResponse = self.step_page(request, commendation, form, template, **told)
        return page


def answers_of(change: DecisionChange, user: Any) -> set[str]:
    """Names the buttons that this member of staff may press."""
    may = {"_take_back"} if may_take_back(change, user) else set()
    if change.is_returned:
        return may
    if user.has_perm("records.approve_version") or user.has_perm("records.publish_record"):
        may.add("_return")
    waits = bool(approvals_left(change))
    if user.has_perm("records.approve_version" if waits else "records.publish_record"):
        may.add("_approve")
    return may


def about(commendation: Commendation, change: DecisionChange) -> dict[str, Any]:
    """Gives all that an approval is about, and how far it is approved."""
    signed = list(change.signatures.all())
    told: dict[str, Any] = {
        "writers": "、".join(one.name for one in signed if one.step == DecisionSignature.WRITER),
        "approved": [one for one in signed if one.step != DecisionSignature.WRITER],
        "steps_left": approvals_left(change),
    }
    lines = RollEntry.objects.filter(commendation=commendation).select_related("group")
    if change.step == Step.PUBLISH:
        unseen = (
            lines.unseen()
            if commendation.is_notice
            else lines.filter(record__live=None, record__isnull=False)
        )
        return told | {"names": unseen.order_by("position", "pk")[:MAX_LISTED], "count": unseen.count()}
    if change.step == Step.CONFER:
        reasons = {int(pk): reason for pk, reason in change.given["struck"].items()}
        struck = [(line, reasons[line.pk]) for line in lines.filter(pk__in=reasons)]
        honored = lines.standing().exclude(pk__in=reasons).order_by("position", "pk")
        told |= {"struck": struck, "names": honored[:MAX_LISTED], "count": honored.count()}
        told |= {"publish_now": change.given["publish_now"]}
    sides = [as_version(commendation), as_version(proposed_row(commendation, change))]
    found = decision_differences(*sides)
    differing = changed(found)
    return told | {"differences": differing, "unchanged": len(found) - len(differing)}


def proposed_row(commendation: Commendation, change: DecisionChange) -> Commendation:
    """Gives the commendation as it would be; not stored."""
    row = Commendation.objects.select_related("category", "attachment").get(pk=commendation.pk)
    facts = facts_in(change)
    if change.step == Step.CONFER:
        facts = {"quota": None, **facts, "state": Commendation.State.DECIDED}
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def as_version(row: Commendation) -> CommendationVersion:
    return CommendationVersion(commendation=row, **facts_of(row))


def waiting_for(commendation: Commendation) -> dict[str, Any] | None:
    """Says at the head of its page what waits."""
    change = waiting_change(commendation)
    if change is None:
        return None
    writers = change.signatures.filter(step=DecisionSignature.WRITER).values_list("name", flat=True)
    address = reverse("admin:records_commendation_review", args=[commendation.pk])
    return {"change": change, "writers": "、".join(writers), "address": address}
