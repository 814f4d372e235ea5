"""Codes on paper for who has lost the second factor."""

import secrets
from base64 import b32encode
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.utils.crypto import salted_hmac

NUMBER_OF_CODES = 10
# 120 bits: so a code may be kept as a plain keyed hash (ASVS 5.0, 6.5.2), and no limit is needed against guesses.
CODE_BYTES = 15
GROUP_CHARACTERS = 4


class RecoveryCode(models.Model):
    """One that has not been used; only its keyed hash is kept."""

    is_public_content = False

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes", verbose_name="用户"
    )
    digest = models.CharField("密文", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        default_permissions = ()
        constraints = [UniqueConstraint(name="recovery_code_once", fields=["user", "digest"])]

    def __str__(self) -> str:
        return f"{self.user}"

    @classmethod
    def make_for(cls, user: Any) -> list[str]:
        """Replaces the user's codes, and returns the new ones, which nobody can read again."""
        codes = [b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower() for _ in range(NUMBER_OF_CODES)]
        cls.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            [RecoveryCode(user=user, digest=digest_of(user, code)) for code in codes]
        )
        return [in_groups(code) for code in codes]

    @classmethod
    def use(cls, user: Any, code: str) -> bool:
        """Takes one away, and tells whether it was there."""
        used, _ = cls.objects.filter(user=user, digest=digest_of(user, code)).delete()
        return used == 1


def digest_of(user: Any, code: str) -> str:
    bare = "".join(code.split()).replace("-", "").lower()
    return salted_hmac("records.recovery_code", f"{user.pk}:{bare}", algorithm="sha256").hexdigest()


def in_groups(code: str) -> str:
    return "-".join(code[at : at + GROUP_CHARACTERS] for at in range(0, len(code), GROUP_CHARACTERS))
