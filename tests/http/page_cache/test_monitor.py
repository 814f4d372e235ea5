"""The thread that looks whether public content has changed."""

import threading

import pytest
from django.db import OperationalError

from records.http.page_cache import monitor as watching
from records.http.page_cache.monitor import ChangeMonitor


@pytest.fixture
def _looks_when_told() -> None:
    """Here it does probe by itself."""


def test_the_watch_looks_by_itself_and_outlives_what_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PROBE_EVERY_SECONDS", 0.001)
    monkeypatch.setattr(watching, "MIN_SECONDS_BETWEEN_PROBES", 0.001)
    looks: list[int] = []
    seen = threading.Event()

    def probe() -> int:
        looks.append(1)
        if len(looks) == 2:
            raise OperationalError
        if len(looks) > 3:
            seen.set()
        return len(looks)

    watch = ChangeMonitor(probe)
    watch.start()
    watch.start()
    first = watch.state
    assert seen.wait(10)
    assert watch.is_current()
    assert watch.state is not first
    watch.stop()
