"""The lines at which records begin: what stands around them, and what must hold before a file is cut there.

Around them stand a lead-in above each, and headings over several of them. What must hold: several names, each with a
text of its own, and no one told of throughout.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, takewhile
from statistics import median

from records.deeds.characters import folded, seen
from records.deeds.parsing.awards import award_of_all
from records.deeds.parsing.line_kinds import is_boilerplate_line, is_prose
from records.deeds.parsing.recipients.choosing import named_for_sure
from records.deeds.parsing.recipients.organizations import is_proper, is_unit, pieces, unit_in
from records.deeds.parsing.recipients.people import presented, spoken_of
from records.deeds.parsing.titles import find_title
from records.deeds.source import Line

from .names import is_person, presented_name, squeezed

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
    """The lines as rules look at them, folded and without unseen characters, and how many above each are prose.

    `own` are the indexes of those that are no boilerplate.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = list(lines) if is_plain(lines) else [as_seen(line) for line in lines]
        self.own = [index for index, line in enumerate(self.lines) if not is_boilerplate_line(line)]
        self.prose = [is_prose(line) for line in self.lines]
        self.prose_above = [0, *accumulate(self.prose)]

    def has_prose(self, start: int, end: int) -> bool:
        return self.prose_above[end] > self.prose_above[start]

    def text(self, start: int, end: int) -> str:
        return "\n".join(line.text for line in self.lines[start:end])

    def next_line(self, index: int) -> str:
        return self.lines[index + 1].text if index + 1 < len(self.lines) else ""


def is_plain(lines: Sequence[Line]) -> bool:
    """Tells whether nothing of the lines is to be folded or left out, as in most documents: one look for all."""
    text = "\n".join(line.text for line in lines)
    return folded(text) is text and seen(text)[0] is text


def as_seen(line: Line) -> Line:
    return replace(line, text=seen(folded(line.text))[0])


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
    """Knows what stands over several records: 样本省先进个人事迹, 第二部分 样本市, 全国示例模范."""
    text = looked.lines[index].text
    if len(text) > MAX_GROUP_CHARACTERS or looked.prose[index]:
        return False
    return GROUP.search(text) is not None or award_of_all(text) is not None


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


# --- What must hold of a cut ----------------------------------------------------------------------------

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
