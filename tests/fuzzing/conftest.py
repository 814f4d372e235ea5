import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from records.http.page_cache import monitor
from tests.fuzzing.watching import Watched


@pytest.fixture(autouse=True)
def _probes_by_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor.ChangeMonitor, "run", lambda _: None)
    monkeypatch.setattr(monitor, "CURRENT_FOR_SECONDS", 1_000_000)


@pytest.fixture
def watched() -> Iterator[Watched]:
    """What the site's own log handler writes, in its own format, and what the database is told to do."""
    # A conftest that is named on the command line is read before Django has started.
    from django.db import connection

    handler: Any = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    watched = Watched(io.StringIO())
    # Not by setStream, which flushes the stream of before: another test may have closed it.
    before, handler.stream = handler.stream, watched.log
    with connection.execute_wrapper(watched):
        yield watched
    handler.stream = before
