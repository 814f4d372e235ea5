"""Says what must hold of a cut: several names, each with a text of its own, and no one told of."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from records.deeds.parsing.headings import is_prose
from records.deeds.parsing.recipients import named_for_sure
from records.deeds.parsing.recipients.organizations import is_proper, is_unit, pieces, unit_in
from records.deeds.parsing.recipients.people import presented, spoken_of
from records.deeds.parsing.titles import find_title

from .names import is_person, presented_name, squeezed
from .surroundings import Looked, Start

# A title that names a group or an office and means what its people did, each in a text of their own.
COLLECTION = re.compile(
    r"汇编|选编|选登|选介|摘编|集锦|专辑|合集|名录|名单|系列|风采录|群像|群英|榜|展播|巡礼|一览|简介|个人.{0,4}事迹|人物.{0,4}事迹|"
    r"[\d一二三四五六七八九十百]+[名位个].{0,12}(?:事迹|人物|个人)|者.{0,4}事迹|[他她]们|"
    r"(?:推荐|拟表彰|候选)[^，。]{0,4}(?:对象|人选|人)"
)

# A title that is the name of an honor, and of nobody: 样本县优秀教师.
HONOR = re.compile(
    r"^[^，。：:]{0,24}(?:模范|标兵|楷模|好人|榜样|先进个人|劳模|(?:优秀|最美|先进)[\u4e00-\u9fff]{0,6}"
    r"(?:[教老医]师|医生|村医|护士|[员者]|干部|军人|民警|工[人匠]|青年|人物|职工|农民|学生|村官|校长|书记))$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Starts:
    """`certain`, or else nothing is to be cut: the names are those that were found."""

    starts: tuple[Start, ...] = ()
    certain: bool = True

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(start.name or start.key for start in self.starts))


NONE = Starts()
PAIR = re.compile("夫妇|夫妻|伉俪|兄弟|姐妹|父子|母女|父女|母子|师徒|搭档")


def are_all(looked: Looked, starts: Sequence[Start]) -> bool:
    """Tells whether the records are the document: little stands above them, and none is far longer than others."""
    sizes = [two.line - one.line for one, two in pairwise(starts)]
    above = sum(len(line.text) for line in looked.lines[: starts[0].line] if is_prose(line))
    body = sum(len(line.text) for line in looked.lines[starts[0].line :])
    return above <= body / len(starts) and max(sizes) <= 4 * median(sizes) + 4


def distinct(starts: Sequence[Start]) -> set[str]:
    return {start.key for start in starts}


def ends(looked: Looked, starts: Sequence[Start]) -> list[int]:
    return [*(start.line for start in starts[1:]), len(looked.lines)][: len(starts)]


def with_text(looked: Looked, starts: Sequence[Start]) -> list[Start]:
    """Keeps those with prose below, before the next: contents, and links to other pages, have none."""
    return [
        start
        for start, end in zip(starts, ends(looked, starts), strict=True)
        if looked.has_prose(start.line + 1, end)
    ]


def without_repeats(starts: Sequence[Start]) -> list[Start]:
    """Keeps the first of each name in a row: a page repeats its title."""
    return [start for index, start in enumerate(starts) if not index or starts[index - 1].key != start.key]


def judged(looked: Looked, starts: list[Start], *, least: float) -> Starts:
    """Cuts, if `least` of the names are told of in their own text; half of that is a doubt where there are three."""
    if len(distinct(starts)) < 2 or len(distinct(starts)) < len(starts):
        return NONE
    if is_of_one(looked, starts):
        return NONE
    share = share_told_of(looked, starts)
    if share >= (least if len(starts) > 2 else 1.0 if least else 0.0):
        return Starts(tuple(starts))
    return Starts(tuple(starts), certain=False) if share >= least / 2 and len(starts) > 2 else NONE


def share_told_of(looked: Looked, starts: Sequence[Start]) -> float:
    told = sum(
        start.key in squeezed(looked.text(start.line + 1, end))
        for start, end in zip(starts, ends(looked, starts), strict=True)
    )
    return told / len(starts) if starts else 0.0


def is_of_one(looked: Looked, starts: Sequence[Start]) -> bool:
    """Tells whether this is the document of one person or one organization, that names these others."""
    above = looked.lines[: starts[0].line]
    text = looked.text(0, len(looked.lines))
    title = "".join(line.text for line in find_title(above, looked.lines[starts[0].line :]))
    subject = named_for_sure(title, text) if title else None
    keys = distinct(starts)
    if subject and subject not in keys and not COLLECTION.search(title) and is_somebody(subject, text, title):
        return True
    for name, _ in presented(looked.text(0, starts[0].line)) if above else ():
        if name not in keys and text.count(name) > 2:
            return True
    return is_told_throughout(looked, starts)


def presents_another(looked: Looked, starts: Sequence[Start]) -> bool:
    """Tells whether the text above is about somebody else, or that of the second tells of the first: who was helped."""
    keys = distinct(starts)
    above = looked.lines[: starts[0].line]
    if any((name := presented_name(line.text)) and name not in keys for line in above):
        return True
    if any(begins_with_unit(line.text) for line in above if is_prose(line)):
        return True
    return len(starts) == 2 and spoken_of(starts[0].key, looked.text(starts[1].line, len(looked.lines))) > 0


def begins_with_unit(text: str) -> bool:
    """Tells whether a paragraph is about a unit: whom a list names below belong to it."""
    start, words = next(pieces(text), (1, ""))
    unit = unit_in(start, words) if not start else None
    return unit is not None and not unit.rest and is_proper(unit.name)


def is_somebody(subject: str, text: str, title: str) -> bool:
    """Tells whether what a title is about has a name: 先进典型, of 先进典型简要事迹, is none."""
    return is_person(subject) or is_unit(subject) or text.count(subject) > title.count(subject)


def is_told_throughout(looked: Looked, starts: Sequence[Start]) -> bool:
    """Tells whether one of the names stands in most parts."""
    sizes = sorted({len(start.key) for start in starts})
    keys, times = distinct(starts), Counter[str]()
    for start, end in zip(starts, ends(looked, starts), strict=True):
        text = looked.text(start.line, end)
        times.update({text[at : at + size] for size in sizes for at in range(len(text) - size + 1)} & keys)
    return max(times.values(), default=0) > max(2, len(starts) / 2)
