from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils.html import format_html

from records.admin.audited import Audited
from records.admin.deletion import DeletesCarefully
from records.models import Category
from records.publishing.changing import renew_award


def indented(category: Category) -> str:
    """Gives the name as it stands in the tree; a search result knows no tree and is not indented."""
    depth = len(getattr(category, "path", (0,))) - 1
    return "　" * depth + category.name + ("" if category.filed else "（待归类）")


class CategoryTree(ChangeList):
    """Lists in the order of the tree, all on one page, unless a search or a filter narrows it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.result_list = Category.objects.tree()


class ChoosesCategory(DeletesCarefully, Audited):
    """Lets a category be chosen from the tree, not from a flat list."""

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.related_model is Category:
            tree = [(category.pk, indented(category)) for category in Category.objects.tree()]
            field.choices = [("", field.empty_label or "---------"), *tree]
        return field


@admin.register(Category)
class CategoryAdmin(ChoosesCategory):
    list_display = ["in_tree", "position"]
    list_filter = ["filed"]
    list_per_page = list_max_show_all = 1_000
    search_fields = ["name"]
    fields = ["name", "parent", "position", "filed", "description"]
    sortable_by = ()

    @admin.display(description="名称")
    def in_tree(self, category: Category) -> str:
        # A plain text would lose its indent: newer releases of the admin strip what they show.
        return format_html("{}", indented(category))

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            renew_award(obj)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CategoryTree

    def view_on_site(self, category: Category) -> str:
        return category.get_absolute_url()
