"""Group commit: one writer thread in each process commits all that wait in one durable transaction.

A commit costs the same for one tribute and for hundreds, so in a flood each waits for two commits at most. Each request
waits in its own thread, never longer than ANSWER_WAIT_SECONDS. While the database stalls only a few may wait, since the
same threads serve the pages.
"""

import atexit
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

from django.db import DatabaseError, connection, transaction

from records.http.counters import COMMIT_ENTRIES, COMMIT_SECONDS, Place, counts

from .entries import Answer, Busy, LedgerEntry, Outcome, Uncertain
from .ledger import write

logger = logging.getLogger(__name__)

ANSWER_WAIT_SECONDS = 5.0
MAX_BATCH_ENTRIES = 500  # in one transaction: three parameters each, of which SQLite takes 32,766
MAX_WAITING_ENTRIES = 1000
# A writer that has been at one transaction for so long is stalled: the disk or another writer holds it up.
STALLED_AFTER_SECONDS = 0.5
# Half the server's threads may wait in a stall, so that the other half goes on with pages.
MAX_STALLED_WAITERS = 16


class GroupCommitWriter:
    def __init__(self) -> None:
        # Of C, and so four times as fast as a list under a lock: 32 threads meet here. None tells the writer to end.
        self.waiting: SimpleQueue[LedgerEntry | None] = SimpleQueue()
        self.deferred: LedgerEntry | None = None  # taken from the queue, and left for the next transaction
        self.stalled_waiters = threading.BoundedSemaphore(MAX_STALLED_WAITERS)
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None
        self.writing_since: float | None = None  # monotonic
        self.failure = ""  # of the last transaction, as it was logged
        self.closed = False

    def submit(self, entry: LedgerEntry) -> Answer:
        """Hands the entry to the writer and waits for its outcome. Raises as `tributes.pay` says."""
        if self.closed or self.waiting.qsize() >= MAX_WAITING_ENTRIES:
            raise Busy
        if self.is_stalled():
            return self.submit_in_stall(entry)
        self.put(entry)
        if entry.wait(STALLED_AFTER_SECONDS):
            return entry.result()
        return self.submit_in_stall(entry, is_put=True)

    def submit_in_stall(self, entry: LedgerEntry, *, is_put: bool = False) -> Answer:
        """Waits on in a stall, if fewer than MAX_STALLED_WAITERS do."""
        if self.stalled_waiters.acquire(blocking=False):
            try:
                if not is_put:
                    self.put(entry)
                if entry.wait(ANSWER_WAIT_SECONDS - STALLED_AFTER_SECONDS):
                    return entry.result()
            finally:
                self.stalled_waiters.release()
        # An entry withdrawn before the writer claims it is surely not counted. Once claimed, nobody knows yet.
        if entry.claim():
            raise Busy
        if entry.wait(0):
            return entry.result()
        raise Uncertain

    def is_stalled(self) -> bool:
        since = self.writing_since  # read once: the writer may end at any moment
        return since is not None and time.monotonic() - since > STALLED_AFTER_SECONDS

    def put(self, entry: LedgerEntry) -> None:
        if self.thread is None:
            self.start()
        self.waiting.put(entry)
        counts.row[Place.TRIBUTES_WAITING] = self.waiting.qsize()

    def start(self) -> None:
        """Starts the thread, at the first tribute: a server forks its workers, and a thread does not come along."""
        with self.starting:
            if self.thread is None:
                thread = threading.Thread(target=self.run, name="tribute ledger", daemon=True)
                thread.start()
                self.thread = thread
                atexit.register(self.drain)

    def drain(self) -> None:
        """Takes nothing more, and returns when all that waits is committed."""
        self.closed = True
        if self.thread is not None:
            self.waiting.put(None)
            self.thread.join(ANSWER_WAIT_SECONDS)
            atexit.unregister(self.drain)

    # --- The writer's thread ----------------------------------------------------------------------

    def run(self) -> None:
        try:
            while (first := self.deferred or self.waiting.get()) is not None:
                self.deferred = None
                self.writing_since = time.monotonic()
                renew_connection(is_suspect=bool(self.failure))
                self.commit(first)
                self.writing_since = None
        finally:
            connection.close()

    def commit(self, first: LedgerEntry) -> None:
        """Commits `first` and those that wait behind it in one transaction."""
        batch = [first]
        outcomes: Sequence[Outcome] | None = None
        began = time.monotonic()
        try:
            with durable_transaction():
                # Claimed only now that SQLite's one lock is held: a visitor who gave up waiting for it is not counted.
                batch = [entry for entry in self.gather(first) if entry.claim()]
                outcomes = write(batch) if batch else []
        except Exception as error:
            self.log_failure(len(batch), error)
            # SQLite rolls back what it cannot commit. A server's answer may be lost though it did commit.
            lost = outcomes is not None and connection.vendor != "sqlite"
            outcomes = [Uncertain() if lost else Busy()] * len(batch)
        else:
            self.failure = ""
        for entry, outcome in zip(batch, outcomes, strict=True):
            entry.answer(outcome)
        COMMIT_SECONDS.observe(time.monotonic() - began)
        COMMIT_ENTRIES.observe(len(batch))
        counts.row[Place.TRIBUTES_WAITING] = self.waiting.qsize()

    def log_failure(self, tributes: int, error: Exception) -> None:
        """Logs it once, not for each batch of a flood: until the database is back they all fail alike."""
        before, self.failure = self.failure, str(error) or repr(error)
        if self.failure != before:
            logger.error("%d tributes were not committed: %s", tributes, self.failure)

    def gather(self, first: LedgerEntry) -> list[LedgerEntry]:
        """Takes those of one kind that wait in a row: a withdrawal comes after the tribute before it."""
        batch = [first]
        while len(batch) < MAX_BATCH_ENTRIES and not self.waiting.empty():
            entry = self.waiting.get()
            if entry is None:
                self.waiting.put(None)  # the last of all, since nothing more is taken
                break
            if entry.kind is not first.kind:
                self.deferred = entry
                break
            batch.append(entry)
        return batch


@contextmanager
def durable_transaction() -> Iterator[None]:
    """Raises DatabaseError too where PostgreSQL has committed, but gave up waiting for its synchronous standby.

    It answers such a commit with success and a warning, when an operator cancels what seems to hang. Lost with the
    machine, that tribute would have been told as counted.
    """
    warnings: list[str] = []

    def hear(notice: Any) -> None:
        if notice.severity_nonlocalized == "WARNING":
            warnings.append(str(notice.message_primary))

    with transaction.atomic(durable=True):
        server = connection.connection if connection.vendor == "postgresql" else None
        if server:
            server.add_notice_handler(hear)
        yield
    if server:
        server.remove_notice_handler(hear)
    if warnings:
        raise DatabaseError(warnings[0])


def renew_connection(*, is_suspect: bool) -> None:
    """Replaces a connection that the database has dropped, before anybody's tribute is lost on it.

    A suspect one, on which the last transaction failed, goes however well it answers: it may lead to a server that was
    the primary until a moment ago, and takes no more writes.
    """
    try:
        if is_suspect:
            connection.close()
        connection.close_if_unusable_or_obsolete()
    except Exception:  # whatever it is, the writer goes on: without it no tribute would be counted any more
        logger.exception("The ledger's connection could not be closed")
