"""Finds what stands around the lines at which records begin: a lead-in above each, headings over several of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile
from statistics import median

from records.deeds.characters import folded, seen
from records.deeds.parsing.headings import is_prose
from records.deeds.source import Line

GROUP = re.compile(
    r"(?:个人|人物|集体|先进|典型|模范|优秀|者).{0,4}(?:事迹|风采)(?:材料|汇编|选编|摘编)?$|^第[一二三四五六七八九十百\d]{1,4}(?:部分|章|辑|编|类)|"
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])?\s*[\u4e00-\u9fff]{2,8}(?:省|市|自治区|兵团)$|"
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])?\s*(?:[\u4e00-\u9fff]{0,6}(?:个人|集体|人物|标兵|单位|家庭|团队)|[特一二三]等奖)$"
)
MAX_GROUP_CHARACTERS = 30
MIN_ALIKE = 0.8  # of the records have the same line above them, where they are laid out alike
MAX_LEAD_IN = 8  # lines, from the first that all have to the one that begins the text
MAX_LEAD_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Start:
    """`line` is an index among the lines, `name` that of a person, empty where only the text below may tell it.

    `titled`: the line is the record's title, else it opens the text. `first` is where the record begins: above the
    line, if records are introduced alike (她说：). `above` is where what belongs to no record begins above that: the
    heading of a group of records.
    """

    line: int
    name: str
    key: str
    titled: bool = True
    first: int = -1
    above: int = -1


class Looked:
    """The lines as rules look at them, folded and without unseen characters, and how many above each are prose."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [
            line if text is line.text else replace(line, text=text)
            for line, text in ((line, seen(folded(line.text))[0]) for line in lines)
        ]
        self.prose = [is_prose(line) for line in self.lines]
        self.prose_above = [0, *accumulate(self.prose)]

    def has_prose(self, start: int, end: int) -> bool:
        return self.prose_above[end] > self.prose_above[start]

    def text(self, start: int, end: int) -> str:
        return "\n".join(line.text for line in self.lines[start:end])

    def next_line(self, index: int) -> str:
        return self.lines[index + 1].text if index + 1 < len(self.lines) else ""


def are_alike(one: str, other: str) -> bool:
    """Tells whether one is the other with something put in: 她说：, 她们说："""
    short, long = sorted((one, other), key=len)
    front = next(
        (at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short)
    )
    return long.endswith(short[front:]) and len(long) - len(short) <= 4


def laid_out_alike(looked: Looked, starts: list[Start]) -> list[Start]:
    """Keeps those with the same line right above, if most have one: of a pair, the second begins no record."""
    above = [looked.lines[start.line - 1].text if start.line else "" for start in starts]
    short = [text for text in above if 0 < len(text) <= MAX_LEAD_CHARACTERS]
    usual = max(set(short), key=short.count, default="")
    alike = [bool(text) and bool(usual) and are_alike(usual, text) for text in above]
    if len(starts) < 3 or sum(alike) < MIN_ALIKE * len(starts):
        return starts
    return [start for start, is_alike in zip(starts, alike, strict=True) if is_alike]


def with_lead_ins(looked: Looked, starts: Sequence[Start]) -> Iterator[Start]:
    """Lets each record begin with the line that all have in common above: 她说：, words of hers, ▲, then the text."""
    lines_above = [
        range(max(above, start.line - MAX_LEAD_IN), start.line)
        for above, start in zip([0, *(start.line + 1 for start in starts)], starts, strict=False)
    ]
    usual = usual_lead_in(looked, lines_above)
    for start, above in zip(starts, lines_above, strict=True):
        alike = (index for index in above if usual and are_alike(usual, looked.lines[index].text))
        first = next(alike, start.line)
        headings = takewhile(
            lambda index: is_group_heading(looked, index), range(first - 1, above.start - 1, -1)
        )
        yield replace(start, first=first, above=min(headings, default=first))


def is_group_heading(looked: Looked, index: int) -> bool:
    """Knows what stands over several records: 样本省先进个人事迹, 第二部分 样本市."""
    text = looked.lines[index].text
    return len(text) <= MAX_GROUP_CHARACTERS and not looked.prose[index] and GROUP.search(text) is not None


def usual_lead_in(looked: Looked, lines_above: Sequence[range]) -> str:
    """Returns the line that stands farthest above most of the starts, the first one too."""
    if len(lines_above) < 3:
        return ""
    rows: dict[str, list[int]] = {}
    for above in lines_above:
        for text, index in {looked.lines[index].text: index for index in reversed(above)}.items():
            if len(text) <= MAX_LEAD_CHARACTERS and any(map(str.isalnum, text)):
                rows.setdefault(text, []).append(above.stop - index)
    common = [text for text, heights in rows.items() if len(heights) >= MIN_ALIKE * len(lines_above)]
    return max(common, key=lambda text: median(rows[text]), default="")
