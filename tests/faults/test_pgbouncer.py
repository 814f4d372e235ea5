"""The site through PgBouncer in transaction mode: each transaction may be on another of the server's connections."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.failover.machines import SHIPPED
from tests.faults import in_minutes
from tests.faults.browsing import Connection
from tests.faults.clusters import USER, Cluster
from tests.faults.flood import Flood, nothing_is_lost_or_counted_twice
from tests.faults.serving import Site, free_port, is_listening, wait_until
from tests.lacking import program

pytestmark = in_minutes  # half a minute or more each, beside what tests of backups and of PostgreSQL hold

# Fewer than the site has threads, so that they take turns. All else is as the operator's guide ships it.
POOL = {
    "honors = host=127.0.0.1 port=5000 dbname=honors": "* = host=127.0.0.1 port={server}",
    "listen_port = 6432": "listen_port = {port}",
    "logfile = /var/log/postgresql/pgbouncer.log": "logfile = {folder}/pgbouncer.log",
    "pidfile = /var/run/postgresql/pgbouncer.pid": "pidfile = {folder}/pgbouncer.pid",
    "auth_type = scram-sha-256": "auth_type = trust",
    "auth_file = /etc/pgbouncer/userlist.txt": "auth_file = {folder}/userlist.txt",
    "default_pool_size = 20": "default_pool_size = 3",
}


@pytest.fixture(scope="module")
def pool(cluster: Cluster) -> Iterator[int]:
    """The port of a PgBouncer in front of the cluster."""
    pgbouncer = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin") or program("pgbouncer", "pgbouncer")
    port, folder = free_port(), cluster.folder
    configuration = (SHIPPED / "pgbouncer.ini").read_text(encoding="utf-8")
    for shipped, ours in POOL.items():
        assert shipped in configuration
        configuration = configuration.replace(
            shipped, ours.format(server=cluster.port, port=port, folder=folder)
        )
    (folder / "pgbouncer.ini").write_text(configuration, encoding="utf-8")
    (folder / "userlist.txt").write_text('"postgres" ""\n', encoding="ascii")
    process = subprocess.Popen([pgbouncer, "--quiet", folder / "pgbouncer.ini"], user=USER, cwd=folder)
    try:
        wait_until(lambda: is_listening(port))
        yield port
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def site(pool: int, cluster: Cluster, template: str, var: Path, make_site: Callable[..., Site]) -> Site:
    address = cluster.address(cluster.create(template)).replace(str(cluster.port), str(pool))
    made = make_site(var, DATABASE_URL=f"{address}?DISABLE_SERVER_SIDE_CURSORS=true")
    made.start()
    return made


def test_flood_through_pgbouncer_loses_nobody(site: Site) -> None:
    with Flood(site, clients=16) as flood:
        flood.wait_for(300)
    nothing_is_lost_or_counted_twice(site, flood.visitors)


def test_commands_and_pages_work_through_pgbouncer_while_tributes_are_paid(
    site: Site, tmp_path: Path
) -> None:
    with Flood(site), Connection(site.port) as reader:
        for command in (
            ["migrate", "--no-input"],
            ["rebuild_search"],
            ["export_archive", str(tmp_path / "archive")],
            ["verify_tributes"],
        ):
            done = site.manage(*command)
            assert done.returncode == 0, done.stderr
        for page in ("/", "/records/1/", "/search/?q=彭李", "/api/v1/records/", "/sitemap.xml"):
            assert reader.get(quote(page, safe="/?=")).status == 200, page
