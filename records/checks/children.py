"""Finds the full names of children: a name beside an age under 14. 小明, 王某 and 王某某 are none."""

import re
from collections.abc import Iterator
from itertools import accumulate

from records.deeds.parsing.numerals import quantity
from records.deeds.parsing.recipients.surnames import COMPOUND, GIVEN, NAME
from records.presentation.segmenting import is_name, people, tags

LAST_AGE = 13
MAX_NAME = 12  # characters behind the name that the cutting into words sees
WRITTEN = r"(?<![\d一二三四五六七八九十第\-~至到])(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:周岁|岁)"
# What a whole life is told from, and ages of many: 9岁时父亲去世, 6岁以下儿童.
OF_THE_PAST = "(?!时|那年|那时|起|开始|就|便|以|之|到|至|左右|多|半时|[丧失父母])"
AGE = rf"(?P<age>{WRITTEN}){OF_THE_PAST}"
CHILD = (
    "(?:的|小|男孩|女孩|孩子|儿子|女儿|孙子|孙女|外孙女?|学生|小学生|小朋友|同学|患儿|儿童|孤儿|幼儿|少年|"
    "留守|困境|重病|残疾|贫困)"
)
SEPARATED = "[，,、（( ]?(?:[男女][，,、 ]{0,2})?(?:现在?|今年|现年|时年|年仅|年龄|才|刚满|刚|只有|仅)?"
# Which is told from the age, so that hardly any text is looked at for names.
NAMES_BESIDE_AGES = re.compile(rf"{WRITTEN}{OF_THE_PAST}")
# 王样,6岁讨饭 tells what once was.
ENDS = r"(?=[，,。；;、！？）)\s的在上读患]|$)"
BEHIND = re.compile(rf"{AGE}{CHILD}{{0,4}}[（(“]?(?P<name>{NAME})")
BEFORE = re.compile(
    rf"(?P<name>(?:{COMPOUND}|[\u4e00-\u9fff]){GIVEN}{{1,2}})(?:同学|小朋友)?{SEPARATED}{AGE}{ENDS}"
)
CLAUSE_ENDS = re.compile("[。；！？\n]")


def children_in(text: str) -> Iterator[tuple[int, int, int]]:
    """Yields start and end of each name with the age."""
    told: set[int] = set()
    for found in NAMES_BESIDE_AGES.finditer(text):
        age = age_of(found[0])
        if age is None or age > LAST_AGE:
            continue
        first = max((end.end() for end in CLAUSE_ENDS.finditer(text, 0, found.start())), default=0)
        for start, end in names_beside(text, first, found):
            if start not in told:
                told.add(start)
                yield start, end, age


def age_of(words: str) -> int | None:
    digits = words.rstrip("周岁")
    number = int(digits) if digits.isdecimal() else quantity(digits)
    return None if number is None else int(number)


def names_beside(text: str, first: int, age: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yields the name behind the age; where none is, the one before."""
    behind = BEHIND.match(text, age.start())
    if behind and (span := name_at(text, first, *behind.span("name"))):
        yield span
        return
    for start in range(max(first, age.start() - 16), age.start()):
        before = BEFORE.match(text, start, age.end() + 2)
        if (
            before
            and before.start("age") == age.start()
            and (span := name_at(text, first, *before.span("name"), to_end=True))
        ):
            yield span
            return


def name_at(text: str, first: int, start: int, end: int, *, to_end: bool = False) -> tuple[int, int] | None:
    """Returns the place of the name if the words are one, as the sentence is cut into words."""
    tagged = tags(text[first : end + MAX_NAME])
    known, bounds = (
        set(people(tagged)),
        [first, *accumulate(map(len, (one.text for one in tagged)), initial=first)],
    )
    sizes = [end - start] if to_end else [end - start, end - start - 1]
    for size in sizes:
        words = text[start : start + size]
        # 陈|浩然 is a name too, cut behind its surname; 花朵 is none.
        is_cut = {start, start + len(surname(words)), start + size} <= set(bounds)
        if size > 1 and is_name(words) and words[0] != words[-1] and (words in known or is_cut):
            return start, start + size
    return None


def surname(name: str) -> str:
    compound = re.match(COMPOUND, name)
    return compound[0] if compound and len(name) > len(compound[0]) else name[:1]


def reduced(name: str) -> str:
    """Returns the name as it may stand in public."""
    return f"{surname(name)}某某"
