"""Finds the lines of the running text that are section titles, and those that open with one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import median

from records.deeds.source import Line

from .line_kinds import (
    LABEL,
    MAX_HEADING_CHARACTERS,
    is_heading,
    is_particular,
    is_prose,
    is_short,
    is_styled,
)
from .numerals import Marker, leading_mark
from .paragraphs import ends_sentence

MAX_NUMBERED_CHARACTERS = 45
MAX_CLAUSES = 4
STAR = re.compile(r"[★☆◆◇●○■□▶►※✦✿◎•·§]+\s*")
BACKGROUND = re.compile(
    "[【\\[]?(?:工作|基本|主要)?(?:背景|简介|概况|摘要|前言|引言|导语|情况)[】\\]]?\\s*[:：]"
)
BARE_NUMERAL = re.compile(
    "[一二三四五六七八九十]{1,2}(?P<title>[^一二三四五六七八九十、，。：\\s][^、，。：\\s]{1,11})"
)
# The sentence a paragraph opens with where that is its title: even, wordless about persons and numbers.
RUN_IN = re.compile(
    r"([^，,。！!？?；;：:“”‘’《》（）()\d]{2,12}(?:[，,、\s][^，,。！!？?；;：:“”‘’（）()\d]{2,12}){0,3})([。！!：:]|\s{1,3}(?=\S))"
)
SPEAKING = re.compile(
    r"[他她它我你]|同志|近年|今年|去年|多年|以来|目前|现任|现为|是一|这是|有人|曾|该|为了|在.{1,6}[下中里上]|通过|由于|随着|作为|因为|面对|如今|当时|不仅|但|而且|就是|说"
)
MIN_REST_CHARACTERS = 30
CLAUSE_END = re.compile("[，,、；;：:]")
MIN_PARALLEL = 3  # titles built alike that need no editor's eye
MAX_UNEVEN_CHARACTERS = 3  # by which such sentences may differ from the usual one


@dataclass(frozen=True, slots=True)
class Heading:
    """The place of a title on its line; what follows `rest` opens the section's text."""

    start: int
    end: int
    rest: int


def whole_line(line: Line, start: int = 0) -> Heading:
    """Returns the title without its brackets and without the full stop or colon that ends it."""
    end = len(line.text.rstrip("。：: "))
    if line.text.startswith(("〔", "【", "["), start) and line.text.endswith(("〕", "】", "]"), start, end):
        start, end = start + 1, end - 1
    return Heading(start, max(end, start), len(line.text))


def run_in(line: Line, start: int = 0) -> Heading | None:
    """Returns the short sentence that a paragraph opens with."""
    found = RUN_IN.match(line.text, start)
    if (
        not found
        or len(found[1]) > MAX_HEADING_CHARACTERS
        or len(line.text) - found.end() < MIN_REST_CHARACTERS
    ):
        return None
    return Heading(start, found.end(1), found.end())


Headings = dict[int, Heading]
Marks = list[tuple[int, Marker]]  # of lines, with their index


@dataclass(frozen=True, slots=True)
class FoundHeadings:
    """Headings by the index of their line; `unsure` where only their wording speaks for it."""

    headings: Headings
    unsure: bool = False


def find_headings(body: Sequence[Line]) -> FoundHeadings:
    """Takes the first kind of evidence that holds: it decides for the whole document."""
    # Eleven times the lines would be asked for their marks, of one kind each time.
    marks = marks_of(body)
    kinds: tuple[tuple[Callable[[Sequence[Line]], Headings], bool], ...] = (
        (by_style, False),
        *(
            (partial(by_number, marks=marks, kind=kind), False)
            for kind in ("Ⅰ、", "壹、", "甲、", "一、", "（一）", "一）")
        ),
        (by_star, False),
        (by_bold, False),
        (by_bare_numeral, False),
        (partial(by_number, marks=marks, kind="1."), False),
        (partial(by_number, marks=marks, kind="A."), False),
        (lambda lines: several(by_look(lines)), False),
        (by_label, False),
        (by_first_sentence, True),
        (lambda lines: {} if has_items(lines, marks) else by_look(lines), True),
    )
    for kind, by_wording in kinds:
        if found := kind(body):
            return FoundHeadings(found, unsure=by_wording and not are_parallel(body, found))
    return FoundHeadings({})


