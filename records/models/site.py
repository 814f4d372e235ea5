"""Keeps what the operator says of the site in the admin: its name and look, and pages of its own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q
from django.urls import reverse

from .daily import one_row
from .records import Record
from .rules import PlainTexts, link_field, never_blank

MAX_PAGES = 6  # 关于本站, and five more
TOO_MANY = f"最多 {MAX_PAGES} 个网页，现在已经满了。请改写已有的，或先删去一个。"


class SiteSettings(PlainTexts):
    """网站设置: one row, and none until somebody sets something."""

    is_public_content = True

    class License(models.TextChoices):
        UNSAID = "", "不说明"
        CC_BY = "cc-by-4.0", "CC BY 4.0（署名）"
        CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0（署名，以相同方式共享）"
        CC0 = "cc0-1.0", "CC0 1.0（放弃权利）"
        OTHER = "other", "其他（写名称和链接）"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField("网站名称", max_length=40, blank=True, help_text="留空则用运行时设的名称。")
    subtitle = models.CharField(
        "副标题", max_length=60, blank=True, help_text="显示在页首的名称下面，如主办单位；可不填。"
    )
    # As texts have pictures, so that it is counted, moved and kept with theirs.
    mark = models.CharField("标识", max_length=120, blank=True, editable=False)
    mark_width = models.PositiveSmallIntegerField("标识的宽度", default=36, editable=False)
    accent = models.CharField(
        "主色",
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-f]{6}\Z", "写成 # 和六位数字或字母 a–f，如 #8f1a1d。")],
        help_text="如 #12467b；留空则用原来的红色。深色背景上用的颜色由它调亮得来。",
    )
    sentence = models.CharField(
        "首页的一句话",
        max_length=120,
        blank=True,
        help_text="留空则用“收录受表彰的集体和个人，以及他们的先进事迹。”",
    )
    featured = models.ForeignKey(
        Record,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="首页推荐",
        help_text="公开期间显示在首页。",
    )
    license = models.CharField(
        "数据许可", max_length=16, choices=License.choices, default=License.UNSAID, blank=True
    )
    license_name = models.CharField("许可的名称", max_length=80, blank=True, help_text="只在选“其他”时填。")
    license_link = link_field("许可的链接")
    navigation = models.JSONField("导航的次序", default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "网站设置"
        constraints = [
            one_row("site_settings"),
            CheckConstraint(
                name="site_settings_license_named",
                condition=Q(license="other") & ~Q(license_name="") | ~Q(license="other") & Q(license_name=""),
                violation_error_message="选了“其他”许可，请写它的名称；选了别的，请把名称留空。",
            ),
        ]

    def __str__(self) -> str:
        return "网站设置"

    @classmethod
    def current(cls) -> "SiteSettings":
        return cls.objects.first() or cls()

    def featured_record(self) -> Record | None:
        """Returns the record that the home page recommends, only while it is public."""
        public = Record.objects.published().with_names()
        return public.filter(pk=self.featured_id).first() if self.featured_id else None


class SitePageQuerySet(models.QuerySet["SitePage"]):
    def public(self) -> "SitePageQuerySet":
        return self.filter(status=SitePage.Status.PUBLIC).exclude(text="")

    def in_order(self) -> "SitePageQuerySet":
        return self.order_by("position", "id")


class SitePage(PlainTexts):
    """网站的网页: 关于本站 and a few more, written in Markdown, each at its number."""

    is_public_content = True

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLIC = "public", "公开"

    title = models.CharField("标题", max_length=40)
    text = models.TextField("正文", blank=True)
    position = models.PositiveSmallIntegerField(
        "次序", default=100, help_text="小的在前；与“网站设置”里导航的次序一起排。"
    )
    in_navigation = models.BooleanField("显示在页首的导航里", default=False, help_text="不选则只在页尾。")
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.DRAFT)
    # Each row has one of so many places: so there are never more.
    place = models.PositiveSmallIntegerField(unique=True, editable=False)

    objects = SitePageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网站的网页"
        ordering = ["position", "id"]
        constraints = [
            never_blank("sitepage", "title", "标题"),
            CheckConstraint(name="sitepage_one_of_six", condition=Q(place__gte=1, place__lte=MAX_PAGES)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("site_page", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.status == self.Status.PUBLIC and bool(self.text)

    def clean(self) -> None:
        if self.status == self.Status.PUBLIC and not self.text.strip():
            raise ValidationError({"text": "还没有正文，不能公开。请写正文，或者先存为草稿。"})
        if self.place is None and free_place() is None:
            raise ValidationError(TOO_MANY)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.place is None:
            self.place = free_place() or MAX_PAGES + 1  # which the database refuses
        super().save(*args, **kwargs)


def free_place() -> int | None:
    taken = set(SitePage.objects.values_list("place", flat=True))
    return next((place for place in range(1, MAX_PAGES + 1) if place not in taken), None)
