"""The YAML head of a deeds file: read with the line of every mistake, written so that it reads back equal.

The head is taken as a tree of nodes and scalars stay as written: 15.8 becomes a Decimal without passing through a
float, and a title of digits needs no quotes. An empty value or null means unknown.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from records.deeds.document import Award, Deeds, DeedsError, Figure, Message, Recipient, digits
from records.deeds.readers.encodings import CONTROL

# Escapes in quotes bring in what no file may hold as it is; a lone surrogate cannot even be written.
UNWRITABLE = re.compile(CONTROL.pattern + r"|[\ud800-\udfff]")
MAX_HEAD = 500_000  # characters; PyYAML takes about three seconds for these
NULLS = ("", "~", "null", "Null", "NULL")
KINDS = ("organization", "person")

Reader = Callable[[yaml.Node, str], Any]


def mistake(line: int, text: str) -> DeedsError:
    return DeedsError(Message("error", "markdown-form", f"第 {line} 行：{text}", line))


def line_of(node: yaml.Node) -> int:
    """The head follows the line `---`, and PyYAML counts from 0."""
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


def kind(node: yaml.Node, key: str) -> str | None:
    value = scalar(node, key, " organization 或 person")
    if value is not None and value not in KINDS:
        raise expected(node, key, " organization（集体）或 person（个人）")
    return value


def place(node: yaml.Node, key: str) -> tuple[int, int] | None:
    value = scalar(node, key, "“章节.举措”，例如 1.2")
    if value is None:
        return None
    numbers = re.fullmatch(r"([0-9]{1,6})\.([0-9]{1,6})", value)
    if not numbers:
        raise expected(node, key, '“章节.举措”，例如 "1.2"')
    return int(numbers[1]), int(numbers[2])


def mapping(node: yaml.Node, key: str, fields: dict[str, Reader]) -> dict[str, Any]:
    """Known keys only, each at most once; keys left empty are not in the answer."""
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


def listed(build: Callable[..., Any], fields: dict[str, Reader], required: tuple[str, ...]) -> Reader:
    def read(node: yaml.Node, key: str) -> tuple[Any, ...]:
        items = []
        for item in sequence(node, key):
            values = mapping(item, key, fields)
            for name in required:
                if name not in values:
                    raise mistake(line_of(item), f"{key} 的每一项都要写 {name}。")
            items.append(built(item, build, values))
        return tuple(items)

    return read


def recipient(node: yaml.Node, key: str) -> Recipient:
    fields: dict[str, Reader] = {"name": text, "kind": kind, "short_name": text, "region": text}
    return Recipient(**mapping(node, key, fields))


AWARD: dict[str, Reader] = {"name": text, "year": whole, "holder": text, "issuer": text}
FIGURE: dict[str, Reader] = {
    "label": text,
    "value": decimal,
    "unit": text,
    "as_of": whole,
    "approximate": truth,
    "series": text,
    "rank": whole,
    "rank_of": whole,
    "place": place,
    "chart": text,
    "sentence": text,
}
HEAD: dict[str, Reader] = {
    "title": text,
    "recipient": recipient,
    "awards": listed(Award, AWARD, ("name",)),
    "figures": listed(Figure, FIGURE, ("label", "value", "unit")),
    "source": text,
}


def read_head(head: str) -> dict[str, Any]:
    """Fields of Deeds. Raises DeedsError naming the line, counted in the whole file."""
    if len(head) > MAX_HEAD:
        raise mistake(1, f"开头的说明部分超过 {MAX_HEAD} 字，请把正文移到第二个 --- 之后。")
    try:
        node = yaml.compose(head, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise mistake(line, "这里不合 YAML 写法。请检查冒号后有没有空格、缩进和引号是否成对。") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise mistake(1, "开头的说明部分不合 YAML 写法。请检查有没有特殊字符或成串的括号。") from None
    return mapping(node, "开头的说明部分", HEAD) if node else {}


class Dumper(yaml.SafeDumper):
    """Decimals as plain numbers; no anchors, since editors do not know them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def plain_number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    written = digits(value)
    # Under a tag that the digits alone do not call for, YAML would write it out: !!float '34'.
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in written else 'int'}", written)


Dumper.add_representer(Decimal, plain_number)


def filled(value: Any, fields: dict[str, Reader]) -> dict[str, Any]:
    """What is known of a value object, in the order of `fields`."""
    contents = {name: getattr(value, name) for name in fields}
    # Not `in (None, "", False)`: the number 0 equals False and is known.
    return {
        name: content
        for name, content in contents.items()
        if not (content is None or content is False or content == "")
    }


def write_head(deeds: Deeds) -> str:
    figures = [filled(figure, FIGURE) for figure in deeds.figures]
    for figure in figures:
        if "place" in figure:
            figure["place"] = "{}.{}".format(*figure["place"])
    head = {
        "title": deeds.title,
        "recipient": filled(
            deeds.recipient, {"name": text, "short_name": text, "kind": kind, "region": text}
        ),
        "awards": [filled(award, AWARD) for award in deeds.awards],
        "figures": figures,
        "source": deeds.source,
    }
    known = {name: content for name, content in head.items() if content}
    # Lines are never folded: a folded sentence is unreadable in a diff, and editors break it.
    return yaml.dump(known, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=2**31) if known else ""