def are_parallel(body: Sequence[Line], found: Headings) -> bool:
    """Tells whether titles of several clauses are built alike, clause by clause, as sentences hardly ever are."""
    titles = [body[index].text[heading.start : heading.end] for index, heading in found.items()]
    shapes = {tuple(map(len, CLAUSE_END.split(title.rstrip("。")))) for title in titles}
    return len(titles) >= MIN_PARALLEL and len(shapes) == 1 and len(shapes.pop()) > 1


def several(found: Headings) -> Headings:
    return found if len(found) > 1 else {}


def has_items(body: Sequence[Line], marks: Marks) -> bool:
    """Tells whether lines are numbered: a short line among those is a caption rather than the only heading."""
    return any(
        len(in_sequence(body, marks, kind)) > 1
        for kind in ("Ⅰ、", "壹、", "甲、", "一、", "（一）", "一）", "1.", "A.")
    )


def by_style(body: Sequence[Line]) -> Headings:
    """Takes lines the document calls headings: of the outermost level, unless that has but one and the next more."""
    levels: dict[int, list[int]] = {}
    for index, line in enumerate(body):
        if is_styled(line):
            levels.setdefault(line.look.level or 1, []).append(index)
    if not levels:
        return {}
    ordered = [levels[level] for level in sorted(levels)]
    lone = len(ordered) > 1 and len(ordered[0]) == 1 and len(ordered[1]) > 1
    return {index: titled(body[index]) for index in ordered[1 if lone else 0]}


def titled(line: Line) -> Heading:
    mark = leading_mark(line.text)
    star = STAR.match(line.text)
    return whole_line(line, mark.end if mark else star.end() if star else 0)


def marks_of(body: Sequence[Line]) -> Marks:
    return [(index, mark) for index, line in enumerate(body) if (mark := leading_mark(line.text))]


def in_sequence(body: Sequence[Line], marks: Marks, kind: str) -> Marks:
    """Takes lines marked 1, 2, 3 … in that kind; a document cut off may begin later."""
    chain: Marks = []
    for index, mark in marks:
        if mark.kind == kind and (not chain or follows(body, index, mark, chain[-1][1])):
            chain.append((index, mark))
    return chain if len(chain) > 1 or kind == "一、" else []


def follows(body: Sequence[Line], index: int, mark: Marker, last: Marker) -> bool:
    """Sees through a slip of the pen (一、…一、, 一、…三、) where the line is a title above its text."""
    if mark.number == last.number + 1:
        return True
    is_title = index + 1 < len(body) and is_prose(body[index + 1]) and stands_alone(body[index])
    return mark.kind == "一、" and mark.number in (last.number, last.number + 2) and is_title


def by_number(body: Sequence[Line], marks: Marks, kind: str) -> Headings:
    """Takes numbered lines that are nothing but a title; where most of them go on in the same line they are items."""
    chain = in_sequence(body, marks, kind)
    marked = {index for index, _ in chain}
    found = {
        index: whole_line(body[index], mark.end)
        for index, mark in chain
        if stands_alone(body[index]) and index + 1 < len(body) and index + 1 not in marked
    }
    if not found or len(found) * 2 < len(chain) or ends_list(body, chain, found):
        return {}
    return {index: titled_or_not(body[index], mark.end) for index, mark in chain} | found


def ends_list(body: Sequence[Line], chain: Sequence[tuple[int, Marker]], found: Headings) -> bool:
    """Tells whether the only line with text below it is a sentence, the last of a list of sentences."""
    last = chain[-1][0]
    rows = range(chain[0][0], last + 1)
    return (
        set(found) == {last}
        and len(rows) == len(chain) > 1
        and all(body[index].text.endswith(("。", "；", ";")) for index in rows)
    )


def titled_or_not(line: Line, start: int) -> Heading:
    """Returns what stands behind a number that has no text of its own below it."""
    if stands_alone(line) and not ends_sentence(line.text):
        return whole_line(line, start)
    return run_in(line, start) or Heading(start, start, start)


def stands_alone(line: Line) -> bool:
    """Tells whether a line can be a title: that may have several clauses, but not many."""
    clauses = len(re.findall("[，,；;]", line.text)) + 1
    return is_short(line, MAX_NUMBERED_CHARACTERS) and "。" not in line.text[:-1] and clauses <= MAX_CLAUSES


