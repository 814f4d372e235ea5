"""Chinese numerals: the marks made with them, which number lists, and the amounts they write.

Here is known how lists are numbered (一、, （二）, 第三, ①), and what quantities and scales before a unit mean
(一百二十, 三万五千, 1.2万). Vague ones (十余, 数十, 几百) are None.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
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
        "甲、": 0,
        "一、": 1,
        "（一）": 2,
        "一）": 3,
        "第一": 4,
        "其一": 4,
        "一是": 4,
        "首先": 4,
        "1.": 5,
        "A.": 6,
        "（1）": 6,
    },
    **{"①": 7, "❶": 7, "➀": 7, "㊀": 7, "（a）": 8, "ⓐ": 8},
}

# A mark stands at the start of a line or behind a mark of punctuation, never inside a sentence (原因之一是).
BREAKS = "。；：，！？;:,!?”’）)"
FULL_STOPS = "。！？!?”"
# No marks: the idiom 一是一、二是二; 第一书记, 第一时间, 第一、第二产业; 2018.10.19; 1、2、3、; Ⅱ型, X.509
# The look at the character comes first: in running text few begin a mark.
FIRST = rf"[一二三四五六七八九十第其（(〔【\d壹贰叁参肆伍陆柒捌玖拾Ⅰ-Ⅻⅰ-ⅻIVX{''.join(READY)}]"
# Where in a line one may stand: a search for a mark of punctuation is ten times faster than one that looks back.
BREAK = re.compile(rf"[{BREAKS}]\s?(?={FIRST})")
MARK = re.compile(
    rf"(?={FIRST})(?:^|(?<=[{BREAKS}])|(?<=[{BREAKS}]\s))(?:"
    rf"(?P<shi>{NUMERAL})是(?!(?P=shi)[、，,。；;])|"
    rf"第(?P<di>{NUMERAL})(?:[，,：:]|、(?!第)|是(?!第))|"
    rf"其(?P<qi>{NUMERAL})(?:[，,：:、]|是)|"
    rf"(?P<dun>{NUMERAL})\s?(?:、|\.(?!\d))\s*(?=\S)|"
    rf"(?P<half>{NUMERAL})[)）]\s*(?=\S)|"
    rf"[（(〔【]\s*(?P<paren>{NUMERAL})\s*[）)〕】][、.]?\s*(?=\S)|"
    r"[（(]\s?(?P<bracket>\d{1,2})\s?[）)][、.]?\s*(?=\S)|"
    r"(?P<digit>\d{1,2})(?:(?:[、.]|\s、)\s*(?=[^\d\s、.%％])|[)）]\s*(?=\S))|"
    rf"(?P<formal>{FORMAL_NUMERAL})(?:、|\.(?!\d))\s*(?=\S)|"
    rf"(?P<roman>{ROMAN_NUMERAL})(?:、|\.(?![\dA-Za-z])|[)）])\s*(?=\S)|"
    rf"(?P<ready>[{''.join(READY)}])[、.]?\s*(?=\S)|"
    rf"(?P<key>\d){KEY}\s*(?=\S))"
)
# Only at the start of a line: within one, 甲、乙 are two of somebody, A. is an initial and 〔1〕 a note.
STEMS = "甲乙丙丁戊己庚辛壬癸"
LINE_MARK = re.compile(
    rf"(?=[{STEMS}A-Z（(〔【])(?:"
    rf"(?P<stem>[{STEMS}])(?:、|[.．](?!\d))\s*(?=[^\s{STEMS}])|"
    r"(?P<letter>[A-Z])[、.．)）]\s*(?=[^\sA-Za-z\d.．])|"
    r"[（(](?P<enclosed>[A-Za-z])[)）][、.]?\s*(?=\S)|"
    r"[〔【]\s*(?P<corner>\d{1,2})\s*[〕】][、.]?\s*(?=\S))"
)
# Words that count where a run of them opens paragraphs; elsewhere they are words like others.
ORDINAL = re.compile(r"(?P<word>首先|其次|再次|再者|然后|最后)(?:[，,：:、]|是(?!否))\s*(?=\S)")
RANKS = {"首先": 0, "其次": 1, "再次": 2, "再者": 2, "然后": 2, "最后": 3}
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
    "stem": "甲、",
    "letter": "A.",
    "enclosed": "（a）",
    "corner": "1.",
}
LETTERED = ("stem", "letter", "enclosed")
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
    """Reads 1 to 99 in Arabic digits, as 一, 十, 十二, 二十一, 壹, Ⅳ, or as ①; None for anything else: 一二."""
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
    done = 0
    if LINE_MARK.match(text) and (first := leading_mark(text)):
        yield first
        done = first.end
    for start in (0, *(found.end() for found in BREAK.finditer(text))):
        found = MARK.match(text, start) if start >= done else None
        done = found.end() if found else done
        if found and (marker := marker_of(text, found)):
            yield marker


def leading_mark(text: str) -> Marker | None:
    found = MARK.match(text) or LINE_MARK.match(text)
    return marker_of(text, found) if found else None


def ordinals_in(texts: Iterable[str]) -> Iterator[tuple[int, Marker]]:
    """Yields 首先, 其次, 再次, 最后 with the paragraphs that they open, if one after the other does."""
    run: list[tuple[int, re.Match[str]]] = []
    for index, text in enumerate(texts):
        found = ORDINAL.match(text) if text[:2] in RANKS else None
        if not found:
            continue
        rank, last = RANKS[found["word"]], RANKS[run[-1][1]["word"]] if run else -1
        if rank == 0:
            yield from numbered(run)
            run = [(index, found)]
        elif run and (rank > last or rank == last == 2) and (rank == 1 or last > 0):
            run.append((index, found))
    yield from numbered(run)


def numbered(run: Sequence[tuple[int, re.Match[str]]]) -> Iterator[tuple[int, Marker]]:
    for number, (index, found) in enumerate(run if len(run) > 1 else (), start=1):
        yield index, Marker("首先", number, 0, found.end(), strong=True)


def marker_of(text: str, found: re.Match[str]) -> Marker | None:
    group = found.lastgroup or ""
    kind = READY[found[group]][0] if group == "ready" else KIND[group]
    number = lettered(found[group]) if group in LETTERED else parse_number(found[group])
    start = found.start()
    if not number or enumerates(text, kind, number, found.end()):
        return None
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    if before and kind not in WORDED and before in "，,！？!?”’）)":
        return None
    return Marker(kind, number, start, found.end(), not before or before in FULL_STOPS)


def lettered(sign: str) -> int:
    """Returns 2 of B, b and 乙."""
    return STEMS.index(sign) + 1 if sign in STEMS else ord(sign.upper()) - ord("A") + 1


def enumerates(text: str, kind: str, number: int, end: int) -> bool:
    following = ENUMERATING.match(text, end) if kind == "一、" else None
    return following is not None and parse_number(following[1]) == number + 1


# --- Amounts --------------------------------------------------------------------------------------------

AMOUNT_DIGITS = DIGITS | {"〇": 0}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
SCALES = TENS | MYRIADS
NUMERALS = "".join(AMOUNT_DIGITS) + "".join(SCALES)
WRITTEN = re.compile(r"(\d{1,12}(?:[.．]\d{1,4})?|\d{1,3}(?:,\d{3}){1,4})([十百千]?[万亿]{0,2})")
PERCENT = re.compile(r"百分之(.+)")
# Units that begin with a word for a number.
WHOLE_UNITS = ("千米", "千克", "千瓦", "百分点")


def thousands(numeral: str) -> int | None:
    """Reads a numeral below 万: 五, 十二, 一百二十, 一千零五, 两百五 (250); None for anything else."""
    total, digit, last = 0, None, 10**4
    for character in numeral:
        if character in TENS:
            if TENS[character] >= last or (digit is None and last < 10**4) or digit == 0:
                return None
            last = TENS[character]
            total += (1 if digit is None else digit) * last
            digit = None
        elif character in AMOUNT_DIGITS and not digit:
            digit = AMOUNT_DIGITS[character]
        else:
            return None
    if digit is None:
        return total or None
    short = last >= 100 and last < 10**4 and "零" not in numeral and "〇" not in numeral
    return total + digit * (last // 10 if short else 1)


def tail_value(tail: str, scale: int) -> int | None:
    """Reads what stands behind 万 or 亿: 三万五 is 35,000, but 三万零五 is 30,005."""
    if len(tail) == 1 and AMOUNT_DIGITS.get(tail):
        return AMOUNT_DIGITS[tail] * scale // 10
    rest = myriads(tail.lstrip("零〇"))
    return rest if rest is not None and rest < scale else None


def myriads(numeral: str) -> int | None:
    for mark in ("亿", "万"):
        head, found, tail = numeral.rpartition(mark)
        if not found:
            continue
        more = tail_value(tail, MYRIADS[mark]) if tail else 0
        # 万亿 is a number of its own, 万万 and 亿亿 are damage.
        count = myriads(head) if mark == "亿" and "亿" not in head else thousands(head)
        return None if count is None or more is None else count * MYRIADS[mark] + more
    return thousands(numeral)


def quantity(text: str) -> Decimal | None:
    """Returns 120 of 一百二十, 12000 of 1.2万, 98 of 百分之九十八, 0.5 of 半; None for 数十 or 三分之二."""
    if text == "半":
        return Decimal("0.5")
    if percent := PERCENT.fullmatch(text):
        return quantity(percent[1])
    if written := WRITTEN.fullmatch(text):
        return scaled(plain_number(written[1]), written[2])
    if not 0 < len(text) <= 20:
        return None
    number = myriads(text)
    return None if number is None else Decimal(number)


def plain_number(digits: str) -> Decimal:
    """Reads Arabic digits of any width, with or without marks between thousands."""
    return Decimal(digits.replace(",", "").replace("．", "."))


def scaled(value: Decimal, unit: str) -> Decimal:
    """Returns the value in the unit without its scale, for comparing: 15.8 万人 is 158000 (人)."""
    while unit and unit[0] in SCALES and not unit.startswith(WHOLE_UNITS):
        value, unit = value * SCALES[unit[0]], unit[1:]
    return value
