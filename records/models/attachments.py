import mimetypes

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone

from .daily import DailyCheck, one_row
from .pictures import amount
from .rules import PlainTexts, never_blank

HASH_CHARACTERS = 64
# So much of it tells two files apart at a glance.
SHOWN_CHARACTERS = 16


class Attachment(PlainTexts):
    """附件: a file kept as it came, in `VAR/originals` by its SHA-256: the signed PDF of a decision, the document that
    a record was read from, the list that a roll was read from. The same bytes are one file and one row.

    That of a decision is public where a public commendation, or an earlier version of its page, names it. Of any other
    the public reads the hash alone, unless an editor lets it read the file.
    """

    is_public_content = True

    sha256 = models.CharField(
        "SHA-256", max_length=HASH_CHARACTERS, unique=True, validators=[MinLengthValidator(HASH_CHARACTERS)]
    )
    # Under which it came first; each import has the name that it came under then.
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    added_at = models.DateTimeField("存入时间", auto_now_add=True)
    shown_since = models.DateTimeField("公开原件的时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        default_permissions = ()
        constraints = [
            never_blank("attachment", "name", "文件名"),
            CheckConstraint(name="attachment_not_empty", condition=Q(size__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_hash(self) -> str:
        return self.sha256[:SHOWN_CHARACTERS]

    @property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class OriginalCheck(DailyCheck):
    """The last sweep of the kept files, and what was left: one row."""

    files = models.PositiveBigIntegerField("原件", default=0)
    bytes = models.PositiveBigIntegerField("字节", default=0)
    lost = models.PositiveBigIntegerField("缺失的原件", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "原件清点"
        default_permissions = ()
        constraints = [one_row("original_check")]

    def __str__(self) -> str:
        if self.finished_at is None:
            return "尚未清点"
        when = timezone.localtime(self.finished_at)
        found = f"{when:%Y-%m-%d %H:%M} 清点，共 {amount(self.files, self.bytes)}"
        lost = (
            f"，另有 {self.lost} 个只有校验值（从存档读入的不带不公开的原件；不然请从备份恢复）"
            if self.lost
            else ""
        )
        return f"{found}{lost}"
