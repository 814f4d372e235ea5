"""Prepares every test: state of its own, the settings that are served, and a real browser."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from honors_site.environment import VARIABLES
from tests.patterns import QUICK_START, Patterns

# pytest-django reads the settings as soon as a test session starts, so this stands before everything else.
# The session that is started owns one temporary VAR; its xdist workers inherit both names from it.
OWNER = "PYTEST_XDIST_WORKER" not in os.environ
if OWNER:
    if "honors_site.settings" in sys.modules:
        raise pytest.UsageError(
            "Unset DJANGO_SETTINGS_MODULE: the settings must be read with a VAR of the tests' own."
        )
    # Variables that an operator has set must not decide a test; only the database may be chosen.
    for name in VARIABLES.keys() - {"DATABASE_URL"}:
        os.environ.pop(name, None)
    os.environ["VAR"] = tempfile.mkdtemp(prefix="honors-record-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "honors_site.settings"
    # Each of the many processes that tests start would compile the site anew: a quarter of a second.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = os.environ["VAR"] + "/hypothesis"
    PATTERNS = Patterns()
    # So that also a process finds them that is started by what is tested.
    os.environ["TESTS_PATTERNS"] = os.environ["VAR"] + "/patterns"
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(QUICK_START), os.environ.get("PYTHONPATH")]))

import hypothesis  # noqa: E402  (it must find its storage directory set)

from tests.lacking import IN_CI, lacking  # noqa: E402

# First the one without a window of its own, which nobody would see: the same pages in a quarter less time.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Nothing but the tests' own pages is fetched: Chromium otherwise looks for updates at every start.
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
]

hypothesis.settings.register_profile("site", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("site")


def pytest_sessionstart() -> None:
    """Collects the static files once for all workers: a page that names a missing one then fails its test.

    Collected without compression, which takes five seconds; `tests/management/commands/test_serve.py` sees the
    compressed ones.
    """
    if not OWNER:
        return
    import django
    from django.core.management import call_command
    from django.test import override_settings

    django.setup()
    hashed = {"BACKEND": "tests.static_files.UncompressedStaticFiles"}
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    with override_settings(STORAGES={"default": default, "staticfiles": hashed}):
        call_command("collectstatic", interactive=False, verbosity=0)
    import honors_site.urls  # noqa: F401 — with all that a process of the site imports

    PATTERNS.write(Path(os.environ["TESTS_PATTERNS"]))


def pytest_unconfigure() -> None:
    if OWNER:
        shutil.rmtree(os.environ["VAR"], ignore_errors=True)


# What these start for all their tests takes seconds: one process runs all of such a file.
WITH_SERVERS = {
    "test_serve.py",
    "test_site_path.py",
    "test_nginx.py",
    "test_resuming.py",
    "test_growing.py",
    "test_demo.py",
}


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Shares tests out one by one, and those files whole: the marks for it (xdist_group) are lost on pytest 9."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = Path(nodeid.partition("::")[0])
            return str(path) if path.name in WITH_SERVERS or "faults" in path.parts else nodeid

    return Scheduling(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="leave out tests that do not meet the suite's database"
    )


MEETING_IT = {"db", "transactional_db", "template"}


def meets_database(item: pytest.Item) -> bool:
    """Tells whether the test meets the database that DATABASE_URL names: by a fixture, a mark or a class of Django's.

    From all others pytest-django keeps the database locked away; they would tell the same with any.
    """
    from django.test import TransactionTestCase

    by_fixture = not MEETING_IT.isdisjoint(getattr(item, "fixturenames", ()))
    by_mark = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return by_fixture or by_mark or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    from django.db import connection

    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not meets_database(item)])
        items[:] = filter(meets_database, items)
    for item in items:
        in_browser = "playwright" in getattr(item, "fixturenames", ())
        if in_browser:
            item.add_marker(pytest.mark.browser)
        if in_browser or "faults" in item.path.parts:
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="runs where DATABASE_URL names a PostgreSQL database"))


def pytest_collection_finish() -> None:
    """Has garbage collection pass over what stands now, thousands of tests and all modules: else it would walk through
    them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> Iterator[None]:
    """Each new client makes the middleware anew, and WhiteNoise then looks at all static files: most of the time of
    a test that asks for one page."""
    from whitenoise.base import WhiteNoise

    collected = f"{Path(os.environ['VAR']) / 'static'}{os.sep}"
    listed: dict[str, dict[str, Any]] = {}
    list_files = WhiteNoise.update_files_dictionary

    def once(noise: WhiteNoise, root: str, prefix: str) -> None:
        if root != collected:
            list_files(noise, root, prefix)
            return
        if prefix not in listed:
            list_files(noise, root, prefix)
            listed[prefix] = dict(noise.files)
        noise.files.update(listed[prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", once)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, worker_id: str) -> None:
    """Keeps the database in a file, not memory: only a file has WAL, and locks that a second connection waits for."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = Path(os.environ["VAR"]) / f"test-{worker_id}.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Has tests that commit leave the database as the migrations made it.

    At the end open connections are ended: PostgreSQL drops no database in use, and Playwright's event loop leaves one.
    """
    from django.db import connection

    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            flush_quickly(patch)
        yield
    if connection.vendor == "postgresql":
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        # A new one: the tests' own may have been ended by the last of them, and does not know it yet.
        connection.close()
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def flush_quickly(patch: pytest.MonkeyPatch) -> None:
    """Has a flush put back what the migrations wrote, permissions and groups among it, and leave out all else.

    Django would work the permissions out anew after each test that commits, which takes a third of a second, and
    would leave out the groups; and the guards of the logs let nobody delete their rows.
    """
    from django.core.management.commands import flush
    from django.db import connection

    empty = refilled()
    patch.setattr(flush.Command, "handle", empty if connection.vendor == "postgresql" else copied_back(empty))


def copied_back(empty: Callable[..., None]) -> Callable[..., None]:
    """SQLite copies the whole database from memory, page by page: a twentieth of the time of emptying its tables, whose
    guards would have to be taken off and made again."""
    import sqlite3

    from django.core.management import call_command
    from django.core.management.commands import flush
    from django.db import connection

    with pytest.MonkeyPatch.context() as patch:  # once, since migrations leave a line in the audit log
        patch.setattr(flush.Command, "handle", empty)
        call_command("flush", interactive=False, verbosity=0)
    pristine = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(pristine)

    def handle(self: Any, **options: Any) -> None:
        connection.ensure_connection()
        pristine.backup(connection.connection)

    return handle


def refilled() -> Callable[..., None]:
    from django.core.management.commands import flush
    from django.db import connection, transaction

    from records.models.edition import install_triggers, run
    from records.models.guards import drop_sql, install_guards

    kept = {}
    with connection.cursor() as cursor:
        for table in ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions"):
            cursor.execute(f"SELECT * FROM {table}")
            columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            kept[table] = (columns, cursor.fetchall())

    deletes = may_delete_past_triggers()
    handle = flush.Command.handle

    def emptied(self: Any, **options: Any) -> None:
        if deletes:
            delete_past_triggers()
        else:
            run(connection, drop_sql(connection))
            handle(self, **options | {"inhibit_post_migrate": True})
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in kept.items():
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)
        install_guards("default")
        install_triggers("default")

    return emptied


def may_delete_past_triggers() -> bool:
    """Tells whether the database is PostgreSQL, and the user one for whom it leaves triggers aside."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def delete_past_triggers() -> None:
    """Deletes all rows, the index of the search included. TRUNCATE, as Django's flush does it, writes new files for
    each table and each index, which the disk must confirm; here most tables are empty anyway."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
        )
        cursor.execute("; ".join(f'DELETE FROM "{table}"' for (table,) in cursor.fetchall()))


