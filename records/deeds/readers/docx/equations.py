"""EQ fields: Word draws characters from a code, \\o\\ac(○,1) for ①, and keeps no text of what it shows."""

import itertools
import re
from dataclasses import dataclass

from records.deeds.readers.office.scripts import fraction, root, subscript, superscript

MAX_DEPTH = 20
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[(),;]|[^\\(),;]+", re.DOTALL)
NAME = re.compile(r"\s*EQ(?![A-Za-z])", re.I)
# How the field as a whole is formatted: \* jc2 \* "Font:宋体" \* hps10
FORMATTING = re.compile(r'\\\*\s*(?:"[^"]*"?|\S+)\s*')
DISTANCE = re.compile(r"\s*-?\d*\s*")
FRAMES, BOXES = "○〇◯△◇□☐", "□☐"
TICKED = {"√": "☑", "✓": "☑", "×": "☒", "✗": "☒"}
CIRCLED = {str(number): chr(0x2460 + number - 1) for number in range(1, 21)}
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
    return (CIRCLED.get(inside, inside) if frame else inside) or "".join(texts)


def brackets(options: list[str]) -> tuple[str, str]:
    """Reads \\bc\\{, \\lc\\[ \\rc\\] ; round ones where nothing is said."""
    signs = {kind: sign for kind, sign in itertools.pairwise(options) if kind in ("lc", "rc", "bc")}
    if not signs:
        return "(", ")"
    both = signs.get("bc", "")
    return signs.get("lc", both), signs.get("rc", BRACKETS.get(both, both))
