from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Coalesce
from django.urls import reverse

from .pictures import picture_field
from .rules import PlainTexts, known_year, never_blank, year_field
from .spelling import MAX_CHARACTERS, Spelled, SpelledField, spelling_of


class Recipient(Spelled, PlainTexts):
    """受表彰对象: an organization or a person that is honored."""

    is_public_content = True

    class Kind(models.TextChoices):
        ORGANIZATION = "organization", "集体"
        PERSON = "person", "个人"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    name = models.CharField("全称", max_length=200, help_text="与表彰决定或事迹材料所写一致。")
    short_name = models.CharField("简称", max_length=100, blank=True, help_text="列表中显示；可不填。")
    region = models.CharField(
        "所在地", max_length=200, blank=True, help_text="逐级以“/”分隔，如：山东省/滨州市/滨城区/彭李街道。"
    )
    introduction = models.TextField("简介", blank=True)
    died = year_field("去世年份", help_text="已故的人填写，如：2001。不清楚或健在就留空。")
    portrait = picture_field("肖像或标志", help_text="人物的照片，单位的标志或外景；没有时显示一枚徽记。")
    # Where it stands in the index of names. Archives do without: it is set by any way of writing the row.
    initial = SpelledField(
        "首字母", max_length=2, editable=False, serialize=False, blank=True, db_default="", default=""
    )
    pinyin = SpelledField(
        "拼音",
        max_length=MAX_CHARACTERS,
        editable=False,
        serialize=False,
        blank=True,
        db_default="",
        default="",
    )

    class Meta:
        verbose_name = verbose_name_plural = "受表彰对象"
        ordering = ["name", "id"]
        # Each imported document asks for its recipient by name.
        indexes = [
            models.Index(fields=["name"], name="recipient_by_name"),
            models.Index(fields=["kind", "initial", "pinyin", "id"], name="recipient_by_pinyin"),
        ]
        constraints = [
            never_blank("recipient", "name", "全称"),
            CheckConstraint(name="recipient_kind_known", condition=Q(kind__in=["organization", "person"])),
            known_year("recipient", "died"),
            CheckConstraint(
                name="recipient_died_as_a_person",
                condition=Q(died__isnull=True) | Q(kind="person"),
                violation_error_message="只有个人才有去世年份。",
            ),
            # Two people of one place may share a name; two organizations do not.
            UniqueConstraint(
                "name",
                "region",
                condition=Q(kind="organization"),
                name="organization_once_per_region",
                violation_error_message="这个地方已经有同名的集体。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("recipient", args=[self.pk])

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Writes the spelling along with the name: else it would stay that of the name before."""
        if update_fields is not None:
            update_fields = {*update_fields, "initial", "pinyin"}
        super().save(*args, update_fields=update_fields, **options)

    def spell(self) -> None:
        self.initial, self.pinyin = spelling_of(self.kind, str(self))

    @property
    def is_public(self) -> bool:
        """Tells whether the public sees its page, which is there with its first public record."""
        return self.records.published().exists()

    @property
    def places(self) -> list[str]:
        """Lists the region from the largest place to the smallest."""
        return places_of(self.region)

    @property
    def place(self) -> str:
        """Gives the region as it is everywhere compared, however it was typed."""
        return "/".join(self.places)


def places_of(region: str) -> list[str]:
    return [place for place in map(str.strip, region.split("/")) if place]


class FormerName(PlainTexts):
    """曾用名: a name that the recipient went by before; documents of that time are theirs."""

    is_public_content = True

    recipient = models.ForeignKey(
        Recipient, models.CASCADE, related_name="former_names", verbose_name="受表彰对象"
    )
    name = models.CharField("曾用名", max_length=200)
    until = year_field("用到哪一年", help_text="不清楚就留空。")

    class Meta:
        verbose_name = verbose_name_plural = "曾用名"
        ordering = ["-until", "-id"]
        # Each imported document asks for its recipient by name.
        indexes = [models.Index(fields=["name"], name="former_name_by_name")]
        constraints = [
            never_blank("former_name", "name", "曾用名"),
            known_year("former_name", "until"),
            UniqueConstraint(
                fields=["recipient", "name"],
                name="former_name_once",
                violation_error_message="这个曾用名已经列出。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（至{self.until}年）" if self.until else self.name


class MergedRecipient(models.Model):
    """合并: where the page of a recipient is that was found to be the same as another; old addresses lead there."""

    is_public_content = True

    id = models.PositiveBigIntegerField("原编号", primary_key=True)
    into = models.ForeignKey(Recipient, models.CASCADE, related_name="merged", verbose_name="并入")
    merged_at = models.DateTimeField("合并时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "合并的对象"
        constraints = [CheckConstraint(name="recipient_merged_into_another", condition=~Q(id=F("into")))]

    def __str__(self) -> str:
        return f"{self.pk} → {self.into}"


class OfOneKind(models.Model):
    """A proxy whose rows are of one kind, which its forms do not ask for."""

    KIND: Recipient.Kind
    kind: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = self.KIND
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.kind = self.KIND
        super().clean()

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Looks at the constraints of this kind too: a form leaves out those on a field that it does not have."""
        super().validate_constraints(exclude=set(exclude or ()) - {"kind"})


class OrganizationManager(models.Manager["Recipient"]):
    def get_queryset(self) -> models.QuerySet["Recipient"]:
        return super().get_queryset().filter(kind=Recipient.Kind.ORGANIZATION)


class Organization(OfOneKind, Recipient):
    KIND = Recipient.Kind.ORGANIZATION
    objects = OrganizationManager()  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "受表彰集体"


class PersonManager(models.Manager["Recipient"]):
    def get_queryset(self) -> models.QuerySet["Recipient"]:
        return super().get_queryset().filter(kind=Recipient.Kind.PERSON)


class Person(OfOneKind, Recipient):
    KIND = Recipient.Kind.PERSON
    objects = PersonManager()  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "受表彰个人"


class Distinction(PlainTexts):
    """其他荣誉: another honor of a recipient, known by its name."""

    is_public_content = True

    recipient = models.ForeignKey(
        Recipient, models.CASCADE, related_name="distinctions", verbose_name="受表彰对象"
    )
    name = models.CharField("名称", max_length=200)
    year = year_field("年份", help_text="不清楚就留空。")
    issuer = models.CharField("授予机关", max_length=200, blank=True)
    holder = models.CharField(
        "获得者", max_length=200, blank=True, help_text="材料写明荣誉授予的名称与本对象不同时填写。"
    )
    position = models.PositiveIntegerField("排列次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "其他荣誉"
        ordering = ["position", "id"]
        constraints = [
            never_blank("distinction", "name", "名称"),
            UniqueConstraint(
                "recipient",
                "name",
                Coalesce("year", 0),
                name="distinction_once_per_recipient_and_year",
                violation_error_message="这项荣誉已经列出。",
            ),
            known_year("distinction", "year"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.year}年）" if self.year else self.name
