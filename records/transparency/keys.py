"""The key that signs the log: its secret half in `VAR/log_key`, readable by the site's user alone.

Which key is in use stands in the database. Changing it takes a file and a row that no transaction spans: a new key
lies beside the old one until its row is committed, and whichever file has the key of the row is the one that signs.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from records.models import Edition, LogKey
from records.utils.exceptions import UserFacingError

from .verify import make_key

FILE, NEXT_FILE = "log_key", "log_key.next"


class KeyMissing(UserFacingError):
    """Raised where the secret half of the key in use is not on this machine."""


class Signing(NamedTuple):
    row: LogKey
    secret: Ed25519PrivateKey


def origin() -> str:
    """Names a log that begins by where it is found: host and path of the site. It keeps its name for ever."""
    return settings.SITE_URL.split("://", 1)[-1].rstrip("/") + "/log"


def is_local(name: str) -> bool:
    """Tells whether a log of this name was found by this machine alone, so that nobody outside has followed it."""
    host = urlsplit(f"//{name}").hostname or ""
    return host in ("localhost", "::1", "0.0.0.0") or host.startswith("127.")  # noqa: S104  (told, not bound)


def has_outgrown_its_name(row: LogKey) -> bool:
    """Tells whether the log was named by a first run without SITE_URL, and the site has an address now."""
    return is_local(row.origin) and not is_local(origin())


def verifier(key: LogKey) -> str:
    """Returns the line by which others verify what it signed, as golang.org/x/mod/sumdb/note writes it."""
    return make_key(key.origin, bytes.fromhex(key.public)).vkey


def public_of(secret: Ed25519PrivateKey) -> str:
    return secret.public_key().public_bytes_raw().hex()


# --- The file ---------------------------------------------------------------------------------------


def path_of(name: str) -> Path:
    return Path(settings.VAR) / name


def read_secret(name: str) -> Ed25519PrivateKey | None:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path_of(name).read_text("ascii").strip()))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise KeyMissing(f"{path_of(name)} 不是日志的钥匙。请从备份恢复这个文件，再启动网站。") from error


def write_secret(name: str) -> Ed25519PrivateKey:
    """Makes a secret key in this file, safe on the disk before it signs anything; one that is there stays."""
    made = path_of(f"{name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(made, path_of(name))
    except FileExistsError:
        pass
    finally:
        made.unlink()
    secret = read_secret(name)
    if secret is None:
        raise KeyMissing(f"{path_of(name)} 刚写好就不见了。请检查 VAR 目录，再试一次。")
    return secret


# --- The key in use ---------------------------------------------------------------------------------


def key_in_use() -> LogKey | None:
    return LogKey.objects.filter(retired_at=None).first()


def signing_key() -> Signing:
    """Returns the key in use with its secret half; a site that has no log yet gets its first. Raises KeyMissing.

    A database that knows a key which this machine lacks is not given another in silence: the log would seem forged.
    """
    row = key_in_use() or first_key()
    for name in (FILE, NEXT_FILE):
        secret = read_secret(name)
        if secret and public_of(secret) == row.public:
            return Signing(row, secret)
    raise KeyMissing(
        f"公开日志的钥匙（{path_of(FILE)}）不在这台机器上，或者不是在用的那一把（{row}），日志没有签署。"
        "请从备份恢复这个文件；确实丢失了，请运行 manage.py rotate_log_key --lost。"
    )


@transaction.atomic
def first_key() -> LogKey:
    Edition.lock_for_writing()
    return key_in_use() or LogKey.objects.create(
        origin=origin(), public=public_of(write_secret(FILE)), made_at=timezone.now()
    )


def retire(row: LogKey, reason: LogKey.Retired, at: datetime) -> LogKey:
    """Puts a new key in the place of this one, within the transaction of the caller, who then calls `put_in_place`."""
    path_of(NEXT_FILE).unlink(missing_ok=True)
    new = write_secret(NEXT_FILE)
    LogKey.objects.filter(pk=row.pk).update(retired_at=at, retired=reason)
    name = origin() if has_outgrown_its_name(row) else row.origin
    return LogKey.objects.create(origin=name, public=public_of(new), made_at=at)


def put_in_place() -> None:
    """Lets the file of a new key take the place of the old one, once its row is committed; a file that is left of a
    change that came to nothing stays until the next."""
    row, secret = key_in_use(), read_secret(NEXT_FILE)
    if row and secret and public_of(secret) == row.public:
        path_of(NEXT_FILE).replace(path_of(FILE))
