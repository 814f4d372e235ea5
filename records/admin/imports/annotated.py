"""Shows the document as it was handed in, line by line, cut where recognized parts begin and end.

Parts overlap: a figure lies within a measure. Each piece of text names all parts it belongs to; the innermost one
names the field that a click leads to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from records.deeds import Mark
from records.deeds.source import line_starts

# Text of the record, of which each character belongs to one; then copies that lie over it.
BODY = {
    "title": "标题",
    "introduction": "引言",
    "section-title": "章节标题",
    "lead": "章节导语",
    "marker": "序词",
    "measure": "举措",
    "closing": "结语",
    "left-out": "未收入",
}
OVER = {"recipient": "受表彰对象", "award": "荣誉", "figure": "数据", "suggested": "存疑的数字"}
MEASURE = re.compile(r"sections\.(\d+)\.measures\.(\d+)(?:\.(marker|text))?")
SECTION = re.compile(r"sections\.(\d+)(?:\.(title|lead))?")
SIMPLE = {"recipient": "recipient", "awards": "award", "figures": "figure", "left_out": "left-out"}


@dataclass(frozen=True, slots=True)
class AnnotatedPiece:
    """`body` and `over` are keys of BODY and OVER; without paths it is text that no part holds."""

    text: str
    paths: tuple[str, ...] = ()
    body: str = ""
    over: tuple[str, ...] = ()
    label: str = ""
    address: str = ""

    @property
    def classes(self) -> str:
        kinds = [f"is-{kind}" for kind in (self.body, *self.over) if kind]
        return " ".join(["part", *kinds])

    @property
    def html(self) -> SafeString:
        """Links to its field, so that it works by keyboard and without the script."""
        if not self.paths:
            return format_html("{}", self.text)
        return format_html(
            '<a class="{}" data-paths="{}" title="{}"{}>{}</a>',
            self.classes,
            " ".join(self.paths),
            self.label,
            format_html(' href="{}"', self.address) if self.address else "",
            self.text,
        )


@dataclass(frozen=True, slots=True)
class ShownLine:
    number: int
    pieces: list[AnnotatedPiece]

    @property
    def html(self) -> SafeString:
        """Joins the pieces here: a template would leave white space between them."""
        return format_html_join("", "{}", ((piece.html,) for piece in self.pieces))


def kind_of(path: str) -> str:
    if measure := MEASURE.fullmatch(path):
        return "marker" if measure[3] == "marker" else "measure"
    if section := SECTION.fullmatch(path):
        return "lead" if section[2] == "lead" else "section-title"
    first = path.partition(".")[0]
    return SIMPLE.get(first, first)


def label_of(path: str) -> str:
    kind = kind_of(path)
    name = BODY.get(kind) or OVER.get(kind, path)
    numbers = re.findall(r"\d+", path)
    return f"{name} {'.'.join(numbers)}" if numbers else name


def shown_lines(
    text: str, marks: Sequence[Mark], addresses: Mapping[str, str], first: int = 1
) -> list[ShownLine]:
    """Gives the lines that hold something, numbered on from `first`, that of the text's first line.

    `addresses` are the fields' fragments (#id_…) by path.
    """
    starts = line_starts(text)
    pieces = pieces_of(text, marks, addresses, starts)
    found = []
    for number, (start, end) in enumerate(pairwise(starts), first):
        line = list(take_until(pieces, end))
        if text[start:end].strip():
            found.append(ShownLine(number, line))
    return found


def take_until(pieces: Iterator[tuple[int, AnnotatedPiece]], end: int) -> Iterator[AnnotatedPiece]:
    """Takes the pieces of a line: none runs over its end."""
    for piece_end, piece in pieces:
        yield piece
        if piece_end >= end:
            return


def pieces_of(
    text: str, marks: Sequence[Mark], addresses: Mapping[str, str], starts: Sequence[int]
) -> Iterator[tuple[int, AnnotatedPiece]]:
    """Cuts all of the text, in order; with each piece the offset of its end."""
    length = len(text)
    inside = [mark for mark in marks if 0 <= mark.span.start < mark.span.end <= length]
    begins: dict[int, list[Mark]] = {}
    for mark in inside:
        begins.setdefault(mark.span.start, []).append(mark)
    cuts = sorted({*starts, *begins, *(mark.span.end for mark in inside)})
    open_marks: list[Mark] = []
    for start, end in pairwise(cuts):
        open_marks = [mark for mark in open_marks if mark.span.end > start] + begins.get(start, [])
        yield end, piece_of(text[start:end].rstrip("\r\n"), open_marks, addresses)


def piece_of(text: str, marks: Sequence[Mark], addresses: Mapping[str, str]) -> AnnotatedPiece:
    """Lets the shortest part name the field; of the body's parts too the shortest counts."""
    if not marks or not text.strip():
        return AnnotatedPiece(text)
    paths = tuple(mark.path for mark in sorted(marks, key=lambda mark: mark.span.end - mark.span.start))
    kinds = [kind_of(path) for path in paths]
    return AnnotatedPiece(
        text,
        paths,
        body=next((kind for kind in kinds if kind in BODY), ""),
        over=tuple(dict.fromkeys(kind for kind in kinds if kind in OVER)),
        label=" · ".join(dict.fromkeys(label_of(path) for path in paths)),
        address=next((addresses[path] for path in paths if path in addresses), "")
        if can_be_pressed(text)
        else "",
    )


def can_be_pressed(text: str) -> bool:
    """Tells if a piece is a link: a mark alone between two parts is smaller than a finger, its neighbors lead there."""
    return any(letter.isalnum() for letter in text)
