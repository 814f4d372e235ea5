"""Paragraphs → title, award lines, introduction and titled sections, and what belongs to none of them.

Every line goes to exactly one place; lines are cut at most, never rewritten: that is what keeps all text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from records.deeds.document import Award
from records.deeds.source import Line

from .awards import award_on_line
from .boilerplate import FILE_NAME, PAGE_HEADING, is_boilerplate, tail_start
from .headings import (
    MAX_HEADING_CHARACTERS,
    find_headings,
    is_boilerplate_line,
    is_caption,
    is_heading,
    is_particular,
    is_prose,
    is_styled,
    label_of,
)
from .numerals import leading_mark
from .paragraphs import ends_sentence
from .titles import (
    COUNTED,
    MAX_TITLE_CHARACTERS,
    SUBTITLE,
    Title,
    file_name_in,
    find_title,
    may_be_title,
    same_title,
)

STRAY = re.compile(r"[?？\ufffd]+\s*(?=[^?？\s])")
# A converter leaves such behind the last full stop of a text: 犍).
TRAILING_JUNK = re.compile(r"(?<=[。！？!?])\s*([^。！？!?”’」』）)\s][^。！？!?\s]{0,2})$")


BLANK = re.compile(r"\s+(?=[\u4e00-\u9fff“《])")
MAX_LINES_IN_ONE, MIN_CHARACTERS_IN_ONE, MIN_PARTS = 4, 300, 4
MIN_PAGE_CHARACTERS = 200
PAGE_NUMBER = re.compile(r"\d{1,3}、\s*(?=\S)")


class Piece(NamedTuple):
    """A paragraph, or the part of one that was cut off; `start` is an offset in Paragraphs.text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def cut(line: Line | Piece, start: int, end: int | None = None) -> list[Piece]:
    """Cuts that part of a line out, without outer white space; nothing comes of an empty one."""
    part = line.text[start:end]
    content = part.strip()
    if not content:
        return []
    # Most parts begin at once.
    indent = 0 if part[0] == content[0] else len(part) - len(part.lstrip())
    return [Piece(content, line.start + start + indent)]


@dataclass
class Draft:
    """A section while its paragraphs are gathered; the first one, without title, is the introduction."""

    title: list[Piece] = field(default_factory=list)
    paragraphs: list[Piece] = field(default_factory=list)
    number: int | None = None  # as the document counts


@dataclass
class Layout:
    title: list[Piece] = field(default_factory=list)
    subtitle: list[Piece] = field(default_factory=list)  # left out as well: it often names the recipient
    summary: list[Piece] = field(default_factory=list)
    awards: list[tuple[Line, Award]] = field(default_factory=list)
    left_out: list[Piece] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=lambda: [Draft()])
    unsure: bool = False  # section titles are known by their wording alone

    @property
    def headline(self) -> str:
        """Joins title and subtitle: all that stands above the text to say what it is about."""
        return "".join(piece.text for piece in (*self.title, *self.subtitle))


def lay_out(lines: Sequence[Line]) -> Layout:
    layout = Layout()
    marked = next((line for line in lines if line.look.role == "summary"), None)
    layout.summary = cut(marked, 0) if marked else []
    lines = without_page_numbers(layout, spread([line for line in lines if line is not marked]))
    whole = [trimmed(layout, line) for line in lines]
    start, end = bounds(whole)
    title = find_title(whole[:start], whole[start:]) or headline(whole, start)
    take_title(layout, title or file_name(whole[:start]))
    start += start < len(whole) and whole[start] in title
    start = first_heading(whole, title, start)
    start = sort_head(layout, whole, start)
    body = [line for line in whole[start:end] if not left_out_of_body(layout, line)]
    sort_body(layout, without_trailing_junk(layout, body))
    layout.left_out += [piece for line in whole[end:] if not in_title(layout, line) for piece in cut(line, 0)]
    layout.left_out.sort(key=lambda piece: piece.start)
    return layout


def spread(lines: Sequence[Line]) -> Sequence[Line]:
    """Cuts a document that lost its line ends where blanks stand in their place: behind sentences and titles."""
    longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest is None or len(lines) > MAX_LINES_IN_ONE or len(longest.text) < MIN_CHARACTERS_IN_ONE:
        return lines
    return [part for line in lines for part in (spread_line(line) if line is longest else [line])]


