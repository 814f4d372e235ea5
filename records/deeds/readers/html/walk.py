"""The tree of a page → its lines, in one pass without recursion: pages nest as deep as they like."""

from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from records.deeds.source import Role

from . import markers
from .elements import (
    CAPTIONS,
    LEVELS,
    LISTS,
    NO_HINTS,
    Attributes,
    Hints,
    hints_of,
    is_block,
    is_hidden,
    keeps_lines,
    weight_of,
)
from .lines import PageLine, Writing

MAX_CELL_CHARACTERS = 100  # characters; a longer cell holds a paragraph, not a datum


class Style(NamedTuple):
    """Style that an element passes on to all that it holds."""

    bold: bool = False
    link: bool = False
    preformatted: bool = False
    level: int | None = None
    role: Role = "body"


@dataclass(slots=True)
class Area:
    """A block by the lines it holds, `end` excluded."""

    start: int
    end: int
    hints: Hints = NO_HINTS


@dataclass(slots=True)
class Image:
    """`line` is the number of the line that it stands in or behind, 0 above all."""

    attributes: Attributes
    line: int
    caption: str = ""


@dataclass(slots=True)
class TableRow:
    """An open <tr>, with the lines that each of its cells gave."""

    start: int
    areas: int
    cells: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Open:
    """An element that was entered and not yet left. `start` and `images` count what was there before it."""

    tag: str
    style: Style
    block: bool = False
    start: int = 0
    images: int = 0
    hints: Hints = NO_HINTS
    marked: bool = False


class PageWalk:
    def __init__(self, tree: LexborHTMLParser) -> None:
        self.lines: list[PageLine] = []
        self.areas: list[Area] = []
        self.images: list[Image] = []
        self.writing = Writing()
        self.markers: list[str] = []
        self.lists: list[markers.List] = []
        self.table_rows: list[TableRow] = []
        self.open = [Open("", Style())]
        if tree.root is not None:
            self.run(tree.root)
        self.end_line()

    def run(self, node: LexborNode) -> None:
        below = self.visit(node)
        while len(self.open) > 1:
            child = node.child if below else None
            if child is None:
                if below:
                    self.leave()
                node = self.next_of(node)
            else:
                node = child
            if len(self.open) > 1:
                below = self.visit(node)

    def next_of(self, node: LexborNode) -> LexborNode:
        """Returns the next node in the order of the page; what ends before it is left."""
        while len(self.open) > 1:
            if (following := node.next) is not None:
                return following
            if (parent := node.parent) is None:
                break
            node = parent
            self.leave()
        return node

    def visit(self, node: LexborNode) -> bool:
        """Tells whether the node was entered."""
        if node.is_text_node:
            self.write(node.text_content or "")
            return False
        return bool(node.is_element_node) and self.enter(node, node.tag or "")

    def write(self, text: str) -> None:
        style = self.open[-1].style
        lines = text.split("\n") if style.preformatted else [text]
        for index, line in enumerate(lines):
            if index:
                self.end_line()
            self.writing.level, self.writing.role = style.level, style.role
            self.writing.add(line, style.bold, style.link)

    def end_line(self) -> None:
        if self.writing.pieces:
            line = self.writing.taken(self.markers)
            if line:
                self.lines.append(line)
            self.writing = Writing()

    def enter(self, node: LexborNode, tag: str) -> bool:
        attributes = node.attributes
        if tag == "br":
            self.end_line()
            return False
        if tag == "img":
            self.picture(attributes)
            return False
        if is_hidden(tag, attributes):
            return False
        block = is_block(tag, attributes)
        if block or tag == "hr":
            self.end_line()
        style = style_of(tag, attributes, self.open[-1].style)
        hints = hints_of(tag, attributes) if block else NO_HINTS
        self.open.append(Open(tag, style, block, len(self.lines), len(self.images), hints))
        self.enter_structure(node, tag, attributes)
        return True

    def enter_structure(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        if tag in LISTS:
            self.lists.append(markers.opened(tag, attributes, count_items(node, tag, attributes)))
        elif tag == "li" and self.lists and self.open[-1].block:
            if marker := markers.next_marker(self.lists[-1], attributes):
                self.markers.append(marker)
                self.open[-1].marked = True
        elif tag == "tr":
            self.table_rows.append(TableRow(len(self.lines), len(self.areas)))

    def leave(self) -> None:
        left = self.open.pop()
        if left.block:
            self.end_line()
            self.leave_block(left)
        if left.tag in LISTS:
            self.lists.pop()
        elif left.tag == "li" and left.marked and self.markers and len(self.lines) == left.start:
            self.markers.pop()  # an empty item shows nothing worth keeping

    def leave_block(self, left: Open) -> None:
        if left.tag in ("td", "th") and self.table_rows:
            self.table_rows[-1].cells.append((left.start, len(self.lines)))
        elif left.tag == "tr" and self.table_rows:
            self.join(self.table_rows.pop())
        if left.tag == "figure":
            self.caption(left)
        if len(self.lines) > left.start:
            self.areas.append(Area(left.start, len(self.lines), left.hints))

    def join(self, table_row: TableRow) -> None:
        """Joins the cells of a line of data into one line; what is laid out in a table stays as it is."""
        cells = [self.lines[start:end] for start, end in table_row.cells if end > start]
        inside = self.areas[table_row.areas :]
        if len(cells) < 2 or any(len(lines) > 1 or not is_datum(lines[0]) for lines in cells):
            return
        if any(area.hints != NO_HINTS for area in inside):
            return
        text = "\t".join(lines[0].text for lines in cells)
        del self.lines[table_row.start :], self.areas[table_row.areas :]
        self.lines.append(PageLine(text, sum(lines[0].links for lines in cells), role="table"))

    def picture(self, attributes: Attributes) -> None:
        line = len(self.lines) + (1 if self.writing.length else 0)
        self.images.append(Image(attributes, line))

    def caption(self, figure: Open) -> None:
        """Gives the pictures of a figure what it says below them."""
        texts = [line.text for line in self.lines[figure.start :] if line.role == "caption"]
        for image in self.images[figure.images :]:
            image.caption = " ".join(texts)


def is_datum(line: PageLine) -> bool:
    return (
        line.role == "body"
        and not line.number
        and line.level is None
        and len(line.text) <= MAX_CELL_CHARACTERS
    )


def style_of(tag: str, attributes: Attributes, inherited: Style) -> Style:
    """Returns the same object wherever nothing changes: most elements change nothing."""
    if not attributes and tag in ("div", "p", "span", "li", "ul", "td", "tr"):
        return inherited
    return Style(
        weight_of(tag, attributes, inherited.bold),
        inherited.link or (tag == "a" and "href" in attributes),
        keeps_lines(tag, attributes, inherited.preformatted),
        LEVELS.get(tag, inherited.level),
        "caption" if tag in CAPTIONS else inherited.role,
    )


def count_items(node: LexborNode, tag: str, attributes: Attributes) -> int:
    """Counts the items of a list that counts down; others need not know beforehand and get 0."""
    if tag != "ol" or "reversed" not in attributes:
        return 0
    count, child = 0, node.child
    while child is not None:
        count += child.tag == "li"
        child = child.next
    return count
