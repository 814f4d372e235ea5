"""Counts of what the server does, which all its workers share.

Each worker adds to a row of its own in one piece of memory that the others see too: counting costs as much as in a
list and takes no lock, and whichever worker is asked tells of all. A worker that takes the place of one that died goes
on with its row, so that counts never fall. Two threads that add at the same moment might lose one; as CPython runs, it
lets no other thread in between.

Linux alone has such memory. Elsewhere a worker tells of itself.
"""

import fcntl
import mmap
import os
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum, auto

from .page_cache.keys import Environ
from .page_cache.origin import Application, StartResponse

MAX_WORKERS = 64
BYTES_PER_COUNT = 8

KIND = re.compile(
    r"(?P<static>/static/)"
    r"|(?P<media>/(?:media|marks)/)"
    r"|(?P<api>/api/)"
    r"|(?P<tribute>/records/\d+/tribute/)"
    r"|(?P<admin>/admin(?:/|$)|/records/\d+/preview/$)"
    r"|(?P<health>/(?:livez|readyz|metrics)$)"
    r"|(?P<file>.*(?:\.(?:json|jsonld|md|txt|ris|xml)|/feed/)$)",
    re.ASCII,
)
KINDS = ("page", *KIND.groupindex)
STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")


class Place(IntEnum):
    """Places in a row that hold one number each; behind them come the requests and the histograms."""

    PROCESS = 0
    PAGES = auto()
    PAGE_BYTES = auto()
    PAGES_EVICTED = auto()
    PAGES_RENDERED = auto()
    PAGES_WAITED_FOR = auto()
    PAGES_STALE = auto()
    PAGES_UNCONFIRMED = auto()
    PROBED_AT = auto()  # seconds since 1970
    TRIBUTES_WAITING = auto()


# Answers from memory, and all others: each has a place for every kind and status.
FROM_MEMORY = len(Place)
OTHERS = FROM_MEMORY + len(KINDS) * len(STATUSES)


class Histogram:
    """Counts values up to each of `bounds`, and sums them up in units of `1 / per_unit`, since places hold integers."""

    def __init__(self, place: int, bounds: Sequence[float], per_unit: int) -> None:
        self.place, self.bounds, self.per_unit = place, bounds, per_unit
        self.end = place + len(bounds) + 2

    def observe(self, value: float) -> None:
        row = counts.row
        row[self.place + bisect_left(self.bounds, value)] += 1
        row[self.end - 1] += round(value * self.per_unit)


COMMIT_SECONDS = Histogram(
    OTHERS + len(KINDS) * len(STATUSES),
    (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    10**6,
)
COMMIT_ENTRIES = Histogram(COMMIT_SECONDS.end, (1, 2, 5, 10, 20, 50, 100, 200, 500), 1)
PLACES = COMMIT_ENTRIES.end


class Counts:
    """The rows of all workers, of which this process adds to `row`."""

    def __init__(self) -> None:
        self.file: int | None = None
        self.rows: list[memoryview] = []
        if sys.platform == "linux":
            self.file = os.memfd_create("counts")
            size = PLACES * BYTES_PER_COUNT
            os.ftruncate(self.file, size * MAX_WORKERS)
            shared = memoryview(mmap.mmap(self.file, size * MAX_WORKERS))
            self.rows = [shared[at : at + size].cast("Q") for at in range(0, len(shared), size)]
        self.row = memoryview(array("Q", [0] * PLACES))

    def take_row(self) -> None:
        """Takes a row for this process: one that no other has, or whose process is gone."""
        with self.locked():
            for row in self.rows:
                if not is_running(row[Place.PROCESS]):
                    row[Place.PROCESS : Place.PAGES_EVICTED] = array("Q", [os.getpid(), 0, 0])
                    row[Place.PROBED_AT] = row[Place.TRIBUTES_WAITING] = 0
                    self.row = row
                    return
        self.row[Place.PROCESS] = os.getpid()

    @contextmanager
    def locked(self) -> Iterator[None]:
        if self.file is not None:
            fcntl.lockf(self.file, fcntl.LOCK_EX)
        yield
        if self.file is not None:
            fcntl.lockf(self.file, fcntl.LOCK_UN)

    def running(self) -> list[memoryview]:
        """Returns the rows of the workers that run now."""
        return [row for row in self.rows if is_running(row[Place.PROCESS])] or [self.row]

    def total(self, place: int) -> int:
        """Sums up what all workers counted, those that are gone too."""
        return sum(row[place] for row in self.rows if row[Place.PROCESS]) or self.row[place]


def is_running(process: int) -> bool:
    if not process:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # the number belongs to a stranger by now
    return True


# Made before a server forks its workers.
counts = Counts()


# --- Requests -------------------------------------------------------------------------------------


def requests_of(path: str, block: int) -> int:
    """Returns the first of the places, one for each of STATUSES, in which requests for such an address are counted."""
    found = KIND.match(path)
    kind = (found and found.lastgroup) or "page"
    return block + KINDS.index(kind) * len(STATUSES)


def count_request(path: str, status: str) -> None:
    """Counts an answer that did not come from memory; `status` begins with its number."""
    counts.row[requests_of(path, OTHERS) + int(status[0]) - 1] += 1


def counting(environ: Environ, start_response: StartResponse) -> StartResponse:
    """Returns a `start_response` that counts the answer too."""

    def start(status: str, *rest: object) -> object:
        count_request(environ["PATH_INFO"], status)
        return start_response(status, *rest)

    return start


class RequestCounter:
    """A WSGI application around another, whose answers it counts; the page cache does so itself."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self.application(environ, counting(environ, start_response))