def by_star(body: Sequence[Line]) -> Headings:
    """Finds ★ in front of short lines, or of the first sentence of paragraphs."""
    found = {}
    for index, line in enumerate(body):
        star = STAR.match(line.text)
        if star and is_short(line, MAX_NUMBERED_CHARACTERS) and not ends_sentence(line.text):
            found[index] = whole_line(line, star.end())
        elif star and (heading := run_in(line, star.end())):
            found[index] = heading
    lone = len(found) == 1 and all(is_prose(line) for line in body[min(found) + 1 : min(found) + 2])
    return found if lone or above_text(found) else {}


def by_bold(body: Sequence[Line]) -> Headings:
    """Takes short lines in bold, and bold words that open a paragraph."""
    found = {}
    for index, line in enumerate(body):
        bold = line.look.bold
        mark = leading_mark(line.text) if bold else None
        opens_measure = mark is not None and mark.kind == "一是"
        start = mark.end if mark and not opens_measure else 0
        if bold >= len(line.text) and is_short(line, MAX_NUMBERED_CHARACTERS):
            found[index] = whole_line(line, start)
        elif start + 2 <= bold <= MAX_NUMBERED_CHARACTERS and bold < len(line.text) and not opens_measure:
            found[index] = Heading(start, max(start, len(line.text[:bold].rstrip("。：:， "))), bold)
    return found if above_text(found) else {}


def by_bare_numeral(body: Sequence[Line]) -> Headings:
    """Takes 一某某 above a text that begins with the same words: the sign behind the numeral was lost."""
    found = {}
    for index, (line, below) in enumerate(pairwise(body)):
        numeral = BARE_NUMERAL.fullmatch(line.text)
        if numeral and below.text.startswith(numeral["title"]):
            found[index] = whole_line(line, numeral.start("title"))
    return found


def by_label(body: Sequence[Line]) -> Headings:
    """Finds 工作做法：and the like, at least two, at the start of lines; a first 工作背景：opens the introduction."""
    labels = [(index, label) for index, line in enumerate(body) if (label := label_of(line))]
    found = dict(labels) if len(labels) > 1 else {}
    first = body[labels[0][0]] if found else None
    others_stand_alone = all(label.rest == len(body[index].text) for index, label in labels[1:])
    if first and others_stand_alone and BACKGROUND.match(first.text) and is_prose(first):
        del found[labels[0][0]]
    return found


def label_of(line: Line) -> Heading | None:
    label = LABEL.match(line.text)
    if not label or is_particular(line) or (label.end() < len(line.text) and not is_prose(line)):
        return None
    return Heading(0, label.end(1), label.end())


def by_look(body: Sequence[Line]) -> Headings:
    """Takes short lines with prose above and below; several of them in a row are a list."""
    prose = [is_prose(line) for line in body]
    return {
        index: titled(line)
        for index, line in enumerate(body[:-1])
        if prose[index + 1] and (index == 0 or prose[index - 1]) and is_heading(line)
    }


def by_first_sentence(body: Sequence[Line]) -> Headings:
    """Takes paragraphs that each open with a short even sentence: 不断创新，深耕细作求实效。

    Three at least, or two of one length, side by side; one that differs much in length is an ordinary sentence.
    """
    opened = {
        index: heading
        for index, line in enumerate(body)
        if not leading_mark(line.text) and (heading := run_in(line))
    }
    titles = {index: heading for index, heading in opened.items() if is_wording(body[index], heading)}
    usual = median(heading.end - heading.start for heading in titles.values()) if titles else 0
    found = {
        index: heading
        for index, heading in titles.items()
        if abs(heading.end - heading.start - usual) <= MAX_UNEVEN_CHARACTERS
    }
    sizes = {heading.end - heading.start for heading in found.values()}
    together = bool(found) and max(found) - min(found) <= len(found)
    enough = len(found) >= 3 or (len(found) == 2 and len(sizes) == 1)
    return found if enough and together else {}


def is_wording(line: Line, heading: Heading) -> bool:
    return not SPEAKING.search(line.text[heading.start : heading.end]) and line.text[heading.end] not in ":："


def above_text(found: Headings) -> bool:
    """Tells whether there are two at least, most of them right above text and not above the next of them."""
    runs = sum(index + 1 in found for index in found)
    return len(found) > 1 and runs * 2 < len(found)
