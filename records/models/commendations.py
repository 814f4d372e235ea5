from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Coalesce
from django.urls import reverse

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


class Commendation(PlainTexts):
    """表彰(届次): one category in one year, with the decision that made it as far as it is known."""

    is_public_content = True

    category = models.ForeignKey(
        Category, models.PROTECT, related_name="commendations", verbose_name="表彰分类"
    )
    year = year_field("年份", help_text="不清楚就留空。")
    issuer = models.CharField("授予机关", max_length=200, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=100, blank=True)
    link = link_field("决定全文链接")

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
        ]

    def __str__(self) -> str:
        return f"{self.category.name}（{self.year}年）" if self.year else self.category.name
