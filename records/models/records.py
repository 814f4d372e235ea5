import copy
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar, overload
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from .attachments import Attachment
from .commendations import Commendation
from .pictures import Picture
from .recipients import Recipient
from .versions import Version

Value = TypeVar("Value")

REVOCATION_TEXTS = ("revocation_decision", "revocation_number", "revocation_reason")
# In the public's eyes a record changes when it is published, too.
CHANGED_AT = Greatest("updated_at", "published_at")


def may_read_drafts(user: Any) -> bool:
    return bool(user.has_perm("records.view_record") or user.has_perm("records.change_record"))


def feed_ids_of(moment: datetime) -> str:
    """Returns what the ids in feeds begin with, of records public since that moment; the id of each follows."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{timezone.localdate(moment)}:{settings.SITE_PATH}/records/"


class Said(Generic[Value]):
    """Reads of a record what its version says: `record.title` is `record.content.title`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, record: None, owner: type) -> "Said[Value]": ...

    @overload
    def __get__(self, record: "Record", owner: type) -> Value: ...

    def __get__(self, record: "Record | None", owner: type) -> "Said[Value] | Value":
        if record is None:
            return self
        value: Value = getattr(record.content, self.name)
        return value


class RecordQuerySet(models.QuerySet["Record"]):
    def published(self) -> "RecordQuerySet":
        """Defines, here alone, what the public sees."""
        return self.filter(status=Record.Status.PUBLISHED, published_at__lte=timezone.now())

    def public_among(self, ids: Iterable[int]) -> list["Record"]:
        """Lists those of the ids that published() holds. Chosen here: SQLite takes the index of all that are
        published to be the shorter way, and goes through a million of them to find twenty.
        """
        return [record for record in self.filter(pk__in=ids) if record.is_public]

    def scheduled(self) -> "RecordQuerySet":
        """Finds those set for an hour that has not come; never many."""
        return self.filter(status=Record.Status.PUBLISHED, published_at__gt=timezone.now())

    def readable_by(self, user: Any) -> "RecordQuerySet":
        """Keeps what this member of staff may read: what the public sees, and all with the right to view or change."""
        return self if may_read_drafts(user) else self.published()

    def withdrawn(self) -> "RecordQuerySet":
        return self.filter(status=Record.Status.WITHDRAWN)

    def with_deeds(self) -> "RecordQuerySet":
        """Keeps those that say more than a name: a roll of thousands would push all else out of what is new."""
        return self.filter(has_deeds=True)

    def revoked(self) -> "RecordQuerySet":
        """Keeps those whose honor was taken away."""
        return self.filter(revoked_on__isnull=False)

    def with_names(self) -> "RecordQuerySet":
        """Adds all that a line in a list shows, in the one query."""
        return self.select_related(
            "recipient__portrait", "live__cover", "commendation__category", "tribute_total"
        )

    def with_versions(self) -> "RecordQuerySet":
        """Adds the version that the public reads and the one that is being written, for staff."""
        return self.select_related("live__cover", "working__cover", "live__original", "working__original")

    def whole(self) -> "RecordQuerySet":
        """Adds all that the award page shows, in a constant number of queries, in a tree of up to five levels."""
        above = "commendation__category__parent__parent__parent__parent"
        return (
            self.with_names()
            .select_related(above, "roll_entry__group", "live__original", "live__seal")
            .prefetch_related("live__sections__measures", "live__figures", "recipient__distinctions")
        )

    def beside(self, record: "Record") -> tuple["RecordQuerySet", "RecordQuerySet"]:
        """Finds the public record of the same commendation that came before it, and the one that came after."""
        others = self.published().filter(commendation=record.commendation_id)
        moment, same = record.published_at, Q(published_at=record.published_at)
        newer = others.filter(Q(published_at__gt=moment) | same & Q(pk__gt=record.pk))
        older = others.filter(Q(published_at__lt=moment) | same & Q(pk__lt=record.pk))
        return older.latest_first()[:1], newer.order_by("published_at", "id")[:1]

    def latest_first(self) -> "RecordQuerySet":
        return self.order_by("-published_at", "-id")


