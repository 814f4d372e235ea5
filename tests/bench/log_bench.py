"""Measures the public log: `python -m tests.bench.log_bench`.

Proofs come from tiles on the disk, one by one, as a site that is asked for them has them. Then an archive is written,
with a page and the canonical form of each record, and checked by the program that strangers run, as a process.
"""

import argparse
import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.console import Console
from rich.table import Table

from records.transparency import verify
from records.transparency.notes import sign_note
from records.transparency.tree import Tiles, appended
from records.transparency.verify import (
    Checkpoint,
    ed25519_holds,
    leaf_hash,
    tile_path,
    verify_consistency,
    verify_inclusion,
)
from tests.bench.machine import description, load
from tests.transparency.made_site import MadeSite

ASKED = 500
SIZE_OF_PAGE = 16_000  # what a page of the examples has besides its texts, most of it in its head


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=5_000)
    chosen = parser.parse_args()
    table = Table("", "milliseconds, median", "95 of 100", "goal", caption=f"{description()}, load {load()}")
    with tempfile.TemporaryDirectory() as folder:
        for name, run, goal in questions(Path(folder), chosen.entries):
            times = sorted(timed(run) for _ in range(ASKED))
            table.add_row(name, f"{median(times):.3f}", f"{times[ASKED * 95 // 100]:.3f}", goal)
    console = Console(width=110)
    console.print(table)
    with tempfile.TemporaryDirectory() as folder:
        console.print(verified(Path(folder), chosen.records))


def timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


def questions(folder: Path, entries: int) -> list[tuple[str, Callable[[], object], str]]:
    leaves = [leaf_hash(b"entry %d" % number) for number in range(entries)]
    tiles = appended(lambda level, index: b"", 0, leaves)
    for (level, index), tile in tiles.items():
        file = folder / tile_path(level, index)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(tile)

    def read(level: int, index: int) -> bytes:
        return (folder / tile_path(level, index)).read_bytes()

    draw = random.Random(1)
    secret = Ed25519PrivateKey.generate()
    root = Tiles(read, entries).root()
    note = sign_note(Checkpoint("a/log", entries, root).text(), "a/log", secret)
    public, signature = secret.public_key().public_bytes_raw(), secret.sign(note)
    middle = entries // 2
    old_root, proofs = Tiles(read, middle).root(), Tiles(read, entries)
    inclusion, consistency = proofs.inclusion(middle), proofs.consistency(middle)
    slowly = verify.slowly_holds
    return [
        ("inclusion proof", lambda: Tiles(read, entries).inclusion(draw.randrange(entries)), "5"),
        ("consistency proof", lambda: Tiles(read, entries).consistency(draw.randrange(1, entries)), ""),
        ("one entry more, its tiles", lambda: appended(read, entries, leaves[:1]), ""),
        ("root of all", lambda: Tiles(read, entries).root(), ""),
        (
            "checkpoint: root, signed",
            lambda: sign_note(
                Checkpoint("a/log", entries, Tiles(read, entries).root()).text(), "a/log", secret
            ),
            "5",
        ),
        (
            "verify an inclusion",
            lambda: verify_inclusion(leaves[middle], middle, entries, inclusion, root),
            "",
        ),
        (
            "verify a consistency",
            lambda: verify_consistency(middle, old_root, entries, root, consistency),
            "",
        ),
        ("verify a signature", lambda: ed25519_holds(public, note, signature), ""),
        ("… without cryptography", lambda: slowly(public, note, signature), ""),
    ]


def verified(folder: Path, records: int) -> Table:
    """Writes an archive and checks it as a stranger would, at first and again with what was remembered."""
    site = MadeSite(folder / "archive")
    write_records(site, records)
    site.sign()
    table = Table(
        "an archive",
        "records",
        "seconds",
        "records/s",
        "goal",
        caption="a process of its own, start included",
    )
    state = f"{folder / 'state.json'}"
    for name, options in (
        ("at first", []),
        ("again, with what was remembered", []),
        ("again, --full", ["--full"]),
    ):
        command = [sys.executable, verify.__file__, f"{site.folder}", "--state", state, *options]
        started, used = time.perf_counter(), processor_seconds()
        done = subprocess.run(command, capture_output=True, text=True)
        seconds, used = time.perf_counter() - started, processor_seconds() - used
        assert done.returncode == 0, done.stdout
        speed = f"{records / seconds:,.0f}"
        table.add_row(name, f"{records:,}", f"{seconds:.2f}", speed, "2,000", f"{used:.2f}")
    return table


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write_records(site: MadeSite, records: int) -> None:
    style = f"<style>{'p{color:red}' * (SIZE_OF_PAGE // 12)}</style></head>"
    sentence = "大病多是小病拖出来的，把工夫下在前面，是这些年最要紧的一条经验。"
    for number in range(1, records + 1):
        texts = [f"{sentence}{number}年{part}月。" * 3 for part in range(8)]
        measures = [{"number": part, "marker": "", "text": text} for part, text in enumerate(texts, 1)]
        form: dict[str, Any] = {
            "schema": "honors-record/version/1",
            "record": number,
            "version": 1,
            "salt": f"{number:032x}",
            "title": f"第{number}号先进事迹",
            "introduction": sentence * 3,
            "sections": [{"number": 1, "title": "早一步", "lead": sentence, "measures": measures}],
        }
        content = rfc8785.dumps(form)
        site.write(f"records/{number}/versions/1.canonical.json", content)
        shown = "".join(
            f'<li class="measure"><a>{number}.</a><p>{text}</p><details><summary>引用</summary></details></li>'
            for number, text in enumerate(texts, 1)
        )
        deeds = f"<p>{form['introduction']}</p><h3>早一步</h3><p>{sentence}</p>{shown}"
        page = f"<html><head>{style}<body><h1>{form['title']}</h1>{verify.DEEDS}>{deeds}</section>"
        site.write(f"records/{number}/index.html", page.encode())
        site.tell("published", record=number, version=1, hash=hashlib.sha256(content).hexdigest())


if __name__ == "__main__":
    main()
