"""Deeds ↔ JSON with nothing lost: what exports write, and what a batch keeps of a document.

The object is the contract's record with the keys that the contract lacks (BEYOND_CONTRACT). A place is
[section, measure]. A value is a number where a double holds it exactly, else a string of digits.
A .json file holds one such object, or one line of `import_records --json` around it. On reading, every key may be
missing or null but those without which a part means nothing; without `markup` the texts are plain. Spans are not
written.
"""

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from records.deeds.document import Deeds, DeedsError, Message, Reading, Value, digits
from records.deeds.fields import Field, Kind, cached, fields_of, in_reading_order
from records.deeds.readers.format import Format, decoded

from .front_matter import UNWRITABLE

# `import_records --json` does not promise these.
BEYOND_CONTRACT = {
    *("short_name", "region", "issuer", "as_of", "series", "rank", "rank_of", "place", "chart", "is_key"),
    *("summary", "source", "markup", "cover", "portrait"),
}
# Digits without bound would cost time; no ordinary number comes near these.
NUMBER = re.compile(r"[-+]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?")

# What an export says of the record beside its deeds.
NOTICE = "notice"

Reader = Callable[[Any, str], Any]
Select = Callable[[Any], Sequence[Field]]
WriteNumber = Callable[[Decimal], int | float | str]


# --- Writing ------------------------------------------------------------------------------------------


def to_json(deeds: Deeds) -> dict[str, Any]:
    return as_object(deeds, fields_of, exact)


def as_object(value: Any, select: Select, number: WriteNumber) -> dict[str, Any]:
    return {field.name: written(getattr(value, field.name), select, number) for field in select(type(value))}


def written(value: Any, select: Select, number: WriteNumber) -> Any:
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, tuple):
        return [written(each, select, number) for each in value]
    return as_object(value, select, number) if isinstance(value, Value) else value


def double(value: Decimal) -> int | float:
    """Keeps whole numbers whole; others take the nearest double, which prints as written: JSON has no decimals."""
    return int(value) if value == value.to_integral_value() else float(value)


def exact(value: Decimal) -> int | float | str:
    short = double(value)
    return short if Decimal(repr(short)) == value else digits(value)


# --- The contract: what `import_records --json` prints, one object a line --------------------------------


@cached
def fields_of_contract(cls: Any) -> tuple[Field, ...]:
    return tuple(field for field in in_reading_order(fields_of(cls)) if field.name not in BEYOND_CONTRACT)


def record_json(deeds: Deeds) -> dict[str, Any]:
    return as_object(deeds, fields_of_contract, double)


def message_json(message: Message) -> dict[str, Any]:
    return {"level": message.level, "code": message.code, "text": message.text, "line": message.line}


def as_json(
    source: str, deeds: Deeds | None, messages: Sequence[Message], part: tuple[int, int] | None = None
) -> dict[str, Any]:
    """Builds the answer; `deeds` is None for a document that could not be read: `ok` is false, no `record` there.

    `part` is its number and how many there are, in a file of several records.
    """
    answer: dict[str, Any] = {"source": source, "ok": deeds is not None}
    if part:
        answer["part"], answer["parts"] = part
    if deeds is not None:
        answer["record"] = record_json(deeds)
    return answer | {"messages": [message_json(message) for message in messages]}


# --- Reading: each reader takes what a key holds, null excepted, and the path of that key ---------------


def mistake(text: str, *, line: int | None = None, path: str | None = None) -> DeedsError:
    return DeedsError(Message("error", "json-form", text, line, path))


def expected(path: str, what: str) -> DeedsError:
    return mistake(f"{path} 应写成{what}。请改好再试。", path=path)


def text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise expected(path, "一段文字（带引号）")
    if UNWRITABLE.search(value):
        raise mistake(f"{path} 里有看不见的控制字符。请删去再试。", path=path)
    return value


def whole(value: Any, path: str) -> int:
    if type(value) is not int or not 0 <= value < 10**9:
        raise expected(path, "整数，例如 2011")
    return value


def decimal(value: Any, path: str) -> Decimal:
    """Takes a number, or a string of digits; a float counts as the digits it prints."""
    written = str(value) if isinstance(value, int | float | Decimal | str) else ""
    if isinstance(value, bool) or not NUMBER.fullmatch(written):
        raise expected(path, "数，例如 15.8")
    return Decimal(written)


