"""The versions of a record, which are what it says, with their sections and measures.

A version is written, handed in, approved, and made public; from then on the database lets nobody change it (see
`guards.py`). Another one is begun as a copy of it.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone

from .attachments import Attachment
from .pictures import picture_field
from .rules import PlainTexts, link_field, never_blank, number_field, positive

# A first sentence longer than this is not a headline but the text itself.
HEADLINE_LENGTH = 30
QUOTES = [("“", "”"), ("‘", "’"), ("（", "）"), ("《", "》"), ("(", ")")]
MAX_STEPS = 3
# What a version says of itself; with its sections, measures and figures, all that nobody may change later.
TEXTS = ("title", "post", "summary", "introduction", "closing", "source", "source_link")
CONTENT = (*TEXTS, "cover")
ERASED_TITLE = "（文字已清除）"
# What the next version goes on with.
COPIED = (*CONTENT, "original")


def copied_from_field() -> "models.PositiveBigIntegerField[int | None, int | None]":
    """Names the row of an earlier version that this one was copied from: by it a part is known when it has moved."""
    return models.PositiveBigIntegerField(null=True, editable=False)


class VersionQuerySet(models.QuerySet["Version"]):
    def public(self) -> "VersionQuerySet":
        """Keeps those that the public has seen, withheld ones too."""
        return self.filter(public_from__lte=timezone.now())

    def shown(self) -> "VersionQuerySet":
        """Keeps those whose text the public may read, as long as their record is public."""
        return self.public().filter(withheld_at__isnull=True, erased_at__isnull=True)

    def whole(self) -> "VersionQuerySet":
        """Adds all that it says, in a constant number of queries."""
        named = self.select_related("cover", "original", "seal")
        return named.prefetch_related("sections__measures", "figures")


class Version(PlainTexts):
    """版本: what a record says at one time, numbered within the record. Texts are Markdown."""

    is_public_content = True

    record = models.ForeignKey("Record", models.CASCADE, related_name="versions", verbose_name="表彰记录")
    number = number_field()
    title = models.CharField("标题", max_length=200)
    post = models.CharField(
        "职务、单位",
        max_length=200,
        blank=True,
        default="",
        help_text="受表彰时的职务和单位，照决定或材料所写；集体不填。",
    )
    summary = models.CharField(
        "一句话介绍",
        max_length=200,
        blank=True,
        default="",
        help_text="列表和页首显示；留空则取引言的第一句。",
    )
    cover = picture_field("题图", help_text="显示在页首和列表里；可不填。")
    introduction = models.TextField("引言", blank=True)
    closing = models.TextField("结语", blank=True)
    source = models.CharField("材料来源", max_length=200, blank=True)
    source_link = link_field("来源链接")

    # What it was read from; an editor's own version goes on with that of the one before it.
    original = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="versions",
        verbose_name="原件",
    )

    written_at = models.DateTimeField("最后修改", auto_now=True)
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True, editable=False)
    # Kept with it: the setting may be another one later.
    steps = models.PositiveSmallIntegerField("审核级数", null=True, blank=True, editable=False)
    # From this moment on nobody may change it.
    public_from = models.DateTimeField("公开时间", null=True, blank=True, editable=False)
    note = models.CharField("更正说明", max_length=300, blank=True, editable=False)
    is_trivial = models.BooleanField("细小改动", default=False, editable=False)
    withheld_at = models.DateTimeField("停止公开的时间", null=True, blank=True, editable=False)
    withheld_reason = models.CharField("停止公开的原因", max_length=500, blank=True, editable=False)
    erased_at = models.DateTimeField("清除文字的时间", null=True, blank=True, editable=False)
    erased_reason = models.CharField("清除文字的原因", max_length=500, blank=True, editable=False)
    # SHA-256 of what it said, in hexadecimal, kept when its text is erased.
    erased_hash = models.CharField("原文的校验值", max_length=64, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "版本"
        default_permissions = ()
        permissions = [("approve_version", "可以审核版本")]
        ordering = ["number"]
        indexes = [
            # Of the many versions the few that wait for somebody to look at them.
            models.Index(
                fields=["submitted_at"],
                condition=Q(submitted_at__isnull=False, public_from__isnull=True),
                name="version_waiting",
            ),
        ]
        constraints = [
            positive("version"),
            UniqueConstraint(fields=["record", "number"], name="version_number_once_per_record"),
            CheckConstraint(
                name="version_title_not_blank",
                condition=~Q(title="") | Q(erased_at__isnull=False),
                violation_error_message="请填写标题。",
            ),
            CheckConstraint(
                name="version_steps_known", condition=Q(steps__isnull=True) | Q(steps__lte=MAX_STEPS)
            ),
            CheckConstraint(
                name="version_withheld_with_a_reason",
                condition=Q(withheld_at__isnull=True, withheld_reason="")
                | Q(withheld_at__isnull=False, public_from__isnull=False) & ~Q(withheld_reason=""),
            ),
            CheckConstraint(
                name="version_erased_with_a_reason",
                condition=Q(erased_at__isnull=True, erased_reason="", erased_hash="")
                | Q(
                    erased_at__isnull=False,
                    public_from__isnull=False,
                    cover__isnull=True,
                    **dict.fromkeys(TEXTS, ""),
                )
                & ~Q(erased_reason="")
                & ~Q(erased_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_title}（{self.name}）"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Lets an erased version have no title, to which the database holds it."""
        super().clean_fields({*(exclude or ()), *(["title"] if self.erased_at else [])})

    @property
    def shown_title(self) -> str:
        """Says in its place that the text was erased, where it was."""
        return ERASED_TITLE if self.erased_at and not self.title else self.title

    @property
    def name(self) -> str:
        return f"第 {self.number} 版"

    def get_absolute_url(self) -> str:
        return reverse("version", args=[self.record_id, self.number])

    @property
    def was_public(self) -> bool:
        """Tells whether it is sealed: the public has seen it."""
        return self.public_from is not None and self.public_from <= timezone.now()

    @property
    def has_deeds(self) -> bool:
        """Tells whether it says more than a name, a post and a line about it."""
        return bool(self.introduction or self.closing) or self.sections.exists() or self.figures.exists()

    @property
    def is_withheld(self) -> bool:
        return self.withheld_at is not None or self.erased_at is not None

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None and self.public_from is None


