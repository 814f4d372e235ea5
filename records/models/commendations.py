from collections.abc import Iterable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, UniqueConstraint
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from .attachments import Attachment
from .rules import PlainTexts, known_year, link_field, never_blank, year_field


class CategoryQuerySet(models.QuerySet["Category"]):
    def tree(self) -> list["Category"]:
        """Lists all categories, each before its children; one query.

        Sets `path` (ids from the top down to its own) and `descendants` (ids, its own included) on each.
        """
        children: dict[int | None, list[Category]] = {}
        for category in self.order_by("-filed", "position", "id"):
            children.setdefault(category.parent_id, []).append(category)

        def walk(parent: int | None, path: tuple[int, ...]) -> Iterable[Category]:
            for category in children.get(parent, []):
                category.path = (*path, category.pk)
                below = list(walk(category.pk, category.path))
                category.descendants = {category.pk, *(child.pk for child in below)}
                yield category
                yield from below

        return list(walk(None, ()))


class Category(PlainTexts):
    """表彰分类: a kind of honor. Categories form a tree; a commendation belongs to any node of it."""

    is_public_content = True

    name = models.CharField("名称", max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级分类"
    )
    position = models.PositiveIntegerField("排列次序", default=0, help_text="数小的在前。")
    filed = models.BooleanField(
        "已归类",
        default=True,
        db_default=True,
        help_text="导入材料时新建的分类还没有归类，读者看到时排在最后。定好上级和排列次序以后勾选。",
    )
    description = models.TextField("说明", blank=True)

    objects = CategoryQuerySet.as_manager()

    # Set by tree(), and by the catalog's public_tree().
    path: tuple[int, ...]
    descendants: set[int]
    record_count: int

    class Meta:
        verbose_name = verbose_name_plural = "表彰分类"
        ordering = ["-filed", "position", "id"]
        constraints = [
            never_blank("category", "name", "名称"),
            CheckConstraint(
                name="category_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="分类不能是自己的上级。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.pk])

    @property
    def depth(self) -> int:
        return len(self.path) - 1

    def ancestors(self) -> list["Category"]:
        """Lists those from the top of the tree down to the parent; one query a level."""
        found: list[Category] = []
        above = self.parent
        while above is not None and above not in found:
            found.insert(0, above)
            above = above.parent
        return found

    def clean(self) -> None:
        # A check constraint sees one row only; a longer circle is caught here.
        if self.pk and self in [*self.ancestors(), self.parent]:
            raise ValidationError({"parent": "上级分类不能是本分类或它的下级。"})


class CommendationQuerySet(models.QuerySet["Commendation"]):
    def public(self) -> "CommendationQuerySet":
        """Defines, here alone, which have a page: those with a public record, and those in 公示 that has begun."""
        record = apps.get_model("records", "Record")
        honored = record.objects.published().filter(commendation=OuterRef("pk"))
        announced = Q(state=Commendation.State.NOTICE, notice_from__lte=timezone.localdate())
        return self.filter(announced | Q(Exists(honored)))


class Commendation(PlainTexts):
    """表彰(届次): one category in one year, with the decision that made it as far as it is known.

    Its roll is in `rolls.py`. While it is in 公示 (notice) the roll is what is proposed: nobody is honored yet.
    """

    is_public_content = True

    class State(models.TextChoices):
        NOTICE = "notice", "公示"
        DECIDED = "decided", "已表彰"

    category = models.ForeignKey(
        Category, models.PROTECT, related_name="commendations", verbose_name="表彰分类"
    )
    year = year_field("年份", help_text="不清楚就留空。")
    state = models.CharField(
        "阶段",
        max_length=8,
        choices=State.choices,
        default=State.DECIDED,
        db_default=State.DECIDED,
        editable=False,
    )
    name = models.CharField(
        "决定名称", max_length=200, blank=True, default="", db_default="", help_text="如：关于表彰……的决定。"
    )
    issuer = models.CharField(
        "授予机关", max_length=200, blank=True, help_text="几个机关联合表彰的，按决定的次序以“、”隔开。"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=100, blank=True)
    link = link_field("决定全文链接")
    text = models.TextField("决定正文", blank=True, default="", db_default="", help_text="Markdown。")
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定原件"
    )
    # What the decision itself says; the same of a group stands with the group.
    quota = models.PositiveIntegerField(
        "决定所列总数",
        null=True,
        blank=True,
        help_text="决定正文写明共表彰多少名（个）时填写，用来核对名单。",
    )
    notice_from = models.DateField("公示开始", null=True, blank=True, editable=False)
    notice_until = models.DateField("公示截止", null=True, blank=True, editable=False)
    objections = models.CharField(
        "受理异议的联系方式", max_length=500, blank=True, default="", db_default="", editable=False
    )

    objects = CommendationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "表彰（届次）"
        ordering = [F("year").desc(nulls_last=True), "category"]
        constraints = [
            # An unknown year counts as a year: a category has at most one commendation without.
            UniqueConstraint(
                "category",
                Coalesce("year", 0),
                name="commendation_once_per_category_and_year",
                violation_error_message="这一分类在这一年的表彰已经有了。",
            ),
            known_year("commendation", "year"),
            CheckConstraint(name="commendation_state_known", condition=Q(state__in=["notice", "decided"])),
            CheckConstraint(
                name="commendation_notice_has_dates_and_contact",
                condition=Q(notice_from__isnull=True, notice_until__isnull=True)
                | Q(notice_from__isnull=False, notice_until__gte=F("notice_from")) & ~Q(objections=""),
                violation_error_message="请写明公示的起止日期（截止不早于开始）和受理异议的联系方式。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category.name}（{self.year}年）" if self.year else self.category.name

    def get_absolute_url(self) -> str:
        return reverse("commendation", args=[self.pk])

    @property
    def issuers(self) -> list[str]:
        """Lists the conferring bodies in the decision's order."""
        return [body for body in map(str.strip, self.issuer.split("、")) if body]

    @property
    def title(self) -> str:
        """Gives category and year, as its versions keep them."""
        return str(self)

    @property
    def numbers(self) -> str:
        """Gives the numbers that the decision states of its groups, a line each.

        Set, they are those of a change that is not stored yet.
        """
        if "stated" in vars(self):
            return str(vars(self)["stated"])
        rows = apps.get_model("records", "RollGroup").objects.filter(commendation=self.pk)
        stated = rows.exclude(quota=None).order_by("position", "pk").values_list("path", "quota")
        return "\n".join(f"{path}：{quota}" for path, quota in stated)

    @numbers.setter
    def numbers(self, text: str) -> None:
        vars(self)["stated"] = text

    @property
    def is_notice(self) -> bool:
        return self.state == self.State.NOTICE

    @property
    def is_public(self) -> bool:
        """Tells whether public() holds it, for one already at hand."""
        return type(self).objects.public().filter(pk=self.pk).exists()
