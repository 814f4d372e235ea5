"""Fields for days and hours that a calendar of our time may bear: a slip of the hand is told, not stored."""

import datetime

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from records.models.rules import FIRST_YEAR, LAST_YEAR

YEARS_AHEAD = 10
BETWEEN = f"请填 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间的日期。"


class DayField(forms.DateField):
    """Takes a day whose midnight, and the next one, every calendar has in every time zone."""

    widget = AdminDateWidget
    default_validators = [
        MinValueValidator(datetime.date(FIRST_YEAR, 1, 1), BETWEEN),
        MaxValueValidator(datetime.date(LAST_YEAR, 12, 31), BETWEEN),
    ]


class DayAndHour(AdminSplitDateTime):
    """Two fields under one label, each with a name of its own."""

    def __init__(self) -> None:
        super().__init__()
        for widget, name in zip(self.widgets, ("日期", "时间"), strict=True):
            widget.attrs["aria-label"] = name


def first_hour() -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(FIRST_YEAR, 1, 1))


def last_hour() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=YEARS_AHEAD * 366)


class HourField(forms.SplitDateTimeField):
    """Takes the hour at which something becomes public."""

    widget = DayAndHour
    default_validators = [
        MinValueValidator(first_hour, f"日期太早了，请填 {FIRST_YEAR} 年以后的。"),
        MaxValueValidator(last_hour, f"日期太远了，请填 {YEARS_AHEAD} 年以内的。"),
    ]
