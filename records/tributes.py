"""The ledger of tributes (致敬): each visitor once per record, never lost, never counted twice.

An answer is given after its transaction is durable. `TributeTotal.total` equals the count of the record's rows at
every commit, since one transaction writes both.
"""

import ipaddress
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Record, Tribute, TributeTotal


@dataclass(frozen=True, slots=True)
class Answer:
    count: int  # as shown: the ledger's total and the tributes brought along
    counted: bool  # False: this visitor was already counted


def count(record: Record) -> int:
    """As shown; costs nothing where the record came with its total (see `RecordQuerySet.with_names`)."""
    try:
        return record.tributes_before + record.tribute_total.total
    except TributeTotal.DoesNotExist:
        return record.tributes_before


def count_all() -> int:
    """Of all public records together."""
    shown = F("tributes_before") + Coalesce("tribute_total__total", 0)
    return Record.objects.published().aggregate(sum=Coalesce(Sum(shown), 0))["sum"]


def fingerprint(record_id: int, visitor: str) -> bytes:
    """What the ledger keeps of a visitor: differs by record, so that rows of one visitor can't be joined."""
    return salted_hmac("records.tributes", f"{record_id}:{visitor}", algorithm="sha256").digest()


@transaction.atomic(durable=True)
def pay(record_id: int, visitor: str) -> Answer:
    """Raises Record.DoesNotExist unless the record is public at this moment."""
    hold(record_id)
    before = Record.objects.published().values_list("tributes_before", flat=True).get(pk=record_id)
    counted = add_row(record_id, fingerprint(record_id, visitor))
    total = raise_total(record_id) if counted else total_of(record_id)
    return Answer(before + total, counted)


def hold(record_id: int) -> None:
    """No withdrawal comes between reading the record and counting; other tributes do not wait.

    On PostgreSQL, which alone needs it. Django's own select_for_update() would make tributes queue.
    """
    if connection.features.has_select_for_update:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {Record._meta.db_table} WHERE id = %s FOR SHARE", [record_id])


def has_paid(record_id: int, visitor: str) -> bool:
    return Tribute.objects.filter(record_id=record_id, visitor=fingerprint(record_id, visitor)).exists()


def add_row(record_id: int, visitor: bytes) -> bool:
    """False where the row was there: the unique constraint decides, however many ask at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Tribute._meta.db_table} (record_id, visitor, created_at) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [record_id, visitor, connection.ops.adapt_datetimefield_value(timezone.now())],
        )
        return cursor.rowcount == 1


def raise_total(record_id: int) -> int:
    table = TributeTotal._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (record_id, total) VALUES (%s, 1) "
            f"ON CONFLICT (record_id) DO UPDATE SET total = {table}.total + 1 RETURNING total",
            [record_id],
        )
        return int(cursor.fetchone()[0])


def total_of(record_id: int) -> int:
    return TributeTotal.objects.filter(pk=record_id).values_list("total", flat=True).first() or 0


class NetworkLimit:
    """A soft, generous limit per network address, record and day, against floods; never a judge of visitors.

    Kept in this process's memory as keyed hashes under a key that is thrown away each day, so it forgets at a
    restart and counts apart in each process. At most `ROOM` addresses are remembered; the oldest make way.
    """

    ROOM = 100_000

    def __init__(self, now: Callable[[], datetime] = timezone.localtime) -> None:
        self.now = now
        self.lock = threading.Lock()
        self.day = now().date()
        self.key = secrets.token_bytes(32)
        self.spent: dict[bytes, int] = {}

    def reached(self, record_id: int, address: str) -> bool:
        with self.lock:
            return self.spent.get(self.hashed(record_id, address), 0) >= settings.TRIBUTES_PER_NETWORK

    def spend(self, record_id: int, address: str) -> None:
        with self.lock:
            place = self.hashed(record_id, address)
            self.spent[place] = self.spent.get(place, 0) + 1
            if len(self.spent) > self.ROOM:
                del self.spent[next(iter(self.spent))]

    def seconds_left(self) -> int:
        """Until midnight, when the limit starts afresh."""
        now = self.now()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return max(1, round((midnight - now).total_seconds()))

    def hashed(self, record_id: int, address: str) -> bytes:
        today = self.now().date()
        if today != self.day:
            self.day, self.key, self.spent = today, secrets.token_bytes(32), {}
        return blake2b(f"{record_id}:{network_of(address)}".encode(), key=self.key, digest_size=16).digest()


def network_of(address: str) -> str:
    """An IPv6 subscriber holds a whole /64 and may change within it at will."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped  # how a server that listens on both kinds sees IPv4
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


network_limit = NetworkLimit()
