"""A site of each test's own: a VAR and a database of the kind that the suite runs on, as `make prepare` leaves them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.faults.serving import prepare

if TYPE_CHECKING:  # Django is not set up yet
    from tests.backup.sites import BackedUpSite


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The name of a database with one published record, to be copied and not used itself."""
    from tests.backup.sites import drop_databases, on_postgresql, server

    var = tmp_path_factory.mktemp("template") / "var"
    if not on_postgresql():
        prepare(var)
        yield str(var / "db.sqlite3")
        return
    name = f"backup_template_{worker_id}"
    drop_databases(name)
    with server() as opened:
        opened.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    prepare(var, DATABASE_URL=address)
    yield name
    drop_databases(name)


@pytest.fixture
def site(
    template: str, tmp_path: Path, settings: Any, django_db_blocker: Any, worker_id: str
) -> Iterator["BackedUpSite"]:
    from django.db import connection

    from tests.backup.sites import PICTURE, BackedUpSite, drop_databases, on_postgresql, server

    var = tmp_path / "var"
    var.mkdir(mode=0o700)
    (var / "secret_key").write_text(settings.SECRET_KEY)
    settings.VAR = var
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        connection.close()
        if on_postgresql():
            name = f"backup_site_{worker_id}"
            drop_databases(name)
            with server() as opened:
                opened.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        else:
            name = str(shutil.copy(template, var / "db.sqlite3"))
        patch.setitem(connection.settings_dict, "NAME", name)
        made = BackedUpSite(var, tmp_path / "backups")
        made.write(PICTURE, b"picture")
        yield made
        connection.close()
        if on_postgresql():
            drop_databases(name)
