"""Runs wrk on the core that the server does not have, and reads its figures."""

import re
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.plan import Plan
from tests.bench.servers import CLIENT_CORE, PEERS

TRIBUTE = ("-s", str(PEERS / "tribute.lua"))
TRIBUTE_TO_MANY = ("-s", str(PEERS / "tributes_to_many.lua"))
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class Load:
    """Holds the figures of one run of wrk."""

    per_second: float
    p99_ms: float
    connections: int
    requests: int
    refused: int  # answers other than 2xx and 3xx, and connections that failed


def parsed(output: str) -> Load:
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    return Load(
        per_second=float(found(r"Requests/sec:\s+([\d.]+)", output)),
        p99_ms=p99_ms(output),
        connections=int(found(r"threads and (\d+) connections", output)),
        requests=int(found(r"(\d+) requests in", output)),
        refused=int(found(r"Non-2xx or 3xx responses: (\d+)", output, missing="0"))
        + sum(map(int, errors.groups() if errors else ())),
    )


def found(pattern: str, output: str, missing: str = "") -> str:
    match = re.search(pattern, output)
    if match is None and not missing:
        raise RuntimeError(f"wrk says something else than expected: {output}")
    return match[1] if match else missing


def p99_ms(output: str) -> float:
    amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", output).groups()  # type: ignore[union-attr]
    return float(amount) * SECONDS[unit] * 1000


def command(address: str, seconds: float, connections: int, more: Sequence[str]) -> list[str]:
    # A slow answer is slow, not refused: its latency tells.
    flags = ["-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "--timeout", "60s"]
    return ["taskset", "-c", CLIENT_CORE, "wrk", *flags, "-H", "Accept-Encoding: gzip", *more, address]


def load(address: str, seconds: float, connections: int = 64, more: Sequence[str] = ()) -> Load:
    """Makes one run. A server that refuses is quick at it, so a measurement with refusals is none."""
    flags = command(address, seconds, connections, more)
    measured = parsed(subprocess.run(flags, capture_output=True, text=True, check=True).stdout)
    if measured.refused:
        raise RuntimeError(f"{address}: {measured.refused} of {measured.requests} requests were refused")
    return measured


def in_turn(plan: Plan, addresses: Sequence[str], more: Sequence[str] = ()) -> list[list[Load]]:
    """Returns the runs of each address. They take turns, so that all share the machine's other work."""
    rounds = [[load(address, plan.seconds, more=more) for address in addresses] for _ in range(1 + plan.runs)]
    return [list(runs) for runs in zip(*rounds, strict=True)]


# The first of the runs only warms up.
def rate(runs: Sequence[Load]) -> float:
    return statistics.median(run.per_second for run in runs[1:])


def p99(runs: Sequence[Load]) -> float:
    return statistics.median(run.p99_ms for run in runs[1:])
