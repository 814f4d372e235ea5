"""/metrics: what the site measures of itself, in the form that Prometheus reads, for those who watch over it.

What the workers count lies in `http/counters.py`; what the database knows is asked for here. Rules that alert, and a
dashboard, are in honors_site/deploy/monitoring/.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import accumulate
from pathlib import Path

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from records.backup.status import status as backup_status
from records.http.counters import (
    COMMIT_ENTRIES,
    COMMIT_SECONDS,
    FROM_MEMORY,
    KINDS,
    OTHERS,
    STATUSES,
    Histogram,
    Place,
    counts,
)
from records.models import AuditCheck, Edition, LedgerCheck

from .health import is_watching

# Of Linux: kilobytes in memory, and threads.
PROCESS_STATUS = re.compile(r"^(VmRSS|Threads):\s+(\d+)", re.MULTILINE)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not is_watching(request):
        message = "请在本机上读取，或出示 MONITOR_TOKEN 的口令。\n"
        return HttpResponse(message, status=403, content_type="text/plain; charset=utf-8")
    registry = CollectorRegistry()
    registry.register(SiteCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class SiteCollector(Collector):
    def collect(self) -> Iterator[Metric]:
        """Yields what the workers counted, and, while the database answers, what it knows."""
        for source in COUNTED:
            yield from source()
        found: list[Metric] = []
        try:
            for source in ASKED:
                found += source()
        except DatabaseError:
            found = []
        yield gauge("honors_database_up", "1 while the database answers.", bool(found))
        yield from found


# --- Counted by the workers -----------------------------------------------------------------------


def requests() -> Iterator[Metric]:
    answered = CounterMetricFamily(
        "honors_requests",
        "Requests answered, by kind of address and class of status.",
        labels=["kind", "status"],
    )
    from_memory = 0
    for offset in range(len(KINDS) * len(STATUSES)):
        kind, status = divmod(offset, len(STATUSES))
        kept = counts.total(FROM_MEMORY + offset)
        from_memory += kept
        answered.add_metric([KINDS[kind], STATUSES[status]], kept + counts.total(OTHERS + offset))
    yield answered
    outcomes = {
        "hit": from_memory,
        "rendered": counts.total(Place.PAGES_RENDERED),
        "waited": counts.total(Place.PAGES_WAITED_FOR),
        "stale": counts.total(Place.PAGES_STALE),
        "unconfirmed": counts.total(Place.PAGES_UNCONFIRMED),
    }
    cache = CounterMetricFamily(
        "honors_page_cache_requests",
        "Requests for public pages: from memory; rendered; after waiting for another's rendering; kept and a minute"
        " old; kept while the database could not be asked.",
        labels=["outcome"],
    )
    for outcome, number in outcomes.items():
        cache.add_metric([outcome], number)
    yield cache


def cache() -> Iterator[Metric]:
    rows = counts.running()
    yield gauge("honors_page_cache_pages", "Pages in memory.", sum(row[Place.PAGES] for row in rows))
    yield gauge(
        "honors_page_cache_bytes", "Bytes of pages in memory.", sum(row[Place.PAGE_BYTES] for row in rows)
    )
    yield CounterMetricFamily(
        "honors_page_cache_evictions", "Pages that made way for others.", counts.total(Place.PAGES_EVICTED)
    )


def ledger() -> Iterator[Metric]:
    waiting = sum(row[Place.TRIBUTES_WAITING] for row in counts.running())
    yield gauge("honors_tributes_waiting", "Tributes that wait for a commit.", waiting)
    yield histogram(
        "honors_tribute_commit_seconds",
        "Seconds of a commit, with its wait for the lock.",
        COMMIT_SECONDS,
    )
    yield histogram("honors_tribute_commit_entries", "Tributes in one commit.", COMMIT_ENTRIES)


def workers() -> Iterator[Metric]:
    """Tells of each process by its place among the workers, which one that takes over from another keeps."""
    labels = ["worker"]
    memory = GaugeMetricFamily("honors_worker_resident_bytes", "Memory of a worker.", labels=labels)
    threads = GaugeMetricFamily("honors_worker_threads", "Threads of a worker.", labels=labels)
    probed = GaugeMetricFamily(
        "honors_worker_edition_probed_timestamp_seconds",
        "When a worker last asked the database whether content has changed; missing before its first page.",
        labels=labels,
    )
    for number, row in enumerate(counts.running()):
        name = [f"{number}"]
        if status := process_status(row[Place.PROCESS]):
            memory.add_metric(name, status["VmRSS"] * 1024)
            threads.add_metric(name, status["Threads"])
        if row[Place.PROBED_AT]:
            probed.add_metric(name, row[Place.PROBED_AT])
    yield from (memory, threads, probed)


def process_status(process: int) -> dict[str, int]:
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return {}  # not Linux, or gone just now
    return {name: int(number) for name, number in PROCESS_STATUS.findall(text)}


def gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def histogram(name: str, text: str, counted: Histogram) -> Metric:
    *each, units = (counts.total(place) for place in range(counted.place, counted.end))
    bounds = [*map(str, map(float, counted.bounds)), "+Inf"]
    buckets = list(zip(bounds, accumulate(each), strict=True))
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=units / counted.per_unit)


# --- Known to the database ------------------------------------------------------------------------


def edition() -> Iterator[Metric]:
    yield gauge("honors_edition", "The number of the edition of public content.", Edition.current())


def ledger_check() -> Iterator[Metric]:
    last = LedgerCheck.objects.first() or LedgerCheck()
    yield moment(
        "honors_ledger_check_timestamp_seconds", "When the ledger was last checked", last.finished_at
    )
    yield gauge(
        "honors_ledger_check_wrong_records", "Records whose total was not that of their rows.", last.wrong
    )


def audit_check() -> Iterator[Metric]:
    last = AuditCheck.objects.first() or AuditCheck()
    yield moment(
        "honors_audit_check_timestamp_seconds", "When the audit log was last checked", last.finished_at
    )
    yield gauge(
        "honors_audit_check_broken", "1 if a line of the audit log did not fit its chain.", bool(last.broken)
    )


# --- Known to files -------------------------------------------------------------------------------


def backup() -> Iterator[Metric]:
    known = backup_status()
    yield moment(
        "honors_backup_timestamp_seconds",
        "When the newest backup that was proved was made",
        known.verified_at,
    )
    yield gauge(
        "honors_backup_failed", "1 if a backup was tried since and did not pass.", known.failed_at is not None
    )


def moment(name: str, text: str, when: datetime | None) -> Metric:
    """Returns seconds since 1970, 0 for what never was: then every rule takes it to be overdue."""
    return gauge(name, f"{text}; 0 if never.", when.timestamp() if when else 0)


Source = Callable[[], Iterable[Metric]]
COUNTED: list[Source] = [requests, cache, ledger, workers, backup]
ASKED: list[Source] = [edition, ledger_check, audit_check]