class Record(models.Model):
    """表彰记录: one recipient's honor, under one address. What the page says of it is a version."""

    is_public_content = True

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        REVIEW = "review", "待审核"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    recipient = models.ForeignKey(
        Recipient, models.PROTECT, related_name="records", verbose_name="受表彰对象"
    )
    commendation = models.ForeignKey(
        Commendation, models.PROTECT, related_name="records", verbose_name="表彰（届次）"
    )
    # The version that the public reads, or will at an hour already set, and the one that is being written, if any.
    live = models.OneToOneField(
        "Version",
        models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="live_of",
        verbose_name="公开的版本",
    )
    working = models.OneToOneField(
        "Version",
        models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="working_of",
        verbose_name="编写中的版本",
    )
    tributes_before = models.PositiveIntegerField(
        "原有致敬数", default=0, help_text="从旧网站带来的致敬人数；计入显示的总数。"
    )

    status = models.CharField(
        "状态", max_length=12, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField("撤回原因", max_length=500, blank=True, editable=False)

    # The honor itself was taken away (撤销), which is not the page's withdrawal (撤回): the page stays, and says so.
    revoked_on = models.DateField("称号撤销日期", null=True, blank=True, editable=False)
    revocation_decision = models.CharField(
        "撤销决定", max_length=200, blank=True, db_default="", default="", editable=False
    )
    revocation_number = models.CharField(
        "撤销文号", max_length=100, blank=True, db_default="", default="", editable=False
    )
    revocation_reason = models.CharField(
        "撤销原因", max_length=500, blank=True, db_default="", default="", editable=False
    )

    # Kept with the public version, by which it could be told: lists of what is new leave the others out.
    has_deeds = models.BooleanField("有事迹", default=True, db_default=True, editable=False)
    # Of two records that were found to be one honor, the one that stays: the address of this one leads there.
    joined_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="joined",
        verbose_name="并入的记录",
    )

    feed_id = models.CharField(
        "订阅中的编号", max_length=300, blank=True, db_default="", default="", editable=False
    )

    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    updated_at = models.DateTimeField("最后修改", auto_now=True)
    # Rises with every save of the record or its parts: how a form learns that someone else saved meanwhile.
    revision = models.PositiveIntegerField("修改次数", default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    # --- What it says: of the version that the public reads, or of the only one there is
    post = Said[str]()
    summary = Said[str]()
    cover = Said[Picture | None]()
    introduction = Said[str]()
    closing = Said[str]()
    source = Said[str]()
    source_link = Said[str]()
    sections = Said[Any]()
    figures = Said[Any]()
    original = Said[Attachment | None]()
    shown: Version | None = None

    class Meta:
        verbose_name = verbose_name_plural = "表彰记录"
        ordering = ["-id"]
        permissions = [("publish_record", "可以发布和撤回表彰记录")]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="record_latest_first"),
            models.Index(
                fields=["status", "has_deeds", "-published_at", "-id"], name="record_latest_with_deeds"
            ),
            # Changes since a moment, for programs that follow the site: from the first to the last of a million.
            models.Index("status", CHANGED_AT, "id", name="record_by_change"),
            # Without it SQLite reads all that is public for the few records of one recipient.
            models.Index(fields=["recipient", "status", "-published_at"], name="record_by_recipient"),
            # A commendation's part of a list; and all that is counted of records stands in it (see catalog/counts.py).
            models.Index(
                fields=["commendation", "status", "-published_at", "-id", "tributes_before", "revoked_on"],
                name="record_by_commendation",
            ),
        ]
        constraints = [
            UniqueConstraint(
                fields=["recipient", "commendation"],
                condition=Q(joined_into__isnull=True),
                name="record_once_per_recipient_and_commendation",
                violation_error_message="这一对象的这项表彰已经有记录。",
            ),
            CheckConstraint(
                name="record_status_and_dates_agree",
                condition=(
                    Q(
                        status__in=["draft", "review"],
                        live__isnull=True,
                        published_at__isnull=True,
                        withdrawn_at__isnull=True,
                        withdrawal_reason="",
                    )
                    | Q(
                        status="published",
                        live__isnull=False,
                        published_at__isnull=False,
                        withdrawn_at__isnull=True,
                        withdrawal_reason="",
                    )
                    | Q(
                        status="withdrawn",
                        live__isnull=False,
                        published_at__isnull=False,
                        withdrawn_at__isnull=False,
                    )
                    & ~Q(withdrawal_reason="")
                ),
            ),
            CheckConstraint(
                name="record_joined_into_another_is_withdrawn",
                condition=Q(joined_into__isnull=True) | Q(status="withdrawn") & ~Q(joined_into=F("id")),
            ),
            CheckConstraint(
                name="record_revocation_says_why",
                condition=Q(revoked_on__isnull=True, **dict.fromkeys(REVOCATION_TEXTS, ""))
                | Q(revoked_on__isnull=False) & ~Q(revocation_reason=""),
            ),
            UniqueConstraint(name="record_feed_id_once", fields=["feed_id"], condition=~Q(feed_id="")),
            CheckConstraint(name="record_tributes_before_not_negative", condition=Q(tributes_before__gte=0)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("record", args=[self.pk])

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Looks at the constraint on recipient and award too: Django leaves out one whose condition is on a field that
        a form does not have."""
        super().validate_constraints(exclude=set(exclude or ()) - {"joined_into"})

    def name_for_feeds(self) -> None:
        """Gives it the id of its entry in feeds (a `tag:` of RFC 4151) once it has been public, and never another: not
        when the site moves, or goes to https, nor when it is published again. Readers would take it for new."""
        if self.published_at and not self.feed_id:
            self.feed_id = f"{feed_ids_of(self.published_at)}{self.pk}/"

    @property
    def content(self) -> Version:
        """Chooses the version that speaks for the record: one that is to be shown, the public one, or its only one."""
        return self.shown or self.live or self.working or Version(record=self, number=1)

    @property
    def title(self) -> str:
        return self.content.shown_title

    @property
    def edited(self) -> Version:
        """Chooses the version that an editor goes on with: the one being written, or else the public one."""
        return self.working or self.content

    def showing(self, version: Version) -> "Record":
        """Returns the record as this version of it has it, for whatever shows, exports or compares a record."""
        found = copy.copy(self)
        found.shown = version
        return found

    @property
    def picture(self) -> Picture | None:
        """Decides, here alone, what is shown for the record: its own cover, or else the portrait of its recipient."""
        return self.cover or self.recipient.portrait

    @property
    def face(self) -> Picture | None:
        """Decides what stands beside the name: a person is known by the face."""
        portrait = self.recipient.portrait
        return portrait if portrait and self.recipient.kind == Recipient.Kind.PERSON else self.picture

    @property
    def newest_address(self) -> str:
        """Names the same page as no browser has kept it yet: who changed it sees the change at once."""
        return f"{self.get_absolute_url()}?v={self.revision}"

    @property
    def is_public(self) -> bool:
        """Tells whether published() holds it, for a record already at hand."""
        return (
            self.status == self.Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    @property
    def is_revoked(self) -> bool:
        return self.revoked_on is not None

    @property
    def accepts_tributes(self) -> bool:
        return self.is_public and not self.is_revoked

    @property
    def revocation(self) -> str:
        """Says that the honor was taken away, when, by what decision and why; blank where it was not."""
        if self.revoked_on is None:
            return ""
        number = f"（{self.revocation_number}）" if self.revocation_number else ""
        decision = f"，依据：{self.revocation_decision}{number}" if self.revocation_decision or number else ""
        day = f"{self.revoked_on.year}年{self.revoked_on.month}月{self.revoked_on.day}日"
        return f"称号已于{day}撤销{decision}。原因：{self.revocation_reason}"

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.is_public
