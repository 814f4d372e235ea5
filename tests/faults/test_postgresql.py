"""PostgreSQL is restarted or dies in the middle of a flood, and comes back."""

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults import sized
from tests.faults.browsing import Connection, Visitor
from tests.faults.clusters import Cluster
from tests.faults.flood import Flood, insist, nothing_is_lost_or_counted_twice
from tests.faults.serving import Site, wait_until
from tests.processes import run

PAGE = "/records/1/"
CANCEL_WAITS = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
WAYS = {"restarted": signal.SIGINT, "stopped at once": signal.SIGQUIT, "killed": signal.SIGKILL}


@pytest.fixture
def site(cluster: Cluster, template: str, var: Path, make_site: Callable[..., Site]) -> Site:
    made = make_site(var, DATABASE_URL=cluster.address(cluster.create(template)))
    made.start()
    return made


@pytest.mark.parametrize("way", WAYS)
def test_flood_over_a_database_that_goes_and_comes_back_loses_nobody(
    site: Site, cluster: Cluster, way: str
) -> None:
    with Flood(site) as flood:
        for _ in range(sized(1, 5)):
            flood.wait_for(100)
            cluster.end_by(WAYS[way])
            cluster.start()
            flood.wait_for(100)
    assert {answer.status for answer in flood.refused} <= {503}
    nothing_is_lost_or_counted_twice(site, flood.visitors)


def test_server_that_is_killed_over_postgresql_has_lost_nobody(site: Site) -> None:
    with Flood(site) as flood:
        flood.wait_for(100)
        site.kill()
    assert len(flood.acknowledged) <= site.counted()
    site.start()
    nothing_is_lost_or_counted_twice(site, flood.visitors)


@pytest.mark.parametrize("way", WAYS)
def test_without_its_database_the_site_shows_pages_and_refuses_tributes_until_it_is_back(
    site: Site, cluster: Cluster, way: str
) -> None:
    visitor = Visitor()
    with Connection(site.port) as connection:
        kept = connection.get(PAGE)
        assert "Cache-Status" not in kept.headers
        cluster.end_by(WAYS[way])
        wait_until(lambda: connection.get(PAGE).is_kept_and_says_so)
        assert connection.get(PAGE).body == kept.body
        refused = connection.pay(visitor)
        assert refused.status == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.json["error"]
        cluster.start()
        wait_until(lambda: "Cache-Status" not in connection.get(PAGE).headers)
        insist(connection, visitor)
    assert site.counted() == 1


def test_pages_go_on_while_the_database_neither_answers_nor_refuses(site: Site, cluster: Cluster) -> None:
    with Connection(site.port) as reader:
        reader.get(PAGE)
        with cluster.frozen(), Flood(site, clients=settings.SERVER_THREADS * 2) as flood:
            wait_until(lambda: reader.get(PAGE).is_kept_and_says_so)
            wait_until(lambda: len(flood.refused) > settings.SERVER_THREADS * 2)
            assert reader.get(PAGE).is_kept_and_says_so
            flood.ended.set()
        assert {answer.status for answer in flood.refused} == {503}
        wait_until(lambda: "Cache-Status" not in reader.get(PAGE).headers)
    nothing_is_lost_or_counted_twice(site, flood.visitors)


def test_kept_pages_go_on_while_many_ask_a_silent_database_for_others(site: Site, cluster: Cluster) -> None:
    with Connection(site.port, timeout=5) as reader, ExitStack() as asking:
        reader.get(PAGE)
        with cluster.frozen():
            wait_until(lambda: reader.get(PAGE).is_kept_and_says_so)
            for number in range(settings.SERVER_THREADS * 2):
                other = asking.enter_context(Connection(site.port))
                other.http.request("GET", f"/records/{1000 + number}/")
            assert reader.get(PAGE).is_kept_and_says_so


def test_writer_leaves_a_server_that_takes_no_more_writes(
    cluster: Cluster, template: str, var: Path, make_site: Callable[..., Site]
) -> None:
    """What was the primary answers readers as before, and each new connection finds the new one."""
    name = cluster.create(template)
    cluster.ask(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    site = make_site(var, DATABASE_URL=f"{cluster.address(name)}?target_session_attrs=any")
    site.start()
    with Connection(site.port) as connection:
        visitor = Visitor()
        assert connection.pay(visitor).status == 503
        cluster.ask(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        assert connection.pay(visitor).status == 201


def test_site_does_not_take_a_server_without_writes_for_the_primary(
    cluster: Cluster, template: str, var: Path
) -> None:
    name = cluster.create(template)
    cluster.ask(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    done = run(var, "manage.py", "verify_tributes", DATABASE_URL=cluster.address(name))
    assert "session is read-only" in done.stderr


def test_commit_that_no_standby_has_confirmed_is_not_told_as_counted(site: Site, cluster: Cluster) -> None:
    """PostgreSQL answers it with success and a warning, when somebody cancels what seems to hang."""
    cluster.ask("ALTER SYSTEM SET synchronous_standby_names = 'gone'")
    cluster.ask("SELECT pg_reload_conf()")
    try:
        with Connection(site.port) as connection, ThreadPoolExecutor(1) as browser:
            visitor = Visitor()
            paying = browser.submit(connection.pay, visitor)
            wait_until(lambda: any(cancelled for (cancelled,) in cluster.ask(CANCEL_WAITS)))
            refused = paying.result()
        assert refused.status == 503
        assert "没能确认" in refused.json["error"]
    finally:
        cluster.ask("ALTER SYSTEM RESET synchronous_standby_names")
        cluster.ask("SELECT pg_reload_conf()")
    with Connection(site.port) as connection:
        insist(connection, visitor)
    assert visitor.answers == [False]
    assert site.counted() == 1
