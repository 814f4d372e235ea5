"""Signs the head of the log: once a second at most, by one process of the site at a time."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from records.models import LogHead, LogKey, LogLeaf, LogTile
from records.utils.daily import DailyWork

from .entering import append
from .keys import (
    KeyMissing,
    Signing,
    has_outgrown_its_name,
    key_in_use,
    origin,
    put_in_place,
    retire,
    signing_key,
    verifier,
)
from .log import tell_of_due
from .notes import sign_note
from .tree import Tiles, appended
from .verify import Checkpoint, encoded, leaf_hash, next_key

logger = logging.getLogger(__name__)

ENTRIES_AT_ONCE = 10_000
LEAST_SECONDS = 1.0  # between two heads
ASKED_EVERY_SECONDS = 4.0  # for what came without a change of public content


# --- The tree -----------------------------------------------------------------------------------------


def read_tile(level: int, index: int) -> bytes:
    found = LogTile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
    return bytes(found or b"")


def newest_head() -> LogHead | None:
    """Returns the head over the most entries: by a clock that was once ahead an earlier one may bear a later day."""
    return LogHead.objects.defer("stamp").order_by("-size", "-day").first()


def grow(size: int, entries: Sequence[LogLeaf]) -> bytes:
    """Adds entries to the tree of that size; returns its new root."""
    tiles = appended(read_tile, size, [leaf_hash(row.entry.encode()) for row in entries])
    for (level, index), hashes in tiles.items():
        LogTile.objects.update_or_create(level=level, index=index, defaults={"hashes": hashes})
    return Tiles(read_tile, size + len(entries)).root()


# --- The head -----------------------------------------------------------------------------------------


def sign_new() -> bool:
    """Signs what was entered since the last head; returns whether there is more. Raises KeyMissing."""
    take_name()
    head = newest_head()
    if not LogLeaf.objects.filter(index__gte=head.size if head else 0).exists():
        return False
    signing = signing_key()
    put_in_place()
    with transaction.atomic():
        # One at a time: the others wait here, and find nothing left to sign.
        if LogKey.objects.select_for_update().get(pk=signing.row.pk).retired_at is not None:
            return True
        return sign([signing])


def sign(keys: Sequence[Signing]) -> bool:
    """Signs with each of the keys, the newest last; the caller holds the lock of one."""
    head = newest_head()
    size = head.size if head else 0
    entries = list(LogLeaf.objects.filter(index__gte=size).order_by("index")[:ENTRIES_AT_ONCE])
    if not entries:
        return False
    root = grow(size, entries)
    now, size = timezone.now(), size + len(entries)
    write_head(now, size, root, keys)
    return len(entries) == ENTRIES_AT_ONCE


def write_head(now: datetime, size: int, root: bytes, keys: Sequence[Signing]) -> None:
    note = b""
    text = Checkpoint(keys[-1].row.origin, size, root, ()).text()
    for key in keys:
        signed = sign_note(text, key.row.origin, key.secret)
        note = note + signed.removeprefix(f"{text}\n".encode()) if note else signed
    said = {"size": size, "root": root.hex(), "note": note.decode(), "signed_at": now}
    LogHead.objects.update_or_create(day=day_of(now, size), defaults=said)


def day_of(now: datetime, size: int) -> date:
    """Returns the day of a head of that size: today, but what bears a time stamp stays, by a clock that was set back;
    and of two of one size, which a change of name makes, the later is the last."""
    day = now.astimezone(UTC).date()
    if same := LogHead.objects.filter(size=size).order_by("-day").values_list("day", flat=True).first():
        day = max(day, same)
    while LogHead.objects.filter(day=day, stamp__isnull=False).exists():
        day += timedelta(days=1)
    return day


def sign_all() -> None:
    """Tells of what nobody has told of, and signs it all, as before the log is handed on. Raises KeyMissing."""
    while tell_of_due(None):
        pass
    while sign_new():
        pass


def take_name() -> None:
    """Gives the log the name of the site's address, where a first run without SITE_URL has named it by this machine.

    The key stays, and the newest head is signed anew. Raises KeyMissing.
    """
    row = key_in_use()
    if row is None or not has_outgrown_its_name(row):
        return
    secret = signing_key().secret
    with transaction.atomic():
        row = LogKey.objects.select_for_update().get(pk=row.pk)
        if row.retired_at is not None or not has_outgrown_its_name(row):
            return
        row.origin = origin()
        row.save(update_fields=["origin"])
        if LogKey.objects.exclude(retired_at=None).exists():  # an entry has named it, and others go by that
            signed = encoded(secret.sign(next_key(verifier(row))))
            told = {"reason": LogKey.Retired.ROTATED.value, "why": "日志有了正式的名称", "signed": signed}
            append([{"kind": "key", "key": verifier(row), **told}])
            while sign([Signing(row, secret)]):
                pass
        elif head := newest_head():
            write_head(timezone.now(), head.size, bytes.fromhex(head.root), [Signing(row, secret)])


# --- Changing the key ---------------------------------------------------------------------------------


def rotate(reason: LogKey.Retired, why: str) -> LogKey:
    """Puts a new key in the place of the one in use; the head that tells of it is signed with both, unless it is lost.

    Raises KeyMissing where the old one is needed and not here.
    """
    is_lost = reason == LogKey.Retired.LOST
    put_in_place()
    if not is_lost:
        sign_all()
    with transaction.atomic():
        old = key_in_use()
        if old is None:
            raise KeyMissing("这个网站还没有公开日志的钥匙，不用更换；第一次发布时会自动生成。")
        LogKey.objects.select_for_update().get(pk=old.pk)
        keys = [] if is_lost else [signing_key()]
        new = retire(old, reason, timezone.now())
        told = {"kind": "key", "key": verifier(new), "reason": reason.value, "why": why}
        if keys:
            told["signed"] = encoded(keys[0].secret.sign(next_key(verifier(new))))
        append([told])
        keys.append(signing_key())
        while sign(keys):
            pass
    put_in_place()
    return new


# --- In the background of a site that is served ---------------------------------------------------------


class Signer:
    """Signs in a thread of its own, which a first change of public content starts: not at import, for a thread would
    not survive a fork."""

    def __init__(self) -> None:
        self.wanted = threading.Event()
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.told_until: datetime | None = None
        self.complained = ""

    def wake(self) -> None:
        self.wanted.set()
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="log signer", daemon=True)
                self.thread.start()

    def run(self) -> None:
        while not self.stopped.is_set():
            self.wanted.wait(ASKED_EVERY_SECONDS)
            self.wanted.clear()
            self.work()
            self.stopped.wait(LEAST_SECONDS)
        connection.close()

    def work(self) -> None:
        try:
            now = timezone.now()
            more = tell_of_due(self.told_until)
            if not more:
                self.told_until = now
            if sign_new() or more:
                self.wanted.set()
            self.complained = ""
        except Exception as error:
            # Once, not each second: the next try comes by itself.
            if self.complained != str(error):
                logger.exception("The log could not be signed")
            self.complained = str(error)
            connection.close()


signer = Signer()
# Once it runs it asks by itself.
started = DailyWork("signing of the log", lambda: True, signer.wake)