class Signature(models.Model):
    """签署: one person's part in a version: wrote it, or approved it at a step.

    One a person: who wrote a version cannot approve it, and nobody approves it twice.
    """

    is_public_content = False

    WRITER = 0

    version = models.ForeignKey(Version, models.CASCADE, related_name="signatures", verbose_name="版本")
    # Blank where the account was deleted; the name stays.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="账号"
    )
    name = models.CharField("姓名", max_length=150)
    step = models.PositiveSmallIntegerField("步骤", default=WRITER, help_text="0：编写；1 至 3：第几级审核。")
    signed_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "签署"
        default_permissions = ()
        ordering = ["step", "signed_at"]
        constraints = [
            UniqueConstraint(fields=["version", "user"], name="signature_once_per_version_and_person"),
            UniqueConstraint(
                fields=["version", "step"], condition=Q(step__gte=1), name="signature_once_per_step"
            ),
            CheckConstraint(name="signature_step_known", condition=Q(step__lte=MAX_STEPS)),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{'编写' if self.step == self.WRITER else f'第 {self.step} 级审核'}"


class Section(PlainTexts):
    """章节: a titled part of the deeds, with a lead before its measures."""

    is_public_content = True

    version = models.ForeignKey(Version, models.CASCADE, related_name="sections", verbose_name="版本")
    copied_from = copied_from_field()
    number = number_field()
    title = models.CharField("标题", max_length=200, blank=True)
    lead = models.TextField("导语", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "章节"
        ordering = ["number"]
        constraints = [
            positive("section"),
            UniqueConstraint(fields=["version", "number"], name="section_number_once_per_version"),
        ]

    def __str__(self) -> str:
        return self.title or f"第 {self.number} 部分"

    @property
    def anchor(self) -> str:
        return f"s{self.number}"


class Measure(PlainTexts):
    """举措: a numbered item of a section."""

    is_public_content = True

    section = models.ForeignKey(Section, models.CASCADE, related_name="measures", verbose_name="章节")
    copied_from = copied_from_field()
    number = number_field()
    marker = models.CharField("序词", max_length=20, blank=True, help_text="如：一是。留空则显示序号。")
    text = models.TextField("正文")

    class Meta:
        verbose_name = verbose_name_plural = "举措"
        ordering = ["number"]
        constraints = [
            positive("measure"),
            never_blank("measure", "text", "正文"),
            UniqueConstraint(fields=["section", "number"], name="measure_number_once_per_section"),
        ]

    def __str__(self) -> str:
        return f"{self.marker or self.number}　{self.headline or self.text[:HEADLINE_LENGTH]}"

    @property
    def anchor(self) -> str:
        return f"{self.section.anchor}-m{self.number}"

    @property
    def own_figures(self) -> list[Any]:
        """Returns its figures from among those of the version, which are loaded once for all its measures."""
        return [figure for figure in self.section.version.figures.all() if figure.measure_id == self.pk]

    @property
    def headline(self) -> str:
        """Gives the first sentence where it names the measure: short, plain, and not all there is."""
        sentence, stop, rest = self.text.partition("。")
        plain = not any(mark in sentence for mark in "\n*_`[]<>\\&!#|") and sentence[:1] not in "-+0123456789"
        whole = all(sentence.count(opening) == sentence.count(closing) for opening, closing in QUOTES)
        short = len(sentence) <= HEADLINE_LENGTH
        return sentence if stop and rest.strip() and plain and whole and short else ""

    @property
    def body(self) -> str:
        """Gives the text after the headline, Markdown."""
        return self.text[len(self.headline) + 1 :].lstrip() if self.headline else self.text
