"""The public log: what happened in public, the tree over it, its signed heads; and what seals a version.

Only `records/transparency/` writes these tables, and the database refuses to change or to delete what they hold (see
`guards.py`).
"""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.db.models.functions import Substr

from .attachments import HASH_CHARACTERS
from .commendations import Commendation
from .records import Record
from .versions import Version

MAX_ENTRY_BYTES = 65_535  # the longest that a bundle of tlog-tiles can hold
HASHES_IN_TILE = 256
LAST_LEVEL = 7  # as many levels as 2 ** 64 entries have


# Where the fingerprint begins in an entry that has one: keys stand in the order of the alphabet, behind the moment.
HASH_FROM = len('{"at":"2026-11-29T12:00:00Z","hash":"') + 1
HASH_SHOWN = 16  # digits of a fingerprint on a page, enough to know it by


class LogLeaf(models.Model):
    """日志的一条: canonical JSON, of which the leaf hash is made; numbered from 0 without a gap."""

    # Addresses of its own serve it, which no page shows: the caches need not renew anything.
    is_public_content = False

    index = models.PositiveBigIntegerField("序号", primary_key=True)
    entry = models.TextField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "公开日志"
        default_permissions = ()
        ordering = ["index"]
        indexes = [Index(Substr("entry", HASH_FROM, HASH_SHOWN), name="log_leaf_by_fingerprint")]

    def __str__(self) -> str:
        return f"{self.index}: {self.entry}"


class LoggedRecord(models.Model):
    """The last that the log has said of a record: what it says next is where the record differs from this."""

    is_public_content = False

    record_id = models.PositiveBigIntegerField("表彰记录", primary_key=True)
    version = models.PositiveIntegerField("版本")
    is_public = models.BooleanField("公开")
    is_revoked = models.BooleanField("称号已撤销", default=False)
    into = models.PositiveBigIntegerField("并入", null=True)
    tributes = models.PositiveBigIntegerField("致敬数", default=0)
    # SHA-256 of the names that the log told last, in hexadecimal; blank in rows of before it was kept.
    named_as = models.CharField("名称的散列值", max_length=HASH_CHARACTERS, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日志中的记录"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.record_id}: {self.version}"


class LoggedCommendation(models.Model):
    """The last that the log has said of a commendation: the number of its decision, and whether it has a page."""

    is_public_content = False

    commendation_id = models.PositiveBigIntegerField("表彰（届次）", primary_key=True)
    decision = models.PositiveIntegerField("决定的序号")
    is_public = models.BooleanField("公开")

    class Meta:
        verbose_name = verbose_name_plural = "日志中的表彰"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.commendation_id}: {self.decision}"


