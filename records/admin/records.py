from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, models
from django.forms.models import fields_for_model
from django.http import HttpRequest, HttpResponse
from nested_admin.nested import NestedInlineAdminFormset, NestedModelAdmin, NestedStackedInline

from records.accounts.names import staff_name
from records.audit import Act, record_act
from records.checks.texts import texts_of
from records.deeds.document import Deeds
from records.deeds.parsing.figures.standing import lost_figures, lost_message
from records.models import Figure, Measure, Record, Section, Version
from records.models.handling import handling_of
from records.models.versions import CONTENT
from records.presentation.passages import place_of, undescribed
from records.publishing.changing import renew, touch
from records.publishing.handling import take_up
from records.publishing.originals import forget_unused, originals_of
from records.publishing.versions import add_version, begin_version

from .audited import Audited
from .bulk import MovesMany
from .choices import ChoosesRows
from .deletion import DeletesCarefully
from .editor import ONE_LINE_ONE_PARAGRAPH, MarkdownArea, MarkdownText
from .exports import export_chosen
from .findings import ShowsFindings, field_at, panel_of
from .originals import KeepsOriginals, about_original
from .parts import FigureFormSet, PartForm, PartFormSet
from .presence import ShowsPresence
from .record_list import ListsRecords, State, state_of
from .saving import forget_changes, is_changed, move_to_copy, save_parts, stored_parts
from .stale import RecordForm, differences
from .status import ChangesStatus
from .versions import KeepsVersions

MARKDOWN = {"form_class": MarkdownText, "widget": MarkdownArea}


class PartInline(NestedStackedInline):
    """Shows rows on the record's page. The right to change the record covers its parts; they have none of their own."""

    form = PartForm
    formset = PartFormSet
    template = "admin/records/parts/stacked.html"
    fieldset_template = "admin/records/parts/fields.html"
    sortable_field_name = "number"
    extra = 0

    def __init__(self, parent_model: type[models.Model], admin_site: Any) -> None:
        # On the record's page, but rows of the version that is being written.
        super().__init__(Version if parent_model is Record else parent_model, admin_site)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[PartFormSet]:
        # Asked for once per section, and the same for all.
        if not hasattr(self, "made"):
            self.made = super().get_formset(request, obj, **kwargs)
            rows = self.stored(request) if request.method == "POST" else {}
            self.made.unclaimed = rows
            self.made.moved = {row.copied_from: pk for pk, row in rows.items() if row.copied_from}
        made: type[PartFormSet] = self.made
        return made

    def stored(self, request: HttpRequest) -> dict[int, Any]:
        record = Record.objects.with_versions().filter(pk=edited_id(request) or 0).first()
        return {row.pk: row for row in stored_parts(record.edited)[self.model]} if record else {}

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
        "path": handling.return_path,
        "place": place_of(handling.return_path),
        "field": f"id_{field_at(handling.return_path)}",
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
    KeepsVersions,
    KeepsOriginals,
    ShowsPresence,
    DeletesCarefully,
    Audited,
    NestedModelAdmin,
):
    form = RecordForm
    inline_admin_formset_helper_cls = PartsInOrder
    change_form_template = "admin/records/record/change_form.html"
    inlines = [SectionInline, FigureInline]
    autocomplete_fields = ["recipient", "commendation"]
    autocomplete_of_parts = ("cover",)
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

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        def made(field: Any, **options: Any) -> Any:
            if field.name == "introduction":  # once on the page, for all texts
                options["help_text"] = f"{ONE_LINE_ONE_PARAGRAPH}各章节和举措的正文也一样。"
            return self.formfield_for_dbfield(field, request, **options)

        texts = fields_for_model(Version, CONTENT, formfield_callback=made)
        kwargs["form"] = type("RecordForm", (self.form,), texts)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leaves to those who publish what the public sees as soon as it is saved."""
        if self.has_publish_permission(request):
            return self.readonly_fields
        return ["tributes_before", *(["recipient", "commendation"] if obj and obj.live_id else [])]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        return super().get_formset_kwargs(request, obj, inline, prefix) | {"instance": obj.edited}

    def save_model(self, request: HttpRequest, obj: Record, form: Any, change: bool) -> None:
        own = [name for name in form.changed_data if name not in CONTENT]
        if own or not change:
            super().save_model(request, obj, form, change)
        if change:
            touch(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        record, is_new = form.instance, form.has_new_text or is_changed(formsets)
        forget_changes(formsets)
        if is_new:
            self.save_version(record, form, formsets)
        if record.working:
            take_up(record, request.user, wrote=is_new)
        if record.status == Record.Status.PUBLISHED and set(form.changed_data) - {*CONTENT}:
            renew([record.pk])
        if is_new:
            texts = texts_of(record.showing(record.edited))
            self.tell_lost_figures(request, texts.deeds)

    def save_version(self, record: Record, form: Any, formsets: Any) -> None:
        """Writes what is on the page into the version that is being written; begins one where there is none."""
        typed: Version = form.version
        if record.pk and record.live and not record.working:
            copied = begin_version(record)
            move_to_copy(formsets, record.edited, copied)
        elif not record.working:
            typed.record = record
            add_version(record, typed)
            for formset in formsets:
                if isinstance(formset.instance, Version):
                    formset.instance = typed
        for name in CONTENT:
            setattr(record.edited, name, getattr(typed, name))
        record.edited.save()
        save_parts(record.edited, formsets)

    def tell_lost_figures(self, request: HttpRequest, deeds: Deeds) -> None:
        if lost := lost_figures(deeds):
            self.message_user(request, lost_message(deeds, lost), messages.WARNING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, record = context["adminform"].form, context["original"]
        if record and not record.is_public:  # what comes back to be corrected shows it too
            record_act(Act.VIEWED, on=record, detail="编辑页")
        context["may_publish"] = self.has_publish_permission(request)
        context["may_approve"] = record is not None and self.may_approve(request, record)
        texts = texts_of(record.showing(record.edited)) if record else None
        context["undescribed"] = (
            undescribed(record.showing(record.edited), texts.deeds) if record and texts else []
        )
        context["panel"] = panel_of(record, texts) if record else None
        context["steps"] = self.steps_from(request, record)
        if record:
            context |= {"state": State.LABELS[state_of(record)], "returned": returned_by_whom(record)}
            context["kept"] = about_original(record, record.edited)
        if texts and not form.is_bound:
            mark_lost_figures(texts.deeds, context["inline_admin_formsets"])
        if getattr(form, "is_stale", False):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["differences"] = differences(form, formsets)
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_told(self, rows: list[Any], delete: Any) -> None:
        originals = originals_of([record.pk for record in rows])
        super().delete_told(rows, delete)
        forget_unused(originals)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        if "post" not in request.POST:  # asked for the page that lists what will go, with its texts
            for record in objs:
                if not record.is_public:
                    record_act(Act.VIEWED, on=record, detail="删除前的确认页")
        return super().get_deleted_objects(objs, request)

    def view_on_site(self, record: Record) -> str | None:
        return record.newest_address if record.is_public else None
