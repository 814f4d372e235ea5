"""Chinese numerals and the marks made with them: the one place that knows how lists are numbered."""

import re
from collections.abc import Iterator
from typing import NamedTuple

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
ARABIC = re.compile("[0-9]{1,4}")
NUMERAL = "[一二三四五六七八九十]{1,3}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# Marks by kind, and how deep in a nested list each kind usually stands.
DEPTH = {"一、": 0, "（一）": 1, "第一": 2, "其一": 2, "一是": 2, "1.": 3, "（1）": 4, "①": 5}

# A mark stands at the start of a line or behind a mark of punctuation, never inside a sentence (原因之一是).
BREAKS = "。；：，！？;:,!?”’）)"
FULL_STOPS = "。！？!?”"
# No marks: the idiom 一是一、二是二; 第一书记, 第一时间, 第一、第二产业; 2018.10.19; 1、2、3、
# The look at the character comes first: in running text few begin a mark.
MARK = re.compile(
    rf"(?=[一二三四五六七八九十第其（(\d{CIRCLED}])(?:^|(?<=[{BREAKS}])|(?<=[{BREAKS}]\s))(?:"
    rf"(?P<shi>{NUMERAL})是(?!(?P=shi)[、，,。；;])|"
    rf"第(?P<di>{NUMERAL})(?:[，,：:]|、(?!第)|是(?!第))|"
    rf"其(?P<qi>{NUMERAL})(?:[，,：:、]|是)|"
    rf"(?P<dun>{NUMERAL})(?:、|\.(?!\d))\s*(?=\S)|"
    rf"[（(]\s*(?P<paren>{NUMERAL})\s*[）)][、.]?\s*(?=\S)|"
    r"[（(](?P<bracket>\d{1,2})[）)][、.]?\s*(?=\S)|"
    r"(?P<digit>\d{1,2})(?:[、.]\s*(?=[^\d\s、.%％])|[)）]\s*(?=\S))|"
    rf"(?P<circle>[{CIRCLED}])[、.]?\s*(?=\S))"
)
KIND = {
    "shi": "一是",
    "di": "第一",
    "qi": "其一",
    "dun": "一、",
    "paren": "（一）",
    "bracket": "（1）",
    "digit": "1.",
    "circle": "①",
}
# 十二、十三届 enumerates; it numbers nothing.
ENUMERATING = re.compile(rf"({NUMERAL})(?=[、届个级批期类线组年月日两三])")
# Within a line, only the worded marks may follow a comma.
WORDED = {"一是", "第一", "其一", "①"}


class Marker(NamedTuple):
    """`strong`: it begins a line or follows a full stop, so a new list may begin here."""

    kind: str
    number: int
    start: int
    end: int
    strong: bool


def parse_number(numeral: str) -> int | None:
    """Reads 1 to 99 in Arabic digits, as 一, 十, 十二, 二十, 二十一, or as ①; None for anything else (一二, 十十)."""
    if ARABIC.fullmatch(numeral):
        return int(numeral)
    if len(numeral) == 1 and numeral in CIRCLED:
        return CIRCLED.index(numeral) + 1
    tens, ten, ones = numeral.rpartition("十")
    if any(len(part) > 1 or (part and part not in DIGITS) for part in (tens, ones)) or not numeral:
        return None
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0) or None


def marks_in(text: str) -> Iterator[Marker]:
    for found in MARK.finditer(text):
        if marker := marker_of(text, found):
            yield marker


def leading_mark(text: str) -> Marker | None:
    found = MARK.match(text)
    return marker_of(text, found) if found else None


def marker_of(text: str, found: re.Match[str]) -> Marker | None:
    group = found.lastgroup or ""
    kind, number, start = KIND[group], parse_number(found[group]), found.start()
    if not number or enumerates(text, kind, number, found.end()):
        return None
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    if before and kind not in WORDED and before in "，,！？!?”’）)":
        return None
    return Marker(kind, number, start, found.end(), not before or before in FULL_STOPS)


def enumerates(text: str, kind: str, number: int, end: int) -> bool:
    following = ENUMERATING.match(text, end) if kind == "一、" else None
    return following is not None and parse_number(following[1]) == number + 1
