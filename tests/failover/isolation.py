"""Runs this program with processes, network and files of its own, which the kernel takes away when it ends, however."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ISOLATED = "HONORS_FAILOVER_FOLDER"
FOLDER = Path(os.environ.get(ISOLATED, "/nonexistent"))  # a tmpfs that nobody else sees
# Debian's, and the program that each is looked for by.
PACKAGES = {
    "ip": "iproute2",
    "unshare": "util-linux",
    "etcd": "etcd-server",
    "patroni": "patroni",
    "haproxy": "haproxy",
    "pgbouncer": "pgbouncer",
}
KINDS = ("--net", "--pid", "--mount", "--ipc")


def is_isolated() -> bool:
    return ISOLATED in os.environ


def reason_against() -> str | None:
    """Tells why it cannot be done on this machine; None where it can."""
    missing = [package for name, package in PACKAGES.items() if not shutil.which(name)]
    if missing:
        return f"not installed (apt-get install {' '.join(missing)})"
    if os.geteuid() != 0:
        return "namespaces of machines are made by root only"
    tried = subprocess.run(
        ["unshare", *KINDS, "--fork", "--mount-proc", "ip", "link", "add", "try", "type", "bridge"],
        capture_output=True,
        text=True,
        check=False,
    )
    return tried.stderr.strip() or None


def run_isolated(arguments: Sequence[str]) -> int:
    """Runs `python -m tests.failover` again inside. Returns its exit status."""
    folder = tempfile.mkdtemp(
        prefix="honors-failover-", dir="/run"
    )  # stays empty: only inside it is that tmpfs
    try:
        return subprocess.call(
            # Whoever kills this kills all that it started: each of them dies with the one before it.
            [
                *(
                    "setpriv",
                    "--pdeathsig",
                    "KILL",
                    "unshare",
                    *KINDS,
                    "--fork",
                    "--kill-child",
                    "--mount-proc",
                ),
                *(sys.executable, "-m", "tests.failover", *arguments),
            ],
            env=os.environ | {ISOLATED: folder},
        )
    finally:
        Path(folder).rmdir()


def be_init() -> None:
    """Returns in a child, while this process does what the first of all must: it buries orphans.

    A dead PostgreSQL that nobody buries looks alive to the one that is started after it.
    """
    worker = os.fork()
    if not worker:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the worker gets it too, and cleans up
    while True:
        process, status = os.wait()
        if process == worker:
            os._exit(os.waitstatus_to_exitcode(status) % 256)


def hide_the_machine() -> None:
    """Puts empty folders where ours would show outside: names of networks, shared memory, all state."""
    for folder in ("/run/netns", "/dev/shm", str(FOLDER)):
        Path(folder).mkdir(exist_ok=True)
        run(
            "mount", "-t", "tmpfs", "-o", "mode=755" if folder != "/dev/shm" else "mode=1777", "tmpfs", folder
        )


def run(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
