"""Fields: a code, and the result that Word last made of it. Some have no result, and Word draws what the code says.

EQ fields are drawn so, \\o\\ac(○,1) for ①: of what it shows Word keeps no text.
"""

import itertools
import re
from dataclasses import dataclass, field

from records.deeds.readers.office.blocks import Block
from records.deeds.readers.office.package import Element
from records.deeds.readers.office.symbols import MISSING, fraction, root, subscript, superscript, symbol

from .package import Relation, W, integer, is_on, value

MAX_FIELDS = 50  # one within the other; Word allows 20
MAX_CODE_CHARACTERS = 5000
MAX_ENTRY_CHARACTERS = 100  # of a table of contents
SYMBOL = re.compile(
    r'\s*SYMBOL\s+(?P<code>0x[0-9a-f]{1,6}|\d{1,7})(?:.*?\\f\s+(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+)))?', re.I
)
# These show something each time a file is opened. Others without a result show nothing.
SHOWN_ANEW = {
    *(
        "=",
        "AUTHOR",
        "AUTONUM",
        "AUTONUMLGL",
        "AUTONUMOUT",
        "CREATEDATE",
        "DATE",
        "DOCPROPERTY",
        "DOCVARIABLE",
    ),
    *("GOTOBUTTON", "IF", "INCLUDETEXT", "LISTNUM", "MACROBUTTON", "MERGEFIELD", "QUOTE", "REF", "SAVEDATE"),
    *("SEQ", "STYLEREF", "TIME", "TITLE"),
}


@dataclass(slots=True)
class Field:
    """An open field. `form` is what a form field shows; `shows`: it has a result."""

    form: str = ""
    code: list[str] = field(default_factory=list)
    is_code: bool = True
    shows: bool = False

    @property
    def text(self) -> str:
        return "".join(self.code)[:MAX_CODE_CHARACTERS]

    @property
    def is_contents(self) -> bool:
        return not self.is_code and self.name == "TOC"

    @property
    def name(self) -> str:
        return next(iter(self.text.split(None, 1)), "").upper()


@dataclass(frozen=True, slots=True)
class Shown:
    """The text Word draws of a code, with the code of the message that tells of it."""

    text: str
    notice: str = ""


@dataclass(slots=True)
class Story:
    """A part of the package while it is walked, with its open fields; `contents` are blocks of a contents field."""

    relations: dict[str, Relation]
    fields: list[Field] = field(default_factory=list)
    contents: list[Block] = field(default_factory=list)

    @property
    def in_contents(self) -> bool:
        return any(each.is_contents for each in self.fields)


def begun(element: Element) -> Field:
    return Field(form_of(element.find(W + "ffData")))


def form_of(data: Element | None) -> str:
    """Returns a form's box as it is ticked, or the entry that was chosen from its list."""
    box = None if data is None else data.find(W + "checkBox")
    entries = None if data is None else data.find(W + "ddList")
    if box is not None:
        states = (box.find(W + "checked"), box.find(W + "default"))
        state = next((each for each in states if each is not None), None)
        return "☑" if state is not None and is_on(state) else MISSING
    if entries is not None:
        named = [value(each) for each in entries.iterchildren(W + "listEntry")]
        chosen = integer(entries.find(W + "result")) or 0
        return named[chosen] if 0 <= chosen < len(named) else ""
    return ""


def without_result(of: Field, before: str) -> Shown:
    """Returns what Word draws of a field that has no result; `before` is the text it stands behind."""
    code = of.text
    if is_equation(code):
        drawn = equation(code, before)
        return Shown(drawn.text, "ruby" if drawn.phonetic else "equation")
    if found := SYMBOL.match(code):
        sign = symbol(int(found["code"], 0), found["quoted"] or found["bare"] or "Symbol")
        return Shown(sign or MISSING, "" if sign else "symbol")
    if of.form:
        return Shown(of.form)
    return Shown("", "field" if of.name.partition("=")[0] in SHOWN_ANEW or code.strip()[:1] == "=" else "")


def mark_contents(blocks: list[Block]) -> None:
    """Leaves out a table of contents; a whole sentence that somebody wrote into it stays."""
    for block in blocks:
        if len(block.content) <= MAX_ENTRY_CHARACTERS and "。" not in block.content:
            block.role = "boilerplate"


# --- EQ fields ------------------------------------------------------------------------------------------

MAX_DEPTH = 20
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[(),;]|[^\\(),;]+", re.DOTALL)
NAME = re.compile(r"\s*EQ(?![A-Za-z])", re.I)
# How the field as a whole is formatted: \* jc2 \* "Font:宋体" \* hps10
FORMATTING = re.compile(r'\\\*\s*(?:"[^"]*"?|\S+)\s*')
DISTANCE = re.compile(r"\s*-?\d*\s*")
FRAMES, BOXES = "○〇◯△◇□☐", "□☐"
TICKED = {"√": "☑", "✓": "☑", "×": "☒", "✗": "☒"}
CIRCLED = {str(number): chr(0x2460 + number - 1) for number in range(1, 21)}
CIRCLED |= {str(number): chr(0x3251 + number - 21) for number in range(21, 36)}
CIRCLED |= {str(number): chr(0x32B1 + number - 36) for number in range(36, 51)}
CIRCLED |= dict(zip("一二三四五六七八九十", "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", strict=True))
CIRCLED |= dict(zip("上中下左右男女正医财印", "㊤㊥㊦㊧㊨㊚㊛㊣㊩㊖㊞", strict=True))
BRACKETS = {"{": "}", "[": "]", "<": ">", "(": ")"}
RAISED, LOWERED = {"up", "ai"}, {"do", "di"}


