"""A site of each test's own, prepared once and copied."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.clusters import Cluster
from tests.faults.serving import Site, prepare
from tests.lacking import lacking

SMALL_DISK = "64m"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR with one published record, as `make prepare` leaves it; to be copied and not used itself."""
    var = tmp_path_factory.mktemp("prepared") / "var"
    prepare(var)
    return var


@pytest.fixture
def var(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "var"))


@pytest.fixture
def make_site() -> Iterator[Callable[..., Site]]:
    """Sites that end with the test, whatever became of them."""
    made: list[Site] = []

    def make(var: Path, **chosen: str) -> Site:
        made.append(Site(var, **chosen))
        return made[-1]

    yield make
    for site in made:
        site.end()


@pytest.fixture
def site(var: Path, make_site: Callable[..., Site]) -> Site:
    """Up, and with nobody counted."""
    made = make_site(var)
    made.start()
    return made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        lacking("only root may mount a small disk")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", folder], capture_output=True, text=True
    )
    if done.returncode:
        lacking(f"a small disk cannot be mounted here: {done.stderr}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="module")
def template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with one published record, to be copied and not used itself."""
    name = cluster.create()
    prepare(tmp_path_factory.mktemp("template"), DATABASE_URL=cluster.address(name))
    return name
