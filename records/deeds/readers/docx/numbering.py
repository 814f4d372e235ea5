"""Automatic numbers: Word keeps the rules of its lists in numbering.xml and counts anew whenever it shows a file."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from records.deeds.readers.office.blocks import NO_NUMBER, Number, Shape
from records.deeds.readers.office.number_formats import FORMATS, shown
from records.deeds.readers.office.package import Element
from records.deeds.readers.office.symbols import BULLET, bullet

from .package import MC, W, integer, is_on, value

LEVELS = range(9)
MAX_PATTERN_CHARACTERS = 255  # Word's own limit
PLACE = re.compile("%([1-9])")
# Chinese marks bring their own space (一、); 第一章 and 1. do not.
CLOSED = re.compile(r"[^\w\x00-\x7f]$")


@dataclass(frozen=True, slots=True)
class Level:
    """`restart` is the level, from 1, behind which this one begins anew; 0 for never, None for any above it."""

    start: int = 1
    kind: str = "decimal"
    pattern: str = ""
    restart: int | None = None
    arabic: bool = False
    close: bool = False  # no space behind the number
    style: str = ""
    font: str = ""

    def restarts_behind(self, used: int, own: int) -> bool:
        return used < own if self.restart is None else used < self.restart


@dataclass(slots=True)
class NumberedList:
    """An abstract list: the numbers of one list run on in every paragraph that refers to it."""

    levels: dict[int, Level] = field(default_factory=dict)
    link: str = ""
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Instance:
    """A list as a paragraph refers to it, with starts and levels of its own."""

    list_id: int | None
    starts: dict[int, int]
    levels: dict[int, Level]


ZEROS = re.compile("(0{1,4})1(?!\\d)")


def number_format(element: Element) -> str:
    """Formats of newer Words stand as alternatives (001, 002); the fallback is one that everybody knows."""
    found = element.find(W + "numFmt")
    if found is None:
        newer = element.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
        if newer is not None and (zeros := ZEROS.match(value(newer, "format"))):
            return f"decimalZero{len(zeros[1]) + 1}"
        found = element.find(f"{MC}AlternateContent/{MC}Fallback/{W}numFmt")
    if value(found) == "custom" and (zeros := ZEROS.match(value(found, "format"))):
        return f"decimalZero{len(zeros[1]) + 1}"
    return value(found) or "decimal"


def level_of(element: Element) -> Level:
    start, kind = integer(element.find(W + "start")), number_format(element)
    pattern = value(element.find(W + "lvlText"))[:MAX_PATTERN_CHARACTERS]
    arabic, letters = element.find(W + "isLgl"), element.find(W + "rPr")
    hidden = letters is not None and letters.find(W + "vanish") is not None
    fonts = None if letters is None else letters.find(W + "rFonts")
    if kind == "bullet" and element.find(W + "lvlPicBulletId") is not None:
        pattern = BULLET
    return Level(
        start=0 if start is None else start,
        kind=kind,
        pattern="" if hidden else pattern,
        restart=integer(element.find(W + "lvlRestart")),
        arabic=arabic is not None and is_on(arabic),
        close=value(element.find(W + "suff")) == "nothing",
        style=value(element.find(W + "pStyle")),
        font=value(fonts, "ascii") or value(fonts, "hAnsi"),
    )


def levels_of(element: Element) -> dict[int, Level]:
    levels = ((integer(each, "ilvl"), level_of(each)) for each in element.iterchildren(W + "lvl"))
    return {index: level for index, level in levels if index in LEVELS and index is not None}


def instance_of(element: Element) -> Instance:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for each in element.iterchildren(W + "lvlOverride"):
        index, start = integer(each, "ilvl"), integer(each.find(W + "startOverride"))
        if index is None or index not in LEVELS:
            continue
        if start is not None:
            starts[index] = start
        for level in each.iterchildren(W + "lvl"):
            levels[index] = level_of(level)
    return Instance(integer(element.find(W + "abstractNumId")), starts, levels)


class Numbering:
    """`list_of_style` answers which instance a numbering style refers to."""

    def __init__(self, root: Element | None, list_of_style: Callable[[str], int | None]) -> None:
        self.lists: dict[int | None, NumberedList] = {}
        self.instances: dict[int | None, Instance] = {}
        self.used: set[tuple[int, int]] = set()
        self.unknown: str = ""  # the format of the last number, where nobody knows it
        for each in () if root is None else root.iterchildren(W + "abstractNum"):
            link = value(each.find(W + "numStyleLink"))
            self.lists[integer(each, "abstractNumId")] = NumberedList(levels_of(each), link)
        for each in () if root is None else root.iterchildren(W + "num"):
            self.instances[integer(each, "numId")] = instance_of(each)
        for abstract in self.lists.values():
            linked = self.instances.get(list_of_style(abstract.link)) if abstract.link else None
            if linked and linked.list_id in self.lists:
                abstract.levels = abstract.levels or self.lists[linked.list_id].levels

    def advance(self, shape: Shape) -> Number:
        """Counts a paragraph and returns the number it shows."""
        self.unknown = ""
        instance = self.instances.get(shape.list_id)
        abstract = self.lists.get(instance.list_id) if instance else None
        if not shape.list_id or instance is None or abstract is None:
            return NO_NUMBER
        levels = abstract.levels | instance.levels
        index = level_index(shape, levels)
        if index not in levels:
            return NO_NUMBER
        self.count(shape.list_id, instance, abstract, levels, index)
        return self.number(levels, abstract.counts, index)

    def count(
        self, list_id: int, instance: Instance, abstract: NumberedList, levels: dict[int, Level], index: int
    ) -> None:
        """Counts one further; a start of the instance's own holds once, where it first comes to that level.

        A level above that was skipped counts as used, with its start.
        """
        counts = abstract.counts
        for above in range(index):
            if above in levels:
                counts.setdefault(above, instance.starts.get(above, levels[above].start))
        for below, level in levels.items():
            if below > index and level.restarts_behind(index, below):
                counts.pop(below, None)
        fresh = (list_id, index) not in self.used
        self.used.add((list_id, index))
        if fresh and index in instance.starts:
            counts[index] = instance.starts[index]
        elif index in counts:
            counts[index] += 1
        else:
            counts[index] = instance.starts.get(index, levels[index].start)

    def number(self, levels: dict[int, Level], counts: dict[int, int], index: int) -> Number:
        level = levels[index]
        if level.kind == "bullet":
            return Number(bullet(level.pattern.strip(), level.font), " ")

        def written(place: re.Match[str]) -> str:
            other = int(place[1]) - 1
            if other not in levels:
                return ""
            kind = "decimal" if level.arabic else levels[other].kind
            if kind not in FORMATS and kind != "bullet":
                self.unknown = kind
            return shown(counts.get(other, levels[other].start), kind)

        text = " ".join(PLACE.sub(written, level.pattern).split())
        return Number(text, gap_behind(text, level.close))


def gap_behind(number: str, close: bool) -> str:
    """Returns a space behind "1.", lest 1.2 come of 1. and 2.; other marks of punctuation need none."""
    return "" if not number or CLOSED.search(number) or (close and not number.isascii()) else " "


def level_index(shape: Shape, levels: dict[int, Level]) -> int:
    """Finds the level; a list that comes with the style has its own where that style is named."""
    if not shape.listed:
        for style in shape.styles:
            for index, level in levels.items():
                if level.style == style:
                    return index
    return shape.list_level or 0
