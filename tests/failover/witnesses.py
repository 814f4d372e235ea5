"""Who looks on while the primary is lost: visitors who pay, readers, and who writes to each machine itself."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import psycopg

from tests.faults.browsing import LOST, Answer, Connection, Visitor
from tests.faults.flood import PAUSE_SECONDS, Flood
from tests.faults.serving import Site

PAGES = ("/records/1/", "/", "/elder/records/1/")
RECONNECT_SECONDS = 0.5
SLOWEST_PAGE_SECONDS = 10  # later than that it has failed


class TimedFlood(Flood):
    """Remembers when each visitor was told that it is counted."""

    def __init__(self, site: Site, clients: int = 8) -> None:
        super().__init__(site, clients)
        self.told_at: list[float] = []

    def note(self, visitor: Visitor, answer: Answer) -> None:
        if visitor.answers:
            self.told_at.append(time.monotonic())
            self.ended.wait(PAUSE_SECONDS)  # enough of them, and not too many to ask all again
        super().note(visitor, answer)

    def seconds_until_told_again(self, since: float) -> float:
        """From `since` to the end of the longest time in which nobody was told."""
        told = [since, *sorted(at for at in self.told_at if at > since)]
        _, end = max((later - earlier, later) for earlier, later in pairwise(told))
        return end - since


class Reader:
    """Reads the same pages again and again."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.read = self.kept = 0
        self.slowest = 0.0
        self.failed: list[str] = []

    def run(self, ended: threading.Event) -> None:
        with Connection(self.site.port, timeout=SLOWEST_PAGE_SECONDS) as connection:
            while not ended.wait(PAUSE_SECONDS):
                self.read_one(connection, PAGES[self.read % len(PAGES)])

    def read_one(self, connection: Connection, page: str) -> None:
        began = time.monotonic()
        self.read += 1
        try:
            answer = connection.get(page)
        except LOST as error:
            self.failed.append(f"{page}: {error!r}")
            return
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.kept += answer.is_kept_and_says_so
        if answer.status != 200:
            self.failed.append(f"{page}: {answer.status}")


class DirectWriter:
    """Writes past HAProxy to one machine, whatever it takes itself for: what it is told must be in the cluster."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.told: list[str] = []

    def run(self, ended: threading.Event) -> None:
        while not ended.wait(PAUSE_SECONDS):
            try:
                with psycopg.connect(self.address, connect_timeout=2, autocommit=True) as connection:
                    self.write(connection, ended)
            except psycopg.Error:
                ended.wait(RECONNECT_SECONDS)

    def write(self, connection: psycopg.Connection, ended: threading.Event) -> None:
        doubts: list[object] = []
        connection.add_notice_handler(doubts.append)
        while not ended.wait(PAUSE_SECONDS):
            token = secrets.token_hex(8)
            connection.execute("INSERT INTO direct_writes VALUES (%s)", [token])
            # "The transaction has already committed locally, but might not have been replicated" is no promise.
            if not doubts:
                self.told.append(token)
            doubts.clear()


@contextmanager
def looking_on(*witnesses: Reader | DirectWriter) -> Iterator[None]:
    ended = threading.Event()
    threads = [threading.Thread(target=witness.run, args=[ended], daemon=True) for witness in witnesses]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
