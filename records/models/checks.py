"""Keeps what the office says of the checks: its list of words, and what it has let pass, with the reason."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from .records import Record
from .rules import PlainTexts, never_blank

MAX_REASON_CHARACTERS = 300


class ListedWord(PlainTexts):
    """用词表: a word that is wrong with the right one, or without one to be looked at."""

    is_public_content = False

    wrong = models.CharField("要找的词", max_length=40, unique=True)
    right = models.CharField("改成", max_length=40, blank=True, help_text="留空则只提醒核对，不改。")
    note = models.CharField("说明", max_length=200, blank=True, help_text="给编辑看；可不填。")
    within = models.CharField(
        "除外",
        max_length=300,
        blank=True,
        help_text="包含这个词、本身没有错的词，用空格分开。如“布署”的除外：发布署 公布署。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "用词表"
        default_permissions = ()
        ordering = ["wrong"]
        constraints = [
            never_blank("listedword", "wrong", "要找的词"),
            CheckConstraint(
                name="listedword_right_differs",
                condition=~Q(wrong=F("right")),
                violation_error_message="“改成”与要找的词相同。只要提醒的，请把“改成”留空。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wrong} → {self.right}" if self.right else self.wrong

    def clean(self) -> None:
        self.within = " ".join(self.within.split())
        if without := [longer for longer in self.within.split() if self.wrong not in longer]:
            raise ValidationError({"within": f"“{without[0]}”里没有“{self.wrong}”，不用写。"})


class PassedFinding(models.Model):
    """略过的检查: what a check found and somebody let pass. It does not come back while the words are the same.

    `key` knows the words again (see `Finding.key`); `words` are those that one reads, a number with its middle hidden.
    """

    is_public_content = False

    record = models.ForeignKey(
        Record, models.CASCADE, related_name="passed_findings", verbose_name="表彰记录"
    )
    check_code = models.CharField("检查", max_length=40)
    key = models.CharField("识别", max_length=64)
    path = models.CharField("位置", max_length=100, blank=True)
    words = models.CharField("文字", max_length=200, blank=True)
    reason = models.CharField("理由", max_length=MAX_REASON_CHARACTERS)
    by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁"
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "略过的检查"
        default_permissions = ()
        ordering = ["-at", "-id"]
        constraints = [
            never_blank("passedfinding", "reason", "理由"),
            UniqueConstraint(name="finding_passed_once", fields=["record", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.words}：{self.reason}"
