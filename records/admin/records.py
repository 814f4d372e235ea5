from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from nested_admin.nested import NestedInlineAdminFormset, NestedModelAdmin, NestedStackedInline

from records.accounts.names import staff_name
from records.audit import Act, record_act
from records.checks.running import unmended
from records.checks.texts import RecordTexts, texts_of
from records.deeds.document import Deeds
from records.deeds.parsing.figures.standing import lost_figures, lost_message
from records.models import Figure, Measure, Record, Section
from records.models.handling import handling_of
from records.presentation.passages import undescribed
from records.publishing.exceptions import named
from records.publishing.handling import take_up
from records.search.reindexing import reindex

from .audited import Audited
from .bulk import MovesMany
from .choices import ChoosesRows
from .deletion import DeletesCarefully
from .editor import MarkdownArea, MarkdownText
from .exports import export_chosen
from .findings import ShowsFindings, panel_of
from .parts import FigureFormSet, PartForm, PartFormSet
from .record_list import ListsRecords, State, state_of
from .saving import save_parts, stored_parts
from .stale import RecordForm, differences
from .status import ChangesStatus

MARKDOWN = {"form_class": MarkdownText, "widget": MarkdownArea}


class PartInline(NestedStackedInline):
    """Shows rows on the record's page. The right to change the record covers its parts; they have none of their own."""

    form = PartForm
    formset = PartFormSet
    template = "admin/records/parts/stacked.html"
    fieldset_template = "admin/records/parts/fields.html"
    sortable_field_name = "number"
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[PartFormSet]:
        # Asked for once per section, and the same for all.
        if not hasattr(self, "made"):
            self.made = super().get_formset(request, obj, **kwargs)
            self.made.unclaimed = self.stored(request) if request.method == "POST" else {}
        made: type[PartFormSet] = self.made
        return made

    def stored(self, request: HttpRequest) -> dict[int, Any]:
        record_id = edited_id(request)
        return {row.pk: row for row in stored_parts(Record(pk=record_id))[self.model]} if record_id else {}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("records.change_record" if edited_id(request) else "records.add_record")

    has_add_permission = has_delete_permission = has_change_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


def edited_id(request: HttpRequest) -> int | None:
    match = request.resolver_match
    named = match.kwargs.get("object_id", "") if match else ""
    return int(named) if named.isdecimal() else None


class MeasureInline(PartInline):
    model = Measure
    fields = [("marker", "text")]
    formfield_overrides = {models.TextField: MARKDOWN}


class SectionInline(PartInline):
    model = Section
    fields = ["title", "lead"]
    formfield_overrides = {models.TextField: MARKDOWN}
    inlines = [MeasureInline]


class FigureInline(PartInline):
    model = Figure
    formset = FigureFormSet
    fields = [
        ("label", "value", "unit", "approximate"),
        ("as_of", "series", "rank", "rank_of", "chart"),
        ("measure", "is_key", "sentence"),
    ]
    folded = True


def returned_by_whom(record: Record) -> dict[str, Any] | None:
    handling = handling_of(record)
    if handling is None or not handling.return_reason:
        return None
    return {
        "reason": handling.return_reason,
        "by": staff_name(handling.returned_by),
        "at": handling.returned_at,
    }


def changed(formset: Any) -> bool:
    return bool(formset.new_objects or formset.changed_objects or formset.deleted_objects)


def mark_lost_figures(deeds: Deeds, inlines: Any) -> None:
    (rows,) = (inline.formset.forms for inline in inlines if inline.formset.model is Figure)
    for place in lost_figures(deeds):
        rows[place].has_lost_its_number = True


class PartsInOrder(NestedInlineAdminFormset):
    """Shows rows in the order in which they were on the page, when it comes back with something to correct."""

    def __iter__(self) -> Any:
        rows = list(super().__iter__())
        empty = [row for row in rows if row.form.prefix.endswith("__prefix__")]
        filled = [row for row in rows if row not in empty]
        yield from sorted(filled, key=lambda row: row.form.place)
        yield from empty


@admin.register(Record)
class RecordAdmin(
    ShowsFindings,
    ListsRecords,
    ChoosesRows,
    MovesMany,
    ChangesStatus,
    DeletesCarefully,
    Audited,
    NestedModelAdmin,
):
    form = RecordForm
    inline_admin_formset_helper_cls = PartsInOrder
    change_form_template = "admin/records/record/change_form.html"
    inlines = [SectionInline, FigureInline]
    autocomplete_fields = ["recipient", "commendation", "cover"]
    formfield_overrides = {models.TextField: MARKDOWN}
    fieldsets = [
        (None, {"fields": ["title", "recipient", "post", "commendation", "summary", "cover"]}),
        ("引言和结语", {"fields": ["introduction", "closing"]}),
        ("来源", {"fields": ["source", "source_link", "tributes_before"]}),
    ]

    actions = [*MovesMany.actions, export_chosen]

    def lock(self, object_id: str) -> None:
        """Lets two who save at once come one after the other; the second one's form is then found stale."""
        super().lock(object_id)
        if object_id.isdecimal():
            Record.objects.select_for_update(no_key=True).filter(pk=object_id).first()

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Someone added the same record between the check and the write: the check finds it now.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Record, form: Any, change: bool) -> None:
        obj.version += int(change)
        super().save_model(request, obj, form, change)
        take_up(obj, request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        form.save_m2m()
        save_parts(form.instance, formsets)
        reindex([form.instance.pk])
        if form.changed_data or any(changed(formset) for formset in formsets):
            texts = texts_of(form.instance)
            self.tell_lost_figures(request, texts.deeds)
            self.tell_unmended(request, form.instance, texts)

    def tell_lost_figures(self, request: HttpRequest, deeds: Deeds) -> None:
        if lost := lost_figures(deeds):
            self.message_user(request, lost_message(deeds, lost), messages.WARNING)

    def tell_unmended(self, request: HttpRequest, record: Record, texts: RecordTexts) -> None:
        """Warns of what is public as soon as this is saved."""
        if record.status == Record.Status.PUBLISHED and (found := unmended(record, texts)):
            said = f"这条记录是公开的，现在有个人信息：{named(found)}。请马上改正，或写明理由后略过。"
            self.message_user(request, said, messages.WARNING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, record = context["adminform"].form, context["original"]
        if record and not record.is_public:  # what comes back to be corrected shows it too
            record_act(Act.VIEWED, on=record, detail="编辑页")
        context["may_publish"] = self.has_publish_permission(request)
        texts = texts_of(record) if record else None
        context["undescribed"] = undescribed(record, texts.deeds) if record and texts else []
        context["panel"] = panel_of(record, texts) if record else None
        context["steps"] = self.steps_from(request, record)
        if record:
            context |= {"state": State.LABELS[state_of(record)], "returned": returned_by_whom(record)}
        if texts and not form.is_bound:
            mark_lost_figures(texts.deeds, context["inline_admin_formsets"])
        if getattr(form, "is_stale", False):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["differences"] = differences(form, formsets)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        if "post" not in request.POST:  # asked for the page that lists what will go, with its texts
            for record in objs:
                if not record.is_public:
                    record_act(Act.VIEWED, on=record, detail="删除前的确认页")
        return super().get_deleted_objects(objs, request)

    def view_on_site(self, record: Record) -> str | None:
        return record.newest_address if record.is_public else None