@pytest.fixture(autouse=True)
def _own_media_and_quick_passwords(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.NARROWED_ROOT = tmp_path / "narrowed"
    # PBKDF2 takes a quarter of a second a login, on purpose; a test need not wait for it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_remembered_of_another_test() -> None:
    """Clears the caches: a test that is rolled back takes its edition's number with it, and the next uses it again."""
    from records.audit.failures import failed_sign_ins
    from records.catalog.commendations import listed_at
    from records.catalog.counts import census_of
    from records.catalog.places import places_at
    from records.catalog.rolls import roll_at
    from records.presentation.site import public_pages, site_settings
    from records.search.counts import counts_in
    from records.search.likewise import newest_blocks
    from records.tributes.ledger import public_records

    census_of.cache_clear()
    listed_at.cache_clear()
    roll_at.cache_clear()
    places_at.cache_clear()
    counts_in.cache_clear()
    public_records.cache_clear()
    for once_in_a_state in (public_pages, site_settings, newest_blocks):
        once_in_a_state.forget()  # type: ignore[union-attr]
    failed_sign_ins.written, failed_sign_ins.others = 0, 0
    failed_sign_ins.counted.clear()


@pytest.fixture(autouse=True)
def _ledger_of_its_own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Gives each test a fresh writer, drained at the end, so that no writer outlives its test's database.

    The writer has a connection of its own, which sees committed rows only. A test that runs in one transaction gets
    the writer without its thread: the same statements, on the test's own connection.
    """
    from records import tributes
    from records.tributes.group_commit import GroupCommitWriter

    writer = GroupCommitWriter()
    if not commits(request):
        monkeypatch.setattr(writer, "put", writer.commit)
    monkeypatch.setattr(tributes, "writer", writer)
    monkeypatch.setattr(tributes, "network_limit", tributes.NetworkLimit())
    # What /readyz has checked in the background would outlive its test.
    monkeypatch.setattr("records.utils.daily.DailyWork.run", lambda work: None)
    yield
    writer.drain()


def commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames


# --- A real browser -------------------------------------------------------------------------------


def chromium_path() -> str:
    """Returns the system's Chromium, or the one CHROMIUM names: none is downloaded. In CI its absence is a failure."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found:
        return found
    return lacking(
        "Chromium is not installed (apt-get install chromium), or name one: CHROMIUM=/path/to/chrome"
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # Chromium refuses its sandbox to root; the pages it opens here are our own.
    flags = [*CHROMIUM_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else CHROMIUM_FLAGS
    return browser_type_launch_args | {"executable_path": chromium_path(), "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def playwright(playwright: Any) -> Iterator[Any]:
    """Starts Playwright, whose event loop runs in the tests' own thread, where Django would refuse every query.

    It may query from the moment that loop runs until it stops; the site itself has no asynchronous code that
    the check could catch.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright


@pytest.fixture(scope="session")
def live_server() -> Iterator[Any]:
    """Serves the site on a port of its own, static files and media through its own middleware and views."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost", start=False)
    # Django would put its own handlers in front, which know no hashed names and set no security headers.
    thread: Any = server.thread
    thread.static_handler = lambda media_handler: media_handler.application
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """Lets tests open pages by path: `page.goto("/records/1/")`. Every browser test has the server, and a database."""
    return str(live_server.url)
