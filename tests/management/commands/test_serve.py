"""`manage.py serve` as an operator starts it: a real process, a real port, a VAR of its own."""

import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

import brotli
import pytest

from tests.faults.serving import free_port, is_listening, prepare, wait_until
from tests.processes import run, start

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR with one published record and compressed static files, to be copied and not used itself."""
    var = tmp_path_factory.mktemp("prepared") / "var"
    prepare(var)
    done = run(var, "manage.py", "collect_static", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return var


@pytest.fixture
def var(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "记录 var"))


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def chosen() -> dict[str, str]:
    """Environment variables that the operator has set; a test may choose its own."""
    return {}


@pytest.fixture
def server(var: Path, port: int, chosen: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The site, up and answering at `port`."""
    with serving(var, port, **chosen) as process:
        yield process


@pytest.fixture(scope="module")
def shared(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of one site for the tests that only read."""
    port = free_port()
    with serving(Path(shutil.copytree(prepared, tmp_path_factory.mktemp("shared") / "var")), port):
        yield port


@contextmanager
def serving(var: Path, port: int, **chosen: str) -> Iterator[subprocess.Popen[str]]:
    process = start(var, "manage.py", "serve", "--port", str(port), **chosen)
    for _ in range(200):
        try:
            get(port, "/livez")
            break
        except (OSError, HTTPException):  # not yet there, or only trying whether the port is free
            if process.poll() is not None:
                break
            time.sleep(0.05)
    yield process
    process.terminate()
    process.communicate(timeout=30)


def get(port: int, address: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_the_site_answers_serves_compressed_files_and_stops_when_told(
    server: subprocess.Popen[str], port: int
) -> None:
    assert get(port, "/livez").status == 200
    assert get(port, "/readyz").status == 200

    page = HTTPConnection("127.0.0.1", port, timeout=20)
    page.request("GET", "/")
    stylesheet = re.search(r"/static/site\.[0-9a-f]{12}\.css", page.getresponse().read().decode())
    page.close()
    assert stylesheet
    file = get(port, stylesheet[0], **{"Accept-Encoding": "br, gzip"})
    assert file.headers["Content-Encoding"] == "br"
    assert file.headers["Cache-Control"] == "max-age=315360000, public, immutable"

    server.send_signal(signal.SIGTERM)
    printed, _ = server.communicate(timeout=30)
    assert server.returncode == 0, printed
    assert f"http://127.0.0.1:{port}/" in printed
    assert "make admin" in printed
    assert "/livez" not in printed


def compressed(port: int, address: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", address, headers={"Accept-Encoding": "br"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert (response.status, response.headers["Content-Encoding"]) == (200, "br"), address
    return body


@pytest.mark.parametrize("version", ["", "/elder", "/zh-hant"])
def test_a_first_visit_fits_into_what_a_connection_sends_at_once(shared: int, version: str) -> None:
    """Ten packets of 1,460 bytes, before the first answer to them comes back."""
    page = compressed(shared, f"{version}/records/1/")
    html = brotli.decompress(page).decode()
    parts = re.findall(r'<(?:link rel="(?:icon|stylesheet)" href|script src|img src)="([^"]+)"', html)
    # That for paper no screen asks for: tests/browser/test_paper.py.
    fetched = [address for address in parts if not address.endswith(".qr.svg")]
    files = {address: len(compressed(shared, address)) for address in fetched}
    (aloud,) = re.findall(r'data-aloud="([^"]+)"', html)
    scripts = [size for address, size in files.items() if address.endswith(".js")]
    assert len(files) + 1 <= 4
    assert len(page) <= 9 * 1024
    assert len(page) + sum(files.values()) <= 14_600, {"page": len(page), **files}
    assert sum(scripts) + len(compressed(shared, aloud)) <= 4096


GIVE_A_NOISY_PORTRAIT = """
import os
from io import BytesIO
from django.core.files.base import ContentFile
from PIL import Image
from records.admin.images import store_picture
from records.models import Record
from records.search.reindexing import reindex
made = BytesIO()
Image.frombytes("RGB", (900, 1200), os.urandom(900 * 1200 * 3)).save(made, "PNG")
recipient = Record.objects.get(pk=1).recipient
recipient.portrait = store_picture(ContentFile(made.getvalue()), alt="样例")
recipient.save()
reindex(recipient.records.values_list("pk", flat=True))
"""


def test_a_first_visit_with_a_portrait_stays_small_whatever_is_on_it(
    server: subprocess.Popen[str], var: Path, port: int
) -> None:
    """A phone loads the narrowest file: 6rem at three pixels for each of CSS."""
    done = run(var, "manage.py", "shell", "-c", GIVE_A_NOISY_PORTRAIT)
    assert done.returncode == 0, done.stderr
    page = compressed(port, "/records/1/")
    html = brotli.decompress(page).decode()
    (narrow,) = re.findall(r'<img src="[^"]+" srcset="([^ ]+) 480w', html)
    parts = re.findall(r'<(?:link rel="(?:icon|stylesheet)" href|script src)="([^"]+)"', html)
    portrait = int(get(port, narrow).headers["Content-Length"])
    assert portrait > 1_000
    assert portrait + len(page) + sum(len(compressed(port, address)) for address in parts) <= 40_000


def test_text_is_compressed_once_with_pages_in_memory(shared: int) -> None:
    text_is_compressed_once(shared)


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("chosen", [{"PAGES_MEMORY_MB": "0"}])
def test_text_is_compressed_once_without_pages_in_memory(port: int) -> None:
    text_is_compressed_once(port)


def text_is_compressed_once(port: int) -> None:
    page = brotli.decompress(compressed(port, "/")).decode()
    stylesheet = re.search(r"/static/site\.[0-9a-f]{12}\.css", page)
    assert stylesheet
    assert "{" in brotli.decompress(compressed(port, stylesheet[0])).decode()
    assert "<html" in brotli.decompress(compressed(port, "/search/?q=1")).decode()


def test_the_site_checks_its_ledger_log_and_pictures_without_being_watched(
    server: subprocess.Popen[str], var: Path, port: int
) -> None:
    get(port, "/")
    checks = ("records_ledgercheck", "records_auditcheck", "records_picturecheck")
    for _ in range(600):
        with closing(sqlite3.connect(var / "db.sqlite3", timeout=20)) as database:
            rows = [row for table in checks for row in database.execute(f"SELECT finished_at FROM {table}")]
        if len(rows) == len(checks) and all(finished for (finished,) in rows):
            return
        time.sleep(0.05)
    pytest.fail(f"not checked: {rows}")


def test_a_second_server_on_the_same_port_is_told_so(var: Path, shared: int) -> None:
    done = run(var, "manage.py", "serve", "--port", str(shared))
    assert done.returncode == 1
    assert f"端口 {shared} 已被占用" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_host_that_is_not_this_machine_is_named(var: Path, port: int) -> None:
    # A documentation address (RFC 5737), which no machine has.
    done = run(var, "manage.py", "serve", "--host", "192.0.2.1", "--port", str(port))
    assert done.returncode == 1
    assert "本机没有地址 192.0.2.1" in done.stderr


@pytest.mark.parametrize("wrong", ["0", "65536", "abc"])
def test_a_port_that_is_none_is_refused(var: Path, wrong: str) -> None:
    done = run(var, "manage.py", "serve", "--port", wrong)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_migrations_the_operator_is_told_the_command(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "serve")
    assert done.returncode == 1
    assert "python manage.py migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_after_a_migration_that_failed_the_operator_is_told_to_repeat_it(var: Path) -> None:
    with sqlite3.connect(var / "db.sqlite3") as database:
        database.execute("DROP TRIGGER records_measure_update_raises_edition")
    done = run(var, "manage.py", "serve")
    assert done.returncode == 1
    assert "请再运行一次：python manage.py migrate" in done.stderr


def test_without_static_files_the_operator_is_told_the_command(var: Path) -> None:
    shutil.rmtree(var / "static")
    done = run(var, "manage.py", "serve")
    assert done.returncode == 1
    assert "collect_static" in done.stderr


def test_without_a_database_the_operator_is_told_where_to_look(var: Path, port: int) -> None:
    # Nothing listens on this port.
    done = run(var, "manage.py", "serve", DATABASE_URL=f"postgres://nobody@127.0.0.1:{port}/none")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 51, 3), reason="this machine's SQLite has no such bug")
def test_several_workers_on_an_old_sqlite_are_warned_about(var: Path) -> None:
    # The address is refused after the warning, so nothing is left running.
    done = run(var, "manage.py", "serve", "--workers", "2", "--host", "192.0.2.1")
    assert "SQLite" in done.stderr
    assert "--workers 1" in done.stderr


def test_a_mistyped_registration_is_told_before_the_site_starts(var: Path, port: int) -> None:
    done = run(var, "manage.py", "serve", "--port", str(port), ICP_NUMBER="待办", SITE_ID_CODE="12")
    assert done.returncode == 1
    assert "ICP_NUMBER 应写成" in done.stderr
    assert "SITE_ID_CODE 应写成" in done.stderr


def test_a_registration_without_its_mark_is_told_where_to_put_it(var: Path) -> None:
    done = run(var, "manage.py", "serve", "--host", "192.0.2.1", POLICE_NUMBER="样公网安备 12345678901234号")
    assert str(var / "marks" / "police.png") in done.stderr


def test_an_encrypted_site_without_a_proxy_is_warned_about(var: Path) -> None:
    done = run(var, "manage.py", "serve", "--host", "192.0.2.1", SITE_URL="https://honors.example")
    assert "PROXY_HOPS" in done.stderr


def test_lock_that_the_sites_user_cannot_open_is_told_in_words(var: Path, port: int) -> None:
    (var / ".lock").mkdir()  # what a file of root's is to others, for a test that root runs
    done = run(var, "manage.py", "serve", "--port", str(port))
    assert done.returncode == 1
    assert f"用不了 {var}/.lock" in done.stderr
    assert "Traceback" not in done.stderr


# --- Caches in front ------------------------------------------------------------------------------


def purge_command(folder: Path) -> dict[str, str]:
    """Names a command that notes each call, and hangs while `hanging` is there."""
    script = folder / "purge"
    script.write_text(
        f"#!/bin/sh\necho called >> '{folder}/calls'\n[ ! -e '{folder}/hanging' ] || exec sleep 60\n"
    )
    script.chmod(0o755)
    (folder / "calls").touch()
    return {"PURGE_COMMAND": f"'{script}'"}


def calls(folder: Path) -> int:
    return len((folder / "calls").read_text().splitlines())


def test_command_that_is_ended_half_way_purges_what_it_has_changed(var: Path, tmp_path: Path) -> None:
    stopped_half_way = (
        "import os, signal, time\n"
        "from records.models import Edition\n"
        "Edition.bump()\n"
        "os.kill(os.getpid(), signal.SIGTERM)\n"
        "time.sleep(60)"
    )
    done = run(var, "manage.py", "shell", "-c", stopped_half_way, **purge_command(tmp_path))
    assert done.returncode == 128 + signal.SIGTERM
    assert calls(tmp_path) == 1


def test_site_ends_though_a_purge_hangs(var: Path, port: int, tmp_path: Path) -> None:
    process = start(var, "manage.py", "serve", "--port", str(port), **purge_command(tmp_path))
    wait_until(lambda: is_listening(port) and calls(tmp_path) > 0)
    get(port, "/livez")  # its process has begun to look for changes
    (tmp_path / "hanging").touch()
    before = calls(tmp_path)
    with closing(sqlite3.connect(var / "db.sqlite3")) as elsewhere:
        elsewhere.execute("UPDATE records_edition SET number = number + 1")
        elsewhere.commit()
    wait_until(lambda: calls(tmp_path) > before)
    process.terminate()
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0, printed
