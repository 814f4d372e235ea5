"""Style sheets in a page: which elements their rules meet, as far as the rules decide what is seen.

The parser of the page finds the elements; the rest of a sheet (fonts, edges, what a pointer does) is passed over.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import factorial
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from .declarations import NOTHING, Declarations, declared

PROPERTIES = frozenset(
    {
        *(
            "display",
            "visibility",
            "opacity",
            "font-size",
            "text-indent",
            "position",
            "left",
            "top",
            "margin-left",
        ),
        *("text-decoration", "text-decoration-line", "vertical-align", "font-family", "list-style"),
        *("list-style-type", "counter-reset", "counter-increment", "content"),
        *("color", "background", "background-color", "background-image", "margin-top"),
        *("direction", "unicode-bidi"),
        *("clip", "clip-path", "overflow", "width", "height", "text-align"),
    }
)
MAX_STEPS = 300_000_000  # steps of some nanoseconds
STEPS_OF_LOOKING, STEPS_OF_KEEPING = 5, 400  # for each element of the page, for each that a rule meets
MAX_SHEET_CHARACTERS, MAX_SELECTOR_CHARACTERS = 2_000_000, 500
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
TOKEN = re.compile(r""""(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?|[{}]|[^"'{}]++""", re.DOTALL)
SHOWN_MEDIA = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*$|@layer\b|@supports\b", re.I)
PRINTED = re.compile(r"^\s*(?!$|.*\b(?:screen|all)\b)", re.I)
ELEMENT = re.compile(r"::?(before|after|marker)\s*$", re.I)
# What the page is like by itself, without a pointer or a keyboard.
PSEUDO_CLASS = re.compile(
    r":(?:(?:first|last|only)-(?:child|of-type)|root|empty|nth-(?:last-)?(?:child|of-type)\([\w\s+-]*\)|"
    r"not\([\w.#\[\]=\"'-]*\))",
    re.I,
)
NAME = re.compile(r"[.#]([\w-]++)")
KEY = re.compile(r"[.#]([\w-]++)[^\s>+~]*+$")
AROUND = re.compile(r"\s*[>+~]\s*|\s+")
NAMES = re.compile(r"""\s(?:class|id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.I)


class Rule(NamedTuple):
    """A selector with its declarations. `part` is "before", "after" or "marker" where it adds to an element."""

    weight: tuple[int, int, int, int]
    selector: str
    part: str
    usual: Declarations
    important: Declarations


@dataclass(slots=True)
class StyleSheets:
    """Declarations for elements, by the id of their node and the part of the element."""

    usual: dict[tuple[int, str], Declarations] = field(default_factory=dict)
    important: dict[tuple[int, str], Declarations] = field(default_factory=dict)
    counts: bool = False  # words are added, or counted
    unread: bool = False  # there were too many rules to look at all

    def of(self, node: int, own: Declarations, part: str = "") -> Declarations:
        """Returns what holds for an element that makes declarations of its own."""
        key = (node, part)
        usual, important = self.usual.get(key), self.important.get(key)
        if usual is None and important is None:
            return own
        return {**(usual or NOTHING), **own, **(important or NOTHING)}

    def apply(self, rule: Rule, nodes: Sequence[int]) -> None:
        self.counts = self.counts or bool(nodes and (rule.part or "counter-reset" in rule.usual))
        for found, kept in ((rule.usual, self.usual), (rule.important, self.important)):
            for node in nodes if found else ():
                kept[node, rule.part] = {**kept.get((node, rule.part), NOTHING), **found}


def style_sheets(tree: LexborHTMLParser, html: str, depth: int, more: Sequence[str] = ()) -> StyleSheets:
    """Reads the sheets of a page that nests so deep; `more` are those that came along with it."""
    texts = [*more]
    for node in tree.css("style"):
        if not PRINTED.match(node.attributes.get("media") or ""):
            texts.append(node.text() or "")
    sheets = StyleSheets()
    rules = sorted(rules_of(texts), key=lambda rule: rule.weight)
    if not rules:
        return sheets
    page = Page(html.count("<"), depth, Counter(names_in(html)))
    steps = 0
    for rule in rules:
        cost = page.cost(rule.selector)
        if steps + cost > MAX_STEPS:
            sheets.unread = True
        elif cost:
            nodes = found_by(tree, rule.selector)
            steps += cost + STEPS_OF_KEEPING * len(nodes)
            sheets.apply(rule, nodes)
    return sheets


@dataclass(frozen=True, slots=True)
class Page:
    """Elements at most, how deep they nest, and how often each class and id is named."""

    elements: int
    depth: int
    names: Counter[str]

    def cost(self, selector: str) -> int:
        """Estimates the steps of looking for a selector, 0 where it meets nothing.

        Each further selector in a row may be looked for in all elements around, for each way to meet those behind it.
        """
        if not all(name.lower() in self.names for name in NAME.findall(selector)):
            return 0
        key = KEY.search(selector)
        found = self.names[key[1].lower()] if key else self.elements
        ways = sum(not mark.strip().startswith((">", "+")) for mark in AROUND.findall(selector))
        return STEPS_OF_LOOKING * self.elements + found * (self.depth + 2) ** ways // factorial(ways)


def names_in(html: str) -> Iterator[str]:
    for found in NAMES.findall(html):
        yield from "".join(found).lower().split()


def found_by(tree: LexborHTMLParser, selector: str) -> list[int]:
    try:
        return [node.mem_id for node in tree.css(selector)]
    except SelectolaxError:
        return []


def rules_of(texts: Sequence[str]) -> Iterator[Rule]:
    order = 0
    for text in texts:
        for prelude, body in blocks_of(COMMENT.sub("", text[:MAX_SHEET_CHARACTERS])):
            usual, important = (
                {name: value for name, value in each.items() if name in PROPERTIES} for each in declared(body)
            )
            if not usual and not important:
                continue
            for selector in prelude.split(","):
                if len(selector) > MAX_SELECTOR_CHARACTERS:
                    continue
                part = ELEMENT.search(selector)
                bare = selector[: part.start()].strip() if part else selector.strip()
                if is_known(bare):
                    order += 1
                    weight = (*specificity(bare), order)
                    yield Rule(weight, bare or "*", part[1].lower() if part else "", usual, important)


def blocks_of(text: str) -> Iterator[tuple[str, str]]:
    """Yields selectors and declarations; what holds on paper or for some widths of the window is left out."""
    waiting: list[str] = []
    inside: list[str] = []  # what was opened and not yet closed: "rule", "group" or "skipped"
    prelude = ""
    for piece in TOKEN.findall(text):
        if piece == "{":
            prelude = "".join(waiting).rpartition(";")[2].strip()
            waiting = []
            inside.append(kind_of(prelude, inside))
        elif piece == "}":
            if inside and inside.pop() == "rule":
                yield prelude, "".join(waiting)
            waiting = []
        else:
            waiting.append(piece)


def kind_of(prelude: str, inside: Sequence[str]) -> str:
    if inside and inside[-1] != "group":
        return "skipped"
    if prelude.startswith("@"):
        return "group" if SHOWN_MEDIA.match(prelude) else "skipped"
    return "rule"


def is_known(selector: str) -> bool:
    """Knows selectors that hold for a page as it lies there, and are quick to find."""
    rest = PSEUDO_CLASS.sub("", selector)
    return ":" not in rest and "(" not in rest


def specificity(selector: str) -> tuple[int, int, int]:
    ids = selector.count("#")
    classes = selector.count(".") + selector.count("[") + len(PSEUDO_CLASS.findall(selector))
    tags = len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector))
    return ids, classes, tags
