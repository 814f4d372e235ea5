"""Notices changes of public content, in whichever process they are made."""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

from records.http.counters import Place, counts

logger = logging.getLogger(__name__)

PROBE_EVERY_SECONDS = 0.25  # one short query each time
CURRENT_FOR_SECONDS = 1.0  # after the last probe that succeeded: as long as a change may take to show
MIN_SECONDS_BETWEEN_PROBES = 0.1  # however many ask to hurry


class ChangeMonitor:
    """Probes in a thread of its own, so that no visitor waits for a database that does not answer.

    `on_change` is told each new value, the first too; it must not take long.
    """

    def __init__(
        self, probe: Callable[[], Hashable], on_change: Callable[[Any], None] = lambda state: None
    ) -> None:
        self.probe = probe
        self.on_change = on_change
        # Stands for the state probed last. Compared by identity on the way of every request, and replaced by a new one
        # whenever it has changed.
        self.state = object()
        self.last_probed: Hashable = None
        self.current_until = 0.0  # monotonic
        self.probe_requested = threading.Event()
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        """Probes once, and from then on in the background. Not at import: a thread would not survive a fork."""
        with self.lock:
            if self.thread is None:
                self.check()
                self.thread = threading.Thread(target=self.run, name="change monitor", daemon=True)
                self.thread.start()

    def probe_soon(self) -> None:
        self.probe_requested.set()

    def is_current(self) -> bool:
        return time.monotonic() < self.current_until

    def run(self) -> None:
        while not self.stopped.wait(MIN_SECONDS_BETWEEN_PROBES):
            self.probe_requested.wait(PROBE_EVERY_SECONDS)
            self.probe_requested.clear()
            self.check()
        connection.close()

    def stop(self) -> None:
        self.stopped.set()
        if self.thread is not None:
            self.thread.join()

    def check(self) -> None:
        began = time.monotonic()
        try:
            state = self.probe()
        except Exception as error:
            # Logged once, not four times a second.
            if self.is_current():
                logger.warning("The database does not answer; pages are shown as they were: %s", error)
            connection.close()
            return
        if state != self.last_probed:
            self.last_probed, self.state = state, object()
            self.on_change(state)
        self.current_until = began + CURRENT_FOR_SECONDS
        counts.row[Place.PROBED_AT] = int(time.time())
