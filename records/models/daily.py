"""Keeps when something was last checked that is checked once a day, by one process of the site."""

from datetime import timedelta

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone

A_DAY = timedelta(days=1)


def one_row(model: str) -> CheckConstraint:
    return CheckConstraint(name=f"{model}_is_one_row", condition=Q(id=1))


class DailyCheckQuerySet(models.QuerySet["DailyCheck"]):
    def due(self) -> "DailyCheckQuerySet":
        """Finds a check begun a day ago, or never, or by a clock that has been set back since."""
        now = timezone.now()
        return self.filter(Q(started_at=None) | Q(started_at__lt=now - A_DAY) | Q(started_at__gt=now + A_DAY))


class DailyCheck(models.Model):
    is_public_content = False

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    objects = DailyCheckQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def claim_due(cls) -> bool:
        """Returns True in one process of the site: the one whose update finds the check still due."""
        cls.objects.bulk_create([cls()], ignore_conflicts=True)  # type: ignore[list-item]
        return bool(cls.objects.due().update(started_at=timezone.now()))
