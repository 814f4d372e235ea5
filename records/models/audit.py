"""Keeps who did what: lines that are only ever added, each with the hash of the one before.

`guards.py` has the database refuse every UPDATE and DELETE of them.
"""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from .daily import DailyCheck, one_row

# What stands before the first line.
NO_HASH = "0" * 64


class Act(models.TextChoices):
    """All that can be done. A new one needs no migration: the column takes any of these names."""

    SIGNED_IN = "signed_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGN_IN_FAILURES_COUNTED = "sign_in_failures_counted", "登录失败（合计）"
    SIGNED_OUT = "signed_out", "退出"
    SESSION_ENDED = "session_ended", "会话到期"
    SESSIONS_ENDED = "sessions_ended", "结束在别处的登录"
    LOCKED = "locked", "锁定登录"
    UNLOCKED = "unlocked", "解除锁定"
    PASSWORD_CHANGED = "password_changed", "修改密码"
    SECOND_FACTOR_ADDED = "second_factor_added", "启用第二重验证"
    SECOND_FACTOR_REMOVED = "second_factor_removed", "停用第二重验证"
    SECOND_FACTOR_PASSED = "second_factor_passed", "通过第二重验证"
    SECOND_FACTOR_FAILED = "second_factor_failed", "第二重验证失败"
    RECOVERY_CODES_MADE = "recovery_codes_made", "生成恢复码"
    RECOVERY_CODE_USED = "recovery_code_used", "使用恢复码"
    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    DELETED = "deleted", "删除"
    REFUSED = "refused", "被拒绝的操作"
    VIEWED = "viewed", "查看未公开的内容"
    EXPORTED = "exported", "导出"
    UPLOADED = "uploaded", "上传图片"
    BATCH_MADE = "batch_made", "导入批次"
    IMPORTED = "imported", "录入材料"
    REPLACED = "replaced", "以材料替换全文"
    FILLED_IN = "filled_in", "补入事迹"
    ROLL_IMPORTED = "roll_imported", "导入名单"
    ROLL_UNDONE = "roll_undone", "撤销名单导入"
    ROLL_PUBLISHED = "roll_published", "公布名单"
    CONFERRED = "conferred", "作出表彰决定"
    STRUCK = "struck", "除名"
    STRUCK_TAKEN_BACK = "struck_taken_back", "恢复到名单"
    SET_ASIDE = "set_aside", "放弃材料"
    UNDONE = "undone", "撤销导入"
    SUBMITTED = "submitted", "送审"
    APPROVED = "approved", "审核通过"
    RETURNED = "returned", "退回草稿"
    PUBLISHED = "published", "发布"
    CORRECTED = "corrected", "公布更正"
    DISCARDED = "discarded", "放弃修改"
    VERSION_RESTORED = "version_restored", "恢复旧版"
    VERSION_WITHHELD = "version_withheld", "停止公开一版"
    VERSION_SHOWN = "version_shown", "重新公开一版"
    VERSION_ERASED = "version_erased", "清除一版的文字"
    ORIGINAL_SHOWN = "original_shown", "公开原件"
    ORIGINAL_HIDDEN = "original_hidden", "不再公开原件"
    SCHEDULED = "scheduled", "定时发布"
    UNSCHEDULED = "unscheduled", "取消定时"
    WITHDRAWN = "withdrawn", "撤回"
    MERGED = "merged", "合并对象"
    HONOR_REVOKED = "honor_revoked", "撤销称号"
    HONOR_RESTORED = "honor_restored", "恢复称号"
    FINDING_PASSED = "finding_passed", "略过检查"
    FINDING_TAKEN_BACK = "finding_taken_back", "恢复检查"
    COMMAND = "command", "运行命令"
    COMMAND_FAILED = "command_failed", "命令失败"
    MIGRATED = "migrated", "更新数据库"
    REPAIRED = "repaired", "改正总数"
    PRUNED = "pruned", "清理审计日志"
    RESTORED = "restored", "恢复备份"
    LOG_KEY_CHANGED = "log_key_changed", "更换公开日志的钥匙"
    BADGE_KEY_CHANGED = "badge_key_changed", "更换凭证的钥匙"


