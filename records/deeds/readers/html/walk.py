"""The tree of a page → its lines, in one pass without recursion: pages nest as deep as they like."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from records.deeds.readers.office.lines import Tally
from records.deeds.readers.office.looks import OWN_LINE
from records.deeds.readers.office.symbols import shown, subscript, superscript

from . import markers
from .counters import Counters
from .declarations import NOTHING, Declarations, inline
from .elements import (
    FIELDS,
    LISTS,
    NO_HINTS,
    PRONOUNCED,
    UNREAD,
    Attributes,
    hints_of,
    is_block,
    is_comment,
    is_hidden,
)
from .entered import Area, Image, Open
from .lines import PageLine, Writing
from .style_sheets import StyleSheets
from .styles import SEEN, Style, covered, style_of
from .tables import Tables
from .texts import beginning, count_items, words_of

CELLS = ("td", "th")
# How the parts of a formula stand, in their order: 1 above the line, -1 below.
FORMULAS = {"msup": (0, 1), "msub": (0, -1), "msubsup": (0, -1, 1), "mfrac": ()}
MAX_TURNED = 20  # one in the other
MIN_COVERED_CHARACTERS = 200  # of a page whose script uncovers its text


class PageWalk:
    """`uncovered`: what its declarations hide is read all the same, for a page whose text a script uncovers."""

    def __init__(self, tree: LexborHTMLParser, sheets: StyleSheets, uncovered: bool = False) -> None:
        self.sheets, self.uncovered = sheets, uncovered
        self.lines: list[PageLine] = []
        self.areas: list[Area] = []
        self.images: list[Image] = []
        self.writing = Writing()
        self.markers: list[str] = []
        self.lists: list[markers.List] = []
        self.tables = Tables()
        self.counters = Counters()
        self.tally = Tally()
        self.covered = 0  # characters that a script may uncover
        self.struck: list[str] = []
        self.turned: list[Open] = []  # that are open
        # Sheets that did not come along may set any color behind the text.
        self.open = [Open("", Style(ground=tree.css_first("link[rel~=stylesheet]") is not None))]
        if tree.root is not None:
            self.run(tree.root)
        self.end_line()
        self.put_struck()

    @property
    def hides_its_text(self) -> bool:
        seen = sum(len(line.text) for line in self.lines)
        return not self.lines or self.covered > max(seen, MIN_COVERED_CHARACTERS)

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

    # Texts

    def write(self, text: str) -> None:
        style = self.open[-1].style
        if style.unseen is not SEEN and any(style.unseen):
            self.covered += 0 if style.unseen.tiny else len("".join(text.split()))
            self.leave_out("hidden-text", text)
        elif style.struck:
            self.leave_out("struck-text", text)
            self.struck.append(text)
        else:
            self.add(self.as_shown(text, style), style)

    def as_shown(self, text: str, style: Style) -> str:
        if style.font:
            text, unknown = shown(text, style.font)
            self.tell("symbol", unknown)
        if style.raised:
            return superscript(text) if style.raised > 0 else subscript(text)
        return text

    def add(self, text: str, style: Style) -> None:
        if self.struck:
            self.struck.append(" ")
        lines = text.split("\n") if style.preformatted else [text]
        for index, line in enumerate(lines):
            if index:
                self.end_line()
            self.writing.level, self.writing.role = style.level, style.role
            self.writing.centered = style.centered
            self.writing.add(line, style.bold, style.link, style.in_page)

    def tell(self, code: str, count: int = 1, text: str = "") -> None:
        if count:
            self.tally.add(code, count, len(self.lines) + 1, [text] if text else ())

    def leave_out(self, code: str, text: str) -> None:
        line = " ".join(text.split())
        self.tell(code, len(line), line)

    def end_line(self) -> None:
        for each in reversed(self.turned):
            self.turn(each)
        if self.writing.pieces:
            line = self.writing.taken(self.markers)
            if line:
                self.lines.append(line)
            self.writing = Writing()
        if self.struck and not self.tables.rows:
            self.put_struck()

    def begin_turning(self, around: Style) -> None:
        entered = self.open[-1]
        if entered.style.backwards is not around.backwards and len(self.turned) < MAX_TURNED:
            entered.turned = self.writing.length
            self.turned.append(entered)

    def turn(self, element: Open) -> None:
        if self.writing.length > element.turned:
            self.writing.turn(element.turned)
            self.tell("direction")
        element.turned = 0  # of the next line all

    def put_struck(self) -> None:
        """Puts what was struck out behind the line it stood in."""
        if text := " ".join("".join(self.struck).split()):
            self.lines.append(PageLine(text, role="boilerplate"))
        self.struck = []

    def break_line(self, node: LexborNode) -> None:
        """Ends a line; a title or heading goes on in the next, unless that is one by itself."""
        text = beginning(node.next)
        if self.open[-1].style.one_line and self.writing.pieces and not OWN_LINE.match(text):
            self.writing.joined = True
        else:
            self.end_line()

    # Elements

    def enter(self, node: LexborNode, tag: str) -> bool:
        attributes = node.attributes
        if tag == "br":
            self.break_line(node)
            return False
        if tag == "img":
            self.picture(attributes)
            return False
        if tag in UNREAD and tag != "input":
            return False
        css = inline(attributes.get("style"))
        if self.sheets.usual or self.sheets.important:
            css = self.sheets.of(node.mem_id, css)
        if self.is_not_entered(node, tag, attributes, css):
            return False
        block = is_block(tag, css)
        if block or tag == "hr":
            self.end_line()
        hints = hints_of(tag, attributes) if block else NO_HINTS
        parent = self.open[-1]
        parent.inside += 1
        style = style_of(tag, attributes, css, parent.style, hints)
        is_styled = css is not NOTHING or "color" in attributes or style.unseen.colorless
        if is_styled and not self.uncovered and not hints.main:
            style = covered(style, attributes, css)
        if parent.tag in FORMULAS:
            style = self.in_formula(parent, style)
        self.open.append(Open(tag, style, block, len(self.lines), len(self.images), hints))
        self.begin_turning(parent.style)
        self.enter_structure(node, tag, attributes, css)
        if self.sheets.counts:
            self.enter_counters(node, css, attributes)
        return True

    def is_not_entered(self, node: LexborNode, tag: str, attributes: Attributes, css: Declarations) -> bool:
        """Takes what is left out, or read whole."""
        if is_hidden(attributes, css):
            self.leave_out("hidden-text", words_of(node))
        elif tag in PRONOUNCED:
            self.tell("ruby", 1, words_of(node))
        elif is_comment(tag, attributes, css):
            self.tell("comments", tag in ("a", "span"))
        elif tag == "input":
            self.field(node, attributes)
        else:
            return False
        return True

    def enter_structure(self, node: LexborNode, tag: str, attributes: Attributes, css: Declarations) -> None:
        if tag in LISTS:
            self.lists.append(markers.opened(tag, attributes, css, count_items(node, tag, attributes)))
        elif tag == "li" and self.lists and self.open[-1].block:
            if marker := markers.next_marker(self.lists[-1], attributes, css):
                self.markers.append(marker)
                self.open[-1].marked = True
        elif tag == "table":
            self.tables.open()
        elif tag == "tr":
            self.tables.open_row(len(self.lines), len(self.areas))
        elif tag in CELLS:
            self.tables.open_cell(attributes)
        elif tag == "math":
            self.tell("formula")
        elif tag in ("msqrt", "mroot"):
            self.add("√", self.open[-1].style)

    def in_formula(self, parent: Open, style: Style) -> Style:
        """Writes a part of a formula as it stands: raised, lowered, below the line of a fraction."""
        if parent.tag != "mfrac":
            places = FORMULAS[parent.tag]
            return style._replace(raised=places[min(parent.inside, len(places)) - 1])
        if parent.inside == 1:
            parent.behind = "⁄" if self.writing.last[-1:].isdigit() else "/"
            return style._replace(raised=1) if parent.behind == "⁄" else style
        raised = -1 if parent.behind == "⁄" else 0
        if parent.behind:
            self.add(parent.behind, parent.style)
            parent.behind = ""
        return style._replace(raised=raised) if raised else style

    def enter_counters(self, node: LexborNode, css: Declarations, attributes: Attributes) -> None:
        """Counts, and writes what the style sheet puts before the element and behind it."""
        self.open[-2].counters += self.counters.change(css)
        if self.open[-1].block and "content" in (mark := self.sheets.of(node.mem_id, NOTHING, "marker")):
            self.mark_item(mark, attributes)
        before = self.sheets.of(node.mem_id, NOTHING, "before")
        self.counters.close(self.counters.change(before))
        text, is_number = self.counters.content(before, attributes)
        if text and is_number and not self.writing.pieces:
            self.markers.append(" ".join(text.split()))
        elif text:
            self.write(text)
        self.open[-1].behind = self.counters.content(
            self.sheets.of(node.mem_id, NOTHING, "after"), attributes
        )[0]

    def mark_item(self, css: Declarations, attributes: Attributes) -> None:
        """Lets an item have the marker that a style sheet writes, or none."""
        item = self.open[-1]
        if item.tag != "li" or css["content"].strip().lower() == "normal":
            return
        if item.marked:
            self.markers.pop()
        if self.lists:
            self.counters.values["list-item"] = [self.lists[-1].value - self.lists[-1].step]
        text, _ = self.counters.content(css, attributes)
        item.marked = bool(text)
        if text:
            self.markers.append(" ".join(text.split()))

    def leave(self) -> None:
        left = self.open[-1]
        if left.behind and left.tag != "mfrac":
            self.write(left.behind)
        if left.turned >= 0:
            self.turn(self.turned.pop())
        self.open.pop()
        self.counters.close(left.counters)
        if left.block:
            self.end_line()
            self.leave_block(left)
        if left.tag in LISTS:
            self.lists.pop()
        elif left.tag == "li" and left.marked and self.markers and len(self.lines) == left.start:
            self.markers.pop()  # an empty item shows nothing worth keeping
        elif left.tag == "table":
            self.tables.close()

    def leave_block(self, left: Open) -> None:
        if left.tag in CELLS:
            self.tables.close_cell(left.start, len(self.lines))
        elif left.tag == "tr":
            self.leave_row()
        if left.tag == "figure":
            self.caption(left)
        if len(self.lines) > left.start:
            self.areas.append(Area(left.start, len(self.lines), left.hints))

    def leave_row(self) -> None:
        """Joins the cells of a line of data into one line; what is laid out in a table stays as it is."""
        row = self.tables.rows[-1]
        line = self.tables.close_row(self.lines, [area.hints for area in self.areas[row.areas :]])
        if line is not None:
            del self.lines[row.start :], self.areas[row.areas :]
            self.lines.append(line)
        if self.struck and not self.tables.rows:
            self.put_struck()

    def picture(self, attributes: Attributes) -> None:
        line = len(self.lines) + (1 if self.writing.length else 0)
        self.images.append(Image(attributes, line))

    def field(self, node: LexborNode, attributes: Attributes) -> None:
        """Reads what is filled in within a line or a table; a field by itself is that of a search."""
        value = (attributes.get("value") or "").strip()
        if not value or (attributes.get("type") or "").lower() not in FIELDS:
            return
        if self.writing.pieces or self.tables.rows or beginning(node.next).strip():
            self.write(value)
        else:
            self.lines.append(PageLine(" ".join(value.split()), role="boilerplate"))

    def caption(self, figure: Open) -> None:
        """Gives the pictures of a figure what it says below them."""
        texts = [line.text for line in self.lines[figure.start :] if line.role == "caption"]
        for image in self.images[figure.images :]:
            image.caption = " ".join(texts)
