"""Words that a style sheet adds to elements: numbers that are counted, and fixed texts."""

import re
from dataclasses import dataclass, field

from .declarations import Declarations
from .elements import Attributes
from .markers import counted

CHANGE = re.compile(r"([\w-]+)(?:\s+([+-]?\d{1,6}))?(?:\s+|$)")
PIECE = re.compile(
    r""""(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|"""
    r"counters?\(\s*(?P<name>[\w-]+)(?P<rest>[^)]*)\)|attr\(\s*(?P<attribute>[\w-]+)\s*\)|(?P<sign>(?:open|close)-quote)",
    re.I,
)
ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
SEPARATOR = re.compile(r""",\s*(?:"([^"]*)"|'([^']*)')""")
STYLE = re.compile(r",\s*([a-z-]+)\s*$", re.I)
MAX_CONTENT_CHARACTERS, MAX_NESTED = 200, 20
QUOTES = {"open-quote": "“", "close-quote": "”"}


@dataclass
class Counters:
    """Counters by name, each with its outer ones below it."""

    values: dict[str, list[int]] = field(default_factory=dict)

    def change(self, css: Declarations) -> list[str]:
        """Resets and counts as an element says; returns the names it resets, whose outer counters come back later."""
        opened = []
        for name, number in CHANGE.findall(css.get("counter-reset", "")):
            if name != "none":
                self.values.setdefault(name, []).append(int(number or 0))
                opened.append(name)
        for name, number in CHANGE.findall(css.get("counter-increment", "")):
            if name != "none":
                stack = self.values.setdefault(name, [])
                stack[-1:] = [(stack[-1] if stack else 0) + int(number or 1)]
        return opened

    def close(self, names: list[str]) -> None:
        for name in names:
            if self.values.get(name):
                self.values[name].pop()

    def content(self, css: Declarations, attributes: Attributes) -> tuple[str, bool]:
        """Returns the words, and whether they are counted. Mere signs only decorate, and are none."""
        found = list(PIECE.finditer(css.get("content", "")))
        text = "".join(self.piece(each, attributes) for each in found)[:MAX_CONTENT_CHARACTERS]
        said = any(map(str.isalnum, text)) or any(each in text for each in "“”《》（）")
        return (text if said else ""), any(each["name"] for each in found)

    def piece(self, found: re.Match[str], attributes: Attributes) -> str:
        if found["sign"]:
            return QUOTES[found["sign"].lower()]
        if found["attribute"]:
            return attributes.get(found["attribute"].lower()) or ""
        if not found["name"]:
            return ESCAPED.sub(unescaped, found["double"] or found["single"] or "")
        values, style = self.values.get(found["name"]) or [0], STYLE.search(found["rest"])
        between = SEPARATOR.match(found["rest"])
        shown = values[-MAX_NESTED:] if between and found[0].lower().startswith("counters") else values[-1:]
        joint = (between[1] or between[2] or "") if between else ""
        return joint.join(counted(value, style[1].lower() if style else "decimal") for value in shown)


def unescaped(found: re.Match[str]) -> str:
    if not found[1]:
        return found[2] if found[2] != "\n" else ""
    code = int(found[1], 16)
    is_private = 0xE000 <= code < 0xF900 or code > 0xFFFFF  # an icon
    return "" if is_private or not code >= 0x20 or 0xD800 <= code < 0xE000 else chr(code)
