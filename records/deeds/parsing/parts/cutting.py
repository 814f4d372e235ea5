"""Bytes → readings: one, or one for each record of a collection (汇编), which is cut where its records begin.

Each part is a source of its own, a slice of the text: spans count in the slice, lines in the file, and the slices
together are the whole text. What stands above the first record belongs to none; it is left out in the first part, as
the heading of a group is in the part it stands above.
Nothing is cut where that is unsure: then it is said, and nobody's honors are taken for another's.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from functools import partial
from typing import Any, TypeVar

from records.deeds.characters import folded
from records.deeds.document import Mark, Message, Part, Picture, Reading, Recipient, Span
from records.deeds.parsing.awards import (
    MAX_HEADING_CHARACTERS,
    award_of_all,
    awards_in_title,
    names_another,
)
from records.deeds.parsing.codes import SEVERAL_PEOPLE, WAS_CUT
from records.deeds.parsing.doubts import gaps
from records.deeds.parsing.pipeline import read_source
from records.deeds.readers.detection import source_of
from records.deeds.source import PLAIN, Line, Look, Source, split_lines

from .judging import Start
from .names import NUMBER
from .starts import find_starts, start_at_top

Kind = TypeVar("Kind", Message, Picture)
MAX_NAMED = 12  # in one message
MAX_LINES_ABOVE = 40  # above the first record, where a heading is looked for
LEFT_OUT = re.compile(r"left_out\.(\d+)")
SEEN = re.compile(r"\S")
# What is said of a recipient and awards that are not taken.
OF_ONE = ("recipient", "awards")


def read_parts(data: bytes, name: str) -> tuple[Reading, ...]:
    """Reads the document of that file name: one record, or several of a collection, in order.

    Raises DeedsError with a message for its owner.
    """
    found = source_of(data, name)
    return (found,) if isinstance(found, Reading) else parts_of(found)


def read_deeds(data: bytes, name: str) -> Reading:
    """Reads a document that is known to be one record, as read_parts does."""
    found = source_of(data, name)
    return found if isinstance(found, Reading) else read_source(found)


def parts_of(source: Source) -> tuple[Reading, ...]:
    found = find_starts(source.lines)
    if not found.starts:
        return (whole(source),)
    if not found.certain or len(found.starts) < 2:
        return (undecided(whole(source), source.lines, found.starts),)
    return tuple(cut(source, found.starts))


def whole(source: Source) -> Reading:
    part = Part(looks=looks_of(source.lines), can_be_cut=True, said=len(source.messages))
    return replace(read_source(source), part=part)


def looks_of(lines: Sequence[Line]) -> dict[int, tuple[Any, ...]]:
    return {line.number: astuple(line.look) for line in lines if line.look is not PLAIN}


# --- A collection ---------------------------------------------------------------------------------------


def cut(source: Source, starts: Sequence[Start]) -> Iterator[Reading]:
    firsts = [source.lines[start.above] for start in starts[1:]]
    offsets = [0, *(line.start for line in firsts), len(source.text)]
    numbers = [1, *(line.number for line in firsts)]
    messages = shared(source.messages, numbers)
    pictures = shared(source.pictures, numbers)
    looks = shared_looks(looks_of(source.lines), numbers)
    headings = list(headings_of(source.lines, starts))
    for index, start in enumerate(starts):
        part = Part(
            number=index + 1,
            of=len(starts),
            first_line=numbers[index],
            front=source.lines[start.first].start + number_end(source.lines, start) - offsets[index],
            name=start.name,
            heading=headings[index],
            titled=has_title(source.lines, start),
            looks=looks[index],
            can_be_cut=True,
        )
        text = source.text[offsets[index] : offsets[index + 1]]
        reading = read_part(text, part, messages[index], pictures[index])
        yield reading if index else told(reading, where_it_was_cut(places(source.lines, starts)))


def headings_of(lines: Sequence[Line], starts: Sequence[Start]) -> Iterator[str]:
    """Yields for each record the line above that names the award of all, "" where none does.

    A heading over a group goes before that of the whole file; neither holds where a title below names another award.
    """
    whole_file = heading_in(lines[max(0, starts[0].above - MAX_LINES_ABOVE) : starts[0].above])
    group, groups = whole_file, []
    for start in starts:
        over = lines[start.above : start.first]
        group = heading_in(over) or (whole_file if over else group)
        groups.append(group)
    titles = [lines[start.line].text if start.titled else "" for start in starts]
    wrong = {
        heading
        for heading, title in zip(groups, titles, strict=True)
        if heading and title and names_another(heading, awards_in_title(folded(title)))
    }
    yield from ("" if heading in wrong else heading for heading in groups)


def heading_in(lines: Sequence[Line]) -> str:
    """Returns the line nearest below the top that names an award for all that follows."""
    named = (folded(line.text) for line in reversed(lines) if len(line.text) <= MAX_HEADING_CHARACTERS)
    return next((text for text in named if award_of_all(text)), "")


def has_title(lines: Sequence[Line], start: Start) -> bool:
    """Tells whether the record begins with a title, which a number alone (第一篇) is not."""
    text = lines[start.line].text
    return start.titled and start.first == start.line and number_end(lines, start) < len(text)


def number_end(lines: Sequence[Line], start: Start) -> int:
    """Returns the length of the number in front of a title; it belongs to no record."""
    number = NUMBER.match(folded(lines[start.line].text))
    return number.end() if number and start.titled and start.first == start.line else 0


def shared(found: Sequence[Kind], numbers: Sequence[int]) -> list[tuple[Kind, ...]]:
    """Gives each part what stands in its lines, and the first what stands in none."""
    parts: list[list[Kind]] = [[] for _ in numbers]
    for one in found:
        parts[max(0, bisect_right(numbers, one.line or 0) - 1)].append(one)
    return [tuple(part) for part in parts]


def shared_looks(
    looks: Mapping[int, tuple[Any, ...]], numbers: Sequence[int]
) -> list[dict[int, tuple[Any, ...]]]:
    parts: list[dict[int, tuple[Any, ...]]] = [{} for _ in numbers]
    for number, look in looks.items():
        parts[max(0, bisect_right(numbers, number) - 1)][number] = look
    return parts


def told(reading: Reading, note: Message) -> Reading:
    """Adds a message behind those that the file gave rise to."""
    said = reading.part.said
    return replace(reading, messages=(*reading.messages[:said], note, *reading.messages[said:]))


Place = tuple[int, str]  # a line and a name


def places(lines: Sequence[Line], starts: Sequence[Start]) -> list[Place]:
    return [
        (lines[start.first if start.first >= 0 else start.line].number, start.name or start.key)
        for start in starts
    ]


def listed(found: Sequence[Place]) -> str:
    """Names lines and people: 第 3 行 王某某、第 9 行 李某某…"""
    shown = "、".join(f"第 {line} 行 {name}".rstrip() for line, name in found[:MAX_NAMED])
    return f"{shown}……" if len(found) > MAX_NAMED else shown


def where_it_was_cut(found: Sequence[Place]) -> Message:
    text = (
        f"这份文件有 {len(found)} 份材料，从这些行分开：{listed(found)}。请核对；分错了的，"
        "在后台导入这份文件，核对时可以与下一份合并，或从别的一行切开。"
    )
    return Message("warning", WAS_CUT, text, found[0][0])


# --- One part -------------------------------------------------------------------------------------------


def read_part(
    text: str, part: Part, messages: Sequence[Message] = (), pictures: Sequence[Picture] = ()
) -> Reading:
    """Reads the text of a part, as one record; also after an editor has cut or joined it elsewhere."""
    front = list(lines_of(text[: part.front], part))
    # Blanks in its place: offsets and lines stay, and no rule sees it.
    seen = SEEN.sub(" ", text[: part.front]) + text[part.front :]
    own = list(lines_of(seen, part))
    if own and part.titled:
        own[0] = replace(own[0], look=Look("title"))
    is_part = part.of > 1 or bool(part.heading)
    source = Source(seen, tuple(own), tuple(messages), tuple(pictures), part.name, part.heading, is_part)
    reading = read_source(source)
    return replace(with_front(reading, front), text=text, part=replace(part, said=len(messages)))


def part_beginning(text: str, first_line: int, looks: Mapping[int, tuple[Any, ...]]) -> Part:
    """Makes the part of a text that an editor has cut off: its first line may name somebody, or be a title."""
    part = Part(first_line=first_line, looks=looks, can_be_cut=True)
    lines = list(lines_of(text, part))
    start = start_at_top(lines)
    if start is None:
        return part
    front = lines[0].start + number_end(lines, start)
    return replace(part, front=front, name=start.name, titled=has_title(lines, start))


def lines_of(text: str, part: Part) -> Iterator[Line]:
    looks = {number - part.first_line + 1: Look(*values) for number, values in part.looks.items()}
    for line in split_lines(text, looks):
        yield replace(line, number=line.number + part.first_line - 1)


def with_front(reading: Reading, front: Sequence[Line]) -> Reading:
    """Leaves out what stands above the first record, before all else that was left out."""
    if not front:
        return reading
    left_out = (*(line.text for line in front), *reading.deeds.left_out)
    return replace(
        reading,
        deeds=replace(reading.deeds, left_out=left_out),
        messages=tuple(
            replace(message, path=moved(message.path, len(front))) if message.path else message
            for message in reading.messages
        ),
        marking=partial(marks_with_front, reading, tuple(front)),
    )


def moved(path: str, by: int) -> str:
    return LEFT_OUT.sub(lambda found: f"left_out.{int(found[1]) + by}", path)


def marks_with_front(reading: Reading, front: Sequence[Line]) -> Iterator[Mark]:
    for number, line in enumerate(front, 1):
        yield Mark(f"left_out.{number}", Span(line.start, line.end))
    for mark in reading.marking():
        yield mark._replace(path=moved(mark.path, len(front)))


# --- Unsure ---------------------------------------------------------------------------------------------


def undecided(reading: Reading, lines: Sequence[Line], starts: Sequence[Start]) -> Reading:
    """Takes nobody for the recipient, and no honors: whose they are is not known."""
    deeds = replace(reading.deeds, recipient=Recipient(), awards=())
    said = reading.messages[: reading.part.said]
    found = reading.messages[reading.part.said :]
    other = [message for message in found if (message.path or "").partition(".")[0] not in OF_ONE]
    missing = [message for message in gaps(deeds) if (message.path or "").partition(".")[0] in OF_ONE]
    note = (
        f"这份文件像是有 {len(starts)} 个人的材料，但拿不准从哪里分开：{listed(places(lines, starts))}。"
        "所以没有认定受表彰对象和荣誉。请把它拆成几份再导入；在后台导入的，核对时可以从选定的一行切开。"
    )
    several = Message("warning", SEVERAL_PEOPLE, note, lines[starts[0].line].number)
    marking = partial(marks_but_of_one, reading)
    return replace(reading, deeds=deeds, messages=(*said, several, *missing, *other), marking=marking)


def marks_but_of_one(reading: Reading) -> Iterator[Mark]:
    return (mark for mark in reading.marking() if mark.path.partition(".")[0] not in OF_ONE)
