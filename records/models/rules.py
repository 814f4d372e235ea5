"""Keeps the rules that several models share, each written once."""

import re
from collections.abc import Collection
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import CheckConstraint, Q

# A reader of files refuses the same (records/deeds/readers/encodings.py), so that none of ours could be read back.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
FIRST_YEAR, LAST_YEAR = 1900, 2200
# The largest id that a database keeps, in eight bytes with a sign. Asked for a larger one, both raise an error.
MAX_ID = 2**63 - 1


class PlainTexts(models.Model):
    """A model whose texts hold no control characters: unseen, they come along with what is pasted."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        for field in self._meta.concrete_fields:
            text = self.__dict__.get(field.attname)
            if isinstance(field, models.CharField | models.TextField) and isinstance(text, str):
                setattr(self, field.attname, CONTROL.sub("", text))
        super().clean_fields(exclude)


def year_field(
    verbose_name: str, **options: Any
) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    """Makes a field for a year that may be unknown; the table holds it to the same bounds (see `known_year`)."""
    return models.PositiveSmallIntegerField(
        verbose_name,
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        **options,
    )


def link_field(verbose_name: str) -> "models.CharField[str, str]":
    return models.CharField(
        verbose_name, max_length=500, blank=True, validators=[URLValidator(["http", "https"])]
    )


def number_field() -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField("序号", validators=[MinValueValidator(1)])


def known_year(model: str, field: str) -> CheckConstraint:
    return CheckConstraint(
        name=f"{model}_{field}_between_{FIRST_YEAR}_and_{LAST_YEAR}",
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (FIRST_YEAR, LAST_YEAR)}),
        violation_error_message=f"年份应在 {FIRST_YEAR} 与 {LAST_YEAR} 之间；不清楚就留空。",
    )


def never_blank(model: str, field: str, label: str) -> CheckConstraint:
    return CheckConstraint(
        name=f"{model}_{field}_not_blank",
        condition=~Q(**{field: ""}),
        violation_error_message=f"请填写{label}。",
    )


def positive(model: str, field: str = "number") -> CheckConstraint:
    return CheckConstraint(
        name=f"{model}_{field}_positive",
        condition=Q(**{f"{field}__gte": 1}),
        violation_error_message="序号从 1 开始。",
    )
