"""Times the pages of rolls of 1 to 100,000 names: `python -m tests.bench.rolls_bench`.

In Django itself, without the memory that keeps pages. The names are invented and lie in a SQLite database of a
temporary folder. "First" is the first visit after a change, when the names are gone through once.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import django
from rich.console import Console
from rich.table import Table

from tests.bench.browsing import change, visit
from tests.bench.machine import description
from tests.bench.search_bench import fill

if TYPE_CHECKING:
    from records.models import Commendation

VISITS = 15
SIZES = [1, 100, 10_000, 100_000]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, nargs="+", default=SIZES)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="honors-bench-") as folder:
        os.environ |= {"VAR": folder, "DJANGO_SETTINGS_MODULE": "honors_site.settings"}
        fill(Path(folder), 1)
        django.setup()
        table = Table(title="A page of a roll", caption=description())
        for name in ("names", "page", "first, ms", "median, ms", "queries", "bytes, br"):
            table.add_column(name, justify="left" if name == "page" else "right")
        rolls = [rolled(size) for size in chosen.names]
        for size, commendation in zip(chosen.names, rolls, strict=True):
            for name, address in addresses(commendation, size):
                table.add_row(f"{size:,}", name, *measured(address))
        Console(width=110).print(table)


def rolled(names: int) -> "Commendation":
    """Makes one of so many names, a tenth of it in one heading of its own and the rest by province."""
    from django.db import transaction

    from tests.factories import make_category, make_commendation
    from tests.made_rolls import PROVINCES, conferred, make_roll

    commendation = make_commendation(make_category(f"样例名单{names}"), **conferred())
    alone = -(-names // 10)
    by_province = (names - alone) // len(PROVINCES)
    with transaction.atomic():
        make_roll(commendation, {"先进工作者": alone})
        make_roll(commendation, {f"先进个人/{place}": by_province for place in PROVINCES if by_province})
    return commendation


def addresses(commendation: "Commendation", names: int) -> Iterator[tuple[str, str]]:
    own = commendation.get_absolute_url()
    yield "first page", own
    if names >= 10_000:
        yield "a province", f"{own}?in=先进个人/山东省"
        yield "a heading, its last page", f"{own}?in=先进工作者&page={-(-(names // 10) // 150)}"
        yield "found by name", f"{own}find/?q=王伟"
        yield "found by letters", f"{own}find/?q=ww"
        yield "API, from the middle", f"/api/v1{own}roll/?cursor={names // 2}"
    if names <= 20_000:
        yield "on paper", f"{own}print/"
    yield "roll.csv", f"{own}roll.csv"


def measured(address: str) -> list[str]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    change()
    first = visit(address)
    took = statistics.median(visit(address) for _ in range(3 if "." in address else VISITS))
    with CaptureQueriesContext(connection) as asked:
        body = Client(headers={"host": "localhost"}).get(address).content
        queries = len(asked)
    return [f"{first:,.1f}", f"{took:,.1f}", f"{queries}", f"{len(brotli.compress(body, quality=5)):,}"]


if __name__ == "__main__":
    main()
