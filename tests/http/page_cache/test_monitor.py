"""The thread that notices changes of public content."""

import threading

import pytest
from django.db import OperationalError

from records.http.page_cache import monitor
from records.http.page_cache.monitor import ChangeMonitor


@pytest.fixture
def _probes_when_told() -> None:
    """Lets it probe by itself here."""


def test_monitor_probes_by_itself_and_outlives_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "PROBE_EVERY_SECONDS", 0.001)
    monkeypatch.setattr(monitor, "MIN_SECONDS_BETWEEN_PROBES", 0.001)
    probes: list[int] = []
    seen = threading.Event()

    def probe() -> int:
        probes.append(1)
        if len(probes) == 2:
            raise OperationalError
        if len(probes) > 3:
            seen.set()
        return len(probes)

    changes = ChangeMonitor(probe)
    changes.start()
    changes.start()
    first = changes.state
    assert seen.wait(10)
    assert changes.is_current()
    assert changes.state is not first
    changes.stop()
