"""The environment variables that an operator may set, each with its type and default; README.md has the table.

Tests clear them all, so that none decides a test. So this asks for nothing itself, and needs no settings.
"""

import os
import secrets
from dataclasses import fields
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from records.presentation.site_owner import Operator

VARIABLES = {
    "VAR": (str, ""),  # by default var/ beside manage.py
    "DATABASE_URL": (str, ""),  # by default SQLite in VAR
    "SECRET_KEY": (str, ""),  # by default made once and kept in VAR
    "HOST": (str, "127.0.0.1"),
    "PORT": (int, 8000),
    "SITE_URL": (str, ""),  # by default HOST and PORT
    "SITE_NAME": (str, "荣誉录"),
    "ALLOWED_HOSTS": (list, ["localhost", "127.0.0.1", "[::1]"]),
    "PROXY_HOPS": (int, 0),
    "STAFF_SECOND_FACTOR": (str, "offered"),
    "STAFF_IDLE_MINUTES": (int, 30),
    "BREACHED_PASSWORDS": (str, ""),  # a file
    "PAGES_MEMORY_MB": (int, 64),
    "NGINX_CACHE": (str, ""),  # by default nothing is swept
    "PURGE_COMMAND": (str, ""),  # by default nothing is run
    "TRIBUTES_PER_NETWORK": (int, 2000),
    "MONITOR_TOKEN": (str, ""),
    "CERTIFICATE_FILE": (str, ""),  # PKCS#12; by default nothing is signed
    "CERTIFICATE_PASSPHRASE_FILE": (str, ""),
    "TIMESTAMP_URL": (str, ""),  # by default no time stamps
    "REVIEW_STEPS": (int, 0),
    "AUDIT_MONTHS": (int, 12),
    "BACKUP_RECIPIENT": (list, []),
    "BACKUP_PASSPHRASE_FILE": (str, ""),
    "STATIC_HEADER": (str, ""),  # files
    "STATIC_FOOTER": (str, ""),
    **{field.name.upper(): (str, "") for field in fields(Operator)},
}
env = environ.Env(**VARIABLES)


def at_least(least: int, name: str, why: str = "") -> int:
    """Returns the number that the operator has set, and stops the start where nobody could work with it."""
    chosen: int = env(name)
    if chosen < least:
        raise ImproperlyConfigured(f"{name} 至少是 {least}{why}。现在是 {chosen}。")
    return chosen


def kept_secret(path: Path) -> str:
    """Returns the secret in `path`, made on first use; processes that start together all get the same one."""
    if not path.exists():
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            # A link fails where the file already stands: the first process wins and none reads half a secret.
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="ascii")
