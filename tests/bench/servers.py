"""The site and its peers as processes pinned to one core; wrk gets the other."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from tests.processes import ROOT, environment, run

SERVER_CORE, CLIENT_CORE = "0", "1"
PEERS = Path(__file__).parent / "peers"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def prepare(var: Path, **chosen: str) -> None:
    """A migrated database and collected static files."""
    for command in (["migrate", "--no-input"], ["collectstatic", "--no-input"]):
        done = run(var, "manage.py", *command, "--verbosity", "0", **chosen)
        if done.returncode:
            raise RuntimeError(done.stderr)


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
    """The server, answering at `port`, ended with all its processes. Yields its process id."""
    pin = ["taskset", "-c", SERVER_CORE] if pinned else []
    process = subprocess.Popen(
        [*pin, *command],
        env=environment(var, **{"TRIBUTES_PER_NETWORK": "1000000000"} | chosen),
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield process.pid
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.01)
    raise RuntimeError(f"{process.args!r} does not answer")


def serve(port: int, workers: int = 1) -> list[str]:
    return [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]


@contextmanager
def site(var: Path, workers: int = 1, *, pinned: bool = True, **chosen: str) -> Iterator[str]:
    """The address of the site as `manage.py serve` serves it."""
    port = free_port()
    with started(serve(port, workers), port, var, pinned=pinned, **chosen):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def site_cache(var: Path) -> Iterator[str]:
    """The same site with Django's per-site cache, under the same server."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--http",
        "1",
        "--no-ws",
        "--log-level",
        "error",
    ]
    command += ["--blocking-threads", "64", "--host", "127.0.0.1", "--port", str(port)]
    command += ["django.core.wsgi:get_wsgi_application", "--factory"]
    with started(command, port, var, DJANGO_SETTINGS_MODULE="tests.bench.peers.site_cache"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def usual_view(folder: Path) -> Iterator[str]:
    """The usual tribute view under gunicorn, with as many workers as it advises for one core."""
    done = run(folder, "-m", "tests.bench.peers.usual")
    if done.returncode:
        raise RuntimeError(done.stderr)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "3", "--bind", f"127.0.0.1:{port}"]
    with started([*command, "tests.bench.peers.usual:application"], port, folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def nginx(folder: Path, files: dict[str, bytes], headers: dict[str, str]) -> Iterator[str]:
    """nginx with these files, each also as it is compressed, and these headers on every answer."""
    for name, body in files.items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    port = free_port()
    quoted = {name: value.replace('"', "'") for name, value in headers.items()}
    said = "\n".join(f'        add_header {name} "{value}";' for name, value in quoted.items())
    text = (PEERS / "nginx.conf").read_text(encoding="utf-8")
    for name, value in {"FOLDER": str(folder), "PORT": str(port), "HEADERS": said}.items():
        text = text.replace(f"@{name}@", value)
    configuration = folder / "nginx.conf"
    configuration.write_text(text, encoding="utf-8")
    for path in (folder, *folder.parents[:1]):
        path.chmod(0o755)  # nginx reads as a user of its own
    with started(["nginx", "-c", str(configuration)], port, folder):
        yield f"http://127.0.0.1:{port}"


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


def memory_mb(process: int) -> float:
    """Resident memory of a process group's processes; what they share is counted once, where it can be told apart."""
    found = 0.0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and of_group(folder, process):
            said = (folder / "smaps_rollup").read_text(encoding="ascii")
            found += (
                int(next(line for line in said.splitlines() if line.startswith("Pss:")).split()[1]) / 1024
            )
    return found


def of_group(folder: Path, group: int) -> bool:
    try:
        return os.getpgid(int(folder.name)) == group
    except ProcessLookupError:
        return False
