"""Has something done once a day in the background, by whoever asks first when it is due."""

import logging
import threading
from collections.abc import Callable

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
