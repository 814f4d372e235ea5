"""Backups of a site that is up, on disks that get full, and with a ledger that is large."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from tests.faults import in_minutes, sized
from tests.faults.clusters import Cluster
from tests.faults.flood import Flood, each_on_a_connection, insist
from tests.faults.serving import Site, prepare
from tests.faults.test_disk import fill
from tests.processes import ROOT, environment, run

pytestmark = in_minutes  # half a minute or more each, beside what tests of backups and of PostgreSQL hold

IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = {"BACKUP_RECIPIENT": str(IDENTITY.to_public())}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=in_minutes)])
def databases(request: pytest.FixtureRequest) -> list[dict[str, str]]:
    """The setting that names the database, of a site and of another machine's."""
    if request.param == "sqlite":
        return [{}, {}]
    cluster: Cluster = request.getfixturevalue("cluster")
    return [{"DATABASE_URL": cluster.address(cluster.create())} for _ in range(2)]


def identity_file(folder: Path) -> Path:
    path = folder / "identity.txt"
    path.write_text(str(IDENTITY))
    return path


def manage(site: Site, *arguments: str) -> str:
    done = site.manage(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_backup_under_a_flood_holds_everybody_who_was_counted_before_it_began(
    databases: list[dict[str, str]], var: Path, make_site: Callable[..., Site], tmp_path: Path
) -> None:
    shelf = tmp_path / "backups"
    site = make_site(var, **databases[0], **RECIPIENT)
    if databases[0]:
        prepare(var, **databases[0])
    site.start()
    with Flood(site) as flood:
        flood.wait_for(sized(200, 5_000))
        counted = flood.acknowledged
        manage(site, "backup", str(shelf))
        flood.wait_for(50)  # it never stopped
    site.stop()

    other = make_site(tmp_path / "other machine", **databases[1])
    prepare(other.var, **databases[1])
    told = manage(other, "restore", str(shelf), "--replace", "--identity", str(identity_file(tmp_path)))
    assert "注意" not in told
    rows = other.counted()
    assert len(counted) <= rows <= len(flood.visitors)
    other.start()
    each_on_a_connection(other, counted, insist)
    assert [visitor for visitor in counted if visitor.answers[-1]] == []
    assert other.counted() == rows


def test_restore_is_refused_while_the_site_is_up_and_its_server_is_killed(site: Site, tmp_path: Path) -> None:
    manage(site, "backup", str(tmp_path / "backups"))
    refused = site.manage("restore", str(tmp_path / "backups"), "--replace")
    assert refused.returncode == 1
    assert "网站正在运行" in refused.stderr
    site.kill()
    manage(site, "restore", str(tmp_path / "backups"), "--replace")
    site.start()


# --- Full disks -----------------------------------------------------------------------------------

# As when another program fills the disk after the room was measured.
UNMEASURED = """
import sys
import django
django.setup()
from django.core.management import execute_from_command_line
from records.backup import making, verifying
making.MARGIN_BYTES = verifying.MARGIN_BYTES = -10**12
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


def unmeasured(site: Site, *arguments: str) -> tuple[int, str]:
    done = run(
        site.var, "-c", UNMEASURED, *arguments, **site.chosen, DJANGO_SETTINGS_MODULE="honors_site.settings"
    )
    return done.returncode, done.stderr


def test_disk_of_the_backups_is_full(site: Site, small_disk: Path) -> None:
    shelf = small_disk / "backups"
    manage(site, "backup", str(shelf))
    kept = sorted(shelf.iterdir())
    ballast = fill(small_disk)
    refused = site.manage("backup", str(shelf))
    assert refused.returncode == 1
    assert "没有写入任何东西" in refused.stderr
    status, told = unmeasured(site, "backup", str(shelf))
    assert status == 1
    assert "磁盘已满" in told or "full" in told
    assert "Traceback" not in told
    assert sorted(shelf.iterdir()) == kept
    ballast.unlink()
    manage(site, "backup", str(shelf), "--verify")


def test_disk_of_the_site_is_full_when_a_backup_is_restored(
    var: Path,
    small_disk: Path,
    make_site: Callable[..., Site],
    tmp_path: Path,
) -> None:
    site = make_site(Path(shutil.copytree(var, small_disk / "var")))
    manage(site, "backup", str(tmp_path / "backups"))
    ballast = fill(small_disk)
    status, told = unmeasured(site, "restore", str(tmp_path / "backups"), "--replace")
    assert status == 1
    assert "Traceback" not in told
    assert "磁盘" in told or "full" in told
    ballast.unlink()
    assert site.counted() == 0  # as it was, and not unfinished
    manage(site, "restore", str(tmp_path / "backups"), "--replace")


# --- A large ledger -------------------------------------------------------------------------------


def timed(site: Site, *arguments: str) -> None:
    """Runs a command that may take as long as it likes, and shows how long that was."""
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=environment(site.var),
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    print(f"{' '.join(arguments)}: {time.monotonic() - began:.1f} s")  # noqa: T201


@in_minutes
def test_large_ledger_is_backed_up_verified_and_restored(
    var: Path, make_site: Callable[..., Site], tmp_path: Path
) -> None:
    tributes = 1_000_000
    with closing(sqlite3.connect(var / "db.sqlite3")) as opened:
        opened.executemany(
            "INSERT INTO records_tribute (record_id, visitor, created_at) VALUES (1, ?, '2026-01-01 00:00:00')",
            ((os.urandom(32),) for _ in range(tributes)),
        )
        opened.execute(
            "INSERT OR REPLACE INTO records_tributetotal (record_id, total) VALUES (1, ?)", [tributes]
        )
        opened.commit()
    site, shelf = make_site(var), tmp_path / "backups"
    timed(site, "backup", str(shelf))
    timed(site, "restore", str(shelf), "--verify")
    timed(site, "restore", str(shelf), "--replace")
    assert site.counted() == tributes
