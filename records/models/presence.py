"""Keeps which of the staff has a record's page open: for minutes, in no page, log or archive."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, UniqueConstraint, Value, When
from django.utils import timezone

from .records import Record

# An open page is heard of every twenty seconds; whoever is silent for so long has closed it, or a lid.
SILENT_AFTER = timedelta(seconds=90)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def others_at(self, record_id: int, user: Any) -> "PresenceQuerySet":
        """Finds those who have the record open beside this member of staff, who came first at the top."""
        here = self.filter(record=record_id, is_left=False, seen_at__gte=timezone.now() - SILENT_AFTER)
        return here.exclude(user=user).select_related("user").order_by("opened_at", "pk")


class Presence(models.Model):
    """打开着的记录: one row for a member of staff at a record, in however many windows."""

    is_public_content = False

    # Bound to neither: a row is of no use in a minute, and pages that ask before deleting would list it. The constraint
    # has an index that begins with the record.
    record = models.ForeignKey(
        Record,
        models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="表彰记录",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="用户",
    )
    # The newest of the pages: by it what an older one says on its way out, or said before and comes late, is known.
    page = models.BigIntegerField("网页")
    is_left = models.BooleanField("已离开", default=False)
    opened_at = models.DateTimeField("打开时间")
    seen_at = models.DateTimeField("最近一次")
    typed_at = models.DateTimeField("最近填写", null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "打开着的记录"
        default_permissions = ()
        constraints = [UniqueConstraint(name="presence_once", fields=["record", "user"])]

    def __str__(self) -> str:
        return f"{self.user} 打开着"

    @classmethod
    def note(cls, record_id: int, user: Any, page: int, *, typed: bool = False) -> None:
        """Notes that a page is open, in one statement but for the first. One that has said that it goes is not heard
        any more: that was on its way before."""
        now = timezone.now()
        was_gone = Q(is_left=True) | Q(seen_at__lt=now - SILENT_AFTER)
        row = cls.objects.filter(record=record_id, user=user)
        changed = row.exclude(is_left=True, page=page).update(
            page=Case(When(~was_gone & Q(page__gt=page), then=F("page")), default=Value(page)),
            is_left=False,
            opened_at=Case(When(was_gone, then=Value(now)), default=F("opened_at")),
            typed_at=now if typed else Case(When(was_gone, then=None), default=F("typed_at")),
            seen_at=now,
        )
        if not changed:
            typed_at = now if typed else None
            first = cls(
                record_id=record_id, user=user, page=page, opened_at=now, seen_at=now, typed_at=typed_at
            )
            cls.objects.bulk_create([first], ignore_conflicts=True)  # type: ignore[list-item]

    @classmethod
    def leave(cls, record_id: int, user: Any, page: int) -> None:
        """Notes that a page is gone, unless one that was opened later is there: that took its place."""
        cls.objects.filter(record=record_id, user=user, page=page).update(is_left=True)

    @classmethod
    def forget_before(cls, long_ago: datetime) -> None:
        cls.objects.filter(seen_at__lt=long_ago).delete()