def spread_line(line: Line) -> list[Line]:
    starts = [0]
    for blank in BLANK.finditer(line.text):
        before = line.text[starts[-1] : blank.start()]
        if ends_sentence(before) or len(before) <= MAX_HEADING_CHARACTERS:
            starts.append(blank.end())
    # Words with blanks between them are no lines.
    if len(starts) < MIN_PARTS or sum(ends_sentence(line.text[:start].rstrip()) for start in starts[1:]) < 2:
        return [line]
    parts = zip(starts, [*starts[1:], len(line.text)], strict=True)
    return [
        Line(piece.text, line.number, piece.start, line.look)
        for start, end in parts
        for piece in cut(line, start, end)
    ]


def without_page_numbers(layout: Layout, lines: Sequence[Line]) -> list[Line]:
    """Takes off numbers that tear sentences apart: a preview of pages was copied, and each began with its number."""
    marked = [index for index, line in enumerate(lines) if PAGE_NUMBER.match(line.text)]
    torn = [index for index in marked if index and is_torn(lines[index - 1])]
    if not torn or len(torn) * 2 < len(marked):
        return list(lines)
    kept = list(lines)
    for index in marked:
        number = PAGE_NUMBER.match(lines[index].text)
        rest = cut(lines[index], number.end()) if number else []
        if rest:
            layout.left_out += cut(lines[index], 0, rest[0].start - lines[index].start)
            kept[index] = Line(rest[0].text, lines[index].number, rest[0].start, lines[index].look)
    return kept


def is_torn(above: Line) -> bool:
    """Tells whether a page breaks off in mid-sentence above a number."""
    return len(above.text) > MIN_PAGE_CHARACTERS and above.text[-1].isalnum()


def file_name(head: Sequence[Line]) -> Title:
    found = file_name_in(head)
    return [found[0]] if found else []


def trimmed(layout: Layout, line: Line) -> Line:
    """Returns the line without boilerplate glued to its end, and without what a lost blank left at its beginning."""
    if is_boilerplate(line.text):
        return line
    stray = STRAY.match(line.text)
    start, end = stray.end() if stray else 0, tail_start(line.text)
    if start == 0 and end == len(line.text):
        return line
    rest = cut(line, start, end)
    if not rest:
        return line
    layout.left_out += cut(line, 0, start) + cut(line, end)
    return Line(rest[0].text, line.number, rest[0].start, line.look)


def bounds(lines: Sequence[Line]) -> tuple[int, int]:
    """Finds where the running text begins and ends: from the first prose or numbered heading to the last."""

    def is_text(line: Line) -> bool:
        return is_prose(line) or is_numbered(line) or is_styled(line)

    starts = (i for i, line in enumerate(lines) if is_prose(line) or opens_list(lines, i))
    start = next(starts, len(lines))
    ends = (i for i in range(len(lines) - 1, start - 1, -1) if is_text(lines[i]))
    return start, next(ends, start - 1) + 1


def is_numbered(line: Line) -> bool:
    return leading_mark(line.text) is not None and not is_boilerplate_line(line) and line.look.role != "title"


def opens_list(lines: Sequence[Line], index: int) -> bool:
    """Tells whether a numbered line opens the text: number one, or one below a title (三、 of a text cut off)."""
    mark = leading_mark(lines[index].text)
    if mark is None or not is_numbered(lines[index]):
        return False
    return mark.number == 1 or (mark.kind == "一、" and any(map(may_be_title, lines[:index])))


def headline(lines: Sequence[Line], start: int) -> Title:
    """Finds a title that ends like a sentence (喜讯！…获奖！), where it stands alone at the very top."""
    first = next((line for line in lines[: start + 1] if not is_boilerplate_line(line)), None)
    if first is None or first is not (lines[start] if start < len(lines) else None):
        return []
    below = next((line for line in lines[start + 1 :] if not is_boilerplate_line(line)), None)
    lone = (
        len(first.text) <= MAX_TITLE_CHARACTERS // 2 and first.text[-1] in "！!？?" and "。" not in first.text
    )
    return [first] if lone and below and len(below.text) > len(first.text) else []


