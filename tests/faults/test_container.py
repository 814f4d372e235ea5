"""The container of the guide: built from Debian, run without privileges over a root that is only read."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults import in_minutes
from tests.faults.browsing import LOST, Connection
from tests.faults.serving import free_port, wait_until
from tests.processes import ROOT

pytestmark = in_minutes

BASE = "docker.io/library/debian:bookworm-slim"
NAME = "localhost/honors-record-test"
VOLUME = "honors-record-test"
BACKUPS = "honors-record-test-backups"
BACKUP = (".venv/bin/python", "manage.py", "backup", "/var/backups/honors-record", "--verify")
# Also where the tests themselves run in a container, which mounts nothing and makes no cgroups.
BUILD = ("--storage-driver", "vfs")
RUN = (
    "--cgroups=disabled",
    "--network=host",
    "--read-only",
    "--cap-drop=all",
    "--security-opt=no-new-privileges",
    "--ulimit=nofile=1024:1024",  # no more than an outer container allows
    "--ulimit=nproc=1000:1000",
    "--no-healthcheck",  # systemd's timer would ask; below it is asked once
)


def podman(*arguments: str, check: bool = True, seconds: int = 900) -> subprocess.CompletedProcess[str]:
    program = shutil.which("podman") or pytest.skip("podman is not installed (apt-get install podman)")
    command = [program, *BUILD, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def image() -> Iterator[str]:
    if (
        podman("image", "exists", BASE, check=False).returncode
        and podman("pull", BASE, check=False).returncode
    ):
        pytest.skip(f"{BASE} is neither here nor to be had: podman pull {BASE}")
    file = "honors_site/deploy/Containerfile"
    podman("build", "--isolation", "chroot", "--format", "docker", "--tag", NAME, "--file", file, ".")
    yield NAME
    podman("rmi", "--force", NAME, check=False)


def described(image: str) -> dict[str, Any]:
    (found,) = json.loads(podman("inspect", "--type", "image", image).stdout)
    return dict(found)


def health_command(image: str) -> list[str]:
    return list(described(image)["Healthcheck"]["Test"][1:])


def test_image_says_who_runs_it_and_how_its_health_is_asked(image: str) -> None:
    found = described(image)
    assert found["User"] == "10001"
    assert "/readyz" in " ".join(health_command(image))
    assert list(found["Config"]["Volumes"]) == ["/var/lib/honors-record"]


def test_container_serves_is_backed_up_and_stops_as_it_is_told(image: str) -> None:
    port = free_port()
    setting = [
        "--env",
        f"PORT={port}",
        "--env",
        "HOST=127.0.0.1",
        "--volume",
        f"{VOLUME}:/var/lib/honors-record",
        "--volume",
        f"{BACKUPS}:/var/backups/honors-record",
    ]
    tried = podman("run", "--rm", *RUN, image, "true", check=False)
    if tried.returncode:
        pytest.skip(f"no container runs here: {tried.stderr}")
    container = podman("run", "--detach", *RUN, *setting, image).stdout.strip()
    try:
        wait_until(lambda: is_ready(port), seconds=180)
        with Connection(port) as connection:
            assert connection.get("/records/1/").status == 200
        assert podman("exec", container, "sh", "-c", "touch /srv/honors-record/x", check=False).returncode
        podman("exec", container, *health_command(image))
        podman("exec", container, *BACKUP)
        podman("stop", "--time", "60", container)
        assert podman("wait", container).stdout.strip() == "0"
    finally:
        podman("rm", "--force", container, check=False)
        podman("volume", "rm", "--force", VOLUME, BACKUPS, check=False)


def is_ready(port: int) -> bool:
    try:
        with Connection(port) as connection:
            return connection.get("/readyz").status == 200
    except LOST:
        return False
