"""Refuses passwords that are guessed first: words of the site, names of the account, those that leaked elsewhere.

What a password is made of is free, and long ones are better (NIST SP 800-63B, ASVS 5.0 6.2).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ValidationError

# In letters as they are typed: 荣誉录, 荣誉, 先进事迹, 表彰.
OWN_WORDS = ("荣誉录", "rongyulu", "rongyu", "honors", "xianjin", "shiji", "biaozhang")
# Shorter ones lie within other words by chance.
MIN_LETTERS, MIN_CHARACTERS = 4, 2
SAMPLED_LINES = 200
HASHED = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\s*")


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_telling(word: str) -> bool:
    return len(word) >= (MIN_LETTERS if word.isascii() else MIN_CHARACTERS)


def words_of_site() -> Iterator[str]:
    yield from OWN_WORDS
    yield from (settings.SITE_NAME, settings.OPERATOR.operator_name)
    host = urlsplit(settings.SITE_URL).hostname or ""
    yield from (part for part in host.split(".")[:-1] if not part.isdecimal())


def words_of_user(user: Any) -> Iterator[str]:
    if user is not None:
        yield from (user.get_username(), user.first_name, user.last_name, user.get_full_name())
        yield from (f"{user.last_name}{user.first_name}", (user.email or "").partition("@")[0])


class OwnWords:
    """Refuses a password that holds a word of the site, or a name of whose it is."""

    def validate(self, password: str, user: Any = None) -> None:
        typed = plain(password)
        for words, whose in ((words_of_site(), "网站"), (words_of_user(user), "本人")):
            if any(is_telling(word) and word in typed for word in map(plain, words)):
                raise ValidationError(
                    f"密码里有{whose}的名称，最容易被猜到。请换一个，如几个不相干的词。",
                    code="password_own_word",
                )

    def get_help_text(self) -> str:
        return "不要用网站、单位或本人的名字。几个不相干的词连起来，好记又难猜；可以粘贴，什么字符都行。"


class Breached:
    """Refuses a password that stands in BREACHED_PASSWORDS, a sorted file of any size, by binary search."""

    def validate(self, password: str, user: Any = None) -> None:
        if settings.BREACHED_PASSWORDS and stands_in(Path(settings.BREACHED_PASSWORDS), password):
            raise ValidationError(
                "这个密码在别处泄露过，已经在猜密码的人手里。请换一个。", code="password_breached"
            )

    def get_help_text(self) -> str:
        return "在别处泄露过的密码会被拒绝。" if settings.BREACHED_PASSWORDS else ""


def stands_in(path: Path, password: str) -> bool:
    """Tells whether the file has it: as it is, or as its SHA-1, with or without the count that haveibeenpwned adds.

    Lines are sorted by their bytes (LC_ALL=C sort). Raises OSError.
    """
    with path.open("rb") as lines:
        first = lines.readline()
        wanted = password.encode()
        if HASHED.fullmatch(first):
            digest = hashlib.sha1(wanted, usedforsecurity=False).hexdigest()
            wanted = (digest if first == first.lower() else digest.upper()).encode()
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            start, line = line_at(lines, middle)
            found = line.partition(b":")[0].rstrip() if HASHED.fullmatch(line) else line.rstrip(b"\r\n")
            if found == wanted:
                return True
            if not line or found > wanted:
                high = middle
            else:
                low = start + len(line)
    return False


def line_at(lines: IO[bytes], offset: int) -> tuple[int, bytes]:
    """Returns where the first line that begins at the offset or behind it begins, and that line; blank at the end."""
    lines.seek(max(0, offset - 1))
    if offset:
        lines.readline()
    start = lines.tell()
    return start, lines.readline()


def check_breached_file(**_: Any) -> list[CheckMessage]:
    """Tells before the start that the file is not there, or not sorted: then passwords in it would be missed."""
    if not settings.BREACHED_PASSWORDS:
        return []
    path = Path(settings.BREACHED_PASSWORDS)
    try:
        with path.open("rb") as lines:
            step = max(1, path.stat().st_size // SAMPLED_LINES)
            sampled = [line for at in range(0, path.stat().st_size, step) if (line := line_at(lines, at)[1])]
    except OSError as error:
        return [Error(f"读不了 BREACHED_PASSWORDS 指的文件 {path}：{error.strerror}。", id="records.E101")]
    if sampled != sorted(sampled):
        return [
            Error(
                f"BREACHED_PASSWORDS 指的文件 {path} 没有按字节排序，其中的密码会查不到。",
                hint="先运行：LC_ALL=C sort 原来的文件 > 排好的文件",
                id="records.E102",
            )
        ]
    return []