def take_title(layout: Layout, title: Title) -> None:
    """Takes the lines of the title; a number in front (十七、, 第一篇：) and a subtitle (——记某某) stay out."""
    for line in title:
        start = number_end(line) if line is title[0] else 0
        below = line is not title[0] and SUBTITLE.match(line.text) is not None
        suffix = FILE_NAME.fullmatch(line.text)
        end = suffix.start("suffix") if suffix else len(line.text)
        layout.left_out += cut(line, 0, start) + cut(line, end)
        (layout.subtitle if below else layout.title).extend(cut(line, start, end))
    layout.left_out += layout.subtitle


def first_heading(lines: Sequence[Line], title: Title, start: int) -> int:
    """Finds where the text begins: with headings the document names as such, if they stand between title and prose."""
    top = title[-1].start if title else -1
    headings = (i for i, line in enumerate(lines[:start]) if line.look.role == "heading" and line.start > top)
    return next(headings, start)


def number_end(title: Line) -> int:
    if counted := COUNTED.match(title.text):
        return counted.end()
    mark = leading_mark(title.text)
    return mark.end if mark and mark.kind in ("一、", "（一）", "1.") else 0


def titles_again(layout: Layout, line: Line) -> bool:
    """Tells whether the title stands here again, with its subtitle or without."""
    if not layout.title or in_title(layout, line) or len(line.text) > MAX_TITLE_CHARACTERS:
        return False
    return any(same_title(line.text, text) for text in {layout.title[0].text, layout.headline})


def in_title(layout: Layout, line: Line) -> bool:
    return any(line.start <= piece.start < line.end for piece in (*layout.title, *layout.subtitle))


def left_out_of_body(layout: Layout, line: Line) -> bool:
    if in_title(layout, line):
        return True
    out = (
        is_boilerplate_line(line)
        or line.look.role == "note"
        or is_caption(line)
        or titles_again(layout, line)
    )
    layout.left_out += cut(line, 0) if out else []
    return out


def sort_head(layout: Layout, lines: Sequence[Line], start: int) -> int:
    """Sorts the lines above the running text; returns where it begins: the last may be a section's title."""
    last = start - 1
    for index, line in enumerate(lines[:start]):
        if in_title(layout, line):
            continue
        boilerplate = is_boilerplate_line(line) or titles_again(layout, line)
        award = None if boilerplate else award_on_line(line.text)
        if award:
            layout.awards.append((line, award))
        elif index == last and not boilerplate and opens_section(lines, index):
            return last
        layout.left_out += cut(line, 0)
    return start


def opens_section(lines: Sequence[Line], index: int) -> bool:
    """Tells whether a short line right above the text is a section's title: others must have such titles too."""
    line = lines[index]
    if PAGE_HEADING.fullmatch(line.text) or SUBTITLE.match(line.text) or is_particular(line):
        return False
    if label_of(line):
        return any(map(label_of, lines[index + 1 :]))
    if not is_heading(line):
        return False
    later = range(index + 2, len(lines) - 1)
    return any(is_heading(lines[i]) and is_prose(lines[i + 1]) for i in later)


def without_trailing_junk(layout: Layout, body: list[Line]) -> list[Line]:
    """Returns the last line without what a converter left behind its end."""
    last = body[-1] if body else None
    trailing_junk = TRAILING_JUNK.search(last.text, max(0, len(last.text) - 8)) if last else None
    if not last or not trailing_junk or ends_sentence(last.text):
        return body
    layout.left_out += cut(last, trailing_junk.start(1))
    return [
        *body[:-1],
        Line(last.text[: trailing_junk.start(1)].rstrip(), last.number, last.start, last.look),
    ]


def sort_body(layout: Layout, body: Sequence[Line]) -> None:
    """Gathers paragraphs under their headings."""
    found = find_headings(body)
    headings, layout.unsure = found.headings, found.unsure
    for index, line in enumerate(body):
        heading = headings.get(index)
        following = body[index + 1] if index + 1 < len(body) else None
        if heading:
            layout.left_out += cut(line, 0, heading.start) + cut(line, heading.end, heading.rest)
            mark = leading_mark(line.text)
            title, rest = cut(line, heading.start, heading.end), cut(line, heading.rest)
            layout.drafts.append(Draft(title, rest, mark.number if mark else None))
        elif PAGE_HEADING.fullmatch(line.text) and not (following and is_prose(following)):
            layout.left_out += cut(line, 0)
        else:
            layout.drafts[-1].paragraphs += cut(line, 0)
