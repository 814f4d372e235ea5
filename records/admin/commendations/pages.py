"""Edits a commendation: the decision in groups, its signed original, and the numbers that it names for each group."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.admin.days import DayField
from records.admin.editor import ONE_LINE_ONE_PARAGRAPH, MarkdownArea, MarkdownText
from records.admin.recipients import NamedCells
from records.audit.comparing import values_of
from records.http.body_limit import takes_bodies_of
from records.models import Commendation, CommendationVersion, DecisionChange, RollGroup, RollImport
from records.publishing import PublishingRefused
from records.publishing.attachments import MAX_BYTES
from records.publishing.decisions import (
    change_decision,
    facts_in,
    keep_attachment,
    may_change_alone,
    told_in_versions,
)
from records.publishing.proposals import waiting_change

from .categories import ChoosesCategory
from .conferring import ConferPage
from .decision_form import AWARD, DECISION, ORIGINAL, DecisionForm, asks_numbers
from .exporting import ExportsRoll
from .head import head_of, stage_of
from .reviewing import ReviewPage, waiting_for

# A file somewhat too large is refused in words, and what was typed beside it stays.
MAX_FORM_BYTES = 4 * MAX_BYTES
# What the form itself writes; the original has its own line there.
WRITTEN = {*DECISION, "category_id", "year", "numbers"}
OF_THE_ROLL = {model._meta.verbose_name for model in (RollGroup, RollImport)}


class GroupInline(admin.TabularInline):
    """Gives the right to edit the groups with the right to edit the commendation."""

    model = RollGroup
    formset = NamedCells
    extra = 0
    fields = ["path", "quota", "position"]
    verbose_name_plural = "分组与名额"

    def has_change_permission(self, request: HttpRequest, obj: Commendation | None = None) -> bool:
        may_edit = request.user.has_perm("records.change_commendation")
        return may_edit and (obj is None or may_change_alone(obj, request.user))  # type: ignore[arg-type]

    has_delete_permission = has_add_permission = has_change_permission

    def has_view_permission(self, request: HttpRequest, obj: Commendation | None = None) -> bool:
        return True


class Waits(admin.SimpleListFilter):
    title, parameter_name = "审核", "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("review", "待审核"), ("returned", "被退回")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Commendation]) -> QuerySet[Commendation]:
        if self.value() not in {"review", "returned"}:
            return queryset
        is_waiting = self.value() == "review"
        return queryset.filter(waiting_change__isnull=False, waiting_change__returned_at__isnull=is_waiting)


@admin.register(Commendation)
class CommendationAdmin(ReviewPage, ConferPage, ExportsRoll, ChoosesCategory):
    form = DecisionForm
    list_display = ["category", "year", "stage", "issuer", "decided_on", "document_number"]
    list_filter = [Waits, "year", "state"]
    list_select_related = ["category"]
    search_fields = ["category__name", "year", "name", "document_number"]
    readonly_fields = ["original_now"]
    inlines = [GroupInline]
    change_form_template = "admin/records/commendation/change_form.html"
    formfield_overrides = {
        models.DateField: {"form_class": DayField},
        models.TextField: {
            "form_class": MarkdownText,
            "widget": MarkdownArea,
            "help_text": ONE_LINE_ONE_PARAGRAPH,
        },
    }

    # --- What is shown -----------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Commendation | None = None) -> Any:
        may_edit = self.has_change_permission(request, obj)
        tells = [("更正说明", {"fields": ["note"]})] if obj and may_edit and obj.is_public else []
        return [
            ("届次", {"fields": AWARD}),
            ("决定", {"fields": DECISION}),
            *([("分组与名额", {"fields": ["numbers"]})] if obj and may_edit and asks_numbers(obj) else []),
            ("原件", {"fields": ["original_now", *(ORIGINAL if may_edit else ())]}),
            *tells,
        ]

    @admin.display(description="现在的原件")
    def original_now(self, row: Commendation) -> SafeString | str:
        if row.attachment is None:
            return "没有"
        kept = row.attachment
        return format_html(
            '<a href="{}">{}</a>，{}<br>SHA-256 <code>{}</code>',
            reverse("admin:records_commendation_original", args=[row.pk]),
            kept.name,
            filesizeformat(kept.size),
            kept.sha256,
        )

    @admin.display(description="阶段", ordering="state")
    def stage(self, row: Commendation) -> str:
        stage = stage_of(row) if row.is_notice else str(row.get_state_display())
        change = getattr(row, "waiting_change", None)
        if change is None:
            return stage
        return f"{stage}，{change.get_step_display()}{'被退回' if change.is_returned else '待审核'}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commendation]:
        # str() names the category, in the lists of choices too.
        return super().get_queryset(request).select_related("category", "attachment", "waiting_change")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Shows in the form what waits to be approved: to be written on."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "GET":
            return found
        change = waiting_change(found)
        if change is not None and change.step == DecisionChange.Step.CHANGE:
            for name, value in facts_in(change).items():
                if name in WRITTEN:
                    setattr(found, name, value)
            vars(found)["waiting_note"] = change.note
        return found

    def get_inlines(self, request: HttpRequest, obj: Commendation | None = None) -> Any:
        return self.inlines if obj and not asks_numbers(obj) else []

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if shown := kwargs.get("obj"):
            context["head"] = head_of(shown)
            context["waits"] = waiting_for(shown)
            context["steps"] = self.steps_for(request, shown)
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, row: Commendation) -> str | None:
        return row.get_absolute_url() if row.is_public else None

    # --- What is saved -----------------------------------------------------------------------------------

    def is_public(self, row: Commendation) -> bool:
        """Lets who writes write, too, what is public where it waits for others then."""
        return not settings.REVIEW_STEPS and (row.is_notice or row.is_public)

    @takes_bodies_of(MAX_FORM_BYTES)
    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().add_view(request, *args, **kwargs)

    @takes_bodies_of(MAX_FORM_BYTES)
    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().change_view(request, *args, **kwargs)
        except PublishingRefused as refused:  # what the form could not know: somebody was first
            self.message_user(request, f"没有保存：{refused}", messages.ERROR)
            return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: Commendation, form: Any, change: bool) -> None:
        """Writes the decision by the one way there is, and what it was made of beside that."""
        by: Any = request.user
        kept = keep_attachment(*form.original, by=by) if form.original else None
        facts = {name: form.cleaned_data[name] for name in DECISION}
        if kept or form.cleaned_data["no_original"]:
            facts["attachment"] = kept
        if not change:
            self.save_new(request, obj, form, facts)
            return
        facts |= {name: form.cleaned_data[name] for name in AWARD}
        if "numbers" in form.cleaned_data:
            facts["numbers"] = form.cleaned_data["numbers"]
        stored = Commendation.objects.get(pk=obj.pk)
        change_decision(stored, facts, by=by, note=form.cleaned_data["note"].strip())
        vars(obj)["said_before"] = values_of(stored)  # that line of the log is written
        obj.refresh_from_db()
        self.tell_of_review(request, obj)

    def save_new(self, request: HttpRequest, obj: Commendation, form: Any, facts: dict[str, Any]) -> None:
        """Saves it; where the site has review, what its decision says waits from the first."""
        if settings.REVIEW_STEPS:
            blank = Commendation()
            for name in DECISION:
                setattr(obj, name, getattr(blank, name))
            super().save_model(request, obj, form, change=False)
            change_decision(obj, facts, by=request.user)  # type: ignore[arg-type]
            self.tell_of_review(request, obj)
            return
        obj.attachment = facts.get("attachment")
        super().save_model(request, obj, form, change=False)

    def tell_of_review(self, request: HttpRequest, obj: Commendation) -> None:
        if settings.REVIEW_STEPS and waiting_change(obj) is not None:
            self.message_user(request, "决定的改动已送审，通过以后公众才看得到。", messages.WARNING)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Puts a new group behind the others, unless it was given a place."""
        last = RollGroup.objects.filter(commendation=form.instance).aggregate(last=Max("position"))["last"]
        for added in formset.extra_forms:
            if added.has_changed() and not added.instance.position:
                last = (last or 0) + 1
                added.instance.position = last
        with told_in_versions(form.instance, form.cleaned_data["note"].strip()):
            super().save_formset(request, form, formset, change)

    # --- What is deleted ---------------------------------------------------------------------------------

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        """Names what is in the way, a roll by its length: a stock page would list each of ten thousand names."""
        rolls = Commendation.objects.filter(pk__in=[row.pk for row in objs], entries__isnull=False)
        named = [
            f"{row}的名单还有 {row.entries.count()} 名，请先撤销名单导入"
            for row in rolls.distinct().select_related("category")
        ]
        sealed = CommendationVersion.objects.filter(commendation__in=[row.pk for row in objs])
        named += [
            f"{row.commendation}的{row}，公开过的版本不能删除"
            for row in sealed.select_related("commendation__category")
        ]
        told = Commendation.objects.filter(pk__in=[row.pk for row in objs], decision_seals__isnull=False)
        named += [f"{row}的决定公开过，不能删除" for row in told.distinct().select_related("category")]
        if named:
            return [], {}, set(), named
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, lacking - OF_THE_ROLL, protected

    def get_urls(self) -> list[URLPattern]:
        return [*self.step_urls(), *super().get_urls()]
