"""Takes a commendation from 公示 to the decision, each step on a page of its own: asked on GET, taken on POST."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from records.admin.lists import ListAnswers
from records.models import Commendation, Record
from records.publishing import PublishingRefused

from .head import head_of
from .step_forms import PAGES, StepForm


class StepPages(ListAnswers):
    """Offers the steps that fit the stage, to those who may publish."""

    def step_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                f"<int:commendation_id>/{step}/",
                view(self.step_view),
                {"step": step},
                name=f"records_commendation_{step}",
            )
            for step in PAGES
        ]

    def steps_for(self, request: HttpRequest, commendation: Commendation) -> list[tuple[str, str]]:
        """Gives address and label of each step that may be taken now."""
        if not request.user.has_perm("records.publish_record"):
            return []
        return [
            (reverse(f"admin:records_commendation_{step}", args=[commendation.pk]), label)
            for step, label in fitting(commendation)
        ]

    def step_view(self, request: HttpRequest, commendation_id: int, step: str) -> HttpResponse:
        commendation = self.for_step(request, commendation_id)
        form = PAGES[step](given(request), commendation=commendation)
        if request.method == "POST" and form.is_valid():
            try:
                said = form.carry_out(commendation, request.user)
            except PublishingRefused as refused:
                form.add_error(None, str(refused))
            else:
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(page_of(commendation))
        return self.step_page(request, commendation, form, "admin/records/commendation/step.html")

    def for_step(self, request: HttpRequest, commendation_id: int) -> Commendation:
        if not request.user.has_perm("records.publish_record"):
            raise PermissionDenied
        found = Commendation.objects.select_related("category").filter(pk=commendation_id).first()
        if found is None:
            raise Http404
        return found

    def step_page(
        self, request: HttpRequest, commendation: Commendation, form: StepForm, template: str, **more: Any
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": f"{form.step}：{commendation}",
            "form": form,
            "commendation": commendation,
            "head": head_of(commendation),
            "back": page_of(commendation),
            "opts": self.opts,
            "media": self.media + form.media,
            **more,
        }
        return TemplateResponse(request, template, context)


def page_of(commendation: Commendation) -> str:
    return reverse("admin:records_commendation_change", args=[commendation.pk])


def fitting(commendation: Commendation) -> list[tuple[str, str]]:
    if not commendation.is_notice:
        drafts = commendation.records.filter(status__in=[Record.Status.DRAFT, Record.Status.REVIEW]).exists()
        if drafts:
            return [("publish_roll", "公布名单…")]
        return [] if commendation.records.exists() else [("begin_notice", "开始公示…")]
    if commendation.entries.unseen().exists():
        return [("publish_roll", "公布名单…"), *notice_steps(commendation)]
    return notice_steps(commendation)


def notice_steps(commendation: Commendation) -> list[tuple[str, str]]:
    if commendation.is_public:
        return [("confer", "结束公示，作出决定…"), ("extend_notice", "延长公示…")]
    return [("begin_notice", "改公示日期…"), ("cancel_notice", "取消公示…")]


def given(request: HttpRequest) -> QueryDict | None:
    """Gives what was posted; a step that asks nothing posts nothing."""
    return request.POST if request.method == "POST" else None