class LogTile(models.Model):
    """Up to 256 hashes of 32 bytes each: of entries (level 0), or of whole tiles one level below."""

    is_public_content = False

    level = models.PositiveSmallIntegerField("层", validators=[MaxValueValidator(LAST_LEVEL)])
    index = models.PositiveBigIntegerField("序号")
    hashes = models.BinaryField("散列值", max_length=HASHES_IN_TILE * 32)

    class Meta:
        verbose_name = verbose_name_plural = "日志的散列树"
        default_permissions = ()
        constraints = [UniqueConstraint(fields=["level", "index"], name="log_tile_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LogKey(models.Model):
    """A key that signs heads of the log; the one that is not retired signs the next."""

    is_public_content = False

    class Retired(models.TextChoices):
        ROTATED = "rotated", "换用新的"
        LOST = "lost", "丢失"
        STOLEN = "stolen", "泄露"

    origin = models.CharField("日志的名称", max_length=255)
    public = models.CharField("公钥", max_length=HASH_CHARACTERS, unique=True)  # 32 bytes in hexadecimal
    made_at = models.DateTimeField("启用时间")
    retired_at = models.DateTimeField("停用时间", null=True)
    retired = models.CharField("停用原因", max_length=10, choices=Retired, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日志的钥匙"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            UniqueConstraint(
                fields=["origin"], condition=Q(retired_at__isnull=True), name="log_key_one_in_use"
            ),
            CheckConstraint(
                name="log_key_retired_with_a_reason",
                condition=Q(retired_at__isnull=True, retired="")
                | Q(retired_at__isnull=False) & ~Q(retired=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.public[:16]}"


class BadgeKey(models.Model):
    """A key that signs badges (`VAR/badge_key`), or did: its public half stays, by which they are verified."""

    is_public_content = False

    public = models.CharField("公钥", max_length=HASH_CHARACTERS, unique=True)  # 32 bytes in hexadecimal
    made_at = models.DateTimeField("启用时间")
    stolen_at = models.DateTimeField(
        "泄露时间", null=True
    )  # when that was told: nothing it signed holds any more

    class Meta:
        verbose_name = verbose_name_plural = "凭证的钥匙"
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.public[:16]


class LogHead(models.Model):
    """日志的签名: the last signed head of each day (UTC), as a signed note, with the time stamp over it.

    Once it bears a time stamp (RFC 3161) nothing of it changes any more.
    """

    is_public_content = False

    day = models.DateField("日期", primary_key=True)
    size = models.PositiveBigIntegerField("条数")
    root = models.CharField("根", max_length=HASH_CHARACTERS)  # hexadecimal
    note = models.TextField("签名的全文")
    signed_at = models.DateTimeField("签署时间")
    stamp = models.BinaryField("时间戳", null=True)  # the answer of the authority, whole
    stamped_at = models.DateTimeField("时间戳的时间", null=True)  # as the authority says
    stamp_tried_at = models.DateTimeField("上次取时间戳", null=True)
    stamp_trouble = models.CharField("没有取到的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日志的签名"
        default_permissions = ()
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.size}"


class VersionSeal(models.Model):
    """封存: what with the rows of a version makes its canonical form, and the SHA-256 of that.

    `facts` are the names of recipient and award at that time, which may be corrected later; the salt keeps anybody
    from guessing a short text by its hash. Both go when the text is erased; the hash stays.
    """

    is_public_content = False

    version = models.OneToOneField(Version, models.PROTECT, primary_key=True, related_name="seal")
    salt = models.CharField("随机数", max_length=32, blank=True)
    facts = models.TextField("封存时的名称", blank=True)
    # In hexadecimal. Of no two versions the same, by the salt.
    fingerprint = models.CharField("指纹", max_length=HASH_CHARACTERS, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "版本的封存"
        default_permissions = ()
        constraints = [
            CheckConstraint(
                name="seal_whole_or_erased", condition=Q(salt="", facts="") | (~Q(salt="") & ~Q(facts=""))
            )
        ]

    def __str__(self) -> str:
        return self.digits

    @property
    def digits(self) -> str:
        """Returns the first digits of its fingerprint, by which people know it."""
        return self.fingerprint[:HASH_SHOWN]


class NamesSeal(models.Model):
    """更名的封存: the names of recipient and award that a record shows since they were corrected, beside its version.

    `version` is the one that was public then: where its text is erased, salt and facts go here too.
    """

    is_public_content = False

    record = models.ForeignKey(Record, models.PROTECT, related_name="names_seals")
    number = models.PositiveIntegerField("序号")
    version = models.PositiveIntegerField("版本")
    salt = models.CharField("随机数", max_length=32, blank=True)
    facts = models.TextField("名称", blank=True)
    fingerprint = models.CharField("指纹", max_length=HASH_CHARACTERS, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "更名的封存"
        default_permissions = ()
        constraints = [
            UniqueConstraint(fields=["record", "number"], name="names_seal_once"),
            CheckConstraint(
                name="names_seal_whole_or_erased",
                condition=Q(salt="", facts="") | (~Q(salt="") & ~Q(facts="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.number}"


class DecisionSeal(models.Model):
    """决定的封存: all that the page of a commendation said of its decision from one moment on, numbered within it.

    `entry` is the number of the log's entry that has the fingerprint, by which it is found.
    """

    is_public_content = False

    commendation = models.ForeignKey(Commendation, models.PROTECT, related_name="decision_seals")
    number = models.PositiveIntegerField("序号")
    entry = models.PositiveBigIntegerField("日志的序号")
    salt = models.CharField("随机数", max_length=32, blank=True)
    facts = models.TextField("决定", blank=True)
    fingerprint = models.CharField("指纹", max_length=HASH_CHARACTERS, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "决定的封存"
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            UniqueConstraint(fields=["commendation", "number"], name="decision_seal_once"),
            CheckConstraint(
                name="decision_seal_whole_or_erased",
                condition=Q(salt="", facts="") | (~Q(salt="") & ~Q(facts="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commendation_id}: {self.number}"

    @property
    def digits(self) -> str:
        """Returns the first digits of its fingerprint, by which people know it."""
        return self.fingerprint[:HASH_SHOWN]


class TextSample(models.Model):
    """文字的取样: a number made of a stretch of what a record has said in public, by which it is found again.

    Written with the seal of each version, and only what the record did not have. No index on the record, which would
    take as much room again: what goes is found by the text it was made of. On SQLite the key is the table.
    """

    is_public_content = False

    pk = models.CompositePrimaryKey("sample", "record_id")
    sample = models.BigIntegerField("取样")
    record_id = models.PositiveBigIntegerField("表彰记录")

    class Meta:
        verbose_name = verbose_name_plural = "文字的取样"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sample:x}: {self.record_id}"


class DayTotals(models.Model):
    """The totals of tributes that had changed by a day since the one before, as canonical JSON."""

    is_public_content = False

    date = models.DateField("日期", primary_key=True)
    told = models.TextField("致敬数")

    class Meta:
        verbose_name = verbose_name_plural = "每日致敬数"
        default_permissions = ()
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date}"
