"""Widgets that choose a row by typing a part of its name."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .parts import whole_number

MAX_ID_DIGITS = 18


class VisibleChoice(AutocompleteSelect):
    """Shows what is chosen where it is a row that the user may see. Django's own fails over what is no id at all, and
    names any row whose id somebody writes into the address."""

    def __init__(self, field: Any, admin_site: Any, visible: QuerySet[Any]) -> None:
        super().__init__(field, admin_site)
        self.visible = visible

    def optgroups(self, name: str, value: Any, attr: dict[str, Any] | None = None) -> list[Any]:
        ids = [one for one in value if one.isdecimal() and len(one) <= MAX_ID_DIGITS]
        visible = map(str, self.visible.filter(pk__in=ids).values_list("pk", flat=True)) if ids else ()
        return super().optgroups(name, list(visible), attr)


class ChosenRows(forms.ModelMultipleChoiceField):
    """Refuses an id that no database keeps, which Django's own hands on to the database."""

    def clean(self, value: Any) -> Any:
        if any(whole_number(one) is None for one in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class PictureChoice(VisibleChoice):
    """Shows the picture that is chosen; static/admin_records/pictures.js shows the next one."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = self.visible.filter(pk=value).first() if str(value or "").isdecimal() else None
        shown = format_html(' src="{}"', thumbnail_address(chosen.pk)) if chosen else SafeString(" hidden")
        template = thumbnail_address(0)
        return format_html(
            '{}<img class="chosen-picture" alt="" data-address="{}"{}>',
            super().render(name, value, attrs, renderer),
            template,
            shown,
        )

    class Media:
        js = ["admin_records/pictures.js"]
        css = {"all": ["admin_records/pictures.css"]}


def thumbnail_address(picture: int) -> str:
    return reverse("admin:records_picture_thumbnail", args=[picture])


class ChoosesRows(admin.ModelAdmin):
    """A page of the admin whose `autocomplete_fields` show what is chosen only to those who may see it."""

    # Of another model that the page edits too, where Django's own check would not find them.
    autocomplete_of_parts: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in (*self.autocomplete_fields, *self.autocomplete_of_parts):
            behind = self.admin_site.get_model_admin(db_field.related_model)
            widget = PictureChoice if db_field.related_model._meta.model_name == "picture" else VisibleChoice
            kwargs["widget"] = widget(db_field, self.admin_site, behind.get_queryset(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
