from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from records.models import Distinction, Organization, Person, Recipient, Record
from records.models.records import may_read_drafts
from records.search.reindexing import reindex_recipient

from .audited import Audited
from .choices import ChoosesRows
from .deletion import DeletesCarefully
from .editor import MarkdownArea, MarkdownText


class DistinctionInline(admin.TabularInline):
    """Gives the right to edit its honors with the right to edit the recipient."""

    model = Distinction
    extra = 0
    fields = ["name", "year", "issuer", "holder", "position"]

    def has_add_permission(self, request: HttpRequest, obj: Recipient | None = None) -> bool:
        return True

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


class RecipientPages(ChoosesRows, DeletesCarefully, Audited):
    list_display = ["name", "short_name", "region"]
    search_fields = ["name", "short_name", "region"]
    fields = ["name", "short_name", "region", "portrait", "introduction"]
    autocomplete_fields = ["portrait"]
    inlines = [DistinctionInline]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "introduction":
            return db_field.formfield(form_class=MarkdownText, widget=MarkdownArea)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change:
            reindex_recipient(form.instance)

    def view_on_site(self, recipient: Recipient) -> str:
        return recipient.get_absolute_url()


@admin.register(Organization)
class OrganizationAdmin(RecipientPages):
    pass


@admin.register(Person)
class PersonAdmin(RecipientPages):
    pass


@admin.register(Recipient)
class RecipientAdmin(RecipientPages):
    """Shows both kinds in one: for choosing a record's recipient, and adding one on the spot. Not in the index."""

    fields = ["kind", *RecipientPages.fields]
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
