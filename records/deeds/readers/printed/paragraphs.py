"""Lines of pages → paragraphs: a full line goes on in the next, unless that one is indented or stands apart."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from records.deeds.parsing.numerals import leading_mark
from records.deeds.parsing.paragraphs import ends_sentence, needs_space
from records.deeds.readers.office.blocks import Block, Letters, Run, Shape
from records.deeds.source import Role

from .lines import PrintedLine, PrintedPage, spaced

# Numbers with their signs, and a character with what may not stand apart from it.
UNBROKEN = re.compile(r"[“‘《（(【]*(?:[0-9A-Za-z.,:%％‰+/~～、—–-]+|\S)[，。、；：！？”’》）)】%％]*")
# In letters' widths or heights.
FULL = 2.0  # by which a full line may be short of the edge: a mark of punctuation would not fit
INDENT = 0.8
CENTERED = 1.5
MAX_LEADING = 1.35  # of the usual distance between lines
SAME_SIZE = 0.08
# A text, and one of its columns, is so wide at least as a share of its page: else its lines are all short ones.
MIN_WIDTH, MIN_COLUMN_WIDTH = 0.4, 0.2

Edges = dict[tuple[int, ...], tuple[float, float]]


def blocks_of(lines: Sequence[PrintedLine], pages: Sequence[PrintedPage]) -> list[Block]:
    edges = edges_of(lines, pages)
    leading = usual_leading(lines)
    return [block_of(group, edges) for group in gathered(lines, edges, leading)]


def margin_blocks(lines: Sequence[PrintedLine]) -> list[Block]:
    """Returns each text once."""
    texts = dict.fromkeys(line.text.strip() for line in lines)
    return [Block(Shape(), "boilerplate", runs=[Run(text, Letters())]) for text in texts]


def edge_key(line: PrintedLine) -> tuple[int, ...]:
    """Tells columns apart, and left pages from right ones: their margins may differ."""
    return (line.page % 2, *line.column)


def edges_of(lines: Sequence[PrintedLine], pages: Sequence[PrintedPage]) -> Edges:
    found: dict[tuple[int, ...], tuple[float, float, float]] = {}
    for line in lines:
        width = pages[line.page].width * (MIN_COLUMN_WIDTH if line.column else MIN_WIDTH)
        left, right, least = found.get(edge_key(line), (line.left, line.right, width))
        found[edge_key(line)] = min(left, line.left), max(right, line.right), max(least, width)
    return {key: (left, max(right, left + least)) for key, (left, right, least) in found.items()}


def usual_leading(lines: Sequence[PrintedLine]) -> float:
    """Returns the distance of most lines from the one above, in their size."""
    steps = [
        (line.base - above.base) / line.size
        for above, line in pairwise(lines)
        if above.page == line.page and above.column == line.column and line.base > above.base
    ]
    return median(steps) if steps else 1.5


def gathered(lines: Sequence[PrintedLine], edges: Edges, leading: float) -> Iterator[list[PrintedLine]]:
    group: list[PrintedLine] = []
    for line in lines:
        if group and not goes_on(group[-1], line, edges, leading):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def goes_on(above: PrintedLine, line: PrintedLine, edges: Edges, leading: float) -> bool:
    if above.cells or line.cells or abs(above.size - line.size) > line.size * SAME_SIZE:
        return False
    left, right = edges[edge_key(line)][0], edges[edge_key(above)][1]
    room = FULL if ends_sentence(above.text) else FULL + head_width(line.text)
    if right - above.right > above.size * room or line.left - left > line.size * INDENT:
        return False
    together = above.page == line.page and above.column == line.column
    if together and line.base - above.base > leading * MAX_LEADING * line.size:
        return False
    return not (ends_sentence(above.text) and leading_mark(line.text))


def head_width(text: str) -> float:
    """Returns the width, in letters, of what is never broken at the start of a line: it may not have fitted above."""
    found = UNBROKEN.match(text)
    return sum(0.5 if letter.isascii() else 1.0 for letter in found[0]) if found else 0.0


def block_of(lines: Sequence[PrintedLine], edges: Edges) -> Block:
    role: Role = "table" if lines[0].cells else "body"
    block = Block(Shape(centered=is_centered(lines, edges)), role)
    for line in lines:
        for cell in line.cells or [line.pieces]:
            for index, (piece, text) in enumerate(zip(cell, spaced(cell), strict=True)):
                gap = (
                    ""
                    if index or not block.runs
                    else "\t"
                    if cell is not line.pieces
                    else between(block, text)
                )
                letters = Letters(bold=piece.bold, size=round(piece.size * 2), face=piece.face)
                block.runs.append(Run(gap + text, letters))
    return block


def between(block: Block, text: str) -> str:
    left, right = block.runs[-1].text.rstrip(), text.lstrip()
    return " " if left and right and needs_space(left, right) else ""


def is_centered(lines: Sequence[PrintedLine], edges: Edges) -> bool:
    if len(lines) > 1:
        return False
    line, (left, right) = lines[0], edges[edge_key(lines[0])]
    before, behind = line.left - left, right - line.right
    return before > line.size * CENTERED and abs(before - behind) < line.size * CENTERED
