"""Source → paragraphs: hard-wrapped lines joined again, characters folded, and the way back to the document.

Every later rule works on this text; `Paragraphs` knows which of the document's characters stand behind it. A table of
contents that was typed, or copied along with the text, is marked before: it is no part of the text it lists.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter, itemgetter

from records.deeds.characters import UNSEEN, folded, seen
from records.deeds.document import Span
from records.deeds.source import Line, Source

from .numerals import leading_mark

# Lines broken by hand or by an old mail program: in columns, two for a Chinese character.
MIN_WIDTH_COLUMNS, MAX_WIDTH_COLUMNS = 36, 120
SENTENCE_END = re.compile(r"[。！？!?；;…][”’」』）)]*$")
PUNCTUATION = re.compile("[，,。；;：]")
WIDE = re.compile(r"[\u2e80-\uffff]+")
FIRST_WORD = re.compile(r"[!-~]+|.[，。、；：？！”’）》…]*")
MAX_RAGGED_COLUMNS = 6  # by which full lines differ: a mark of punctuation or a number would not fit
# Numbers and commas of half a width make some lines shorter; a title is shorter still.
BROKEN_OFF = 0.75


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """`text` is for the rules and `written` the same length as the document has it, but for what nobody sees.

    `joints` are pairs of offsets, in `text` and in the document, from which on they run side by side: one for each
    line of the document where lines were joined, and two for each character in `carried`, which stands for several
    of the document because unseen ones go along with it.
    """

    text: str
    written: str
    lines: tuple[Line, ...]
    document: tuple[Line, ...]
    joints: tuple[tuple[int, int], ...] = ((0, 0),)
    carried: dict[int, str] = field(default_factory=dict)

    def origin(self, offset: int) -> int:
        here, there = self.joints[bisect_right(self.joints, offset, key=itemgetter(0)) - 1]
        return there + offset - here

    def line_at(self, offset: int) -> int:
        """Returns the number of the document's line that an offset in `text` stands in."""
        index = bisect_right(self.document, self.origin(offset), key=attrgetter("start"))
        return self.document[index - 1].number

    def span(self, start: int, end: int) -> Span:
        if len(self.joints) == 1:
            return Span(start, end)
        last = end - 1
        return Span(self.origin(start), self.origin(last) + len(self.carried.get(last, " ")))

    def as_written(self, start: int, end: int) -> str:
        """Returns that part of the document with all that stands in it, seen or unseen."""
        if not self.carried:
            return self.written[start:end]
        return "".join(self.carried.get(at, self.written[at]) for at in range(start, end))


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line without what nobody sees in it; `carried` as in Paragraphs, counted in the line."""

    line: Line
    origin: Line
    carried: Sequence[tuple[int, str]] = ()


def seen_lines(source: Source) -> list[SeenLine]:
    if not UNSEEN.search(source.text):
        return [SeenLine(line, line) for line in source.lines]
    return [seen_line(line) for line in source.lines]


def seen_line(line: Line) -> SeenLine:
    text, carried = seen(line.text)
    if not carried:
        return SeenLine(line, line)
    bold, number = (
        len(seen(line.text[:count])[0]) if count else 0 for count in (line.look.bold, line.look.number)
    )
    return SeenLine(
        replace(line, text=text, look=replace(line.look, bold=bold, number=number)), line, carried
    )


def paragraphs_of(source: Source) -> Paragraphs:
    source = replace(source, lines=without_contents(source.lines))
    found = seen_lines(source)
    groups = list(joined(source.text, found))
    if len(groups) == len(found) and not any(each.carried for each in found):
        text = folded(source.text)
        lines = (
            source.lines
            if text is source.text
            else tuple(replace(line, text=text[line.start : line.end]) for line in source.lines)
        )
        return Paragraphs(text, source.text, lines, source.lines)
    return rebuilt(groups, source.lines)


def rebuilt(groups: Sequence[Sequence[SeenLine]], document: tuple[Line, ...]) -> Paragraphs:
    written, lines, joints, offset = [], [], [], 0
    carried: dict[int, str] = {}
    for group in groups:
        start = offset
        for index, each in enumerate(group):
            if index and needs_space(group[index - 1].line.text, each.line.text):
                written.append(" ")
                offset += 1
            unseen = 0
            joints.append((offset, each.origin.start))
            written.append(each.line.text)
            for at, unit in each.carried:
                carried[offset + at] = unit
                unseen += len(unit) - 1
                joints.append((offset + at + 1, each.origin.start + at + 1 + unseen))
            offset += len(each.line.text)
        lines.append((group[0].line, start, offset))
        written.append("\n")
        offset += 1
    whole = "".join(written)
    text = folded(whole)
    made = tuple(replace(line, text=text[start:end], start=start) for line, start, end in lines)
    return Paragraphs(text, whole, made, document, tuple(joints), carried)


def needs_space(left: str, right: str) -> bool:
    """Says yes between two words of letters; Chinese has no spaces."""
    return left[-1].isascii() and right[0].isascii() and left[-1].isalnum() and right[0].isalnum()


def ends_sentence(text: str) -> bool:
    # The end alone is looked at: a search from the start would cost as much as the line is long.
    return SENTENCE_END.search(text, max(0, len(text) - 8)) is not None


def columns(text: str) -> int:
    return len(text) + sum(map(len, WIDE.findall(text)))


def wrapped_at(lines: Sequence[Line]) -> int | None:
    """Returns the width at which most of the lines that end in mid-sentence were broken; None where they were not."""
    if len(lines) < 4 or max(len(line.text) for line in lines) > MAX_WIDTH_COLUMNS:
        return None
    widest = max(columns(line.text) for line in lines)
    if not MIN_WIDTH_COLUMNS <= widest <= MAX_WIDTH_COLUMNS:
        return None
    open_ended = [line for line in lines[:-1] if not ends_sentence(line.text)]
    full = [line for line in open_ended if columns(line.text) >= widest - MAX_RAGGED_COLUMNS]
    # A list of honors may have lines of one width too, but they tell nothing.
    punctuated = sum(PUNCTUATION.search(line.text) is not None for line in full)
    return (
        widest
        if len(full) >= 3 and len(full) * 3 >= len(open_ended) * 2 and punctuated * 2 >= len(full)
        else None
    )


def wrapped_softly_at(broken: Sequence[tuple[str, str]]) -> int | None:
    """Returns the width at which paragraphs were broken whose lines a format tells from each other, given each line
    that was broken with the one below it; None where most of them end a sentence, are short or differ in width: then
    somebody began a new paragraph with each.
    """
    widest = max((columns(above) for above, _ in broken), default=0)
    if not MIN_WIDTH_COLUMNS <= widest <= 2 * MAX_WIDTH_COLUMNS:  # some count a Chinese character as one
        return None
    full = [above for above, below in broken if is_full(above, below, widest) and not ends_clause(above)]
    punctuated = sum(PUNCTUATION.search(above) is not None for above in full)
    return widest if len(full) * 3 >= len(broken) * 2 and punctuated * 2 >= len(full) else None


def is_full(above: str, below: str, width: int) -> bool:
    """Tells whether the first word of the next line would have had no room in the one above."""
    word = FIRST_WORD.match(below)
    return columns(above) + columns(word[0] if word else "") >= width - MAX_RAGGED_COLUMNS


def ends_clause(text: str) -> bool:
    return ends_sentence(text) or text.endswith(("：", ":"))


def width_of(lines: Sequence[Line]) -> int | None:
    broken = [(above.text, line.text) for above, line in pairwise(lines) if line.look.goes_on]
    return wrapped_softly_at(broken) if broken else wrapped_at(lines)


def joined(text: str, lines: Sequence[SeenLine]) -> Iterator[list[SeenLine]]:
    """Yields the lines of each paragraph: a full line goes on in the next, unless that one begins something.

    Where the format tells which lines may go on, no others do.
    """
    width = width_of([each.line for each in lines])
    is_told = any(each.line.look.goes_on for each in lines)
    group: list[SeenLine] = []
    for each in lines:
        may = each.line.look.goes_on or not is_told
        goes_on = group and width and may and continues(text, group[-1].line, each.line, width)
        if group and not goes_on:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def continues(text: str, above: Line, line: Line, width: int) -> bool:
    apart = line.number > above.number + 1 or line.look.role != "body"
    indented = text[line.start - 1] in " \t\u3000"
    return not (apart or indented) and runs_on(above.text, line.text, width)


def runs_on(above: str, line: str, width: int) -> bool:
    # A full stop may well end a full line; a line that breaks off in mid-sentence goes on, if it is no title.
    least = width - MAX_RAGGED_COLUMNS if ends_sentence(above) else width * BROKEN_OFF
    return columns(above) >= least and not leading_mark(folded(line))


# --- A table of contents --------------------------------------------------------------------------------

HEADING = re.compile(
    r"[【\[—\-\s]*(?:目\s*[录錄次]|contents|table of contents)[】\]—\-\s:：]*", re.IGNORECASE
)
PAGE = r"[（(第\-—–\s]*(?:[0-9０-９]{1,4}|[ivxIVX]{1,5})[页）)\-—–\s]*"
LEADERS = r"(?:[.．。·•…・‥⋯_—\-]\s*){3,}|[…⋯]+\s*"
PAGE_ENDS = frozenset("0123456789０１２３４５６７８９ivxIVX页）)-—–")
MAX_ENTRY_CHARACTERS = 120
# The end of a line decides, so that no search goes through a long one.
DOTTED = re.compile(rf"(?:{LEADERS})\s*{PAGE}$")
SPACED = re.compile(rf"[\t \u3000]\s*{PAGE}$")
MIN_DOTTED_LINES = 3  # without a heading above them
MIN_HEADINGS = 2


def without_contents(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Returns the lines with those of a table of contents marked as boilerplate."""
    out = set(entries(lines))
    if not out:
        return tuple(lines)
    return tuple(
        replace(line, look=replace(line.look, role="boilerplate")) if index in out else line
        for index, line in enumerate(lines)
    )


