from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone

from .daily import DailyCheck, one_row
from .records import Record

MAX_NAME_CHARACTERS = 100
RECORDS_PER_QUERY = 100


class ShownPictureQuerySet(models.QuerySet["ShownPicture"]):
    def is_public(self, name: str) -> bool:
        """Tells whether a record that the public sees shows the picture; by ids, however many records there are."""
        ids = list(self.filter(name=name).order_by("-record").values_list("record", flat=True))
        dates = Record.objects.only("status", "published_at")
        return any(
            dates.public_among(ids[first : first + RECORDS_PER_QUERY])
            for first in range(0, len(ids), RECORDS_PER_QUERY)
        )


class ShownPicture(models.Model):
    """公开的图片: one picture that a published record shows, or its recipient's page, which is public with it.

    `records.search.reindexing` writes it beside the search index, in the transaction that changes the record; a trigger
    removes it with the record's line there.
    """

    is_public_content = False

    record = models.ForeignKey(Record, models.DO_NOTHING, db_constraint=False, related_name="shown_pictures")
    name = models.CharField(max_length=MAX_NAME_CHARACTERS)

    objects = ShownPictureQuerySet.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["name", "record"], name="shown_picture_once_per_record")]

    def __str__(self) -> str:
        return self.name


class PictureCheck(DailyCheck):
    """The last comparison of the kept pictures with all texts, and what it found: one row."""

    files = models.PositiveBigIntegerField("图片", default=0)
    bytes = models.PositiveBigIntegerField("字节", default=0)
    unused = models.PositiveBigIntegerField("没有用到的图片", default=0)
    unused_bytes = models.PositiveBigIntegerField("没有用到的字节", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "图片清点"
        constraints = [one_row("picture_check")]

    def __str__(self) -> str:
        if self.finished_at is None:
            return "尚未清点"
        when = timezone.localtime(self.finished_at)
        found = f"{when:%Y-%m-%d %H:%M} 清点，共 {amount(self.files, self.bytes)}"
        if not self.unused:
            return f"{found}，没有多余的"
        left = amount(self.unused, self.unused_bytes)
        return f"{found}，其中 {left}没有用到，可运行 manage.py sweep_pictures --delete"


def amount(files: int, size: int) -> str:
    return f"{files} 个文件 {size / 1024**2:.1f} MB"
