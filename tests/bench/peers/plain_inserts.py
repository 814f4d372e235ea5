"""A peer: a bare loop of durable inserts into a table shaped as the ledger is, one transaction each.

`python -m tests.bench.peers.plain_inserts FOLDER SECONDS` prints how many it did in a second.
"""

import os
import sqlite3
import sys
import time
from pathlib import Path

TABLE = """
CREATE TABLE tribute (id integer PRIMARY KEY AUTOINCREMENT, record_id bigint, visitor blob, created_at datetime);
CREATE UNIQUE INDEX once ON tribute (record_id, visitor);
"""


def main(folder: Path, seconds: float) -> None:
    (folder / "plain.sqlite3").unlink(missing_ok=True)
    database = sqlite3.connect(folder / "plain.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.executescript(TABLE)
    done, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        row = (1, os.urandom(32), "2026-01-01 00:00:00.000000")
        database.execute("INSERT INTO tribute (record_id, visitor, created_at) VALUES (?, ?, ?)", row)
        done += 1
    sys.stdout.write(f"{done / seconds:.1f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
