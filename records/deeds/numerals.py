"""Chinese numerals and the marks made with them: the one place that knows how lists are numbered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
NUMERAL = "[一二三四五六七八九十]{1,3}"

# A measure's mark stands at the start of a line or behind a mark of punctuation, never inside a sentence (原因之一是).
# The idiom 一是一、二是二 is no list.
BREAKS = "。；：，！？;:,!?”’）)"
FULL_STOPS = "。！？!?”"
MEASURE = re.compile(rf"(?:^|(?<=[{BREAKS}])|(?<=[{BREAKS}]\s))({NUMERAL})是(?!\1[、，,。；;])")
HEADING = re.compile(rf"({NUMERAL})、\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Marker:
    """`strong`: it begins a line or follows a full stop, so a new list may begin here."""

    number: int
    start: int
    end: int
    strong: bool


def parse_number(numeral: str) -> int | None:
    """1 to 99 in Arabic digits or as 一, 十, 十二, 二十, 二十一; None for anything else (一二, 十十)."""
    if re.fullmatch(r"[0-9]{1,4}", numeral):
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if any(len(part) > 1 or (part and part not in DIGITS) for part in (tens, ones)) or not numeral:
        return None
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0) or None


def measure_marks(text: str) -> Iterator[Marker]:
    for found in MEASURE.finditer(text):
        number = parse_number(found[1])
        if number:
            strong = not found.start() or text[found.start() - 2 : found.start()].rstrip()[-1:] in FULL_STOPS
            yield Marker(number, found.start(), found.end(), strong)


def heading_mark(line: str) -> Marker | None:
    """一、 at the start of a line."""
    found = HEADING.match(line)
    number = parse_number(found[1]) if found else None
    return Marker(number, 0, found.end(), True) if found and number else None
