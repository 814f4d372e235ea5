"""Runs the site and its peers as processes pinned to one core; wrk gets the other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from tests.faults.serving import free_port, is_listening
from tests.processes import ROOT, environment, run

SERVER_CORE, CLIENT_CORE = "0", "1"
PEERS = Path(__file__).parent / "peers"


def prepare(var: Path, **chosen: str) -> None:
    """Migrates the database and collects the static files."""
    manage(var, "migrate", "--no-input", "--verbosity", "0", **chosen)
    manage(var, "collectstatic", "--no-input", "--verbosity", "0", **chosen)


def manage(var: Path, *arguments: str, **chosen: str) -> str:
    """Returns the output of a command, without a limit of time: ten million rows are many on a slow disk."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=environment(var, **chosen),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def populate(var: Path, *arguments: str, **chosen: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.bench.populate", *arguments],
        env=environment(var, **chosen),
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def started(command: list[str], port: int, var: Path, *, pinned: bool = True, **chosen: str) -> Iterator[int]:
    """Starts a server and yields its process id once it answers at `port`; ends it with all its processes."""
    pin = ["taskset", "-c", SERVER_CORE] if pinned else []
    log = var / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*pin, *command],
            env=environment(var, **{"TRIBUTES_PER_NETWORK": "1000000000"} | chosen),
            cwd=ROOT,
            start_new_session=True,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        if not answers(port, process):
            raise RuntimeError(f"{' '.join(command)}: {log.read_text(encoding='utf-8')[-2000:]}")
        yield process.pid
    finally:
        end(process)


def answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Returns True as soon as the server answers, False if it ended or stays silent for half a minute."""
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        if is_listening(port):
            return True
        time.sleep(0.01)
    return False


def end(process: subprocess.Popen[bytes]) -> None:
    signal_all(process, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        pass  # killed below
    finally:
        signal_all(process, signal.SIGKILL)  # all that are left, also after a second Ctrl+C


def signal_all(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def serve(port: int, workers: int = 1) -> list[str]:
    return [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]


@contextmanager
def site(var: Path, workers: int = 1, *, pinned: bool = True, **chosen: str) -> Iterator[str]:
    """Yields the address of the site as `manage.py serve` serves it."""
    port = free_port()
    with started(serve(port, workers), port, var, pinned=pinned, **chosen):
        yield f"http://127.0.0.1:{port}"


def site_cache(var: Path) -> AbstractContextManager[str]:
    """Yields the same site under the same server, with Django's per-site cache in place of the pages in memory."""
    return site(var, DJANGO_SETTINGS_MODULE="tests.bench.peers.site_cache", PAGES_MEMORY_MB="0")


@contextmanager
def usual_view(folder: Path) -> Iterator[str]:
    """Yields the usual tribute view under gunicorn, with as many workers as it advises for one core."""
    folder.mkdir()
    done = run(folder, "-m", "tests.bench.peers.usual")
    if done.returncode:
        raise RuntimeError(done.stderr)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "3", "--bind", f"127.0.0.1:{port}"]
    with started([*command, "tests.bench.peers.usual:application"], port, folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def nginx(
    folder: Path, files: dict[str, bytes], headers: dict[str, str], certificate: Path | None = None
) -> Iterator[str]:
    """Yields the address of an nginx with these files and with these headers on every answer.

    With a `certificate`, beside which lies its key, it speaks TLS.
    """
    for name, body in files.items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    port = free_port()
    configuration = folder / "nginx.conf"
    filled_in = {
        "FOLDER": str(folder),
        "PORT": str(port),
        "HEADERS": "\n".join(map(add_header, headers.items())),
        "TLS": "ssl" if certificate else "",
        "CERTIFICATE": f"ssl_certificate {certificate}; ssl_certificate_key {certificate.with_name('privkey.pem')};"
        if certificate
        else "",
    }
    text = (PEERS / "nginx.conf").read_text(encoding="utf-8")
    for name, value in filled_in.items():
        text = text.replace(f"@{name}@", value)
    configuration.write_text(text, encoding="utf-8")
    with started(["nginx", "-c", str(configuration)], port, folder):
        yield f"https://localhost:{port}" if certificate else f"http://127.0.0.1:{port}"


def add_header(header: tuple[str, str]) -> str:
    """Returns the header in nginx's syntax; a value's double quotes become single ones, of the same length."""
    name, value = header
    return f"""        add_header {name} "{value.replace('"', "'")}";"""


def get(address: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    host, _, path = address.removeprefix("http://").partition("/")
    connection = HTTPConnection(host, timeout=30)
    connection.request(
        "GET", f"/{path}", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body
