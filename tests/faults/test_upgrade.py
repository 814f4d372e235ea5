"""From the first release to this code while the site is read and tributes are paid: the way the guide goes.

Two processes of the release serve one database. Both are stopped, it is migrated, and two of this code are started:
until then nobody is answered, and from then on nobody is refused.
"""

import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tarfile import TarFile

import pytest

from tests.faults import in_minutes
from tests.faults.browsing import LOST, Answer, Connection, Visitor
from tests.faults.clusters import Cluster
from tests.faults.flood import nothing_is_lost_or_counted_twice
from tests.faults.serving import Site, wait_until
from tests.processes import ROOT, run

pytestmark = in_minutes

RELEASE = "v0.1.0"
COMMIT = "9f3b3ca05f28e36c3f171345149e3d24f6f9d410"  # where there are no tags
READ = (
    "/",
    "/records/1/",
    "/records/2/",
    "/categories/",
    "/zh-hant/search/?q=%E5%85%9A%E5%BB%BA",
    "/api/v1/records/",
    "/records/1.json",
)
STATIC = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the release, in a folder of its own."""
    for name in (RELEASE, COMMIT):
        made = subprocess.run(["git", "archive", name], cwd=ROOT, capture_output=True, check=False)
        if not made.returncode:
            folder = tmp_path_factory.mktemp("release")
            with TarFile.open(fileobj=BytesIO(made.stdout)) as archive:
                archive.extractall(folder, filter="data")
            return folder
    pytest.skip("this clone has no history back to 0.1.0: git fetch --unshallow --tags")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Settings that choose it."""
    if request.param == "sqlite":
        yield {}
        return
    cluster = Cluster()
    try:
        cluster.start()
        yield {"DATABASE_URL": cluster.address(cluster.create())}
    finally:
        cluster.remove()


def manage(var: Path, code: Path, *arguments: str, **chosen: str) -> None:
    done = run(var, *arguments, code=code, timeout=300, **chosen)
    assert done.returncode == 0, done.stdout + done.stderr


class Readers:
    """Ask for one page after the other at whichever process answers, and for the files that pages name."""

    def __init__(self, sites: list[Site]) -> None:
        self.sites = sites
        self.failed: list[tuple[str, Answer | None]] = []
        self.read = 0
        self.release_answers = True
        self.is_stopped = False
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=[number]) for number in range(2)]

    def run(self, number: int) -> None:
        while not self.ended.is_set():
            for address in READ:
                answer = self.get(address, number)
                for file in STATIC.findall(answer.body if answer else b""):
                    self.get(file.decode(), number)

    def get(self, address: str, first: int) -> Answer | None:
        was_stopped = self.is_stopped
        answer = at_any(self.sites, first, lambda connection: connection.get(address))
        if self.release_answers and "search" in address and answer is not None and answer.status == 503:
            # 0.1.0 does not ask again where FTS5 cannot open its index while tables are altered, as
            # records/search/index.py does now; its reader does, by hand.
            answer = at_any(self.sites, first, lambda connection: connection.get(address))
        self.read += 1
        is_told_later = answer is None and was_stopped
        if not is_told_later and (answer is None or answer.status != 200):
            self.failed.append((address, answer))
        return answer


class Payers:
    """New visitors, each of whom tries once."""

    def __init__(self, sites: list[Site]) -> None:
        self.sites = sites
        self.visitors: list[Visitor] = []
        self.refused: list[Answer] = []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=[number]) for number in range(4)]

    def run(self, number: int) -> None:
        while not self.ended.wait(0.01):
            visitor = Visitor()
            self.visitors.append(visitor)
            answer = at_any(self.sites, number, lambda connection, visitor=visitor: connection.pay(visitor))  # type: ignore[misc]
            if answer is not None and not visitor.answers:
                self.refused.append(answer)

    @property
    def counted(self) -> int:
        return sum(bool(visitor.answers) for visitor in list(self.visitors))


def at_any(sites: list[Site], first: int, ask: Callable[[Connection], Answer]) -> Answer | None:
    """Asks one and, where the connection is refused or lost, the other."""
    for turn in range(len(sites)):
        with Connection(sites[(first + turn) % len(sites)].port) as connection:
            try:
                return ask(connection)
            except LOST:
                continue
    return None


@pytest.fixture
def busy() -> Iterator[Callable[..., None]]:
    """Starts the threads of readers and payers, which end with the test."""
    with ExitStack() as stack:

        def begin(*crowds: Readers | Payers) -> None:
            for crowd in crowds:
                for thread in crowd.threads:
                    thread.start()
                    stack.callback(thread.join)
            for crowd in crowds:
                stack.callback(crowd.ended.set)

        yield begin


def test_release_is_stopped_and_upgraded_and_no_tribute_is_lost(
    release: Path,
    database: dict[str, str],
    tmp_path: Path,
    make_site: Callable[..., Site],
    busy: Callable[..., None],
) -> None:
    var = tmp_path / "var"
    for command in (["migrate", "--no-input"], ["seed"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        manage(var, release, "manage.py", *command, **database)
    manage(var, release, "-m", "tests.bench.corpus", "--records", "50", **database)
    sites = [make_site(var, code=release, **database) for _ in range(2)]
    for site in sites:
        site.start()
    readers, payers = Readers(sites), Payers(sites)
    busy(readers, payers)
    wait_for_more(readers, payers)

    an_editor_publishes_another(var, release, sites, database)
    readers.is_stopped = True
    for site in sites:
        assert site.stop() == 0
    for command in (["update_database"], ["seed"], ["collect_static", "--verbosity", "0"]):
        manage(var, ROOT, "manage.py", *command, **database)
    for number in range(2):
        new = make_site(var, **database)
        new.start()
        sites[number] = new
    readers.release_answers = readers.is_stopped = False
    wait_for_more(readers, payers)
    payers.ended.set()
    readers.ended.set()
    for thread in (*readers.threads, *payers.threads):
        thread.join()
    assert readers.failed == []
    assert {answer.status for answer in payers.refused} <= {503}
    the_newest_is_shown(sites)
    nothing_is_lost_or_counted_twice(sites[0], payers.visitors)


def an_editor_publishes_another(
    var: Path, release: Path, sites: list[Site], database: dict[str, str]
) -> None:
    """Rows of every kind are written by the release shortly before it makes way."""
    seeded = (release / "seeds" / "records" / "pengli.md").read_text(encoding="utf-8")
    document = var.parent / "another.md"
    document.write_text(seeded.replace("彭李街道", "样本街道"), encoding="utf-8")
    manage(var, release, "manage.py", "import_records", str(document), "--publish", **database)
    the_newest_is_shown(sites)


def the_newest_is_shown(sites: list[Site]) -> None:
    for site in sites:
        with Connection(site.port) as connection:
            assert "样本街道" in connection.get("/api/v1/records/?limit=1").body.decode()


def wait_for_more(readers: Readers, payers: Payers) -> None:
    """Until a round of pages has been read, and tributes have been counted, since now."""
    read, counted = readers.read + 2 * len(READ), payers.counted + 10
    wait_until(lambda: readers.read > read and payers.counted > counted, seconds=300)
