"""Finds the lines at which the records of a collection (汇编) begin: one person each, with a text of their own.

Each kind of evidence proposes lines with the name they give; the first kind that holds for the document as a whole
cuts it. What it must hold: several names, each with prose below and told of there, and nobody who is told of
throughout, for that would be one document about one person that names others.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from records.deeds.parsing.forms import heads_of_forms, listed_in_table
from records.deeds.parsing.line_kinds import PAGE_HEADING
from records.deeds.parsing.numerals import leading_mark
from records.deeds.parsing.paragraphs import ends_sentence
from records.deeds.parsing.recipients.organizations import is_unit
from records.deeds.source import Line

from .judging import (
    COLLECTION,
    HONOR,
    NONE,
    PAIR,
    Looked,
    Start,
    Starts,
    are_all,
    distinct,
    is_of_one,
    judged,
    laid_out_alike,
    presents_another,
    share_told_of,
    with_lead_ins,
    with_text,
    without_repeats,
)
from .lists import head_of, lists_in, start_at, starts_of, unit_at
from .names import (
    formed_name,
    half_formed_name,
    headed_name,
    is_person,
    opening_name,
    presented_name,
    squeezed,
    titled_name,
    without_number,
)

MAX_HEAD_CHARACTERS = 60
MAX_FORMED_CHARACTERS = 300
MAX_TITLE_CHARACTERS = 100
# 第一篇：, 第3篇, 篇一：
COUNTED = re.compile(
    r"(?:第\s*[一二三四五六七八九十百零〇\d]{1,5}\s*篇|篇\s*[一二三四五六七八九十百零〇\d]{1,5})(?:[:：\s]|$)"
)


def find_starts(lines: Sequence[Line]) -> Starts:
    if len(lines) < 3:
        return NONE
    looked = Looked(lines)
    doubtful = NONE
    for kind in (by_label, by_form, by_count, by_list, by_title, by_heading, by_paragraph):
        found = kind(looked)
        if found.starts and found.certain:
            return replace(found, starts=tuple(with_lead_ins(looked, found.starts)))
        doubtful = doubtful if doubtful.starts else found
    return doubtful


# --- Kinds of evidence ----------------------------------------------------------------------------------


Propose = Callable[[Looked, int], Start | None]


def proposed(looked: Looked, propose: Propose) -> list[Start]:
    """Collects what a kind of evidence proposes; a name that stands twice in a row begins one record."""
    found: list[Start] = []
    for index in looked.own:
        start = propose(looked, index)
        if start and not (found and found[-1].key == start.key):
            found.append(start)
    return found


def start_at_top(lines: Sequence[Line]) -> Start | None:
    """Returns what the first line says, where it is known that a record begins there."""
    looked = Looked(lines[:2])
    kinds: tuple[Propose, ...] = (formed, counted, titled, headed, opened)
    starts = (kind(looked, 0) for kind in kinds if lines)
    return next((replace(start, first=0, above=0) for start in starts if start), None)


def by_label(looked: Looked) -> Starts:
    """Takes forms of recommendation in a row, each with its own deeds; a table of people is no record's own."""
    found = [
        Start(head.line, head.name if head.is_of_person else "", head.name, titled=head.has_title)
        for head in heads_of_forms(looked.lines)
    ]
    if len(found) > 1 and len(distinct(found)) == len(found):
        return Starts(tuple(found))
    rows = [Start(index, name, name) for index, name in listed_in_table(looked.lines)]
    return Starts(tuple(rows), certain=False) if len(distinct(rows)) > 1 else NONE


def by_form(looked: Looked) -> Starts:
    """Takes lines "post－name－award", and among many such those where a part is missing."""
    found = proposed(looked, formed)
    names = distinct(found)
    if len(names) < 2 or sum(map(is_person, names)) * 2 < len(names):
        return NONE
    told = with_text(looked, found)
    if len(distinct(told)) * 2 < len(names):
        # A roll of names: who they are is said, and nothing of what they did.
        return Starts(tuple(found), certain=False) if len(names) > 2 else NONE
    keys = distinct(told)
    lone = [start for start in found if start.key not in keys and start.line > told[0].line]
    starts = with_headings(looked, [*told, *lone])
    least = 0.4 if len(told) > 2 else 1.0
    return Starts(tuple(starts)) if share_told_of(looked, told) >= least else NONE


def formed(looked: Looked, index: int) -> Start | None:
    text = looked.lines[index].text
    if len(text) > MAX_FORMED_CHARACTERS or "。" in text:
        return None
    name = formed_name(text)
    return Start(index, name if is_name_of_one(name) else "", name) if name else None


def is_name_of_one(name: str) -> bool:
    return is_person(name) or not (is_unit(name) or re.search("..[、和与]..", name))


def with_headings(looked: Looked, starts: Sequence[Start]) -> list[Start]:
    """Adds lines written otherwise, among many of a form: a part is missing, or a dash.

    Their name is alone behind a dash, or told of below.
    """
    taken, known = {start.line for start in starts}, distinct(starts)
    more = [
        start
        for index in range(len(looked.lines) if len(starts) > 2 else 0)
        if index not in taken and (start := half_formed(looked, index)) and start.name not in known
    ]
    return sorted([*starts, *more], key=lambda start: start.line)


