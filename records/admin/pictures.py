"""The pictures, each with its words: uploaded, described, and where each is shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.models import Picture, Recipient, Record, ShownPicture, Version
from records.presentation.pictures import address_for_staff, img, pictures_for_staff
from records.publishing.pictures import keep_picture
from records.search.reindexing import reindex
from records.utils.pictures import MAX_BYTES, PictureRefused, PicturesBusy, reencode

from .audited import Audited

NARROWEST = 480
MAX_USES = 100
WORDS = ["alt", "decorative", "caption", "credit"]
KNOWN_ALREADY = (
    "站上早有这张图片，原来的文字没有全部换成您刚填的。请打开它核对、修改；已公开的图片，由有发布权限的人改。"
)


class PictureForm(forms.ModelForm):
    """Asks for the words of a picture; `Picture.clean` refuses one without."""

    class Meta:
        model = Picture
        fields = WORDS


class NewPictureForm(PictureForm):
    image = forms.FileField(
        label="文件",
        help_text=f"JPEG、PNG 或 WebP，最大 {MAX_BYTES // 1024**2} MB；拍摄地点等附带信息会去掉。",
        error_messages={"required": "没有收到图片，请重新选择。"},
    )
    field_order = ["image"]

    def clean_image(self) -> bytes:
        """Returns nothing but the pixels."""
        try:
            return reencode(self.cleaned_data["image"].read(MAX_BYTES + 1))
        except PicturesBusy as busy:
            raise forms.ValidationError(str(busy), code="busy") from busy
        except PictureRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def keep(self, by: Any) -> Picture:
        """Keeps the picture of a form that is valid."""
        words = {name: self.cleaned_data[name] for name in WORDS}
        return keep_picture(self.cleaned_data["image"], by=by, **words)


class Described(admin.SimpleListFilter):
    title, parameter_name = "替代文字", "described"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "还没有"), ("yes", "已有，或仅作装饰")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        lacking = Q(alt="", decorative=False)
        chosen = {"no": queryset.filter(lacking), "yes": queryset.exclude(lacking)}
        return chosen.get(self.value() or "", queryset)


@admin.register(Picture)
class PictureAdmin(Audited):
    """Gives the right to edit pictures with the right to edit records, which show them."""

    form = PictureForm
    list_display = ["thumbnail", "__str__", "alt", "credit", "size", "added_at"]
    list_display_links = ["thumbnail", "__str__"]
    list_filter = [Described]
    list_per_page = 30
    search_fields = ["alt", "caption", "credit", "name"]
    readonly_fields = ["shown", "uses"]

    class Media:
        css = {"all": ["admin_records/pictures.css"]}

    # --- Rights ----------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return any(map(request.user.has_perm, ("records.add_record", "records.change_record")))

    def has_change_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """Leaves the words of what the public sees to those who publish."""
        may_publish = request.user.has_perm("records.publish_record")
        if obj is not None and ShownPicture.objects.is_public(obj.name):
            return may_publish
        return self.has_add_permission(request) or may_publish

    def has_view_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        return self.has_add_permission(request) or request.user.has_perm("records.view_record")

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """Denies it: a picture that a text shows must not go, and `sweep_pictures` takes those that none does."""
        return False

    # --- Pages -----------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        thumbnail = self.admin_site.admin_view(self.thumbnail_view)
        return [
            path("<int:picture>/thumbnail/", thumbnail, name="records_picture_thumbnail"),
            *super().get_urls(),
        ]

    def thumbnail_view(self, request: HttpRequest, picture: int) -> HttpResponse:
        return HttpResponseRedirect(narrow_address(get_object_or_404(Picture, pk=picture)))

    def get_form(
        self, request: HttpRequest, obj: Picture | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(
            request, obj, change, **kwargs | {"form": self.form if obj else NewPictureForm}
        )

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        return ["shown", *WORDS, "uses"] if obj else ["image", *WORDS]

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        described = super().save_form(request, form, change)
        if change:
            return described
        kept = form.keep(request.user)
        if any(getattr(kept, name) != form.cleaned_data[name] for name in WORDS):
            self.message_user(request, KNOWN_ALREADY, messages.WARNING)
        return kept

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change:  # its caption is among the words that are searched
            reindex(ShownPicture.objects.filter(name=obj.name).values_list("record", flat=True))

    # --- Columns and fields ------------------------------------------------------------------------------

    @admin.display(description="图片")
    def thumbnail(self, picture: Picture) -> SafeString:
        return format_html(
            '<img class="thumbnail" src="{}" alt="打开" loading="lazy">', narrow_address(picture)
        )

    @admin.display(description="尺寸", ordering="width")
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}"

    @admin.display(description="图片")
    def shown(self, picture: Picture) -> SafeString:
        drawn = pictures_for_staff(img(picture, "30rem", css="preview"))
        return format_html(
            '<a href="{}">{}</a>', address_for_staff(picture.address), SafeString(drawn)
        )  # of img()

    @admin.display(description="用在")
    def uses(self, picture: Picture) -> SafeString | str:
        links = [(address_of(row), f"{row._meta.verbose_name}：{row}") for row in uses_of(picture)]
        lines = format_html_join("", '<li><a href="{}">{}</a></li>', links)
        return format_html('<ul class="uses">{}</ul>', lines) if links else "还没有用到"


def narrow_address(picture: Picture) -> str:
    return address_for_staff(picture.address.replace("/images/", f"/images/{NARROWEST}/"))


def uses_of(picture: Picture) -> list[Recipient | Record]:
    """Finds the rows that have chosen it, and the records of which a version shows it; the first hundred of each."""
    texts = ["introduction", "closing", "sections__lead", "sections__measures__text"]
    written = Version.objects.filter(working_of__isnull=False)
    in_text = Q()
    for text in texts:
        in_text |= Q(**{f"{text}__contains": picture.in_texts})
    shown = ShownPicture.objects.filter(name=picture.name).values("record")
    records = Record.objects.with_versions().filter(
        Q(versions__cover=picture) | Q(pk__in=shown) | Q(pk__in=written.filter(in_text).values("record"))
    )
    recipients = Recipient.objects.filter(Q(portrait=picture) | Q(introduction__contains=picture.in_texts))
    return [*recipients.distinct()[:MAX_USES], *records.distinct()[:MAX_USES]]


def address_of(row: Recipient | Record) -> str:
    kind = row.kind if isinstance(row, Recipient) else "record"
    return reverse(f"admin:records_{kind}_change", args=[row.pk])
