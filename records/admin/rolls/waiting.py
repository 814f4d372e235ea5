"""Keeps the file of a roll, and what was chosen about it, while an editor looks at how it was read.

In `VAR/waiting`, two files each, for a day at most and within a bound of bytes; nothing of it is state of the site.
"""

import json
import re
import secrets
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from records.utils.exceptions import UserFacingError
from records.utils.files import write_atomically

MB = 1024 * 1024
MAX_BYTES = 20 * MB
MAX_BYTES_WAITING = 500 * MB
HOURS_KEPT = 24
TOKEN = re.compile(r"[0-9a-f]{32}")


class NotKept(UserFacingError):
    """There is no room for one more."""


@dataclass(slots=True)
class Waiting:
    """`layouts` are those that an editor chose, as JSON; the choices about single rows go by the entry's order.

    The file's bytes come with it, so that one that goes meanwhile (imported in another tab, or swept) fails nobody.
    """

    token: str
    data: bytes
    user: int
    commendation: int
    name: str
    pasted: bool = False
    layouts: list[dict[str, Any]] | None = None
    left_out: list[int] = field(default_factory=list)  # tables
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """Names the file to be kept: text that was pasted is one, too."""
        return f"{self.name}.txt" if self.pasted else self.name

    def save(self) -> None:
        """Raises OSError."""
        chosen = {name: value for name, value in asdict(self).items() if name not in ("token", "data")}
        write_atomically(path_of(self.token, "json"), json.dumps(chosen, ensure_ascii=False).encode())

    def forget(self) -> None:
        for kind in ("data", "json"):
            path_of(self.token, kind).unlink(missing_ok=True)


def folder() -> Path:
    return Path(settings.VAR) / "waiting"


def path_of(token: str, kind: str) -> Path:
    return folder() / f"{token}.{kind}"


def keep(data: bytes, *, user: int, commendation: int, name: str, pasted: bool) -> Waiting:
    """Keeps the bytes under a name that nobody can guess. Raises NotKept and OSError."""
    folder().mkdir(mode=0o700, exist_ok=True)
    sweep()
    if sum(path.stat().st_size for path in folder().iterdir()) + len(data) > MAX_BYTES_WAITING:
        raise NotKept("等待核对的名单太多，这一份还没有收下。请过一会儿再上传，或先完成已经上传的。")
    waiting = Waiting(secrets.token_hex(16), data, user, commendation, name, pasted)
    write_atomically(path_of(waiting.token, "data"), data)
    waiting.save()
    return waiting


def sweep() -> None:
    """Removes what has waited too long."""
    oldest = time.time() - HOURS_KEPT * 3600
    for path in folder().iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:  # another process was first
            continue


def find(token: str, user: int) -> Waiting | None:
    """Returns what this member of staff has waiting; nobody else's."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        chosen = json.loads(path_of(token, "json").read_bytes())
        data = path_of(token, "data").read_bytes()
    except FileNotFoundError:
        return None
    return Waiting(token, data, **chosen) if chosen["user"] == user else None
