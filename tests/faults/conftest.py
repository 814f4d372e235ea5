"""A site of each test's own, prepared once and copied."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.clusters import Cluster
from tests.faults.serving import Site, prepare


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