def truth(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise expected(path, " true 或 false")
    return value


def one_of(choices: tuple[str, ...]) -> Reader:
    def read(value: Any, path: str) -> str:
        if value not in choices:
            raise expected(path, f" {' 或 '.join(choices)}（带引号）")
        return str(value)

    return read


def place(value: Any, path: str) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise expected(path, "[章节, 举措]，例如 [1, 2]")
    return whole(value[0], path), whole(value[1], path)


def content_of(value: Any, path: str, readers: dict[str, Reader]) -> dict[str, Any]:
    """Returns what the known keys hold; keys that are null are not in the answer."""
    if not isinstance(value, dict):
        raise expected(path or "记录", f"一个对象：{{…}}，里面可以有 {'、'.join(readers)}")
    for name in value:
        if name not in readers:
            advice = f"{path or '记录'} 里没有“{name}”这一项，可以写的有 {'、'.join(readers)}。"
            raise mistake(advice, path=path or None)
    inside = f"{path}." if path else ""
    return {
        name: readers[name](content, inside + name) for name, content in value.items() if content is not None
    }


def items(value: Any, path: str) -> list[tuple[str, Any]]:
    """Returns the items of a list with their paths, counted from 1."""
    if not isinstance(value, list):
        raise expected(path, "列表：[…]")
    return [(f"{path}.{number}", item) for number, item in enumerate(value, start=1)]


def built(path: str, build: Callable[..., Any], values: dict[str, Any]) -> Any:
    try:
        return build(**values)
    except ValueError as error:
        raise mistake(f"{path or '记录'}：{error}。请改好再试。", path=path or None) from None


def texts(value: Any, path: str) -> tuple[str, ...]:
    return tuple(text(item, inside) for inside, item in items(value, path))


READERS: dict[Kind, Reader] = {
    "line": text,
    "paragraphs": text,
    "picture": text,
    "integer": whole,
    "decimal": decimal,
    "truth": truth,
    "place": place,
    "lines": texts,
}


def reader_of(field: Field) -> Reader:
    match field.kind:
        case "choice":
            return one_of(field.choices)
        case "part":
            return partial(part, field.holds)
        case "parts":
            return partial(parts, field.holds)
        case kind:
            return READERS[kind]


@cached
def readers_of(cls: Any) -> dict[str, Reader]:
    return {field.name: reader_of(field) for field in fields_of(cls)}


def part(cls: Any, value: Any, path: str) -> Any:
    return built(path, cls, content_of(value, path, readers_of(cls)))


def parts(cls: Any, value: Any, path: str) -> tuple[Any, ...]:
    """Reads parts, some of which count from 1; where one does not say its number, its place in the list does."""
    found = []
    for number, (inside, item) in enumerate(items(value, path), start=1):
        readers = readers_of(cls)
        counted = {"number": number} if "number" in readers else {}
        values = counted | content_of(item, inside, readers)
        for field in fields_of(cls):
            if field.is_required and field.name not in values:
                raise mistake(f"{inside} 要写 {field.name}。", path=inside)
        found.append(built(inside, cls, values))
    return tuple(found)


def from_json(record: Any) -> Deeds:
    """Raises DeedsError; its message names the key that is wrong, in the words of Mark.path where it can."""
    deeds: Deeds = part(Deeds, record, "")
    return deeds


# --- A .json file -----------------------------------------------------------------------------------


def read_json(written: str) -> Reading:
    """Raises DeedsError naming the line of a mistake in the JSON, or the key."""
    from records.deeds.parsing.doubts import gaps, noted

    content = parsed(written)
    if isinstance(content, list):
        raise mistake("一个 .json 文件只放一条记录：{…}，而这里是列表 […]。请把每条记录各存成一个文件。")
    if not isinstance(content, dict):
        raise mistake("一个 .json 文件放一条记录：{…}，而这里不是。请确认选对了文件。")
    if "record" not in content and "messages" not in content:
        notice = text(content.pop(NOTICE, ""), NOTICE)
        deeds = from_json(content)
        return Reading(deeds, (*gaps(deeds), *noted(notice)), written)
    if content.get("record") is None:
        raise mistake("这一行输出里没有记录（record）：原来的材料没有读出来。请先改好原来的材料。")
    deeds = from_json(content["record"])
    found = gaps(deeds)
    said = {message.code for message in found}
    doubts = [doubt for doubt in doubts_in(content.get("messages")) if doubt.code not in said]
    return Reading(deeds, (*found, *doubts), written)


def doubts_in(messages: Any) -> list[Message]:
    """Keeps warnings about the document it was read from: they hold for the record still, but its lines do not."""
    return [
        Message(
            "warning", text(message.get("code"), f"{path}.code"), text(message.get("text"), f"{path}.text")
        )
        for path, message in items(messages or [], "messages")
        if isinstance(message, dict) and message.get("level") == "warning"
    ]


def parsed(written: str) -> Any:
    try:
        return json.loads(
            written, parse_float=Decimal, parse_constant=no_number, object_pairs_hook=without_repeats
        )
    except json.JSONDecodeError as error:
        raise mistake(misspelt(error), line=error.lineno) from None
    except (ValueError, ArithmeticError, RecursionError):
        raise mistake("这里面有过长的数字或层层相套的括号，不是本站导出的记录。请确认选对了文件。") from None


def misspelt(error: json.JSONDecodeError) -> str:
    if error.msg == "Extra data":
        return f"第 {error.lineno} 行：一条记录已经写完，后面还有内容。请把每条记录各存成一个 .json 文件。"
    advice = "请检查逗号、引号和括号是否成对，文中的引号前要有 \\。"
    return f"第 {error.lineno} 行第 {error.colno} 个字：这里不合 JSON 写法。{advice}"


def no_number(name: str) -> Any:
    raise mistake(f"{name} 不是数。请写成普通的数字，不知道就写 null。")


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuses two contents under one name: JSON would keep the last without a word."""
    made = dict(pairs)
    for name, _ in pairs if len(made) < len(pairs) else ():
        if [key for key, _ in pairs].count(name) > 1:
            raise mistake(f"“{name}”写了两次，请删去一处。")
    return made


FORMAT = Format("json", "JSON 文件", (".json",), decoded(read_json), is_plain=True)
