"""Keeps what is to be approved before the page of a commendation says it: the office's own affair, in no archive."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from .attachments import Attachment
from .commendations import Commendation
from .handling import MAX_REASON_CHARACTERS
from .versions import MAX_STEPS


class DecisionChangeQuerySet(models.QuerySet["DecisionChange"]):
    def returned(self) -> "DecisionChangeQuerySet":
        return self.filter(returned_at__isnull=False)

    def for_review_by(self, user: Any) -> "DecisionChangeQuerySet":
        """Finds what waits for somebody who has no part in it yet."""
        own = DecisionSignature.objects.filter(change=models.OuterRef("pk"), user=user)
        return self.filter(returned_at__isnull=True).exclude(models.Exists(own))

    def written_by(self, user: Any) -> "DecisionChangeQuerySet":
        own = DecisionSignature.objects.filter(user=user, step=DecisionSignature.WRITER)
        return self.filter(pk__in=own.values("change"))


class DecisionChange(models.Model):
    """待审核的决定: one step of a commendation that is taken once enough other people have approved it.

    A commendation has at most one. It goes when the step is taken or given up: the audit log tells of it.
    """

    is_public_content = False

    class Step(models.TextChoices):
        CHANGE = "change", "修改决定"
        CONFER = "confer", "作出表彰决定"
        PUBLISH = "publish", "公布名单"

    commendation = models.OneToOneField(
        Commendation, models.CASCADE, related_name="waiting_change", verbose_name="表彰（届次）"
    )
    step = models.CharField("步骤", max_length=8, choices=Step.choices)
    # What the step was given: facts by the names of the fields, and what each step asks for besides.
    given = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)
    # Named here, too, so that the file stays while it waits.
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定原件"
    )
    note = models.CharField("更正说明", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="提出者"
    )
    submitted_at = models.DateTimeField("送审时间")
    return_reason = models.CharField("退回原因", max_length=MAX_REASON_CHARACTERS, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="退回者"
    )
    returned_at = models.DateTimeField("退回时间", null=True)

    objects = DecisionChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待审核的决定"
        default_permissions = ()
        constraints = [
            CheckConstraint(
                name="decision_change_step_known", condition=Q(step__in=["change", "confer", "publish"])
            ),
            CheckConstraint(
                name="decision_change_returned_with_a_reason",
                condition=Q(return_reason="", returned_at__isnull=True)
                | ~Q(return_reason="") & Q(returned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commendation}：{self.get_step_display()}"

    @property
    def is_returned(self) -> bool:
        return self.returned_at is not None


class DecisionSignature(models.Model):
    """签署: one person's part in it, as `Signature` is in a version of a record: wrote it, or approved it at a step."""

    is_public_content = False

    WRITER = 0

    change = models.ForeignKey(DecisionChange, models.CASCADE, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField("姓名", max_length=150)
    step = models.PositiveSmallIntegerField("步骤", default=WRITER)
    # What was approved, as a hash: the approval of something else counts no more.
    seen = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "决定的签署"
        default_permissions = ()
        ordering = ["step", "signed_at"]
        constraints = [
            UniqueConstraint(fields=["change", "user"], name="decision_signature_once_per_person"),
            UniqueConstraint(
                fields=["change", "step"],
                condition=Q(step__gte=1),
                name="decision_signature_once_per_step",
            ),
            CheckConstraint(name="decision_signature_step_known", condition=Q(step__lte=MAX_STEPS)),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{'编写' if self.step == self.WRITER else f'第 {self.step} 级审核'}"
