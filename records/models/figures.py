from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from .rules import PlainTexts, known_year, never_blank, number_field, positive, year_field
from .versions import Measure, Version, copied_from_field


class Figure(PlainTexts):
    """数据: a number the deeds state, as they state it (15.8 万人 stays 15.8 with the unit 万人)."""

    is_public_content = True

    class Chart(models.TextChoices):
        AUTO = "", "自动"
        BARS = "bars", "条形图"
        PARTS = "parts", "构成图"
        NONE = "none", "不画图"

    version = models.ForeignKey(Version, models.CASCADE, related_name="figures", verbose_name="版本")
    copied_from = copied_from_field()
    measure = models.ForeignKey(
        Measure,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name="所属举措",
        help_text="留空则是整篇的数据。",
    )
    number = number_field()
    label = models.CharField("名称", max_length=100)
    # SQLite keeps a decimal as a float: fifteen digits come back as they went in, more do not.
    value = models.DecimalField("数值", max_digits=15, decimal_places=4)
    unit = models.CharField("单位", max_length=20)
    approximate = models.BooleanField("约数", default=False, help_text="材料写作“余”“多”“近”等。")
    as_of = year_field("年份")
    series = models.CharField("所属数列", max_length=100, blank=True, help_text="同一数列的数据排成一组。")
    rank = models.PositiveIntegerField("位次", null=True, blank=True)
    rank_of = models.PositiveIntegerField("位次总数", null=True, blank=True)
    chart = models.CharField(
        "图",
        max_length=5,
        choices=Chart.choices,
        blank=True,
        default=Chart.AUTO,
        help_text="整个数列的图按第一项所选的画。单位相同、没有负数才能画图；“构成图”用于各项相加是一个整体的。",
    )
    is_key = models.BooleanField(
        "关键数据", default=False, db_default=False, help_text="显示在事迹开头，选 3 至 6 项。"
    )
    sentence = models.TextField("出处原句", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "数据"
        ordering = ["number"]
        constraints = [
            positive("figure"),
            never_blank("figure", "label", "名称"),
            never_blank("figure", "unit", "单位"),
            known_year("figure", "as_of"),
            UniqueConstraint(fields=["version", "number"], name="figure_number_once_per_version"),
            CheckConstraint(name="figure_chart_known", condition=Q(chart__in=["", "bars", "parts", "none"])),
            CheckConstraint(
                name="figure_rank_within_its_total",
                condition=(
                    Q(rank__isnull=True, rank_of__isnull=True)
                    # A check passes on NULL as on true, so what must be known says so.
                    | Q(rank__isnull=False, rank__gte=1, rank_of__isnull=True)
                    | Q(rank__isnull=False, rank__gte=1, rank_of__gte=F("rank"))
                ),
                violation_error_message="位次从 1 开始，且不大于位次总数；填了总数也要填位次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount}{self.unit}"

    @property
    def amount(self) -> str:
        """Gives the value without trailing zeros, 余 added where the deeds say so: 1.83, 934, 50余."""
        digits = f"{Decimal(self.value):f}"
        whole = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return f"{whole}余" if self.approximate else whole

    def clean(self) -> None:
        # A table cannot compare with a row two steps away, so the form does.
        if self.measure and self.version_id and self.measure.section.version_id != self.version_id:
            raise ValidationError({"measure": "所选举措不属于本记录。"})
