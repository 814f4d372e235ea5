"""Running text: names of a line, set apart by blanks or 、, or one with its post, under headings."""

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from records.deeds.parsing.parts.names import HAN
from records.deeds.parsing.recipients.organizations import is_unit

from .document import Kind, Table
from .entries import Gatherer
from .headings import (
    COUNT_ALONE,
    GRADE,
    IN_BRACKETS,
    LISTED,
    Heading,
    counted,
    heading_of,
    is_ending,
    is_note,
    is_prose,
    is_title,
)
from .layouts import field_of
from .marks import SIGN, SIGNS
from .names import (
    ASIDE,
    PERSON,
    Named,
    is_one_of_units,
    is_post,
    is_remark,
    looks_like_person,
    looks_like_unit,
    named,
    notes_of,
    particulars,
    squeezed,
)
from .places import lies_in, path_of
from .spacing import united, width

# Asides are short; to look on to the end of a line at each sign would take the square of its length.
OUTSIDE_BRACKETS = r"(?![^（(【]{0,60}[)）】])"
PARTED = re.compile(rf"(?<!\s)\s*[、，,；;]\s*{OUTSIDE_BRACKETS}")
LED = re.compile(rf"(?P<head>[^:：、，,]{{2,30}})[:：]\s*(?P<rest>\S.*){OUTSIDE_BRACKETS}")
FIRST_PART = re.compile(r"(?P<part>[^，,、；;\s]{1,6})(?:[，,、；;\s]+|$)")
# 张三（女）某厂工人: no blank need part what is said of somebody from the post.
REMARKED = re.compile(rf"(?<=[{HAN}{SIGNS}])[（(](?P<aside>[^（）()]{{1,30}})[)）](?=[{HAN}])")
MARKED = re.compile(rf"^[{HAN}][{HAN}\s]{{1,8}}{SIGN}(?=[{HAN}])")
BEFORE_BRACKET = re.compile(rf"(?<!\s)\s+(?=[（(]|{SIGN}(?:[\s、，,；;（(]|$))")
MARKDOWN = re.compile(r"^(?:#{1,6}\s+|>\s*|[-*+]\s+(?=\S))|\*\*|\\(?=[*_.\-#])")
MOST = 0.6
MAX_UNIT_CHARACTERS = 60
OF_UNITS = re.compile("(?:系统|机关|部门|战线|部队|行业|领域|片区|赛区)$")  # not one, but many
DEEPER = 2  # characters, by which a line that goes on is indented more than its beginning
SHORT = 4


class Listed(NamedTuple):
    name: Named
    post: str = ""


def read_lines(table: Table, gatherer: Gatherer) -> None:
    titles = sum(is_title(row[0]) and "附" not in row[0] for row in table.rows)
    lines = [row[0] for row in table.rows]
    for number, line, following in zip_longest(table.numbers, lines, lines[1:]):
        read_line(number, line, gatherer, has_titles=titles > 1, following=following or "")


def read_line(
    number: int, line: str, gatherer: Gatherer, has_titles: bool = False, following: str | None = None
) -> None:
    """Reads a line as a heading, a note or entries; whatever else it is, is told.

    `following` is the line below it, "" where it is the last, None where that is no line of text.
    """
    text = plain(line)
    if found := COUNT_ALONE.fullmatch(squeezed(text)):
        gatherer.add_total(number, "共", counted(found["count"]), text)
    elif code := left_out_as(number, line, text, gatherer):
        gatherer.leave_out(number, line if code == "footnote" else text, code)
    elif goes_on(number, line, gatherer):
        gatherer.continue_post(number, text)
        gatherer.wrapped = (number, gatherer.wrapped[1])
    elif (heading := heading_of(text)) is not None and is_heading(heading, text, gatherer, following):
        if heading.style == "title" and not has_titles:
            gatherer.take_title(number, text, heading.stated)
        else:
            gatherer.enter(number, heading)
    elif is_title(text):
        gatherer.take_title(number, text)
    elif (led := led_by_heading(text)) is not None:
        gatherer.enter(number, led[0])
        add_all(number, led[1], gatherer)
    elif is_prose(text) and not ends_a_list(text, gatherer):
        gatherer.leave_out(number, text, "left-out")
    elif add_all(number, text, gatherer) == 1:
        gatherer.wrapped = (number, indent_of(line))


