"""The cluster and what stands between it and the site: three machines, HAProxy, PgBouncer."""

import json
import secrets
import subprocess
import time
import urllib.request
from typing import Any

from tests.failover.isolation import FOLDER, run
from tests.failover.machines import ADDRESSES, AS_POSTGRES, SHIPPED, Machine, lay_network, shipped
from tests.faults.serving import is_listening, wait_until

WAIT_SECONDS = 180  # for a cluster to be whole, on a loaded machine
PROBE_EVERY_SECONDS = 0.5  # Patroni has other things to do
PORTS = {"haproxy": 5000, "pgbouncer": 6432}


class Cluster:
    def __init__(self) -> None:
        places = ("PATRONI", "SUPERUSER", "REPLICATION", "HONORS")
        self.secrets = {f"{place}_PASSWORD": secrets.token_hex(12) for place in places}
        lay_network()
        self.machines = [Machine(name, self.secrets) for name in ADDRESSES]

    def start(self) -> None:
        for machine in self.machines:
            machine.start()
        wait_until(self.is_whole, WAIT_SECONDS)
        self.start_haproxy()
        self.start_pgbouncer()
        self.create_database()

    def start_haproxy(self) -> None:
        with (FOLDER / "haproxy.log").open("ab") as log:
            subprocess.Popen(
                ["haproxy", "-db", "-f", SHIPPED / "haproxy.cfg"], stdout=log, stderr=subprocess.STDOUT
            )
        wait_until(lambda: is_listening(PORTS["haproxy"]))

    def start_pgbouncer(self) -> None:
        folder, logs = FOLDER / "pgbouncer", FOLDER / "pgbouncer-log"
        folder.mkdir()
        logs.mkdir()
        (folder / "pgbouncer.ini").write_text(shipped("pgbouncer.ini", self.secrets))
        (folder / "userlist.txt").write_text(f'"honors" "{self.secrets["HONORS_PASSWORD"]}"\n')
        run("chown", "-R", "postgres:", str(folder), str(logs))
        for ours, seen in (
            (folder, "/etc/pgbouncer"),
            (logs, "/var/log/postgresql"),
            (logs, "/var/run/postgresql"),
        ):
            run("mount", "--bind", str(ours), seen)
        subprocess.Popen([*AS_POSTGRES, "pgbouncer", "--quiet", "/etc/pgbouncer/pgbouncer.ini"])
        wait_until(lambda: is_listening(PORTS["pgbouncer"]))

    def create_database(self) -> None:
        """As the guide does it, on the primary."""
        password = self.secrets["HONORS_PASSWORD"]
        for database, statement in (
            ("postgres", f"CREATE ROLE honors LOGIN PASSWORD '{password}'"),
            ("postgres", "CREATE DATABASE honors OWNER honors"),
            (
                "honors",
                "CREATE TABLE direct_writes (token text PRIMARY KEY); ALTER TABLE direct_writes OWNER TO honors",
            ),
        ):
            done = self.primary().begin("psql", "--quiet", "-v", "ON_ERROR_STOP=1", "-c", statement, database)
            assert done.wait() == 0, statement

    def url(self, way: str) -> str:
        """The site's DATABASE_URL, by HAProxy or by PgBouncer."""
        options = "?DISABLE_SERVER_SIDE_CURSORS=true" if way == "pgbouncer" else ""
        return f"postgres://honors:{self.secrets['HONORS_PASSWORD']}@127.0.0.1:{PORTS[way]}/honors{options}"

    def direct(self, machine: Machine) -> str:
        return f"postgres://honors:{self.secrets['HONORS_PASSWORD']}@{machine.address}/honors"

    # --- What Patroni says ----------------------------------------------------------------------------

    def primary(self) -> Machine:
        """Raises StopIteration where there is none."""
        return next(machine for machine in self.machines if ask(machine, "primary") is not None)

    def synchronous_standby(self) -> Machine:
        return next(machine for machine in self.machines if ask(machine, "synchronous") is not None)

    def is_whole(self) -> bool:
        """Tells whether all three run on one timeline, one as the primary, two as its synchronous standbys."""
        time.sleep(PROBE_EVERY_SECONDS)
        answers = [ask(machine, "cluster") for machine in self.machines]
        return all(answer is not None and is_whole(answer["members"]) for answer in answers)


def is_whole(members: list[dict[str, Any]]) -> bool:
    return (
        sorted(member["role"] for member in members) == ["leader", "sync_standby", "sync_standby"]
        and all(member["state"] in ("running", "streaming") for member in members)
        and len({member.get("timeline") for member in members}) == 1
        and all(member.get("lag", 0) in range(1024**2) for member in members)
    )


def ask(machine: Machine, what: str) -> Any | None:
    """Returns Patroni's answer; None where there is none, or another than 200."""
    try:
        with urllib.request.urlopen(f"http://{machine.address}:8008/{what}", timeout=2) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None
