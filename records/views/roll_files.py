"""The roll of a commendation as a file: a workbook, a table of text, or JSON.

What staff note beside a name is in none of them. That an honor was taken away stands in all: a file is passed on.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from records.catalog.rolls import Block, Roll, roll_of
from records.http.page_cache import open_to_all, public_answer_by
from records.models import Commendation
from records.rolls.document import Entry
from records.rolls.form import REVOKED
from records.rolls.writing import to_csv, to_json, to_xlsx

from .commendations import public_commendation


def as_json(entries: Iterable[Entry]) -> bytes:
    return json.dumps(to_json(entries), ensure_ascii=False).encode()


COLUMNS = ("kind", "name", "printed", "post", "region", "award")
WRITERS: dict[str, tuple[str, Callable[[Iterable[Entry]], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json; charset=utf-8", as_json),
}


@open_to_all
@public_answer_by()
def roll_file(request: HttpRequest, commendation_id: int, name: str) -> HttpResponse:
    """Serves all names that the public reads on the roll, in its order."""
    found = public_commendation(int(commendation_id))
    kind, write = WRITERS[name]
    response = HttpResponse(write(entries_of(found, roll_of(found))), content_type=kind)
    title = f"{'拟表彰名单' if found.is_notice else '名单'}：{found}.{name}"
    response["Content-Disposition"] = content_disposition_header(True, title) or "attachment"
    return response


def entries_of(found: Commendation, roll: Roll) -> Iterator[Entry]:
    """Reads the columns alone: a hundred thousand rows of the model take several times as long."""
    lines: dict[int | None, list[tuple[Any, ...]]] = {}
    columns = (*COLUMNS, "record__revoked_on")
    named = roll.listed().order_by("position", "pk").values_list("group", *columns)
    for group, *columns in named.iterator(5_000):
        lines.setdefault(group, []).append(tuple(columns))
    order = 0
    for block in roll.blocks:
        path = "" if block.is_of_records else "/".join(block.path)
        rows = columns_of_others(roll, block) if block.is_of_records else lines.get(block.group, [])
        for row in rows:
            order += 1
            yield as_entry(row, found, path, order)


def columns_of_others(roll: Roll, block: Block) -> list[tuple[Any, ...]]:
    return [
        (*(getattr(entry, name) for name in COLUMNS), entry.record and entry.record.revoked_on)
        for entry in roll.others(0, block.names)
    ]


def as_entry(row: tuple[Any, ...], found: Commendation, group: str, order: int) -> Entry:
    kind, name, printed, post, region, award, revoked_on = row
    return Entry(
        name=name,
        printed=printed or name,
        kind="person" if kind == "person" else "organization",
        post=post,
        region=region,
        award=award,
        year=found.year,
        group=group,
        order=order,
        notes={REVOKED: f"{revoked_on:%Y-%m-%d}"} if revoked_on else {},
    )
