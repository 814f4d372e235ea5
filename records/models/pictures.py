from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone

from .daily import DailyCheck, one_row
from .rules import PlainTexts, never_blank

MAX_NAME_CHARACTERS = 100
PICTURES_ADDRESS = "/media/images/"  # as texts have it; in links the path of the site goes before


class Picture(PlainTexts):
    """图片: a kept file with the words that go with it wherever it is shown.

    Its file lies in the media folder, under images/, by a name made from its content. An imported picture may wait for
    its alternative text; on a form one must be given, or the picture be called decorative.
    """

    is_public_content = True

    name = models.CharField("文件", max_length=MAX_NAME_CHARACTERS, unique=True, editable=False)
    width = models.PositiveIntegerField("宽", editable=False)
    height = models.PositiveIntegerField("高", editable=False)
    alt = models.CharField(
        "替代文字",
        max_length=300,
        blank=True,
        help_text="给看不见图片的读者：图上有什么。如：社区党员在广场上为居民义诊。",
    )
    decorative = models.BooleanField(
        "仅作装饰", default=False, help_text="图上没有读者需要知道的内容，朗读时略过。"
    )
    caption = models.CharField("图注", max_length=300, blank=True, help_text="显示在图片下面；可不填。")
    credit = models.CharField("摄影（作者、来源）", max_length=100, blank=True, help_text="可不填。")
    added_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "图片"
        ordering = ["-added_at", "-id"]
        constraints = [
            never_blank("picture", "name", "文件"),
            CheckConstraint(name="picture_has_a_size", condition=Q(width__gte=1, height__gte=1)),
            CheckConstraint(
                name="picture_decorative_without_alt",
                condition=Q(decorative=False) | Q(alt=""),
                violation_error_message="仅作装饰的图片不写替代文字。请删去文字，或者取消“仅作装饰”。",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.name

    @property
    def address(self) -> str:
        """Returns the link to the file at its full size."""
        return settings.SITE_PATH + self.in_texts

    @property
    def in_texts(self) -> str:
        """Returns the address by which texts name it, wherever the site lies."""
        return PICTURES_ADDRESS + self.name

    @property
    def credit_line(self) -> str:
        """Returns who is named under the picture: a photographer, or what the editor has named otherwise (来源：…)."""
        return self.credit if "：" in self.credit or not self.credit else f"摄影：{self.credit}"

    @property
    def is_described(self) -> bool:
        return bool(self.alt) or self.decorative

    def clean(self) -> None:
        """Asks for what a picture says to who cannot see it. Not a constraint: what is imported may wait for it."""
        if not self.is_described:
            raise ValidationError({"alt": "请写明图上有什么；只是装饰的，请勾选“仅作装饰”。"})


def picture_field(verbose_name: str, **options: Any) -> "models.ForeignKey[Picture | None, Picture | None]":
    return models.ForeignKey(
        Picture,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
        **options,
    )


class PictureCheck(DailyCheck):
    """The last comparison of the kept pictures with all texts, and what it found: one row."""

    files = models.PositiveBigIntegerField("图片", default=0)
    bytes = models.PositiveBigIntegerField("字节", default=0)
    unused = models.PositiveBigIntegerField("没有用到的图片", default=0)
    unused_bytes = models.PositiveBigIntegerField("没有用到的字节", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "图片清点"
        constraints = [one_row("picture_check")]

    def __str__(self) -> str:
        if self.finished_at is None:
            return "尚未清点"
        when = timezone.localtime(self.finished_at)
        found = f"{when:%Y-%m-%d %H:%M} 清点，共 {amount(self.files, self.bytes)}"
        if not self.unused:
            return f"{found}，没有多余的"
        left = amount(self.unused, self.unused_bytes)
        return f"{found}，其中 {left}没有用到，可运行 manage.py sweep_pictures --delete"


def amount(files: int, size: int) -> str:
    return f"{files} 个文件 {size / 1024**2:.1f} MB"
