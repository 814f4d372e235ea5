"""Keeps who of the staff has a record in hand, and why it came back: the office's own affair, in no page or archive."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from .records import Record

MAX_REASON_CHARACTERS = 500


class HandlingQuerySet(models.QuerySet["Handling"]):
    def returned(self) -> "HandlingQuerySet":
        """Finds drafts that came back; a reason stands until the record is handed in again, or published."""
        return self.filter(returned_at__isnull=False)


class Handling(models.Model):
    """经手情况: who saved the record last. In review it stays its writer's, who gets it back if it is returned.

    A record that only commands have written has no row.
    """

    is_public_content = False

    record = models.OneToOneField(
        Record, models.CASCADE, primary_key=True, related_name="handling", verbose_name="表彰记录"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="经手人"
    )
    return_reason = models.CharField("退回原因", max_length=MAX_REASON_CHARACTERS, blank=True)
    # Of the text that the reason is about, as `Passage.path` names it; blank for the whole.
    return_path = models.CharField(max_length=100, blank=True, default="")
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="退回者"
    )
    returned_at = models.DateTimeField("退回时间", null=True)

    objects = HandlingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经手情况"
        default_permissions = ()
        indexes = [
            # Few of the many that somebody has had in hand.
            models.Index(
                fields=["by", "-returned_at"],
                condition=Q(returned_at__isnull=False),
                name="handling_returned",
            ),
        ]
        constraints = [
            CheckConstraint(
                name="handling_returned_with_a_reason",
                condition=Q(return_reason="", returned_at__isnull=True)
                | ~Q(return_reason="") & Q(returned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"经手人：{self.by or '无'}"


def handling_of(record: Record) -> Handling | None:
    """Returns what is known, in no query of its own where `select_related("handling")` brought it along."""
    found: Any = getattr(record, "handling", None)
    return found if isinstance(found, Handling) else None