def left_out_as(number: int, line: str, text: str, gatherer: Gatherer) -> str:
    """Returns the code for a line that is no part of the list: labels, a footnote, an ending; "" for another."""
    if is_header(text):
        return "header"
    if not text or is_note(line) or gatherer.is_footnote(line):
        return "footnote"
    if is_ending(text) or (number in gatherer.signed and kind_here(gatherer) != "organization"):
        return "ending"
    return ""


def goes_on(number: int, line: str, gatherer: Gatherer) -> bool:
    """Tells the rest of a post from a line of its own: indented below one name with its post, and no name itself."""
    last, indent = gatherer.wrapped
    if last != number - 1 or indent_of(line) < indent + DEEPER or not gatherer.roll.rows:
        return False
    entry, text = gatherer.roll.rows[-1].entry, line.strip()
    if (
        entry is None
        or not (entry.post or is_post(text))
        or " " in text
        or "\u3000" in text
        or is_prose(text)
    ):
        return False
    heading = heading_of(text)
    is_other = heading is not None and (heading.sure or bool(path_of(heading.words)))
    return (
        not is_other
        and not is_title(text)
        and not any(looks_like_person(part.name) for part in parts_of(text))
    )


def indent_of(line: str) -> int:
    """Returns how wide the blanks in front are, in narrow ones."""
    return width(line[: len(line) - len(line.lstrip())])


def parts_of(text: str) -> list[Named]:
    return [named(part) for part in PARTED.split(text) if part]


def ends_a_list(text: str, gatherer: Gatherer) -> bool:
    """Tells a list that ends with a full stop from a sentence: names, and nothing said of them."""
    if is_prose(text.rstrip("。")):
        return False
    found = entries_in(text, kind_here(gatherer) or "person")
    return len(found) > 1 and not any(each.post for each in found)


def plain(line: str) -> str:
    """Returns the line without the marks of Markdown, and with brackets right behind what they belong to."""
    return BEFORE_BRACKET.sub("", MARKDOWN.sub("", line.strip())).strip()


def kind_here(gatherer: Gatherer) -> Kind | None:
    return gatherer.path.kind or gatherer.title_kind


def is_heading(heading: Heading, text: str, gatherer: Gatherer, following: str | None = None) -> bool:
    """Tells a heading from an entry that looks like one: under units a unit, or a place with nothing of its own."""
    if heading.sure:
        return not (heading.style == "place" and looks_like_person(heading.words))
    if kind_here(gatherer) != "organization":
        return True
    if heading.style != "place":
        return heading.style != "kind"
    return not is_named_unit(heading.words) and not stands_alone(heading.words, following)


def is_named_unit(words: str) -> bool:
    """Tells the unit of a place (北京市东城区东华门街道) from a heading such as 省直机关."""
    return is_unit(words) and not OF_UNITS.search(words)


def stands_alone(words: str, following: str | None) -> bool:
    """Tells a place that is honored itself from one above names: the next line is none of its own."""
    if following is None or not path_of(words):
        return False
    below = heading_of(plain(following)) if following.strip() else None
    return not following.strip() or (
        below is not None
        and not below.sure
        and bool(path_of(below.words))
        and not lies_in(path_of(words), below.words)
    )


def led_by_heading(text: str) -> tuple[Heading, str] | None:
    """Parts 北京市：张三、李四, 北京市（12名）张三 李四, and 一等奖　张三."""
    if found := LED.fullmatch(text):
        head, rest = found["head"], found["rest"]
    elif (count := IN_BRACKETS.search(text)) and count.start() > 0:
        head, rest = text[: count.end()], text[count.end() :].lstrip(":： ")
    elif (first := text.split(maxsplit=1)) and len(first) > 1 and GRADE.fullmatch(first[0]):
        head, rest = first
    else:
        return None
    head = LISTED.sub("", head, count=1) if LISTED.match(head) else head
    heading = heading_of(head)
    if heading is None and len(head) <= MAX_UNIT_CHARACTERS // 3 and entries_in(rest, "person"):
        heading = Heading(squeezed(head), "place") if not looks_like_person(squeezed(head)) else None
    return (heading, rest) if heading is not None and rest else None