def canonical(line: dict[str, Any]) -> str:
    """Writes JSON in the one way in which it is hashed."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(previous: str, line: dict[str, Any]) -> str:
    return hashlib.sha256((previous + canonical(line)).encode()).hexdigest()


class AuditEntry(models.Model):
    """审计日志的一行: one act of a member of staff or of an operator at the command line.

    Names and texts are kept as they were at the time. `changes` is JSON: [before, after] by field.
    """

    is_public_content = False
    # All that the hash covers, beside the hash of the line before.
    HASHED = [
        *["number", "month", "act", "user_id", "who", "command", "address", "request_id"],
        *["object_type", "object_id", "object_text", "changes", "detail"],
    ]

    # Without gaps: a line taken out is seen by its number, too.
    number = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    # Never earlier than that of the line before, so that a month is always one piece of the chain.
    month = models.CharField("月份", max_length=7, help_text="整月清理；如 2026-11。")
    act = models.CharField("操作", max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="账号"
    )
    who = models.CharField("谁", max_length=300, blank=True)
    command = models.CharField("命令", max_length=1000, blank=True)
    address = models.CharField("网络地址", max_length=100, blank=True)
    request_id = models.CharField("请求编号", max_length=40, blank=True)
    object_type = models.CharField("对象类型", max_length=100, blank=True)
    object_id = models.CharField("对象编号", max_length=100, blank=True)
    object_text = models.CharField("对象", max_length=500, blank=True)
    # Text, not JSONField: PostgreSQL would not give back the bytes that were hashed.
    changes = models.TextField("改动", blank=True)
    detail = models.TextField("说明", blank=True)
    previous = models.CharField("上一行的校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        default_permissions = ("view",)
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["month"], name="audit_by_month"),
            models.Index(fields=["act", "-number"], name="audit_by_act"),
            models.Index(fields=["who", "-number"], name="audit_by_who"),
            models.Index(fields=["object_type", "object_id", "-number"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act_label}"

    @property
    def act_label(self) -> str:
        return str(Act(self.act).label) if self.act in Act.values else self.act

    @property
    def changed(self) -> dict[str, list[Any]]:
        """Returns [before, after] by field."""
        found: dict[str, list[Any]] = json.loads(self.changes) if self.changes else {}
        return found

    def computed_hash(self) -> str:
        hashed = {name: getattr(self, name) for name in self.HASHED}
        return chained(
            self.previous, hashed | {"at": self.at.astimezone(UTC).isoformat(timespec="microseconds")}
        )

    def as_json(self) -> dict[str, Any]:
        """Returns the line for programs, its time with the offset of the site's own time zone."""
        line = {name: getattr(self, name) for name in self.HASHED if name != "month"}
        at = timezone.localtime(self.at).isoformat(timespec="microseconds")
        return line | {"at": at, "changes": self.changed, "previous": self.previous, "hash": self.hash}


class AuditHead(models.Model):
    """The end of the chain, one row: who adds a line holds it until his transaction ends."""

    is_public_content = False

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField("最后一行的序号", default=0)
    hash = models.CharField("最后一行的校验值", max_length=64, default=NO_HASH)
    month = models.CharField("最后一行的月份", max_length=7, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志的末行"
        default_permissions = ()
        constraints = [one_row("audit_head")]

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"


class PrunedMonth(models.Model):
    """已清理的月份: what is left of the lines of a month, so that the chain still hangs on something.

    These rows are a chain of their own. The database deletes no line whose month does not stand here, and takes
    no month in that ended less than half a year ago.
    """

    is_public_content = False
    HASHED = ["month", "first_number", "last_number", "last_hash"]

    month = models.CharField("月份", max_length=7, primary_key=True)
    first_number = models.PositiveBigIntegerField("第一行")
    last_number = models.PositiveBigIntegerField("最后一行")
    last_hash = models.CharField("最后一行的校验值", max_length=64)
    pruned_at = models.DateTimeField("清理时间")
    previous = models.CharField("上一月的校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "已清理的月份"
        default_permissions = ()
        ordering = ["month"]

    def __str__(self) -> str:
        return self.month

    def computed_hash(self) -> str:
        return chained(self.previous, {name: getattr(self, name) for name in self.HASHED})


class AuditCheck(DailyCheck):
    """The last walk along the whole chain, and the first line that does not fit: one row."""

    entries = models.PositiveBigIntegerField("核对的行", default=0)
    broken = models.CharField("第一处不符", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志核对"
        default_permissions = ()
        constraints = [one_row("audit_check")]

    def __str__(self) -> str:
        if self.finished_at is None:
            return "尚未核对"
        when = timezone.localtime(self.finished_at)
        found = f"{self.broken}，请运行 manage.py verify_audit" if self.broken else "首尾相连"
        return f"{when:%Y-%m-%d %H:%M} 核对，共 {self.entries} 行，{found}"
