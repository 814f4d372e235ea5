"""Staff's sessions, with whose they are, and forms that came in after one had ended."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

# Of one member of staff; the oldest make way.
MAX_KEPT_FORMS = 10


class StaffSession(AbstractBaseSession):
    """`expire_date` is when it ends unless something is asked before: STAFF_IDLE_MINUTES from the last request."""

    is_public_content = False

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="staff_sessions",
        verbose_name="用户",
    )

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "会话"
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> Any:
        from importlib import import_module

        return import_module(settings.SESSION_ENGINE).SessionStore

    @classmethod
    def end_all(cls, user: Any, *, but: str | None = None) -> int:
        """Signs the user out everywhere, `but` in the session of that key; returns in how many places."""
        ended, _ = cls.objects.filter(user=user).exclude(session_key=but or "").delete()
        return ended


class KeptForm(models.Model):
    """Keeps what somebody typed and sent when the session had ended meanwhile, until it is sent again."""

    is_public_content = False

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_forms", verbose_name="用户"
    )
    address = models.CharField("地址", max_length=2_000)
    fields = models.JSONField("各栏", help_text="[名称, 内容] 的列表；密码和验证码不在其中。")
    had_files = models.BooleanField("另有文件", default=False)
    kept_at = models.DateTimeField("保留时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "未提交的内容"
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.address}"

    @classmethod
    def keep(cls, user: Any, address: str, fields: list[list[str]], *, had_files: bool) -> "KeptForm":
        """Keeps texts as every database stores them, without NUL; of a longer address the page alone."""
        longest: int = cls._meta.get_field("address").max_length  # type: ignore[assignment, union-attr]
        kept = cls.objects.create(
            user=user,
            address=address if len(address) <= longest else address.partition("?")[0][:longest],
            fields=[[name.replace("\0", ""), value.replace("\0", "")] for name, value in fields],
            had_files=had_files,
        )
        newest = cls.objects.filter(user=user).values_list("pk", flat=True)[:MAX_KEPT_FORMS]
        cls.objects.filter(user=user).exclude(pk__in=list(newest)).delete()
        return kept
