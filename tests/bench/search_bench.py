"""Measures how fast the index is built and asked: `make bench-search`.

Records are invented (see `corpus`) and lie in a SQLite database of a temporary folder that goes with it, or in the
PostgreSQL database that DATABASE_URL names, which must be empty. Words are asked for as often as the records have
them. Two times are taken of each question: until it is known which records fit, the best first; and until a page has
all its data, with twenty excerpts and the counts beside the filters.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import django
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.bench.browsing import browsed
from tests.bench.corpus import CATEGORIES, FAMILIES, FIRST_YEAR, YEARS, Vocabulary, vocabulary
from tests.bench.machine import description, load
from tests.processes import ROOT, environment

QUERIES = 200
PERCENTILES = 50, 95, 99
Draw = Callable[[random.Random, Vocabulary], str]


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
        know_the_tables()
        console = Console(width=110)
        console.print(built(console))
        console.print(asked())
        console.print(browsed(caption()))


@contextmanager
def folder_of(chosen: Path | None) -> Iterator[Path]:
    if chosen:
        chosen.mkdir(parents=True, exist_ok=True)
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="honors-bench-") as folder:
        yield Path(folder)


def fill(folder: Path, records: int) -> None:
    """Fills the database; raises CalledProcessError where a command fails."""
    more = {"DATABASE_URL": os.environ.get("DATABASE_URL", "")}
    for command in (
        ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        ["manage.py", "migrate", "--verbosity", "0"],
        ["-m", "tests.bench.corpus", "--records", f"{records}"],
    ):
        subprocess.run([sys.executable, *command], env=environment(folder, **more), cwd=ROOT, check=True)


def know_the_tables() -> None:
    """Analyzes the tables, as autovacuum would a minute after so many new rows."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def built(console: Console) -> str:
    from records.search.rebuilding import rebuild

    before, began = size(), time.perf_counter()
    with Progress(console=console) as progress:
        task = progress.add_task("index", total=None)
        records = rebuild(lambda done, of: progress.update(task, completed=done, total=of))
    seconds = time.perf_counter() - began
    return (
        f"{records:,} records indexed in {seconds:,.0f} s: {records / seconds:,.0f} records/s; "
        f"the database grew from {before:,.0f} MB to {size():,.0f} MB"
    )


def size() -> float:
    """Returns the size of the database in megabytes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return float(cursor.fetchone()[0]) / 1024**2


def word(chance: random.Random, known: Vocabulary) -> str:
    return chance.choices(known.words, cum_weights=known.weights)[0]


def award(chance: random.Random) -> str:
    return f"样例先进单位{chance.randrange(FAMILIES) + 1}之{chance.randrange(CATEGORIES) + 1}"


KINDS: dict[str, Draw] = {
    "two characters": word,
    "two words": lambda chance, known: f"{word(chance, known)} {word(chance, known)}",
    "one character": lambda chance, known: word(chance, known)[0],
    "four characters": lambda chance, known: word(chance, known) + word(chance, known),
    "award and its year": lambda chance, known: f"{award(chance)} {FIRST_YEAR + chance.randrange(YEARS)}",
    "year": lambda chance, known: f"{FIRST_YEAR + chance.randrange(YEARS)}年",
    "some rare word": lambda chance, known: chance.choice(known.words),
}


def asked() -> Table:
    table = Table(title=f"A question, in milliseconds, of {QUERIES}", caption=caption())
    table.add_column("kind")
    for name in (
        "found",
        *(f"{part} p{percentile}" for part in ("ranked", "page") for percentile in PERCENTILES),
    ):
        table.add_column(name, justify="right")
    for kind, draw in KINDS.items():
        answers = answers_to(draw)
        found = sum(answer.found for answer in answers) / QUERIES
        ranked = sorted(answer.ranked for answer in answers)
        pages = sorted(answer.page for answer in answers)
        shown = [
            times[QUERIES * percentile // 100] for times in (ranked, pages) for percentile in PERCENTILES
        ]
        table.add_row(kind, f"{found:,.0f}", *(f"{milliseconds:,.1f}" for milliseconds in shown))
    return table


class Answer(NamedTuple):
    """Holds the number of records found, and the milliseconds to rank them and to have a page's data."""

    found: int
    ranked: float
    page: float


def answers_to(draw: Draw) -> list[Answer]:
    chance, known = random.Random(7), vocabulary()
    ask(draw(chance, known))  # connects, and fills the caches between questions
    return [ask(draw(chance, known)) for _ in range(QUERIES)]


def ask(typed: str) -> Answer:
    from records.search.canonical import Query
    from records.search.counts import counts_of
    from records.search.finding import Matches
    from records.views.search import RECORDS_PER_PAGE, hits

    began = time.perf_counter()
    matches = Matches(Query(typed))
    ids = matches.ids
    ranked = time.perf_counter() - began
    hits(ids[:RECORDS_PER_PAGE], matches.terms)
    counts_of(ids)
    return Answer(len(ids), ranked * 1000, (time.perf_counter() - began) * 1000)


def caption() -> str:
    from django.db import connection

    return f"{connection.vendor}，{description()}，load {load():.1f}"


if __name__ == "__main__":
    main()
