"""Keeps floods of wrong passwords from taking the server: hashing one costs a third of a second, on purpose.

At most a quarter of the threads are at it, those that wait for their turn included, and half the processors; the
others go on for readers and for staff who have signed in. It is held here, in the hasher itself, so that it counts
for every page that takes a password, and for user names that do not exist, which Django hashes for too.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

WAIT_SECONDS = 5
inside = threading.BoundedSemaphore(max(1, settings.SERVER_THREADS // 4))
at_work = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))


class HashingBusy(Exception):
    """So many passwords are being checked that this one was not looked at."""


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Holds one of the slots. Raises HashingBusy: at once where all are taken, or after WAIT_SECONDS."""
    if not inside.acquire(blocking=False):
        raise HashingBusy
    try:
        if not at_work.acquire(timeout=WAIT_SECONDS):
            raise HashingBusy
        try:
            yield
        finally:
            at_work.release()
    finally:
        inside.release()


class BoundedPBKDF2(PBKDF2PasswordHasher):
    """Django's own hasher, whose hashes it reads and writes, in one of the slots."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        with hashing_slot():
            return super().encode(password, salt, iterations)
