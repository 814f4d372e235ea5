"""Doubts that only the whole roll tells: one name twice."""

from collections import defaultdict
from dataclasses import replace

from .document import Message, Roll

MAX_TOLD = 5


def add_all(roll: Roll) -> None:
    by_name: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(roll.rows):
        if row.entry and row.entry.name:
            by_name[row.entry.name].append(index)
    for name, indexes in by_name.items():
        if len(indexes) > 1:
            tell_of(roll, name, indexes)
    if not any(row.entry and row.entry.name for row in roll.rows):
        note = "没有读到一个姓名（名称）。请核对各列的内容，或确认选对了文件。"
        roll.messages.append(Message("error", "no-entries", note))


def tell_of(roll: Roll, name: str, indexes: list[int]) -> None:
    """Adds to each of the rows which others have its name, and whether all else is the same too."""
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in indexes:
        alike[likeness(roll, index)].append(index)
    for index in indexes:
        same = alike[likeness(roll, index)]
        found = same if len(same) > 1 else indexes
        row = roll.rows[index]
        # One more than are told, as the row itself is among them.
        shown = [place(roll, other, row.source) for other in found[: MAX_TOLD + 1] if other != index][
            :MAX_TOLD
        ]
        others = "、".join(shown) + (" 等" if len(found) > MAX_TOLD + 1 else "")
        code, text = (
            ("entry-again", f"与{others}的姓名、单位、地区都相同，可能重复了。是重复的请删去一行。")
            if len(same) > 1
            else ("name-again", f"与{others}同名（{name}）。请核对是不是同一人。")
        )
        roll.rows[index] = replace(row, messages=(*row.messages, Message("warning", code, text, row.number)))


def likeness(roll: Roll, index: int) -> tuple[str, str]:
    entry = roll.rows[index].entry
    return (entry.post, entry.region) if entry else ("", "")


def place(roll: Roll, index: int, source: str) -> str:
    row = roll.rows[index]
    return f"第 {row.number} 行" if row.source == source else f"“{row.source}”第 {row.number} 行"