def add_all(number: int, text: str, gatherer: Gatherer) -> int:
    """Adds the entries of a line, and returns how many; one without any is told, and makes the roll unfit to save."""
    found = entries_in(text, kind_here(gatherer))
    for each in found:
        gatherer.add(number, *with_particulars(each))
    if not found:
        begun = gatherer.start < len(gatherer.roll.rows) or gatherer.path.open
        if begun:
            gatherer.add_unread(number, text)
        else:
            gatherer.take_title(number, text)
    return len(found)


def with_particulars(listed: Listed) -> tuple[Named, str]:
    """Returns name and post; sex and nation go to the notes: 女，藏族，某厂工人, and 某厂工人（女）."""
    notes, post = dict(listed.name.notes), listed.post
    if (behind := ASIDE.search(post)) and particulars(behind["aside"]):
        notes |= notes_of(behind["aside"])
        post = post[: behind.start()]
    while (first := FIRST_PART.match(post)) and particulars(first["part"]):
        notes |= notes_of(first["part"])
        post = post[first.end() :]
    return listed.name._replace(notes=notes), post


def is_header(text: str) -> bool:
    """Tells a line of labels (姓名　单位及职务) from one of names."""
    parts = [part for part in re.split(r"[\s、，,]+", text) if part]
    return len(parts) > 1 and all(map(field_of, parts)) and not all(map(looks_like_person, parts))


# --- A line ---------------------------------------------------------------------------------------------


def entries_in(line: str, kind: Kind | None) -> list[Listed]:
    """Reads the names of a line; nothing where it holds none."""
    text = LISTED.sub("", line, count=1) if LISTED.match(line) else line
    text = text.strip(" \u3000、，,；;。")
    if kind == "organization":
        return units_in(text)
    text = MARKED.sub(r"\g<0> ", REMARKED.sub(set_off, text))
    parts = PARTED.split(text)
    if len(parts) > 1:
        found = [named(part) for part in parts if part]
        if is_list(found):
            return [Listed(each) for each in found]
        head = named(parts[0])
        if is_name(head, kind):
            return [Listed(head, PARTED.split(text, maxsplit=1)[1])]
    return by_blanks(text, kind)


def set_off(found: re.Match[str]) -> str:
    return f"{found[0]} " if is_remark(found["aside"]) else found[0]


def units_in(text: str) -> list[Listed]:
    parts = PARTED.split(text)
    if len(parts) > 1 and all(is_one_of_units(named(part).name) for part in parts):
        return [Listed(named(part)) for part in parts]
    return [Listed(named(text))] if 1 < len(text) <= MAX_UNIT_CHARACTERS else []


def by_blanks(text: str, kind: Kind | None) -> list[Listed]:
    words = united(text)
    found = [named(text[start:end]) for start, end in words]
    if not found:
        return []
    if len(found) == 1:
        only = found[0]
        return [Listed(only)] if is_name(only, kind) or (kind is None and looks_like_unit(only.name)) else []
    if is_list(found):
        return [Listed(each) for each in found]
    if is_name(found[0], kind):
        return [Listed(found[0], text[words[1][0] :].strip())]
    if looks_like_person(found[-1].name):
        return [Listed(found[-1], text[: words[-1][0]].strip())]
    return []


def is_name(name: Named, kind: Kind | None) -> bool:
    is_set_apart = len(name.printed) > len(name.name) > 2  # 次 仁 旺 姆: only names are
    is_alike = kind == "person" or (is_set_apart and kind is None)
    return looks_like_person(name.name) or (is_alike and bool(PERSON.fullmatch(name.name)))


def is_list(found: Sequence[Named]) -> bool:
    """Tells whether these are names: nearly all by their look, and the others by their length."""
    people = sum(looks_like_person(each.name) for each in found)
    return people >= max(len(found) * MOST, 2) and all(PERSON.fullmatch(each.name) for each in found)