@dataclass(frozen=True, slots=True)
class Equation:
    """The characters a code shows. `phonetic`: characters, with small ones above that say how to pronounce them."""

    text: str
    phonetic: bool


@dataclass(frozen=True, slots=True)
class Argument:
    """`base` is the text without what stands in small characters above it."""

    text: str = ""
    base: str = ""

    def __add__(self, other: "Argument") -> "Argument":
        return Argument(self.text + other.text, self.base + other.base)


def plain(text: str) -> Argument:
    return Argument(text, text)


def is_equation(code: str) -> bool:
    return NAME.match(code) is not None


def equation(code: str, before: str) -> Equation:
    """Reads the code of an EQ field; `before` is the text it stands behind."""
    content = FORMATTING.sub("", NAME.sub("", code, count=1)).strip()
    reader = Reader(content, before)
    text = reader.rest()
    return Equation(text, reader.phonetic and not reader.drawn)


class Reader:
    def __init__(self, code: str, before: str) -> None:
        self.pieces = TOKEN.findall(code)
        self.separator = "," if "," in self.pieces else ";"
        self.before = before
        self.at = 0
        self.phonetic = False
        self.drawn = 0  # instructions that are no guide to pronunciation

    def peek(self) -> str:
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def rest(self) -> str:
        """Reads all; a bracket too many is a character like others."""
        text = ""
        while self.at < len(self.pieces):
            text += self.argument(0).text + self.peek()
            self.at += 1
        return text.strip()

    def argument(self, depth: int) -> Argument:
        """Reads what stands side by side, up to a separator or the bracket that closes."""
        found = Argument()
        opened = 0
        while (piece := self.peek()) and (opened or piece not in (")", self.separator)):
            self.at += 1
            if piece.startswith("\\") and piece[1:].isalpha() and depth < MAX_DEPTH:
                found += self.instruction(piece[1:].lower(), depth, found.text)
            else:
                opened += (piece == "(") - (piece == ")")
                found += plain(piece[1:] if piece.startswith("\\") else piece)
        return found

    def options(self) -> list[str]:
        """Reads what stands between an instruction and its arguments: \\ad, \\up 9, \\bc\\{"""
        found: list[str] = []
        while (piece := self.peek()) and (piece.startswith("\\") or DISTANCE.fullmatch(piece)):
            found.append(piece[1:] if piece.startswith("\\") else piece.strip())
            self.at += 1
        return found

    def arguments(self, depth: int) -> list[Argument]:
        found: list[Argument] = []
        if self.peek() != "(":
            return found
        while self.peek() in ("(", self.separator):
            self.at += 1
            found.append(self.argument(depth + 1))
        self.at += 1
        return found

    def instruction(self, name: str, depth: int, text: str) -> Argument:
        options, arguments = self.options(), self.arguments(depth)
        if name == "o" and any(each.text != each.base for each in arguments):
            self.phonetic = True
            return plain("".join(each.base for each in arguments))
        if name in RAISED or (name == "s" and RAISED.intersection(options)):
            return Argument(superscript("".join(each.text for each in arguments)))
        self.drawn += 1
        return plain(drawn(name, options, [each.text for each in arguments], self.before + text))


def drawn(name: str, options: list[str], texts: list[str], before: str) -> str:
    match name:
        case "o":
            return framed(texts)
        case "f":
            above, below = (*texts, "", "")[:2]
            return fraction(above, below, before)
        case "r":
            return root(texts[0] if len(texts) > 1 else "", texts[-1] if texts else "")
        case "b":
            left, right = brackets(options)
            return left + "".join(texts) + right
        case "i":
            low, high, inner = (*texts, "", "", "")[:3]
            return f"∫{subscript(low)}{superscript(high)} {inner}"
        case "a" | "l":
            return (" " if name == "a" else ",").join(texts)
    return subscript("".join(texts)) if name in LOWERED or LOWERED.intersection(options) else "".join(texts)


def framed(texts: list[str]) -> str:
    """Returns what is written one over the other: a number in a circle as one character."""
    frame = next((text.strip() for text in texts if text.strip() and text.strip() in FRAMES), "")
    inside = "".join(text for text in texts if text.strip() != frame).strip()
    if frame and frame in BOXES:
        return TICKED.get(inside, inside or frame)
    return (circled(inside) if frame else inside) or "".join(texts)


def circled(inside: str) -> str:
    """Returns the one character, if there is one; another number keeps apart from digits that stand beside it."""
    return CIRCLED.get(inside, f"（{inside}）" if inside.isdecimal() else inside)


def brackets(options: list[str]) -> tuple[str, str]:
    """Reads \\bc\\{, \\lc\\[ \\rc\\] ; round ones where nothing is said."""
    signs = {kind: sign for kind, sign in itertools.pairwise(options) if kind in ("lc", "rc", "bc")}
    if not signs:
        return "(", ")"
    both = signs.get("bc", "")
    return signs.get("lc", both), signs.get("rc", BRACKETS.get(both, both))
