"""The YAML head of a deeds file: read with the line of every mistake, written so that it reads back equal.

The head is taken as a tree of nodes and scalars stay as written: 15.8 becomes a Decimal without passing through a
float, and a title of digits needs no quotes. An empty value or null means unknown.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import yaml

from records.deeds.document import Deeds, DeedsError, Message, digits
from records.deeds.fields import Field, Kind, cached, fields_of, in_reading_order
from records.deeds.readers.encodings import CONTROL

# Escapes in quotes bring in what no file may hold as it is; a lone surrogate cannot even be written.
UNWRITABLE = re.compile(CONTROL.pattern + r"|[\ud800-\udfff]")
MAX_HEAD_CHARACTERS = 500_000  # characters; PyYAML takes about three seconds for these
NULLS = ("", "~", "null", "Null", "NULL")
# These stand below the head.
IN_BODY = {"introduction", "sections", "closing", "left_out", "markup"}
SHOWN_CHOICES = {"organization": "organization（集体）", "person": "person（个人）"}

Reader = Callable[[yaml.Node, str], Any]


def mistake(line: int, text: str) -> DeedsError:
    return DeedsError(Message("error", "markdown-form", f"第 {line} 行：{text}", line))


def line_of(node: yaml.Node) -> int:
    """Counts on from the line `---` above the head; PyYAML counts from 0."""
    return int(node.start_mark.line) + 2


def expected(node: yaml.Node, key: str, what: str) -> DeedsError:
    return mistake(line_of(node), f"{key} 应写成{what}。请改好再试。")


def scalar(node: yaml.Node, key: str, what: str) -> str | None:
    if not isinstance(node, yaml.ScalarNode):
        raise expected(node, key, what)
    if UNWRITABLE.search(node.value):
        raise mistake(line_of(node), f"{key} 里有看不见的控制字符。请删去再试。")
    return None if node.style is None and node.value in NULLS else str(node.value)


def text(node: yaml.Node, key: str) -> str | None:
    return scalar(node, key, "一段文字")


def whole(node: yaml.Node, key: str) -> int | None:
    value = scalar(node, key, "整数，例如 2011")
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise expected(node, key, "整数，例如 2011")
    return int(value)


def decimal(node: yaml.Node, key: str) -> Decimal:
    value = scalar(node, key, "数，例如 15.8") or ""
    try:
        return Decimal(value)
    except InvalidOperation:
        raise expected(node, key, "数，例如 15.8") from None


def truth(node: yaml.Node, key: str) -> bool:
    value = scalar(node, key, " true 或 false")
    if value not in (None, "true", "false"):
        raise expected(node, key, " true 或 false")
    return value == "true"


def one_of(choices: tuple[str, ...]) -> Reader:
    def read(node: yaml.Node, key: str) -> str | None:
        value = scalar(node, key, f" {' 或 '.join(choices)}")
        if value is not None and value not in choices:
            raise expected(node, key, f" {' 或 '.join(SHOWN_CHOICES[choice] for choice in choices)}")
        return value

    return read


def place(node: yaml.Node, key: str) -> tuple[int, int] | None:
    value = scalar(node, key, "“章节.举措”，例如 1.2")
    if value is None:
        return None
    numbers = re.fullmatch(r"([0-9]{1,6})\.([0-9]{1,6})", value)
    if not numbers:
        raise expected(node, key, '“章节.举措”，例如 "1.2"')
    return int(numbers[1]), int(numbers[2])


def mapping(node: yaml.Node, key: str, fields: dict[str, Reader]) -> dict[str, Any]:
    """Takes known keys only, each at most once; keys left empty are not in the answer."""
    if not isinstance(node, yaml.MappingNode):
        raise expected(node, key, f"几行“名称: 内容”，名称可以是 {'、'.join(fields)}")
    values: dict[str, Any] = {}
    seen: set[str] = set()
    for name_node, value_node in node.value:
        name = name_node.value if isinstance(name_node, yaml.ScalarNode) else ""
        if name not in fields:
            raise mistake(line_of(name_node), f"{key} 里没有“{name}”这一项，可以写的有 {'、'.join(fields)}。")
        if name in seen:
            raise mistake(line_of(name_node), f"“{name}”写了两次，请删去一处。")
        seen.add(name)
        value = fields[name](value_node, name)
        if value is not None:
            values[name] = value
    return values


def built(node: yaml.Node, build: Callable[..., Any], values: dict[str, Any]) -> Any:
    try:
        return build(**values)
    except ValueError as error:
        raise mistake(line_of(node), f"{error}。请改好再试。") from None


def sequence(node: yaml.Node, key: str) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.ScalarNode) and node.style is None and node.value in NULLS:
        return
    if not isinstance(node, yaml.SequenceNode):
        raise expected(node, key, "列表，每一项以“- ”开头")
    yield from node.value


def part(cls: Any, node: yaml.Node, key: str) -> Any:
    return built(node, cls, mapping(node, key, readers_of(cls)))


def parts(cls: Any, node: yaml.Node, key: str) -> tuple[Any, ...]:
    found = []
    for item in sequence(node, key):
        values = mapping(item, key, readers_of(cls))
        for field in head_fields(cls):
            if field.is_required and field.name not in values:
                raise mistake(line_of(item), f"{key} 的每一项都要写 {field.name}。")
        found.append(built(item, cls, values))
    return tuple(found)


READERS: dict[Kind, Reader] = {
    "line": text,
    "paragraphs": text,
    "picture": text,
    "integer": whole,
    "decimal": decimal,
    "truth": truth,
    "place": place,
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
def head_fields(cls: Any) -> tuple[Field, ...]:
    return tuple(field for field in in_reading_order(fields_of(cls)) if field.name not in IN_BODY)


@cached
def readers_of(cls: Any) -> dict[str, Reader]:
    return {field.name: reader_of(field) for field in head_fields(cls)}


def read_head(head: str) -> dict[str, Any]:
    """Returns the fields of Deeds. Raises DeedsError naming the line, counted in the whole file."""
    if len(head) > MAX_HEAD_CHARACTERS:
        raise mistake(1, f"开头的说明部分超过 {MAX_HEAD_CHARACTERS} 字，请把正文移到第二个 --- 之后。")
    try:
        node = yaml.compose(head, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise mistake(line, "这里不合 YAML 写法。请检查冒号后有没有空格、缩进和引号是否成对。") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise mistake(1, "开头的说明部分不合 YAML 写法。请检查有没有特殊字符或成串的括号。") from None
    return mapping(node, "开头的说明部分", readers_of(Deeds)) if node else {}


class Dumper(yaml.SafeDumper):
    """Decimals as plain numbers; no anchors, since editors do not know them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def plain_number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    written = digits(value)
    # Under a tag that the digits alone do not call for, YAML would write it out: !!float '34'.
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in written else 'int'}", written)


Dumper.add_representer(Decimal, plain_number)


def known(value: Any) -> dict[str, Any]:
    """Returns what is known of a value object, in the order of the head."""
    contents = {field.name: written(field, getattr(value, field.name)) for field in head_fields(type(value))}
    # Not `in (None, "", False)`: the number 0 equals False and is known.
    return {
        name: content
        for name, content in contents.items()
        if not (content is None or content is False or content in ("", {}, []))
    }


def written(field: Field, value: Any) -> Any:
    if field.kind == "part":
        return known(value)
    if field.kind == "parts":
        return [known(each) for each in value]
    return "{}.{}".format(*value) if field.kind == "place" and value else value


def write_head(deeds: Deeds) -> str:
    head = known(deeds)
    # Lines are never folded: a folded sentence is unreadable in a diff, and editors break it.
    return yaml.dump(head, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=2**31) if head else ""
