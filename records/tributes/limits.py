"""The soft limit per network address."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from django.conf import settings
from django.utils import timezone

from records.http.client_address import network_of


class NetworkLimit:
    """A soft, generous limit per network address, record and day, against floods; never a judge of visitors.

    Kept in this process's memory as keyed hashes under a key that is thrown away each day, so it forgets at a
    restart and counts apart in each process. At most `MAX_ADDRESSES` addresses are remembered; the oldest make way.
    """

    MAX_ADDRESSES = 100_000

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.lock = threading.Lock()
        self.start_day()

    def start_day(self) -> None:
        now = timezone.localtime(datetime.fromtimestamp(self.clock(), UTC))
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self.began, self.ends = midnight.timestamp(), (midnight + timedelta(days=1)).timestamp()
        self.key = secrets.token_bytes(32)
        self.spent: dict[bytes, int] = {}

    def reached(self, record_id: int, address: str) -> bool:
        with self.lock:
            return self.spent.get(self.hashed(record_id, address), 0) >= settings.TRIBUTES_PER_NETWORK

    def spend(self, record_id: int, address: str) -> None:
        self.add(record_id, address, 1)

    def give_back(self, record_id: int, address: str) -> None:
        self.add(record_id, address, -1)

    def add(self, record_id: int, address: str, number: int) -> None:
        with self.lock:
            key = self.hashed(record_id, address)
            self.spent[key] = max(0, self.spent.get(key, 0) + number)
            if len(self.spent) > self.MAX_ADDRESSES:
                del self.spent[next(iter(self.spent))]

    def seconds_left(self) -> int:
        """Returns the seconds until midnight, when the limit starts afresh."""
        return max(1, round(self.ends - self.clock()))

    def hashed(self, record_id: int, address: str) -> bytes:
        # A clock that was set back starts a day of its own too.
        if not self.began <= self.clock() < self.ends:
            self.start_day()
        return blake2b(f"{record_id}:{network_of(address)}".encode(), key=self.key, digest_size=16).digest()
