"""JSON as rolls.writing.to_json writes it → a table in the form in which rolls are written."""

import json
from typing import Any

from records.deeds.readers.encodings import decode
from records.rolls.document import Entry, Message, RollRefused, Table
from records.rolls.form import rows_of
from records.rolls.names import name_of, squeezed

WRONG = "JSON 文件不是导出的名单：应是一组对象，每个有 name。请用本站导出的名单，或改用表格。"


def tables(data: bytes) -> list[Table]:
    """Raises RollRefused or DeedsError."""
    text, _ = decode(data)
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RollRefused(f"JSON 文件读不了，可能不完整：{WRONG}") from error
    if isinstance(kept, dict):
        kept = kept.get("entries")
    if not isinstance(kept, list) or not all(isinstance(each, dict) for each in kept):
        raise RollRefused(WRONG)
    messages: list[Message] = []
    entries = [
        entry_of(each.get("entry", each), number, messages) for number, each in enumerate(kept, start=1)
    ]
    rows = [[str(cell) for cell in row] for row in rows_of(entries)]
    # The objects count from 1 as the rows of other files do; the header is none of them.
    return [Table("", rows, list(range(len(rows))), messages=tuple(messages))]


def entry_of(kept: Any, number: int, messages: list[Message]) -> Entry:
    """Raises RollRefused for values of another kind than they are written with."""
    if not isinstance(kept, dict) or not isinstance(kept.get("notes") or {}, dict):
        raise RollRefused(WRONG)
    texts = {key: kept.get(key) or "" for key in ("name", "printed", "post", "region", "award", "group")}
    year, kind = kept.get("year"), kept.get("kind")
    is_sound = all(isinstance(value, str) for value in texts.values())
    if (
        not is_sound
        or not (year is None or type(year) is int)
        or kind not in ("person", "organization", None)
    ):
        raise RollRefused(f"JSON 文件里第 {number} 个对象的内容不合格式。{WRONG}")
    name, printed = texts["name"], texts["printed"] or texts["name"]
    if name_of(printed) != name and name:
        if squeezed(printed) != squeezed(name):
            note = f"name“{name}”与 printed“{printed}”不是同一个名字，已按 name 读取。请核对。"
            messages.append(Message("warning", "names-differ", note, number))
        printed = name
    notes = {str(header): str(words) for header, words in (kept.get("notes") or {}).items() if words}
    return Entry(
        name,
        printed,
        kind,
        texts["post"],
        texts["region"],
        texts["award"],
        year,
        texts["group"],
        number,
        notes,
    )
