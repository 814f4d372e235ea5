"""Pages that a browser's way of reading would take minutes or gigabytes over are refused before it begins.

Closing a tag looks through all open elements, a second attribute is compared with the first, and a <font> left open is
made anew in every paragraph. The cost of this is added up from the tags alone, in one pass; it errs on the high side.
"""

import re
from dataclasses import dataclass, field

from records.deeds.readers.encodings import refuse

from .elements import words

MAX_TAGS = 200_000  # elements take up to 500 bytes each
MAX_MARKS = 1_000_000  # each "<" that opens nothing is kept as an error
MAX_STEPS = 100_000_000  # steps of a few nanoseconds
STEPS_OF_REOPENING = 200  # steps that making an element anew is worth

ATTRIBUTE = (
    r"""(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+"""
)
TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:[!?]|/(?![a-zA-Z]))[^>]*+|"
    rf"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>(?:[\s/]++|{ATTRIBUTE})*+)",
    re.DOTALL,
)
ATTRIBUTES = re.compile(ATTRIBUTE)
MAX_UNCOUNTED_CHARACTERS = 60  # these hold few attributes

VOID = words("area base br col embed hr img input link meta param source track wbr")
# The next one of its kind closes them.
CLOSING_THEMSELVES = words("p li dd dt option tr td th tbody thead tfoot colgroup html head body")
FORMATTING = words("b big code em font i s small strike strong tt u")
# At most one is open at a time.
ONE_AT_A_TIME = {"a", "nobr", "button", "form"}
# An element opened inside can only be closed inside.
SCOPES = {"table", "object", "applet", "marquee", "template", "svg", "math"}
RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in RAW}


@dataclass
class Scope:
    """Elements open within one scope."""

    tag: str
    names: dict[str, int] = field(default_factory=dict)
    depth: int = 0
    formatting: int = 0

    def open(self, name: str) -> int:
        if name in ONE_AT_A_TIME and self.names.get(name):
            return 0
        self.names[name] = self.names.get(name, 0) + 1
        self.depth += 1
        self.formatting += name in FORMATTING
        return 1

    def close(self, name: str) -> int:
        if not self.names.get(name):
            return 0
        self.names[name] -= 1
        self.depth -= 1
        self.formatting -= name in FORMATTING
        return 1


@dataclass
class Cost:
    scopes: list[Scope] = field(default_factory=lambda: [Scope("")])
    depth: int = 0
    deepest: int = 0
    tags: int = 0
    steps: int = 0

    def start(self, name: str) -> None:
        if name in SCOPES:
            self.scopes.append(Scope(name))
            self.depth += 1
        elif name not in VOID and name not in CLOSING_THEMSELVES:
            self.depth += self.scopes[-1].open(name)

    def end(self, name: str) -> None:
        if name == self.scopes[-1].tag:
            self.depth -= self.scopes.pop().depth + 1
        else:
            self.depth -= self.scopes[-1].close(name)

    def count(self, rest: str) -> None:
        attributes = sum(1 for _ in ATTRIBUTES.finditer(rest)) if len(rest) > MAX_UNCOUNTED_CHARACTERS else 0
        self.tags += 1 + attributes // 4
        self.deepest = max(self.deepest, self.depth)
        self.steps += self.depth + attributes**2 + STEPS_OF_REOPENING * self.scopes[-1].formatting

    def is_foreign(self) -> bool:
        return self.scopes[-1].tag in ("svg", "math")


def check_bounds(html: str) -> int:
    """Returns how deep a page nests, at most. Raises DeedsError for one that is too costly to read."""
    if html.count("<") > MAX_MARKS:
        raise too_complex()
    cost, position = Cost(), 0
    while found := TOKEN.search(html, position):
        position = found.end()
        if not found["name"]:
            continue
        name = found["name"].lower()
        if found["end"]:
            cost.end(name)
        else:
            cost.start(name)
        cost.count(found["rest"])
        if cost.tags > MAX_TAGS or cost.steps > MAX_STEPS:
            raise too_complex()
        if name in RAW and not found["end"] and not cost.is_foreign():
            closing = RAW_ENDS[name].search(html, position)
            position = closing.start() if closing else len(html)
    return cost.deepest


def too_complex() -> Exception:
    return refuse(
        "page-too-complex",
        "网页里的标签太多，或嵌套得太深，不像一份材料。请在浏览器里打开它，把正文复制到 Word 文档或纯文本文件再导入。",
    )
