"""/metrics: what Prometheus reads, and the rules and the dashboard that go by it."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from honors_site.wsgi import application
from honors_site.wsgi import django as served
from records import tributes
from records.http.counters import Place, counts
from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.monitor import ChangeMonitor
from records.models import Edition, LedgerCheck, Record
from records.tributes.verifying import verify
from records.views import metrics
from tests.factories import make_record
from tests.faults.browsing import FROM_THE_PAGE, Connection
from tests.faults.serving import Site, prepare
from tests.http.asking import ask
from tests.lacking import program
from tests.processes import ROOT

pytestmark = pytest.mark.django_db

Sample = tuple[str, tuple[tuple[str, str], ...]]


@pytest.fixture(autouse=True)
def _row_of_its_own() -> None:
    counts.take_row()


def samples(text: str) -> dict[Sample, float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def measured(client: Client, name: str, **labels: str) -> float | None:
    found = samples(client.get("/metrics").content.decode())
    return found.get((name, tuple(sorted(labels.items()))))


@pytest.fixture
def record() -> Record:
    return make_record()


@pytest.mark.parametrize(
    "sent",
    [{"REMOTE_ADDR": "203.0.113.5"}, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}],
)
def test_the_public_is_refused(client: Client, sent: dict[str, str]) -> None:
    answer = client.get("/metrics", **sent)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert "honors_" not in answer.content.decode()


def test_who_shows_the_token_may_read_from_elsewhere(client: Client, settings: Any) -> None:
    settings.MONITOR_TOKEN = "secret"
    shown = {"Authorization": "Bearer secret"}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5", headers=shown).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_requests_are_counted_by_kind_and_status(client: Client) -> None:
    labels = {"kind": "page", "status": "4xx"}
    before = measured(client, "honors_requests_total", **labels)
    ask(application, "/nowhere")
    assert before is not None
    assert measured(client, "honors_requests_total", **labels) == before + 1


def test_page_is_rendered_once_and_then_a_hit_counted_by_its_status(client: Client) -> None:
    cache = PageCacheMiddleware(served, ChangeMonitor(lambda: 1), max_bytes=10_000_000)

    def now() -> list[float]:
        found = samples(client.get("/metrics").content.decode())
        requests = [
            ("honors_requests_total", (("kind", "static"), ("status", name))) for name in ("2xx", "3xx")
        ]
        outcomes = [
            ("honors_page_cache_requests_total", (("outcome", name),)) for name in ("rendered", "hit")
        ]
        return [found[name] for name in (*requests, *outcomes)]

    before = now()
    address = staticfiles_storage.url("site.css")
    answers = [ask(cache, address) for _ in range(3)]
    ask(cache, address, HTTP_IF_MODIFIED_SINCE=answers[0].headers["Last-Modified"])
    cache.monitor.stop()
    assert [after - was for after, was in zip(now(), before, strict=True)] == [3, 1, 1, 3]


@pytest.mark.django_db(transaction=True)
def test_commits_of_tributes_are_measured(client: Client, record: Record) -> None:
    names = ("honors_tribute_commit_seconds_count", "honors_tribute_commit_entries_sum")
    before = [measured(client, name) for name in names]
    for _ in range(2):
        Client().post(f"{record.get_absolute_url()}tribute/", headers=FROM_THE_PAGE)
    tributes.writer.drain()  # its last commit is counted after the answer
    assert [measured(client, name) for name in names] == [(value or 0) + 2 for value in before]
    assert measured(client, "honors_tribute_commit_seconds_bucket", le="+Inf") == (before[0] or 0) + 2


def test_edition_and_ledger_are_told(client: Client, record: Record) -> None:
    assert measured(client, "honors_ledger_check_timestamp_seconds") == 0
    verify()
    checked = LedgerCheck.objects.get()
    assert checked.finished_at
    assert measured(client, "honors_edition") == Edition.current()
    told = measured(client, "honors_ledger_check_timestamp_seconds")
    assert told == pytest.approx(checked.finished_at.timestamp())
    assert measured(client, "honors_ledger_check_wrong_records") == 0


def test_what_workers_count_is_told_while_the_database_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Iterator[Any]:
        raise DatabaseError
        yield

    assert measured(client, "honors_database_up") == 1
    monkeypatch.setattr(metrics, "ASKED", [metrics.edition, fail])
    found = samples(client.get("/metrics").content.decode())
    assert found["honors_database_up", ()] == 0
    assert ("honors_edition", ()) not in found
    assert ("honors_worker_threads", (("worker", "0"),)) in found


@pytest.mark.slow
def test_every_worker_tells_of_all(tmp_path: Path) -> None:
    var = tmp_path / "var"
    prepare(var)
    site = Site(var)
    site.start("--workers", "2")
    try:
        for _ in range(40):  # each connection goes to one of the two
            with Connection(site.port) as connection:
                assert connection.get("/records/1/").status == 200
        told = set()
        for _ in range(20):
            with Connection(site.port) as connection:
                found = samples(connection.get("/metrics").body.decode())
            told.add(found["honors_requests_total", (("kind", "page"), ("status", "2xx"))])
            assert ("honors_worker_threads", (("worker", "1"),)) in found
        assert told == {40}
    finally:
        site.end()


# --- What goes by it: honors_site/deploy/monitoring/ ----------------------------------------------

MONITORING = ROOT / "honors_site" / "deploy" / "monitoring"
NAME = re.compile(r"\bhonors_\w+")


def expressions() -> list[str]:
    rules = yaml.safe_load((MONITORING / "alerts.yml").read_text(encoding="utf-8"))
    panels = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))["panels"]
    alerts = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    return alerts + [target["expr"] for panel in panels for target in panel["targets"]]


def test_rules_and_dashboard_name_nothing_that_is_not_measured(client: Client) -> None:
    counts.row[Place.PROBED_AT] = 1
    told = {name for name, _ in samples(client.get("/metrics").content.decode())}
    named = {name for expression in expressions() for name in NAME.findall(expression)}
    assert named
    assert named - told == set()


def test_labels_that_rules_and_dashboard_choose_by_are_told(client: Client) -> None:
    told = {label for _, labels in samples(client.get("/metrics").content.decode()) for label in labels}
    chosen = {pair for each in expressions() for pair in re.findall(r'(\w+)!?="([^"]+)"', each)}
    assert chosen - told == {("job", "honors")}  # which Prometheus adds


def test_rules_are_those_that_prometheus_takes() -> None:
    command = [program("promtool", "prometheus"), "check", "rules", str(MONITORING / "alerts.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