def half_formed(looked: Looked, index: int) -> Start | None:
    text, below = looked.lines[index].text, looked.next_line(index)
    if "。" in text or ends_sentence(text) or len(text) > MAX_TITLE_CHARACTERS:
        return None
    opening = opening_name(below)
    name = opening if opening and opening in squeezed(text) else half_formed_name(text, below)
    return Start(index, name, name) if name else None


def by_count(looked: Looked) -> Starts:
    """Takes 第一篇：, 第二篇：, whatever their titles say."""
    told = with_text(looked, proposed(looked, counted))
    return Starts(tuple(told)) if len(told) > 1 and len(distinct(told)) == len(told) else NONE


def counted(looked: Looked, index: int) -> Start | None:
    text = looked.lines[index].text
    mark = COUNTED.match(text)
    if not mark or len(text) > MAX_TITLE_CHARACTERS or ends_sentence(text):
        return None
    return Start(index, titled_name(text[mark.end() :])[0], mark[0].strip(" :："))


def by_list(looked: Looked) -> Starts:
    """Takes lines that are all names, numbered, labelled or of one form, each with a text below."""
    doubtful = NONE
    for items in lists_in(looked):
        above = looked.text(0, items[0].index if items else 0)
        collection, honor = COLLECTION.search(above), HONOR.search(above)
        starts, sure = starts_of(looked, items, is_collection=bool(collection), names_an_honor=bool(honor))
        if (
            not starts
            or not are_all(looked, starts)
            or is_of_one(looked, starts)
            or presents_another(looked, starts)
        ):
            continue
        if sure and len(distinct(starts)) == len(starts):
            return Starts(tuple(starts))
        doubtful = doubtful if doubtful.starts else Starts(tuple(starts), certain=False)
    return doubtful


def by_title(looked: Looked) -> Starts:
    """Takes titles in a row: X同志先进事迹材料, Y同志先进事迹材料."""
    told = without_repeats(with_text(looked, proposed(looked, titled)))
    found = judged(looked, told, least=0.8)
    if found.starts or len(told) != 2 or not all(start.name for start in told):
        return found
    if is_of_one(looked, told) or presents_another(looked, told):
        return NONE
    return Starts(tuple(told), certain=False)


def titled(looked: Looked, index: int) -> Start | None:
    text = looked.lines[index].text
    if len(text) > MAX_TITLE_CHARACTERS or "。" in text or PAGE_HEADING.fullmatch(text):
        return None
    name, key = titled_name(text)
    return Start(index, name, key) if key else None


def by_heading(looked: Looked) -> Starts:
    """Takes headings that are names, numbered or not, and headings with the name that the text below begins with."""
    told = without_repeats(with_text(looked, proposed(looked, headed)))
    return judged(looked, told, least=0.8)


def headed(looked: Looked, index: int) -> Start | None:
    text = looked.lines[index].text
    if looked.prose[index] or len(text) > MAX_HEAD_CHARACTERS or ends_sentence(text):
        return None
    name = headed_name(text, looked.next_line(index))
    return Start(index, name, name) if name else None


def by_paragraph(looked: Looked) -> Starts:
    """Takes paragraphs that begin with a name and present its bearer: 王某某，某单位主任，…

    A text with numbered sections is one document, whoever its paragraphs present.
    """
    told = laid_out_alike(looked, without_repeats(proposed(looked, opened)))
    own = {start.line for start in told}
    if len(told) < 2:
        return NONE
    marks = [leading_mark(line.text) for index, line in enumerate(looked.lines) if index not in own]
    if sum(mark is not None and mark.kind == "一、" for mark in marks) > 1:
        return NONE
    if len(told) == 2:
        return of_two(looked, told)
    found = judged(looked, told, least=0.0) if are_all(looked, told) else NONE
    return replace(found, starts=tuple(with_units(looked, found.starts))) if found.starts else found


def of_two(looked: Looked, starts: Sequence[Start]) -> Starts:
    """Takes two whom their sex presents; they are cut where a title says that this is a collection."""
    texts = [looked.lines[start.line].text for start in starts]
    strong = all((head := head_of(without_number(text), "")) and head.strong for text in texts)
    if (
        not strong
        or not are_all(looked, starts)
        or is_of_one(looked, starts)
        or presents_another(looked, starts)
    ):
        return NONE
    above = looked.text(0, starts[0].line)
    if PAIR.search(above) or (not above and len(looked.lines) != len(starts)):
        return NONE
    return Starts(tuple(starts), certain=COLLECTION.search(above) is not None)


def with_units(looked: Looked, starts: Sequence[Start]) -> list[Start]:
    """Adds paragraphs that begin with a unit's name, where every record is a paragraph."""
    taken = {start.line for start in starts}
    if median([two.line - one.line for one, two in pairwise(starts)]) > 1:
        return list(starts)
    units = [
        start_at(looked, index, head)
        for index in range(starts[0].line, len(looked.lines))
        if index not in taken and looked.prose[index] and (head := unit_at(looked.lines[index].text))
    ]
    return sorted([*starts, *units], key=lambda start: start.line)


def opened(looked: Looked, index: int) -> Start | None:
    name = presented_name(without_number(looked.lines[index].text)) if looked.prose[index] else ""
    return Start(index, name, name, titled=False) if name else None
