"""Measures /verify/: `make bench-verify`, or `python -m tests.bench.verify_bench --records 1000`.

Records are invented (see `corpus`) and lie in a SQLite database of a temporary folder that goes with it, or in the
PostgreSQL database that DATABASE_URL names, which must be empty. What is pasted are 5,000 characters as somebody would
bring them: passages of three records, some of their characters changed, lines broken; and as many that nobody wrote.
"""

import argparse
import gc
import os
import random
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import django
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.bench.corpus import RECORDS_PER_TRANSACTION, vocabulary
from tests.bench.search_bench import fill, folder_of, know_the_tables, size

CHARACTERS = 5_000
ASKED = 100
SEALED = 150  # records, and as many without the index
CHANGED = 0.01  # of the characters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument(
        "--folder", type=Path, help="where the database lies, instead of in a temporary folder"
    )
    chosen = parser.parse_args()
    if os.environ.get("DATABASE_URL") and chosen.folder:
        sys.exit("DATABASE_URL names the database: leave --folder out, or unset DATABASE_URL.")
    with folder_of(chosen.folder) as folder:
        os.environ |= {"VAR": f"{folder}", "DJANGO_SETTINGS_MODULE": "honors_site.settings"}
        fill(folder, chosen.records)
        django.setup()
        console = Console(width=110)
        console.print(indexed())
        console.print(sealed(SEALED))
        know_the_tables()
        console.print(asked())


def sealed(records: int) -> str:
    """Publishes drafts as editors do, in turn as the site does it, without the index, and without log and index."""
    from unittest.mock import patch

    from records.models import Commendation, LogLeaf, Record
    from records.publishing import publish
    from records.transparency.matching import index
    from tests.factories import make_measure, make_recipient, make_record, make_section

    without: dict[str, Callable[[], Any]] = {
        "the site": nullcontext,
        "without the index": lambda: patch.object(index, "put", lambda said: None),
        "without log and index": lambda: patch(
            "records.publishing.changing.tell_of_read", lambda *given: None
        ),
    }
    chance, words, honor = random.Random(3), vocabulary(), Commendation.objects.first()
    seconds = dict.fromkeys(without, 0.0)
    entered = LogLeaf.objects.count()
    for number in range(len(without) * (records + 1)):
        recipient = make_recipient(f"另外的样例{number}")
        said = words.text(chance, 200)
        draft = make_record("draft", recipient=recipient, commendation=honor, introduction=said)
        for place in range(1, 9):
            make_measure(make_section(draft, place), text=words.text(chance, 160))
        draft = Record.objects.get(pk=draft.pk)
        way = [*without][number % len(without)]
        with without[way]():
            began = time.process_time()
            publish(draft, by=None)
            seconds[way] += (time.process_time() - began) if number >= len(without) else 0
    entries = LogLeaf.objects.filter(index__gte=entered).values_list("entry", flat=True)
    room = sum(len(entry.encode()) for entry in entries) / max(1, len(entries))
    bare = seconds["without log and index"]
    told = "; ".join(
        f"{way} {1000 * taken / records:.1f} ms ({taken / bare:.2f} ×)" for way, taken in seconds.items()
    )
    return f"published, processor time a record: {told}; an entry of the log has {room:.0f} bytes, and 32 of hash"


def indexed() -> str:
    """Indexes every record, and says how much room that takes."""
    from django.db import transaction

    from records.models import Record, TextSample, Version
    from records.transparency.matching.index import put

    TextSample.objects.all()._raw_delete("default")
    before, began = size(), time.process_time()
    ids = list(Record.objects.order_by("pk").values_list("pk", flat=True))
    for start in track(range(0, len(ids), RECORDS_PER_TRANSACTION), "index"):
        some = ids[start : start + RECORDS_PER_TRANSACTION]
        owners = Record.objects.in_bulk(some)
        with transaction.atomic():
            versions = Version.objects.public().filter(record__in=some).whole()
            put(owners[version.record_id].showing(version) for version in versions)
    seconds, rows = time.process_time() - began, TextSample.objects.count()
    room = (size() - before) * 1024**2
    return (
        f"{len(ids):,} records indexed: {1000 * seconds / len(ids):.2f} ms of processor time, "
        f"{rows / len(ids):.0f} rows and {room / len(ids):,.0f} bytes a record (pages left free are used first)"
    )


def asked() -> Table:
    table = Table(
        "5,000 characters", "p50 ms", "p95 ms", "found in", title="/verify/ through Django, processor time"
    )
    for name, make in {"passages of three records, 1% changed": quoted, "words of nobody": invented}.items():
        times, found = measured(make)
        times.sort()
        table.add_row(
            name, f"{median(times):.1f}", f"{times[int(len(times) * 0.95)]:.1f}", f"{found} of {ASKED}"
        )
    return table


def measured(make: Callable[[random.Random], str]) -> tuple[list[float], int]:
    from django.conf import settings
    from django.test import Client

    host = urlsplit(settings.SITE_URL)
    chance, client = random.Random(2), Client(SERVER_NAME=host.hostname, SERVER_PORT=f"{host.port or 80}")
    times, found = [], 0
    for number in range(ASKED + 5):
        if number == 5:
            gc.collect()
            gc.freeze()  # as the server does when it has begun
        text = make(chance)
        began = time.process_time()
        response = client.post("/verify/", {"text": text}, secure=host.scheme == "https")
        seconds = time.process_time() - began
        if response.status_code != 200:
            sys.exit(f"/verify/ answered {response.status_code}")
        if number >= 5:  # the first ones load what all need
            times.append(1000 * seconds)
            found += "这里没有这些文字" not in response.content.decode()
    return times, found


def quoted(chance: random.Random) -> str:
    from records.models import Measure, Record

    last = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
    texts: list[str] = []
    while sum(map(len, texts)) < CHARACTERS:
        record = Record.objects.filter(pk__gte=chance.randrange(1, last)).order_by("pk").first()
        measures: Any = Measure.objects.filter(section__version=record.live_id) if record else []
        texts += [measure.text for measure in measures]
    characters = list("\n".join(texts)[:CHARACTERS])
    for place in chance.sample(range(len(characters)), int(CHANGED * CHARACTERS)):
        characters[place] = "改"
    lines = "".join(characters)
    return "\n".join(lines[start : start + 37] for start in range(0, len(lines), 37))


def invented(chance: random.Random) -> str:
    return vocabulary().text(chance, CHARACTERS)


if __name__ == "__main__":
    main()
