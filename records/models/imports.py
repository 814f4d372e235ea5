"""Keeps what an import did, so that it can be looked at again and undone in one step."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from .attachments import Attachment
from .records import Record, may_read_drafts


def may_read_all_batches(user: Any) -> bool:
    """Tells who may: with the right to read records, or to take batches back."""
    return may_read_drafts(user) or bool(user.has_perm("records.delete_record"))


def part_label(name: str, number: int, of: int) -> str:
    """Names a part of a file: 文件.txt（3/28）; the file itself where it is but one record."""
    return f"{name}（{number}/{of}）" if of > 1 else name


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def readable_by(self, user: Any) -> "ImportBatchQuerySet":
        """Keeps a member of staff's own, or all."""
        return self if may_read_all_batches(user) else self.filter(by=user)


class ImportBatch(models.Model):
    """导入批次: documents that were handed in together."""

    is_public_content = False
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="导入者",
        help_text="由命令导入的为空。",
    )
    started_at = models.DateTimeField("导入时间", auto_now_add=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"第 {self.pk} 批"

    @property
    def only_document(self) -> "ImportedDocument | None":
        """Returns the document of a batch that holds no other, while it waits for its review."""
        found = list(self.documents.defer("text", "reading", "before")[:2])
        waits = len(found) == 1 and found[0].state == ImportedDocument.State.WAITING
        return found[0] if waits else None


class ImportedDocumentQuerySet(models.QuerySet["ImportedDocument"]):
    def keeping_originals(self) -> "ImportedDocumentQuerySet":
        """Keeps those whose file is needed: under review, or what a record on the site was read from."""
        states = ImportedDocument.State
        written = Q(state__in=[states.CREATED, states.REPLACED, states.UNCHANGED], record__isnull=False)
        return self.filter(Q(state=states.WAITING) | written, original__isnull=False)


class ImportedDocument(models.Model):
    """导入的材料: one document of a batch, what was read of it, and what became of it."""

    is_public_content = False

    class State(models.TextChoices):
        WAITING = "waiting", "待核对"
        CREATED = "created", "已录入"
        REPLACED = "replaced", "已替换"
        UNCHANGED = "unchanged", "未变"
        SET_ASIDE = "set_aside", "已放弃"
        FAILED = "failed", "读取失败"
        UNDONE = "undone", "已撤销"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="documents", verbose_name="导入批次")
    name = models.CharField("文件名", max_length=500)
    state = models.CharField("状态", max_length=12, choices=State.choices)
    record = models.ForeignKey(
        Record, models.SET_NULL, null=True, blank=True, related_name="imports", verbose_name="表彰记录"
    )
    # The place in the batch: files in their order, a file of several records as so many parts. 0 in older rows.
    file = models.PositiveIntegerField("第几个文件", default=0, db_default=0)
    part = models.PositiveIntegerField("第几份", default=1, db_default=1)
    parts = models.PositiveIntegerField("共几份", default=1, db_default=1)
    # As it came: until the document is set aside or undone, or its record is gone.
    original = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="documents",
        verbose_name="原件",
    )
    # Fingerprints of the texts as they were read of it, by path: by these is told that a later reader reads otherwise.
    read_as = models.JSONField("读出时的指纹", null=True, blank=True, editable=False)
    # Kept only while somebody may need them: a document handed in through the admin has all, one read by the
    # command only what undoing it needs.
    text = models.TextField("原文", blank=True, help_text="读出的文字；各处标记按它计数。")
    reading = models.JSONField("识别结果", null=True, blank=True)
    before = models.JSONField("替换前的内容", null=True, blank=True)
    # Rows that the document brought along: ids by "recipient", "commendation", "category", "distinctions".
    # Beside them, of the record that was replaced, "source_link", which deeds lack, and the id of its "original"; and
    # "left_out", which says what was not written of a recipient whom the public sees.
    made = models.JSONField("随之新建", default=dict, blank=True)
    record_revision = models.PositiveIntegerField("录入时的修改次数", null=True, blank=True)
    # Rises with every save of the review: how a form learns that someone else saved meanwhile.
    revision = models.PositiveIntegerField("核对次数", default=1)

    objects = ImportedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入的材料"
        # The right to add records is the right to import them; there are none of its own to hand out.
        default_permissions = ()
        ordering = ["file", "part", "id"]
        indexes = [
            # What waits is counted on every start page; the table itself is as large as all documents. Not an index
            # of these alone: SQLite takes none whose condition comes to it as a parameter.
            models.Index(fields=["state", "batch"], name="imported_document_by_state"),
        ]
        constraints = [
            CheckConstraint(
                name="imported_document_part_of_parts", condition=Q(part__gte=1, part__lte=F("parts"))
            ),
            CheckConstraint(
                name="imported_document_state_known",
                condition=Q(
                    state__in=[
                        "waiting",
                        "created",
                        "replaced",
                        "unchanged",
                        "set_aside",
                        "failed",
                        "undone",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return part_label(self.name, self.part, self.parts)
