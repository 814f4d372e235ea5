"""Chinese numerals and the marks made with them: the one place that knows how lists are numbered."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
# As on checks, so that nobody adds a stroke; 參 is read as 参.
FORMAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾", "一二三三四五六七八九十")
ROMAN = {"I": 1, "V": 5, "X": 10}
ROMAN_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
ARABIC = re.compile("[0-9]{1,4}")
NUMERAL = "[一二三四五六七八九十]{1,3}"
FORMAL_NUMERAL = "[壹贰叁参肆伍陆柒捌玖拾]{1,3}"
ROMAN_SIGNS = "IVXⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"
ROMAN_NUMERAL = "(?:[Ⅰ-Ⅻⅰ-ⅻ]{1,3}|[IVX]{1,5}(?![A-Za-z]))"

# Numbers that are one character: the kind of mark, the first of them, its number, and how many there are.
ROWS = (
    *(("①", "①", 1, 20), ("①", "㉑", 21, 15), ("①", "㊱", 36, 15), ("①", "🔟", 10, 1)),
    *(("❶", "❶", 1, 10), ("❶", "⓫", 11, 10), ("❶", "➊", 1, 10), ("➀", "➀", 1, 10), ("➀", "⓵", 1, 10)),
    *(("㊀", "㊀", 1, 10), ("（一）", "㈠", 1, 10), ("（1）", "⑴", 1, 20), ("1.", "⒈", 1, 20)),
    *(("（a）", "⒜", 1, 26), ("ⓐ", "ⓐ", 1, 26), ("ⓐ", "Ⓐ", 1, 26)),
)
READY = {
    chr(ord(first) + step): (kind, number + step)
    for kind, first, number, count in ROWS
    for step in range(count)
}
# A digit in a key, as phones write it: 1️⃣.
KEY = "\u20e3"

# Marks by kind, and how deep in a nested list each kind usually stands.
DEPTH = {
    **{
        "Ⅰ、": 0,
        "壹、": 0,
        "一、": 1,
        "（一）": 2,
        "一）": 3,
        "第一": 4,
        "其一": 4,
        "一是": 4,
        "1.": 5,
        "（1）": 6,
    },
    **{"①": 7, "❶": 7, "➀": 7, "㊀": 7, "（a）": 8, "ⓐ": 8},
}

# A mark stands at the start of a line or behind a mark of punctuation, never inside a sentence (原因之一是).
BREAKS = "。；：，！？;:,!?”’）)"
FULL_STOPS = "。！？!?”"
# No marks: the idiom 一是一、二是二; 第一书记, 第一时间, 第一、第二产业; 2018.10.19; 1、2、3、; Ⅱ型, X.509
# The look at the character comes first: in running text few begin a mark.
MARK = re.compile(
    rf"(?=[一二三四五六七八九十第其（(\d壹贰叁参肆伍陆柒捌玖拾Ⅰ-Ⅻⅰ-ⅻIVX{''.join(READY)}])"
    rf"(?:^|(?<=[{BREAKS}])|(?<=[{BREAKS}]\s))(?:"
    rf"(?P<shi>{NUMERAL})是(?!(?P=shi)[、，,。；;])|"
    rf"第(?P<di>{NUMERAL})(?:[，,：:]|、(?!第)|是(?!第))|"
    rf"其(?P<qi>{NUMERAL})(?:[，,：:、]|是)|"
    rf"(?P<dun>{NUMERAL})(?:、|\.(?!\d))\s*(?=\S)|"
    rf"(?P<half>{NUMERAL})[)）]\s*(?=\S)|"
    rf"[（(]\s*(?P<paren>{NUMERAL})\s*[）)][、.]?\s*(?=\S)|"
    r"[（(](?P<bracket>\d{1,2})[）)][、.]?\s*(?=\S)|"
    r"(?P<digit>\d{1,2})(?:[、.]\s*(?=[^\d\s、.%％])|[)）]\s*(?=\S))|"
    rf"(?P<formal>{FORMAL_NUMERAL})(?:、|\.(?!\d))\s*(?=\S)|"
    rf"(?P<roman>{ROMAN_NUMERAL})(?:、|\.(?![\dA-Za-z])|[)）])\s*(?=\S)|"
    rf"(?P<ready>[{''.join(READY)}])[、.]?\s*(?=\S)|"
    rf"(?P<key>\d){KEY}\s*(?=\S))"
)
KIND = {
    "shi": "一是",
    "di": "第一",
    "qi": "其一",
    "dun": "一、",
    "half": "一）",
    "paren": "（一）",
    "bracket": "（1）",
    "digit": "1.",
    "formal": "壹、",
    "roman": "Ⅰ、",
    "key": "①",
}
# 十二、十三届 enumerates; it numbers nothing.
ENUMERATING = re.compile(rf"({NUMERAL})(?=[、届个级批期类线组年月日两三])")
# Within a line, only the worded marks may follow a comma.
WORDED = {"一是", "第一", "其一", "①", "❶", "➀", "㊀"}


class Marker(NamedTuple):
    """`strong`: it begins a line or follows a full stop, so a new list may begin here."""

    kind: str
    number: int
    start: int
    end: int
    strong: bool


def parse_number(numeral: str) -> int | None:
    """Reads 1 to 99 in Arabic digits, as 一, 十, 十二, 二十一, 壹, Ⅳ, or as ①; None for anything else (一二, 十十)."""
    if ARABIC.fullmatch(numeral):
        return int(numeral)
    if numeral in READY:
        return READY[numeral][1]
    if numeral and numeral[0] in ROMAN_SIGNS:
        return parse_roman(unicodedata.normalize("NFKC", numeral).upper())
    numeral = numeral.translate(FORMAL)
    tens, ten, ones = numeral.rpartition("十")
    if any(len(part) > 1 or (part and part not in DIGITS) for part in (tens, ones)) or not numeral:
        return None
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0) or None


def parse_roman(numeral: str) -> int | None:
    """Reads 1 to 39, written as they should be."""
    values = [ROMAN.get(letter, 0) for letter in numeral]
    total = sum(
        -one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True)
    )
    tens, ones = divmod(total, 10)
    return total if tens < 4 and numeral == "X" * tens + ROMAN_ONES[ones] else None


def marks_in(text: str) -> Iterator[Marker]:
    for found in MARK.finditer(text):
        if marker := marker_of(text, found):
            yield marker


def leading_mark(text: str) -> Marker | None:
    found = MARK.match(text)
    return marker_of(text, found) if found else None


def marker_of(text: str, found: re.Match[str]) -> Marker | None:
    group = found.lastgroup or ""
    kind = READY[found[group]][0] if group == "ready" else KIND[group]
    number, start = parse_number(found[group]), found.start()
    if not number or enumerates(text, kind, number, found.end()):
        return None
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    if before and kind not in WORDED and before in "，,！？!?”’）)":
        return None
    return Marker(kind, number, start, found.end(), not before or before in FULL_STOPS)


def enumerates(text: str, kind: str, number: int, end: int) -> bool:
    following = ENUMERATING.match(text, end) if kind == "一、" else None
    return following is not None and parse_number(following[1]) == number + 1
