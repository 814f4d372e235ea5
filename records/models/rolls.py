"""The roll of a commendation (名单): its names in the decision's own order, under the decision's own headings.

Each name is a record, with or without deeds. While the commendation is in 公示 the names have none yet. What the
page of a commendation said before it was changed is kept too.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone

from .attachments import Attachment
from .commendations import Commendation
from .recipients import Recipient
from .records import Record
from .rules import PlainTexts, link_field, never_blank, number_field, positive


class CommendationVersionQuerySet(models.QuerySet["CommendationVersion"]):
    def public(self) -> "CommendationVersionQuerySet":
        """Keeps those that the public has read."""
        return self.filter(public_from__lte=timezone.now())


class CommendationVersion(PlainTexts):
    """决定的版本: what the page of a commendation said from one moment on; once that has come nobody may change it.

    Written when something that is public changes: the one before it, where it has no row yet, and the new one. A
    commendation that was never changed in public has none.
    """

    is_public_content = True

    commendation = models.ForeignKey(
        Commendation, models.CASCADE, related_name="versions", verbose_name="表彰（届次）"
    )
    number = number_field()
    # Category and year, and the numbers of the groups, as texts; blank in versions from before they were kept.
    title = models.CharField("届次", max_length=120, blank=True, default="", db_default="")
    numbers = models.TextField("分组与名额", blank=True, default="", db_default="")
    state = models.CharField("阶段", max_length=8, choices=Commendation.State.choices)
    name = models.CharField("决定名称", max_length=200, blank=True)
    issuer = models.CharField("授予机关", max_length=200, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=100, blank=True)
    link = link_field("决定全文链接")
    text = models.TextField("决定正文", blank=True)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定原件"
    )
    quota = models.PositiveIntegerField("决定所列总数", null=True, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_until = models.DateField("公示截止", null=True, blank=True)
    objections = models.CharField("受理异议的联系方式", max_length=500, blank=True)
    public_from = models.DateTimeField("公开时间")
    note = models.CharField("更正说明", max_length=300, blank=True)
    recorded_at = models.DateTimeField("记入时间", auto_now_add=True)

    objects = CommendationVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决定的版本"
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            positive("commendation_version"),
            UniqueConstraint(fields=["commendation", "number"], name="commendation_version_number_once"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"第 {self.number} 版"

    def get_absolute_url(self) -> str:
        return reverse("commendation_version", args=[self.commendation_id, self.number])


class RollImport(models.Model):
    """名单导入: one file of names that was read into a roll, so that it can be taken back in one step."""

    is_public_content = False

    commendation = models.ForeignKey(
        Commendation, models.CASCADE, related_name="roll_imports", verbose_name="表彰（届次）"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="导入者",
        help_text="由命令导入的为空。",
    )
    name = models.CharField("文件名", max_length=500)
    started_at = models.DateTimeField("导入时间", auto_now_add=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    # What it brought along: ids by "records", "recipients" and "groups".
    made = models.JSONField("随之新建", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "名单导入"
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}（{timezone.localtime(self.started_at):%Y-%m-%d %H:%M}）"


class RollFile(models.Model):
    """名单原件: a file that a roll was read from, as it came; several may be one import."""

    is_public_content = False

    roll_import = models.ForeignKey(RollImport, models.CASCADE, related_name="files", verbose_name="名单导入")
    name = models.CharField("文件名", max_length=500)
    original = models.ForeignKey(Attachment, models.PROTECT, related_name="roll_files", verbose_name="原件")

    class Meta:
        verbose_name = verbose_name_plural = "名单原件"
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class RollGroup(PlainTexts):
    """名单的分组: a heading of the roll, under those above it: 先进个人/北京市."""

    is_public_content = True

    commendation = models.ForeignKey(
        Commendation, models.CASCADE, related_name="groups", verbose_name="表彰（届次）"
    )
    path = models.CharField("分组", max_length=200, help_text="逐级以“/”分隔，如：先进个人/北京市。")
    position = models.PositiveIntegerField("排列次序", default=0)
    quota = models.PositiveIntegerField(
        "决定所列名额", null=True, blank=True, help_text="决定写明这一组多少名（个）时填写，用来核对名单。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "名单的分组"
        default_permissions = ()
        ordering = ["position", "id"]
        constraints = [
            never_blank("roll_group", "path", "分组"),
            UniqueConstraint(
                fields=["commendation", "path"],
                name="roll_group_once_per_commendation",
                violation_error_message="这个分组已经有了。",
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def headings(self) -> list[str]:
        """Lists the headings from the top down to its own."""
        return self.path.split("/")


class RollEntryQuerySet(models.QuerySet["RollEntry"]):
    def public(self) -> "RollEntryQuerySet":
        """Keeps the names that the public reads on the roll of a decision: those whose record it sees."""
        return self.filter(record__status=Record.Status.PUBLISHED, record__published_at__lte=timezone.now())

    def proposed(self) -> "RollEntryQuerySet":
        """Keeps the names that stood in 公示, those that were struck after it too."""
        return self.filter(was_proposed=True)

    def unseen(self) -> "RollEntryQuerySet":
        """Keeps those of a roll in 公示 that wait until other people have approved them."""
        return self.standing().filter(was_proposed=False)

    def standing(self) -> "RollEntryQuerySet":
        """Keeps those that were not struck."""
        return self.filter(struck_at__isnull=True)


class RollEntry(PlainTexts):
    """名单的一行: one name of the roll, as the decision prints it."""

    is_public_content = True

    commendation = models.ForeignKey(
        Commendation, models.CASCADE, related_name="entries", verbose_name="表彰（届次）"
    )
    group = models.ForeignKey(
        RollGroup, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="分组"
    )
    position = models.PositiveIntegerField("名次", help_text="在整个名单里的次序。")
    # None while the commendation is in 公示, and of a name that was struck.
    record = models.OneToOneField(
        Record, models.SET_NULL, null=True, blank=True, related_name="roll_entry", verbose_name="表彰记录"
    )
    kind = models.CharField("类别", max_length=12, choices=Recipient.Kind.choices)
    # As it is looked for, and as the decision spells it where that differs: 张三, 张　三.
    name = models.CharField("姓名或名称", max_length=200)
    printed = models.CharField("决定中的写法", max_length=200, blank=True)
    post = models.CharField("职务、单位", max_length=200, blank=True)
    region = models.CharField("所在地", max_length=200, blank=True)
    award = models.CharField("荣誉称号", max_length=200, blank=True)
    # Columns of the file without a field, by their headings; staff see them.
    notes = models.JSONField("备注", default=dict, blank=True)
    came_with = models.ForeignKey(
        RollImport, models.SET_NULL, null=True, blank=True, related_name="entries", verbose_name="名单导入"
    )
    was_proposed = models.BooleanField("曾公示", default=False)
    struck_at = models.DateTimeField("除名时间", null=True, blank=True)
    struck_reason = models.CharField("除名原因", max_length=500, blank=True)

    objects = RollEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单的一行"
        default_permissions = ()
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["commendation", "position"], name="roll_entry_in_order"),
            models.Index(fields=["group", "position"], name="roll_entry_of_group"),
            # Each imported document asks whether its recipient is on the roll.
            models.Index(fields=["name"], name="roll_entry_by_name"),
        ]
        constraints = [
            never_blank("roll_entry", "name", "姓名或名称"),
            CheckConstraint(name="roll_entry_kind_known", condition=Q(kind__in=["organization", "person"])),
            CheckConstraint(
                name="roll_entry_struck_with_a_reason",
                condition=Q(struck_at__isnull=True, struck_reason="")
                | Q(struck_at__isnull=False, record__isnull=True) & ~Q(struck_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """Gives the name in the decision's own spelling."""
        return self.printed or self.name

    @property
    def told_notes(self) -> str:
        """Gives the columns without a field in a line: 性别：男；民族：汉族."""
        return "；".join(f"{header}：{value}" for header, value in self.notes.items())


def facts_of(row: Any) -> dict[str, Any]:
    """Gives what a commendation, or a version of one, says on its page, by the names of the fields."""
    return {name: getattr(row, name) for name in FACTS}


FACTS = (
    "title",
    "numbers",
    "state",
    "name",
    "issuer",
    "decided_on",
    "document_number",
    "link",
    "text",
    "attachment_id",
    "quota",
    "notice_from",
    "notice_until",
    "objections",
)
