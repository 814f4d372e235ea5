from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from records.models import Distinction, FormerName, Organization, Person, Recipient, Record
from records.models.records import may_read_drafts
from records.publishing import PublishingRefused, merge_recipients
from records.publishing.changing import renew

from .audited import Audited
from .choices import ChoosesRows, VisibleChoice
from .deletion import DeletesCarefully
from .editor import ONE_LINE_ONE_PARAGRAPH, MarkdownArea, MarkdownText


class NamedCells(BaseInlineFormSet):
    """Rows whose fields bear the names of their columns, for those who hear them one by one."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label or "")


class InlineOfRecipient(admin.TabularInline):
    """Gives the right to edit its rows with the right to edit the recipient."""

    extra = 0
    formset = NamedCells

    def has_add_permission(self, request: HttpRequest, obj: Recipient | None = None) -> bool:
        may_publish = request.user.has_perm("records.publish_record")
        return obj is None or may_publish or not obj.is_public

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request: HttpRequest, obj: Recipient | None = None) -> bool:
        return True


class DistinctionInline(InlineOfRecipient):
    model = Distinction
    fields = ["name", "year", "issuer", "holder", "position"]


class FormerNameInline(InlineOfRecipient):
    model = FormerName
    fields = ["name", "until"]


class MergeForm(forms.Form):
    """Asks into which other recipient this one goes; a second time, with what will become of it, for a yes."""

    into = forms.ModelChoiceField(
        Recipient.objects.all(),
        label="并入",
        help_text="留下的那一个。这一个的记录、荣誉和名称都归它，原网址转到它的网页。",
        error_messages={"required": "请选要并入的对象。"},
    )
    agreed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Record._meta.get_field("recipient")
        self.fields["into"].widget = VisibleChoice(chosen, admin_site, Recipient.objects.all())
        self.fields["into"].widget.choices = self.fields["into"].choices  # type: ignore[attr-defined]


class RecipientPages(ChoosesRows, DeletesCarefully, Audited):
    list_display = ["name", "short_name", "region"]
    search_fields = ["name", "short_name", "region", "former_names__name"]
    fields = ["name", "short_name", "region", "portrait", "introduction"]
    autocomplete_fields = ["portrait"]
    inlines = [DistinctionInline, FormerNameInline]
    change_form_template = "admin/records/recipient/change_form.html"

    def is_public(self, row: Recipient) -> bool:
        return row.is_public

    # --- Merging ---------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = f"records_{self.opts.model_name}_merge"
        own = [path("<int:recipient_id>/merge/", self.admin_site.admin_view(self.merge_view), name=name)]
        return [*own, *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest, recipient: Recipient) -> bool:
        return self.has_change_permission(request, recipient) and request.user.has_perm(
            "records.publish_record"
        )

    def merge_view(self, request: HttpRequest, recipient_id: int) -> HttpResponse:
        gone, by = get_object_or_404(self.model, pk=recipient_id), request.user
        if not (by.is_authenticated and self.has_merge_permission(request, gone)):
            raise PermissionDenied
        form = MergeForm(request.POST or None, admin_site=self.admin_site)
        into = form.cleaned_data["into"] if form.is_valid() else None
        if into and form.cleaned_data["agreed"]:
            try:
                merge_recipients(gone, into, by=by)
            except PublishingRefused as refused:
                form.add_error(None, f"{refused}")
            else:
                done = format_html('已并入：<a href="{}">{}</a>', into.get_absolute_url(), into)
                self.message_user(request, done, messages.SUCCESS)
                return redirect(f"admin:records_{into.kind}_change", into.pk)
        context = self.admin_site.each_context(request) | {
            "title": f"合并：{gone}",
            "gone": gone,
            "into": into,
            "sides": [(one, one.records.with_names(), one.distinctions.all()) for one in (gone, into) if one],
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/records/recipient/merge.html", context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        shown = kwargs.get("obj")
        context["may_merge"] = shown is not None and self.has_merge_permission(request, shown)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- The form --------------------------------------------------------------------------------------

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "introduction":
            options = {"form_class": MarkdownText, "widget": MarkdownArea}
            return db_field.formfield(**options, help_text=ONE_LINE_ONE_PARAGRAPH)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change:
            renew(form.instance.records.values_list("pk", flat=True))

    def view_on_site(self, recipient: Recipient) -> str:
        return recipient.get_absolute_url()


@admin.register(Organization)
class OrganizationAdmin(RecipientPages):
    pass


@admin.register(Person)
class PersonAdmin(RecipientPages):
    fields = ["name", "short_name", "region", "died", "portrait", "introduction"]


@admin.register(Recipient)
class RecipientAdmin(RecipientPages):
    """Shows both kinds in one: for choosing a record's recipient, and adding one on the spot. Not in the index."""

    fields = ["kind", *PersonAdmin.fields]
    list_display = [*RecipientPages.list_display, "kind"]
    list_filter = ["kind"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recipient]:
        """Leaves out, for those who may only choose one, the recipients of drafts alone that they may not read.

        By its full name such a one is still chosen: else it would be entered a second time.
        """
        rows, user = super().get_queryset(request), request.user
        if may_read_drafts(user) or super().has_view_permission(request):
            return rows
        own = Record.objects.filter(recipient=OuterRef("pk"))
        is_named = Q(name=request.GET.get("term", ""))
        return rows.filter(~Exists(own) | Exists(own.readable_by(user)) | is_named)

    def has_view_permission(self, request: HttpRequest, obj: Recipient | None = None) -> bool:
        may_choose = request.user.has_perm("records.change_record") or request.user.has_perm(
            "records.add_record"
        )
        return may_choose or super().has_view_permission(request, obj)
