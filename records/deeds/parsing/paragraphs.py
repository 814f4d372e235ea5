"""Source → paragraphs: hard-wrapped lines joined again, characters folded, and the way back to the document.

Every later rule works on this text; `Paragraphs` knows which of the document's characters stand behind it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter

from records.deeds.document import Span
from records.deeds.source import Line, Source

from .folding import folded
from .numerals import leading_mark

# Lines broken by hand or by an old mail program: in columns, two for a Chinese character.
MIN_WIDTH_COLUMNS, MAX_WIDTH_COLUMNS = 36, 120
SENTENCE_END = re.compile(r"[。！？!?；;…][”’」』）)]*$")
PUNCTUATION = re.compile("[，,。；;：]")
WIDE = re.compile(r"[\u2e80-\uffff]+")
MAX_RAGGED_COLUMNS = 6  # by which full lines differ: a mark of punctuation or a number would not fit


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """`text` is for the rules and `written` the same length as the document has it.

    `joints` are pairs of offsets, in `text` and in the document, from which on they run side by side: one for each
    line of the document where lines were joined. `numbers` are the numbers of the document's lines.
    """

    text: str
    written: str
    lines: tuple[Line, ...]
    numbers: tuple[int, ...]
    joints: tuple[tuple[int, int], ...] = ((0, 0),)

    def origin(self, offset: int) -> int:
        here, there = self.joints[bisect_right(self.joints, offset, key=itemgetter(0)) - 1]
        return there + offset - here

    def line_at(self, offset: int) -> int:
        """Returns the number of the document's line that an offset in `text` stands in."""
        was_joined = len(self.joints) > 1
        index = (
            bisect_right(self.joints, offset, key=itemgetter(0))
            if was_joined
            else bisect_right(self.lines, offset, key=attrgetter("start"))
        )
        return self.numbers[index - 1]

    def span(self, start: int, end: int) -> Span:
        if len(self.joints) == 1:
            return Span(start, end)
        return Span(self.origin(start), self.origin(end - 1) + 1)


def paragraphs_of(source: Source) -> Paragraphs:
    groups = list(joined(source))
    numbers = tuple(line.number for line in source.lines)
    if len(groups) == len(source.lines):
        text = folded(source.text)
        lines = (
            source.lines
            if text is source.text
            else tuple(replace(line, text=text[line.start : line.end]) for line in source.lines)
        )
        return Paragraphs(text, source.text, lines, numbers)
    return rebuilt(groups, numbers)


def rebuilt(groups: Sequence[Sequence[Line]], numbers: tuple[int, ...]) -> Paragraphs:
    written, lines, joints, offset = [], [], [], 0
    for group in groups:
        start = offset
        for index, line in enumerate(group):
            if index and needs_space(group[index - 1].text, line.text):
                written.append(" ")
                offset += 1
            joints.append((offset, line.start))
            written.append(line.text)
            offset += len(line.text)
        lines.append((group[0], start, offset))
        written.append("\n")
        offset += 1
    whole = "".join(written)
    text = folded(whole)
    made = tuple(replace(line, text=text[start:end], start=start) for line, start, end in lines)
    return Paragraphs(text, whole, made, numbers, tuple(joints))


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


def joined(source: Source) -> Iterator[list[Line]]:
    """Yields the lines of each paragraph: a full line goes on in the next, unless that one begins something."""
    width = wrapped_at(source.lines)
    group: list[Line] = []
    for line in source.lines:
        goes_on = group and width and continues(source.text, group[-1], line, width)
        if group and not goes_on:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def continues(text: str, above: Line, line: Line, width: int) -> bool:
    apart = line.number > above.number + 1 or line.look.role != "body"
    indented = text[line.start - 1] in " \t\u3000"
    return not (
        apart
        or indented
        or leading_mark(folded(line.text))
        or columns(above.text) < width - MAX_RAGGED_COLUMNS
    )
