"""Carries what proves earlier signatures: the public halves of the keys of badges, and the time stamps over the log."""

import json
from collections.abc import Iterator, Set
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from records.models import BadgeKey, LogHead
from records.transparency.signing import day_of, read_tile
from records.transparency.stamping import NoStamp, stamp_in
from records.transparency.tree import Tiles
from records.transparency.verify import BadNote, Checkpoint, parse_checkpoint

from .checksums import COPY_AGAIN, ArchiveDamaged, read_whole

BADGE_KEYS = "log/badge-keys.json"
STAMPS = "log/timestamps/"
KEY_BYTES = 32
File = tuple[str, bytes]


# --- Keys of badges -----------------------------------------------------------------------------------


def badge_key_files() -> Iterator[File]:
    keys = [
        {"public": key.public, "made_at": told(key.made_at), "stolen_at": told(key.stolen_at)}
        for key in BadgeKey.objects.order_by("pk")
    ]
    if keys:
        yield BADGE_KEYS, json.dumps(keys, indent=1).encode()


def told(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def read_badge_keys(folder: Path, names: Set[str]) -> None:
    """Enters them, so that badges of before can be verified still. Raises ArchiveDamaged."""
    if BADGE_KEYS not in names:
        return
    try:
        written = json.loads(read_whole(folder, BADGE_KEYS))
        if not isinstance(written, list):
            raise ValueError("不是钥匙的列表")
        rows = [badge_key_of(one) for one in written]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ArchiveDamaged(f"{folder / BADGE_KEYS} 读不了：{error}。{COPY_AGAIN}") from error
    BadgeKey.objects.bulk_create(rows)


def badge_key_of(one: dict[str, Any]) -> BadgeKey:
    if len(bytes.fromhex(one["public"])) != KEY_BYTES:
        raise ValueError("不是公钥")
    moments = {name: one[name] and datetime.fromisoformat(one[name]) for name in ("made_at", "stolen_at")}
    if any(moment is not None and moment.tzinfo is None for moment in moments.values()):
        raise ValueError("时间没有写时区")
    return BadgeKey(public=one["public"].lower(), **moments)


# --- Heads of the log -----------------------------------------------------------------------------------


def stamp_files(size: int) -> Iterator[File]:
    """Yields the stamped heads over no more entries than that, at the addresses that they have on the site."""
    for head in LogHead.objects.filter(size__lte=size, stamp__isnull=False).iterator():
        yield f"{STAMPS}{head.day}.tsr", bytes(head.stamp or b"")
        yield f"{STAMPS}{head.day}.txt", head.note.encode()


def enter_heads(folder: Path, names: Set[str], newest: Checkpoint, note: str) -> None:
    """Enters the newest head, and those that bear a time stamp; the tree of the archive is there already.

    Raises ArchiveDamaged for a head of another log, and a stamp over another head.
    """
    for name in sorted(one for one in names if one.startswith(STAMPS) and one.endswith(".tsr")):
        enter_stamped(folder, name, newest.size)
    if LogHead.objects.filter(note=note).exists():
        return
    now = timezone.now()
    LogHead.objects.create(
        day=day_of(now, newest.size),
        size=newest.size,
        root=newest.root.hex(),
        note=note,
        signed_at=now,
    )


def enter_stamped(folder: Path, name: str, last: int) -> None:
    answer = read_whole(folder, name)
    note = read_whole(folder, f"{name.removesuffix('.tsr')}.txt").decode(errors="replace")
    try:
        day = date.fromisoformat(name.removeprefix(STAMPS).removesuffix(".tsr"))
        head = parse_checkpoint(note[: note.rindex("\n\n") + 1])
        stamp = stamp_in(answer, note.encode())
    except (BadNote, NoStamp, ValueError) as error:
        raise ArchiveDamaged(f"{folder / name} 不是它旁边那个树头的时间戳：{error}。{COPY_AGAIN}") from error
    if not 0 < head.size <= last or Tiles(read_tile, head.size).root() != head.root:
        raise ArchiveDamaged(f"{folder / name} 盖的不是存档里的日志。{COPY_AGAIN}")
    LogHead.objects.create(
        day=day,
        size=head.size,
        root=head.root.hex(),
        note=note,
        signed_at=stamp.at,
        stamp=answer,
        stamped_at=stamp.at,
    )
