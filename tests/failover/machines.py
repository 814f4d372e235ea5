"""Machines of a cluster: each a network namespace with a cable to this one's bridge, and folders of its own."""

import os
import shlex
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.failover.isolation import FOLDER, run
from tests.faults.serving import wait_until
from tests.processes import ROOT

SHIPPED = ROOT / "honors_site" / "deploy" / "patroni"
BRIDGE = "honors"
SITE_ADDRESS = "10.0.0.10"
ADDRESSES = {"db1": "10.0.0.11", "db2": "10.0.0.12", "db3": "10.0.0.13"}  # as the shipped files have them
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--")
# What a machine has of its own, by the folder that it sees.
FOLDERS = {
    "postgresql": "/var/lib/postgresql",
    "sockets": "/var/run/postgresql",
    "etcd": "/var/lib/etcd",
    "patroni": "/etc/patroni",
}


def lay_network() -> None:
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "addr", "add", f"{SITE_ADDRESS}/24", "dev", BRIDGE)
    run("ip", "link", "set", BRIDGE, "up")


def shipped(name: str, filled: dict[str, str]) -> str:
    """Returns the file with its @PLACES@ filled in, as the guide tells the operator to do it."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    for place, value in filled.items():
        text = text.replace(f"@{place}@", value)
    return text


class Machine:
    def __init__(self, name: str, secrets: dict[str, str]) -> None:
        self.name, self.address = name, ADDRESSES[name]
        self.folder = FOLDER / name
        for folder in FOLDERS:
            (self.folder / folder).mkdir(parents=True)
        filled = secrets | {"NAME": name, "ADDRESS": self.address}
        (self.folder / "patroni" / "config.yml").write_text(without_watchdog(shipped("patroni.yml", filled)))
        self.etcd = dict(
            line.split("=", 1) for line in shlex.split(shipped("etcd.env", filled), comments=True)
        )
        run("chown", "-R", "postgres:", str(self.folder))
        self.connect()

    def connect(self) -> None:
        run("ip", "netns", "add", self.name)
        run("ip", "link", "add", self.name, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        run("ip", "link", "set", self.name, "master", BRIDGE, "up")
        inside = ("ip", "-n", self.name)
        run(*inside, "addr", "add", f"{self.address}/24", "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "link", "set", "lo", "up")

    def start(self) -> None:
        self.begin("etcd", **self.etcd)
        self.begin("patroni", "/etc/patroni/config.yml")

    def begin(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Starts a command on this machine, as the user of its database."""
        binds = " && ".join(f"mount --bind {self.folder / ours} {seen}" for ours, seen in FOLDERS.items())
        with (self.folder / f"{Path(command[0]).name}.log").open("ab") as log:
            return subprocess.Popen(
                [
                    *("ip", "netns", "exec", self.name, "sh", "-c", f'{binds} && exec "$@"', "sh"),
                    *(*AS_POSTGRES, *command),
                ],
                env={"PATH": os.environ["PATH"], "HOME": "/var/lib/postgresql", "LC_ALL": "C.UTF-8"}
                | environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def processes(self) -> list[int]:
        return [int(process) for process in run("ip", "netns", "pids", self.name).split()]

    def signal(self, number: signal.Signals) -> None:
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    # --- What may befall it ---------------------------------------------------------------------------

    def kill(self) -> None:
        """All at once: PostgreSQL, Patroni and etcd, without a word to anybody."""

        def is_dead() -> bool:
            self.signal(signal.SIGKILL)  # again: one may have been forked meanwhile
            return not self.processes()

        wait_until(is_dead)

    def freeze(self) -> None:
        """As a virtual machine that is paused: it is connected to, and says nothing more."""
        stopped: list[int] = []
        while (processes := self.processes()) != stopped:
            self.signal(signal.SIGSTOP)
            stopped = processes

    def wake(self) -> None:
        self.signal(signal.SIGCONT)

    def cut_off(self) -> None:
        run("ip", "link", "set", self.name, "down")

    def plug_in(self) -> None:
        run("ip", "link", "set", self.name, "up")


def without_watchdog(config: str) -> str:
    """A machine that is frozen here shall not take this one along."""
    changed = config.replace("mode: automatic", "mode: off")
    assert changed != config
    return changed
