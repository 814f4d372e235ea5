"""Finds figures whose number does not stand in their text, however it is written: 1.2万, 12,000, 一万二千."""

import re
from collections.abc import Iterator
from decimal import Decimal

from records.deeds.document import Deeds, digits
from records.deeds.parsing.numerals import NUMERALS, plain_number, quantity, scaled

from .unit_words import DIGITS_ALONE

# Marks of Markdown may stand around a number.
MARKS = re.compile(r"[\\*_`~]+")
WRITTEN = re.compile(rf"(?P<digits>\d[\d,，.．]*)|百分之(?P<percent>[{NUMERALS}]+)|(?P<words>[{NUMERALS}]+)")
SCALE = re.compile(r"[ \u3000\xa0]?[余多几来]?(?P<scale>[十百千]?[万亿]{0,2})(?!米|克|瓦)")
# A year is no number of people.
DATED = re.compile(r"[ \u3000\xa0]?[年月日号](?!票)")


def numbers_in(text: str) -> Iterator[Decimal]:
    """Yields each number of a text, without its scale: 12000 for 1.2万."""
    text = MARKS.sub("", text)
    for found in WRITTEN.finditer(text):
        value = value_of(found)
        if value is None or (found["digits"] and DATED.match(text, found.end())):
            continue
        scale = SCALE.match(text, found.end())
        yield scaled(value, scale["scale"] if scale else "")


def value_of(found: re.Match[str]) -> Decimal | None:
    if not found["digits"]:
        return quantity(found["percent"] or found["words"])
    digits = found["digits"].rstrip(",，.．").replace("，", ",")
    return plain_number(digits) if DIGITS_ALONE.fullmatch(digits) else None


def lost_figures(deeds: Deeds) -> list[int]:
    """Lists the places, from 0, of figures whose number is not in their measure; of the whole, nowhere in the texts."""
    if not deeds.figures:
        return []
    measures = {
        (section.number, measure.number): set(numbers_in(measure.text))
        for section in deeds.sections
        for measure in section.measures
    }
    others = [deeds.title or "", deeds.summary, deeds.introduction, deeds.closing]
    others += [text for section in deeds.sections for text in (section.title or "", section.lead)]
    whole = set(numbers_in("\n".join(others))).union(*measures.values())
    return [
        index
        for index, one in enumerate(deeds.figures)
        if scaled(one.value, one.unit) not in (measures[one.place] if one.place else whole)
    ]


def lost_message(deeds: Deeds, lost: list[int]) -> str:
    figures = (deeds.figures[place] for place in lost)
    named = "、".join(f"{one.label} {digits(one.value)}{one.unit}" for one in figures)
    return f"这些数据的数，在所属的正文里找不到：{named}。请核对是数据要改，还是正文要改。"
