"""Lets the operator set the site up without code: 网站设置, and pages of its own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.models import Edition, SitePage, SiteSettings
from records.models.site import TOO_MANY, free_place
from records.presentation.accent import refusal
from records.presentation.navigation import ENTRIES, Entry, place_of
from records.presentation.pictures import address_for_staff
from records.utils.addresses import as_link
from records.utils.pictures import PictureRefused

from .audited import Audited
from .choices import VisibleChoice
from .editor import ONE_LINE_ONE_PARAGRAPH, MarkdownArea, MarkdownText
from .images import store_mark

THE_ROW = "1"
ABOUT = "关于本站"
MAX_PLACE = 999


def order_field(entry: Entry) -> str:
    return f"order_{entry.view}"


class SiteSettingsForm(forms.ModelForm):
    new_mark = forms.FileField(
        label="换一个标识",
        required=False,
        help_text="JPEG、PNG 或 WebP，显示在页首名称的左边，高 36 像素；背景透明的 PNG 最好看。",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    no_mark = forms.BooleanField(label="去掉标识，用原来的", required=False)

    class Meta:
        model = SiteSettings
        fields = (
            "name",
            "subtitle",
            "accent",
            "sentence",
            "featured",
            "license",
            "license_name",
            "license_link",
        )
        widgets = {"sentence": forms.Textarea(attrs={"rows": 2})}

    def clean_accent(self) -> str:
        color = self.cleaned_data["accent"].lower()
        for rule in SiteSettings._meta.get_field("accent").validators if color else ():
            rule(color)
        if color and (why := refusal(color)):
            raise forms.ValidationError(why)
        return str(color)

    def clean_new_mark(self) -> UploadedFile | None:
        picture = self.cleaned_data["new_mark"]
        if picture:
            try:
                made, self.instance.mark_width = store_mark(picture)
                self.instance.mark = made.in_texts
            except PictureRefused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return picture if isinstance(picture, UploadedFile) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("no_mark") and not cleaned.get("new_mark"):
            self.instance.mark = ""
        self.instance.navigation = {
            entry.view: cleaned[order_field(entry)]
            for entry in ENTRIES
            if cleaned.get(order_field(entry)) is not None
        }
        return cleaned


def form_with_order() -> type[SiteSettingsForm]:
    """Returns the form with a field for the place of each entry of the navigation."""
    fields = {
        order_field(entry): forms.IntegerField(
            label=entry.text, min_value=0, max_value=MAX_PLACE, required=False, initial=place_of(entry)
        )
        for entry in ENTRIES
    }
    return type("SiteSettingsFormWithOrder", (SiteSettingsForm,), fields)


@admin.register(SiteSettings)
class SiteSettingsAdmin(Audited, admin.ModelAdmin):
    form = SiteSettingsForm
    autocomplete_fields = ["featured"]
    readonly_fields = ["mark_now"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = form_with_order()
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        order = [order_field(entry) for entry in ENTRIES]
        about_order = f"小的在前。“{SitePage._meta.verbose_name}”里显示在导航的网页，照它们的次序一起排。"
        return [
            ("名称和样子", {"fields": ["name", "subtitle", "mark_now", "new_mark", "no_mark", "accent"]}),
            ("首页", {"fields": ["sentence", "featured"]}),
            ("数据许可", {"fields": ["license", "license_name", "license_link"]}),
            ("导航的次序", {"fields": order, "description": about_order}),
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        behind = self.admin_site.get_model_admin(db_field.related_model)
        kwargs["widget"] = VisibleChoice(db_field, self.admin_site, behind.get_queryset(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="现在的标识")
    def mark_now(self, row: SiteSettings) -> SafeString | str:
        if not row.mark:
            return "原来的"
        address = address_for_staff(as_link(row.mark))
        return format_html('<img src="{}" alt="" width="{}" height="36">', address, row.mark_width)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None and object_id == THE_ROW:
            found = SiteSettings()
            vars(found)["said_before"] = {}
        return found

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:records_sitesettings_change", THE_ROW)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SitePage)
class SitePageAdmin(Audited, admin.ModelAdmin):
    list_display = ["title", "status", "in_navigation", "position"]
    fields = ["title", "text", "position", "in_navigation", "status"]
    formfield_overrides = {
        models.TextField: {
            "form_class": MarkdownText,
            "widget": MarkdownArea,
            "help_text": ONE_LINE_ONE_PARAGRAPH,
        }
    }

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if request.method == "POST":
            Edition.lock_for_writing()  # so that two who add one do not take the same place
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        written = SitePage.objects.filter(title=ABOUT).exists()
        return {} if written else {"title": ABOUT}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if request.method == "GET" and free_place() is None:
            self.message_user(request, TOO_MANY, "error")
            return redirect("admin:records_sitepage_changelist")
        return super().add_view(request, form_url, extra_context)

    def view_on_site(self, page: SitePage) -> str | None:
        return page.get_absolute_url() if page.is_public else None
