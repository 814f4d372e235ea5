"""Past one process: two servers with nothing in common but one PostgreSQL database and the secret key."""

import os
import re
import shutil
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg
import pytest
from django.db import connection

from tests.faults.browsing import Connection, Visitor
from tests.faults.flood import Flood, each_on_a_connection, insist, nothing_is_lost_or_counted_twice
from tests.faults.serving import Site, prepare, wait_until

pytestmark = pytest.mark.postgres

SECRET_KEY = "the same for every process of one site"
PASSWORD = "a-long-pass"
PAGE = "/records/1/"
PROMISED_SECONDS = 1.0  # until a change shows everywhere
SLACK_SECONDS = 2.0  # for a busy machine that runs these tests


def to_the_server(database: str) -> psycopg.Connection[Any]:
    parameters = connection.get_connection_params() | {"dbname": database}
    known = {
        name: parameters[name]
        for name in ("dbname", "host", "port", "user", "password")
        if name in parameters
    }
    return psycopg.connect(**known, autocommit=True)


def address_of(database: str) -> str:
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=re.sub(r"[^/]+$", database, given.path)).geturl()


@pytest.fixture(scope="module")
def template(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Makes a database with one published record, and its VAR, beside the one that DATABASE_URL names; to be copied."""
    name = f"{urlsplit(os.environ['DATABASE_URL']).path.rpartition('/')[2]}_growing_{worker_id}"
    with to_the_server("postgres") as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        var = tmp_path_factory.mktemp("growing") / "var"
        prepare(var, DATABASE_URL=address_of(name))
        yield name, var
        server.execute(f"DROP DATABASE {name}")


@pytest.fixture
def database(template: tuple[str, Path]) -> Iterator[str]:
    name = f"{template[0]}_copy"
    with to_the_server("postgres") as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template[0]}")
        yield name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sites(database: str, template: tuple[str, Path], tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    """Starts both sites, with nobody counted yet."""
    chosen = {"DATABASE_URL": address_of(database), "SECRET_KEY": SECRET_KEY}
    one, other = (
        Site(Path(shutil.copytree(template[1], tmp_path / name)), **chosen) for name in ("one", "other")
    )
    try:
        one.start()
        other.start()
        yield one, other
    finally:
        one.end()
        other.end()


def test_visitors_of_two_processes_are_counted_together(sites: tuple[Site, Site]) -> None:
    one, other = sites
    with Flood(one) as to_one, Flood(other) as to_other:
        to_one.wait_for(200)
        to_other.wait_for(200)
    nothing_is_lost_or_counted_twice(one, to_one.visitors + to_other.visitors)


def test_visitor_who_paid_through_one_process_is_known_to_the_other(sites: tuple[Site, Site]) -> None:
    one, other = sites
    visitors = [Visitor() for _ in range(50)]
    each_on_a_connection(one, visitors, insist)
    each_on_a_connection(other, visitors, insist)
    assert [visitor for visitor in visitors if visitor.answers != [True, False]] == []


def test_processes_go_on_when_another_is_killed(sites: tuple[Site, Site]) -> None:
    one, other = sites
    with Flood(one) as to_one, Flood(other) as to_other:
        to_one.wait_for(100)
        one.kill()
        to_other.wait_for(100)
    nothing_is_lost_or_counted_twice(other, to_one.visitors + to_other.visitors)


def shows_in_time(sites: tuple[Site, Site], words: str) -> None:
    with Connection(sites[0].port) as one, Connection(sites[1].port) as other:
        wait_until(
            lambda: all(words in each.get(PAGE).body.decode() for each in (one, other)),
            PROMISED_SECONDS + SLACK_SECONDS,
        )


def test_edit_through_one_process_shows_in_all_within_a_second(sites: tuple[Site, Site]) -> None:
    shows_in_time(sites, "全国先进基层党组织")
    rename_first_category(sites[0], "改过的表彰名称")
    shows_in_time(sites, "改过的表彰名称")


def test_change_by_a_third_process_shows_in_all_within_a_second(
    sites: tuple[Site, Site], database: str
) -> None:
    shows_in_time(sites, "先进事迹材料")
    with to_the_server(database) as third:
        third.execute("UPDATE records_recipient SET name = '别处改过的标题'")
    shows_in_time(sites, "别处改过的标题")


# --- An editor at work ----------------------------------------------------------------------------


def rename_first_category(site: Site, name: str) -> None:
    """Renames the first category that the record's page leads to."""
    site.chosen["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    site.manage("createsuperuser", "--no-input", "--username=editor", "--email=editor@honors.example")
    editor = build_opener(HTTPCookieProcessor(CookieJar()))
    with Connection(site.port) as connection:
        category = re.search(r'href="/categories/(\d+)/"', connection.get(PAGE).body.decode())
    assert category
    send(editor, f"{site.address}/admin/login/?next=/admin/", username="editor", password=PASSWORD)
    change = f"{site.address}/admin/records/category/{category[1]}/change/"
    send(editor, change, name=name, position="1")


def send(editor: OpenerDirector, form: str, **fields: str) -> None:
    """Opens the form and sends it as a browser does."""
    with editor.open(form) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    posted = urlencode({"csrfmiddlewaretoken": token[1]} | fields).encode()
    with editor.open(form, posted) as answer:
        assert answer.url != form, answer.read().decode()
