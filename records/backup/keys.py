"""The site's keys in a backup: apart, and encrypted in the age format (https://age-encryption.org/v1).

With a recipient's public key the machine cannot read its own backups' keys; the private one lies elsewhere. What was
encrypted can be read without the site: `age --decrypt --identity key.txt keys.age`.
"""

import json
from pathlib import Path

import pyrage
from django.conf import settings
from django.utils.crypto import salted_hmac

from . import contents
from .manifest import BackupRefused

NAME = "keys.age"


def fingerprint(secret: str = "") -> str:
    """Returns what tells one key from another, and gives away neither."""
    return salted_hmac("records.backup", "fingerprint", secret=secret or None).hexdigest()[:16]


def encrypted() -> bytes | None:
    """Returns the keys, or None where the operator has chosen nothing to encrypt them with. Raises BackupRefused."""
    found = {name: read_key(name) for name in contents.KEYS}
    data = json.dumps({name: key for name, key in found.items() if key}).encode()
    if written := [text.strip() for text in settings.BACKUP_RECIPIENT if text.strip()]:
        return pyrage.encrypt(data, [recipient(text) for text in written])
    if settings.BACKUP_PASSPHRASE_FILE:
        return pyrage.passphrase.encrypt(data, passphrase(Path(settings.BACKUP_PASSPHRASE_FILE)))
    return None


def read_key(name: str) -> str | None:
    if name == "secret_key":  # it may come from the environment
        return str(settings.SECRET_KEY)
    path = contents.var() / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def recipient(text: str) -> pyrage.x25519.Recipient | pyrage.ssh.Recipient:
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BackupRefused(
            f"BACKUP_RECIPIENT 里的“{text[:40]}”不是 age 的公钥。应是 age1 开头的一行，由 age-keygen 给出。"
        ) from error


def passphrase(path: Path) -> str:
    try:
        words = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise BackupRefused(f"读不了 BACKUP_PASSPHRASE_FILE 指的文件 {path}：{error}") from error
    if not words:
        raise BackupRefused(f"BACKUP_PASSPHRASE_FILE 指的文件 {path} 是空的。请写入一行口令。")
    return words


def decrypted(data: bytes, identity: Path | None) -> dict[str, str]:
    """Returns the keys by their names. Raises BackupRefused where nothing at hand opens them."""
    try:
        if identity:
            return dict(json.loads(pyrage.decrypt(data, identities(identity))))
        return dict(
            json.loads(pyrage.passphrase.decrypt(data, passphrase(Path(settings.BACKUP_PASSPHRASE_FILE))))
        )
    except pyrage.DecryptError as error:
        used = identity or settings.BACKUP_PASSPHRASE_FILE
        raise BackupRefused(
            f"{used} 打不开备份中的密钥。请换用加密时的那一个；实在没有，加 --without-keys，网站用现在的密钥："
            "在别的机器上，公开日志就要 rotate_log_key --lost，重新公布公钥。"
        ) from error


def identities(path: Path) -> list[pyrage.x25519.Identity | pyrage.ssh.Identity]:
    try:
        text = path.read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines()]
        if text.lstrip().startswith("-----BEGIN"):
            return [pyrage.ssh.Identity.from_buffer("\n".join(lines).encode())]
        lines = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except (OSError, UnicodeError, pyrage.IdentityError) as error:
        if "decrypted" in str(error):
            raise BackupRefused(
                f"私钥文件 {path} 有密码保护。请复制一份，用 ssh-keygen -p -N '' -f 复制的文件 去掉密码，恢复后删去它。"
            ) from error
        raise BackupRefused(f"读不了私钥文件 {path}：{error}") from error
    if not found:
        raise BackupRefused(f"{path} 里没有 AGE-SECRET-KEY- 开头的私钥。请用 age-keygen 写出的那个文件。")
    return found
