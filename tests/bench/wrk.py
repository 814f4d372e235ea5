"""wrk on the core that the server does not have, and what it says."""

import re
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.servers import CLIENT_CORE, PEERS

TRIBUTE = ["-s", str(PEERS / "tribute.lua")]
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk measured."""

    per_second: float
    p99_ms: float
    requests: int
    refused: int  # answers other than 2xx and 3xx, and connections that failed


def parsed(output: str) -> Load:
    def found(pattern: str, missing: str = "0") -> str:
        match = re.search(pattern, output)
        return match[1] if match else missing

    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    latency = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", output)
    return Load(
        per_second=float(found(r"Requests/sec:\s+([\d.]+)")),
        p99_ms=float(latency[1]) * SECONDS[latency[2]] * 1000 if latency else 0.0,
        requests=int(found(r"(\d+) requests in")),
        refused=int(found(r"Non-2xx or 3xx responses: (\d+)"))
        + sum(map(int, errors.groups() if errors else ())),
    )


def command(address: str, seconds: float, connections: int, more: Sequence[str] = ()) -> list[str]:
    flags = [
        "-t1",
        f"-c{connections}",
        f"-d{max(1, round(seconds))}s",
        "--latency",
        "-H",
        "Accept-Encoding: gzip",
    ]
    return ["taskset", "-c", CLIENT_CORE, "wrk", *flags, *more, address]


def load(address: str, seconds: float, connections: int = 64, more: Sequence[str] = ()) -> Load:
    done = subprocess.run(
        command(address, seconds, connections, more), capture_output=True, text=True, check=True
    )
    return parsed(done.stdout)


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
