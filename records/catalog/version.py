"""The version of public content: by it every page, count and list that is kept knows whether it still holds."""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache, wraps
from typing import TypeVar

from django.db import connection
from django.db.models import Subquery

from records.http.middleware import once_in_a_request
from records.http.purging import caches_in_front
from records.models import Edition, Record

Answer = TypeVar("Answer")


@once_in_a_request
def content_version() -> tuple[int, datetime | None]:
    """Returns a value that differs whenever the public may see something else: a new edition, or an hour set for
    publication.

    One query a request. When that hour comes no row changes; but then the latest publication is another.
    """
    latest = Record.objects.published().latest_first().values("published_at")[:1]
    return Edition.objects.values_list("number", Subquery(latest)).get()


def once_in_a_state(ask: Callable[[], Answer]) -> Callable[[], Answer]:
    """Asks once in a process for each state of public content.

    In a transaction each time: taken back, it would leave an answer of a state that never was.
    """
    at = lru_cache(maxsize=1)(lambda state: ask())

    @wraps(ask)
    def answer() -> Answer:
        state: Hashable = None if connection.in_atomic_block else content_version()
        return at(state) if state else ask()

    answer.forget = at.cache_clear  # type: ignore[attr-defined]
    return answer


def purge_older_pages() -> None:
    """Purges caches in front if content has changed since they were last purged, as by a command while no site ran."""
    with_edition(caches_in_front().purge_if_older)


def purge_pages_at_start() -> None:
    """Purges caches in front before a site serves, whether anything has changed or not."""
    with_edition(caches_in_front().purge_at_start)


def with_edition(purge: Callable[[int], None]) -> None:
    edition = (
        Edition.objects.values_list("number", flat=True).first() if caches_in_front().are_known else None
    )
    if edition is not None:
        purge(edition)
