"""Entries handed to the ledger's writer, and the answers that come back."""

import hmac
import threading
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from records.models import Record


class EntryKind(Enum):
    PAY = "致敬"
    WITHDRAW = "撤回"


@dataclass(frozen=True, slots=True)
class Answer:
    count: int  # as shown: the ledger's total and the tributes brought along
    done: bool  # False: paid, the visitor was already counted; withdrawn, there was nothing to take back


class Busy(Exception):
    """Nothing was written; the same may be asked again in a few seconds."""


class Uncertain(Busy):
    """The commit's own answer was lost: what was asked is done or it is not. Asked again, it is not done twice."""


# None: the record is not public.
Outcome = Answer | Busy | None


class LedgerEntry:
    """Carries one visitor's request for one record to the writer, and its answer back.

    Its two locks are the cheapest signals there are: one is taken by the thread that claims the entry, the other opens
    with the answer.
    """

    __slots__ = ("answered", "claimed", "kind", "outcome", "record_id", "visitor")

    def __init__(self, record_id: int, visitor: bytes, kind: EntryKind) -> None:
        self.record_id = record_id
        self.visitor = visitor
        self.kind = kind
        self.claimed = threading.Lock()
        self.answered = threading.Lock()
        self.answered.acquire()
        self.outcome: Outcome = None

    def claim(self) -> bool:
        """Returns True to the first caller: the writer, which then writes it, or its visitor, who leaves unanswered."""
        return self.claimed.acquire(blocking=False)

    def wait(self, seconds: float) -> bool:
        """Tells whether it was answered in that time."""
        return self.answered.acquire(timeout=seconds)

    def answer(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.answered.release()

    def result(self) -> Answer:
        if self.outcome is None:
            raise Record.DoesNotExist
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def fingerprint(record_id: int, visitor: str) -> bytes:
    """Returns the visitor as the ledger has it: it differs by record, so that rows of one visitor can't be joined."""
    return hmac.digest(ledger_key(settings.SECRET_KEY), f"{record_id}:{visitor}".encode(), "sha256")


@lru_cache(maxsize=1)
def ledger_key(secret: str) -> bytes:
    """Derives the key as `salted_hmac("records.tributes", …)` does; once, since each tribute needs it."""
    return sha256(f"records.tributes{secret}".encode()).digest()
