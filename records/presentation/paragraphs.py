"""Cuts a text into its paragraphs: the one rule for pages, previews, files and comparisons.

The end of a line ends a paragraph, as in a word processor, and spaces before it mean nothing. Lists, tables and
quotations go on from line to line: the text below them is theirs only where it has their mark, or is indented below an
item of a list. Spaces of full width are no indentation, for print begins any paragraph with them.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

STEP = 4  # columns, by which Python-Markdown counts how deep an item stands
LINE_END = re.compile(r"\r\n|\r")
ITEM = re.compile(r"(?:(\d+)\.|[*+-]) ")
BELOW_HEAD_OF_TABLE = re.compile(r"[|:\- ]*-[|:\- ]*")
QUOTED = re.compile(r"> ?")
MAX_QUOTATIONS = 8  # one within the other; what is deeper stays on the lines it was written on
# So far to the right of its mark a paragraph of an item begins; below a blank line it takes a whole step.
LEAST_INDENT = 2


def lines_of(text: str) -> list[str]:
    """Returns the lines that hold something, without the white space around them."""
    return [stripped for line in LINE_END.sub("\n", text).split("\n") if (stripped := line.strip())]


def paragraphs(markdown: str, quotations: int = 0) -> list[str]:
    """Returns the paragraphs in order, each as Markdown that means the same with a blank line on either side.

    A table is one, a quotation is one, and so are the items of a list that follow each other line by line.
    """
    lines = LINE_END.sub("\n", markdown).expandtabs(STEP).split("\n")
    found: list[list[str]] = []
    listed: List | None = None
    at, is_apart = 0, True
    while at < len(lines):
        if not lines[at].strip():
            at, is_apart = at + 1, True
            continue
        end = end_of_block(lines, at)
        item = ITEM.match(lines[at].lstrip()) if end == at + 1 else None
        block = as_item(lines[at], item) if item else as_block(lines[at:end], quotations)
        place = listed.place(indent_of(lines[at]), item, is_apart) if listed else None
        if place is None:
            listed = List(indent_of(lines[at]), [kind_of(item)]) if item else None
            found.append([block])
        elif place.goes_on:
            found[-1].append(place.indented(block))
        else:
            found.append([place.indented(block)])
        at, is_apart = end, False
    return ["\n".join(block) for block in found]


# --- Lines that belong together ---------------------------------------------------------------------


def end_of_block(lines: list[str], at: int) -> int:
    """Returns where the quotation or table that begins in this line ends, else where the line does."""
    end, indent = at + 1, indent_of(lines[at])
    if is_quoted(lines[at]):
        while end < len(lines) and is_quoted(lines[end]) and indent_of(lines[end]) == indent:
            end += 1
    elif is_head_of_table(lines, at):
        while end < len(lines) and "|" in lines[end] and indent_of(lines[end]) >= indent:
            end += 1
    return end


def is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def is_head_of_table(lines: list[str], at: int) -> bool:
    head, below = lines[at], lines[at + 1].strip() if at + 1 < len(lines) else ""
    if "|" not in head or "|" not in below or BELOW_HEAD_OF_TABLE.fullmatch(below) is None:
        return False
    return ITEM.match(head.lstrip()) is None


def as_block(lines: list[str], quotations: int) -> str:
    if is_quoted(lines[0]) and quotations < MAX_QUOTATIONS:
        inside = "\n".join(QUOTED.sub("", line.strip(), count=1) for line in lines)
        lines = "\n\n".join(paragraphs(inside, quotations + 1)).split("\n")
        return "\n".join(f"> {line}" if line else ">" for line in lines)
    return "\n".join(line.strip() for line in lines)


def as_item(line: str, item: re.Match[str]) -> str:
    return item[0] + line.lstrip()[item.end() :].strip()


def kind_of(item: re.Match[str]) -> str:
    return "ol" if item[1] else "ul"


def indent_of(line: str) -> int:
    """Returns the columns that the line is indented by; none where white space other than ours does it."""
    text = line.lstrip(" ")
    return 0 if text[:1].isspace() else len(line) - len(text)


# --- Lists ------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """Tells how many items a block stands in, and whether it follows the one above it without a blank line."""

    level: int
    goes_on: bool

    def indented(self, block: str) -> str:
        return "\n".join(" " * STEP * self.level + line for line in block.split("\n"))


@dataclass
class List:
    """A list while its lines are gone through: where its first mark stands, and the kinds of the lists that are open,
    each within the one before."""

    indent: int
    kinds: list[str]
    is_below_text: bool = False

    def place(self, indent: int, item: re.Match[str] | None, is_apart: bool) -> Place | None:
        """Returns where in the list a block belongs that begins in this column; None for one that ends it."""
        columns = max(indent - self.indent, 0)
        return (
            self.place_of_item(columns, kind_of(item), is_apart)
            if item
            else self.place_of_text(columns, is_apart)
        )

    def place_of_item(self, columns: int, kind: str, is_apart: bool) -> Place | None:
        level = min(columns // STEP, len(self.kinds))
        is_other = self.kinds[level:][:1] not in ([], [kind])
        if is_other and level == 0:
            return None
        goes_on = not (is_apart or is_other or self.is_below_text)
        self.kinds[level:] = [kind]
        self.is_below_text = False
        return Place(level, goes_on)

    def place_of_text(self, columns: int, is_apart: bool) -> Place | None:
        if columns < (STEP if is_apart else LEAST_INDENT):
            return None
        level = min((columns - LEAST_INDENT) // STEP + 1, len(self.kinds))
        del self.kinds[level:]
        self.is_below_text = True
        return Place(level, False)