def entries(lines: Sequence[Line]) -> Iterator[int]:
    """Yields the indexes of the heading with the entries below it, and of dotted entries that have none."""
    index = 0
    while index < len(lines):
        headed = is_heading(lines[index])
        end = end_of_entries(lines, index + headed, spaced=headed)
        if headed and end == index + 1:
            end = end_of_headings(lines, end)
        if end - index - headed >= (1 if headed else MIN_DOTTED_LINES):
            yield from range(index, end)
        index = max(end, index + 1)


def end_of_entries(lines: Sequence[Line], start: int, *, spaced: bool) -> int:
    """Returns where the entries end; one that goes on in a second line has its page number only there."""
    index = start
    while index < len(lines):
        if is_entry(lines[index], spaced):
            index += 1
        elif index + 1 < len(lines) and may_go_on(lines[index]) and is_entry(lines[index + 1], spaced):
            index += 2
        else:
            break
    return index


def end_of_headings(lines: Sequence[Line], start: int) -> int:
    """Returns where entries without page numbers end: each stands again below, as a heading."""
    last = {line.text: index for index, line in enumerate(lines)}
    index = start
    while index < len(lines) and last[lines[index].text] > index and may_go_on(lines[index]):
        index += 1
    return index if index - start >= MIN_HEADINGS else start


def is_heading(line: Line) -> bool:
    return len(line.text) <= 30 and HEADING.fullmatch(seen(line.text)[0]) is not None


def is_entry(line: Line, spaced: bool) -> bool:
    text = line.text
    if text[-1] not in PAGE_ENDS or len(text) > MAX_ENTRY_CHARACTERS or line.look.role == "table":
        return False
    return DOTTED.search(text) is not None or (spaced and SPACED.search(text) is not None)


def may_go_on(line: Line) -> bool:
    return len(line.text) <= MAX_ENTRY_CHARACTERS // 2 and line.text[-1] not in "。！？!?；;："
