"""Amounts in Chinese numerals (一百二十, 三万五千, 1.2万) and what scales before a unit mean.

numerals.py reads the marks of lists; this module reads quantities. Vague ones (十余, 数十, 几百) are None.
"""

import re
from decimal import Decimal

from . import numerals

DIGITS = numerals.DIGITS | {"〇": 0}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
SCALES = TENS | MYRIADS
NUMERALS = "".join(DIGITS) + "".join(SCALES)
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
        elif character in DIGITS and not digit:
            digit = DIGITS[character]
        else:
            return None
    if digit is None:
        return total or None
    short = last >= 100 and last < 10**4 and "零" not in numeral and "〇" not in numeral
    return total + digit * (last // 10 if short else 1)


def tail_value(tail: str, scale: int) -> int | None:
    """Reads what stands behind 万 or 亿: 三万五 is 35,000, but 三万零五 is 30,005."""
    if len(tail) == 1 and DIGITS.get(tail):
        return DIGITS[tail] * scale // 10
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
