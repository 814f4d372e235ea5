"""Has something done once a day in the background, by whoever asks first when it is due."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

logger = logging.getLogger(__name__)


class DailyWork:
    """`claim` says whether it falls to this process; `work` is then done, in a thread of its own."""

    def __init__(self, name: str, claim: Callable[[], bool], work: Callable[[], object]) -> None:
        self.name, self.claim, self.work = name, claim, work
        self.lock = threading.Lock()  # one at a time in a process

    def begin(self) -> None:
        if not self.lock.locked():
            threading.Thread(target=self.run, name=self.name, daemon=True).start()

    def run(self) -> None:
        with self.lock:
            try:
                if self.claim():
                    self.work()
            except Exception:
                logger.exception("The %s could not be done", self.name)
            finally:
                connection.close()


ASKED_EVERY_SECONDS = 600


class AsksWhatIsDue:
    """Has requests begin the daily work: a site that is read checks itself, whether or not anyone watches over it.

    A WSGI application around Django. Pages that are kept in memory do not come here, and cost nothing more.
    """

    def __init__(self, application: Any, works: Sequence[DailyWork]) -> None:
        self.application, self.works = application, works
        self.asks_at = 0.0  # monotonic

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if (now := time.monotonic()) >= self.asks_at:
            self.asks_at = now + ASKED_EVERY_SECONDS
            for work in self.works:
                work.begin()
        answer: Iterable[bytes] = self.application(environ, start_response)
        return answer
