"""Killed at any moment and started again, an import ends as if nothing had happened."""

import random
import shutil
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bench import synthetic
from tests.processes import migrated, run, start

pytestmark = pytest.mark.slow

DOCUMENTS = 100
TABLES = {
    "records": "SELECT r.id, v.title, v.introduction, v.closing, r.status, r.revision, p.name, p.region, g.name, "
    "c.year FROM records_record r JOIN records_version v ON v.id = r.working_id "
    "JOIN records_recipient p ON p.id = r.recipient_id "
    "JOIN records_commendation c ON c.id = r.commendation_id JOIN records_category g ON g.id = c.category_id",
    "sections": "SELECT id, version_id, number, title, lead FROM records_section",
    "measures": "SELECT id, section_id, number, marker, text FROM records_measure",
    "figures": "SELECT version_id, number, label, value, unit, sentence, measure_id FROM records_figure",
    "honors": "SELECT recipient_id, name, year, holder, position FROM records_distinction",
}


def contents(var: Path) -> dict[str, list[Any]]:
    database = sqlite3.connect(var / "db.sqlite3")
    try:
        return {name: sorted(database.execute(query).fetchall()) for name, query in TABLES.items()}
    finally:
        database.close()


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for number in range(DOCUMENTS):
        (folder / f"{number:03}.txt").write_text(synthetic.text(number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR after an import that nothing stopped."""
    var = tmp_path_factory.mktemp("whole")
    shutil.copytree(migrated(), var, dirs_exist_ok=True)
    run(var, "manage.py", "import_records", f"{documents}", "--publish", "--jobs", "1").check_returncode()
    return var


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return shutil.copytree(migrated(), tmp_path / "var")


def kill_after(lines: int, var: Path, *arguments: str) -> list[int]:
    """Ends an import by kill -9 once it has printed so much; the processes it had started."""
    process = start(var, "-u", "manage.py", "import_records", *arguments)
    assert process.stdout
    printed = (line for line in process.stdout if not line.startswith("{"))  # those are the audit log's
    for _, _line in zip(range(lines), printed, strict=False):
        pass
    readers = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    children = [int(child) for child in readers.read_text().split()] if readers.exists() else []
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    process.wait()
    return children


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_after_kills_at_random_moments_the_site_is_the_same(
    documents: Path, whole: Path, empty: Path, jobs: str
) -> None:
    chance = random.Random(jobs)
    for _ in range(2):
        kill_after(chance.randrange(1, 3 * DOCUMENTS), empty, f"{documents}", "--publish", "--jobs", jobs)
    run(empty, "manage.py", "import_records", f"{documents}", "--publish", "--jobs", jobs).check_returncode()
    assert contents(empty) == contents(whole)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="sees processes in /proc")
def test_the_readers_end_with_the_command_that_was_killed(documents: Path, empty: Path) -> None:
    readers = kill_after(1, empty, f"{documents}", "--jobs", "2")
    assert readers
    deadline = time.monotonic() + 20
    while any(is_running(reader) for reader in readers):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_documents_of_a_killed_run_are_in_its_batch(documents: Path, empty: Path) -> None:
    kill_after(DOCUMENTS, empty, f"{documents}", "--jobs", "1")
    database = sqlite3.connect(empty / "db.sqlite3")
    (records,) = database.execute("SELECT count(*) FROM records_record").fetchone()
    (remembered,) = database.execute("SELECT count(record_id) FROM records_importeddocument").fetchone()
    database.close()
    assert 0 < records < DOCUMENTS
    assert remembered == records
