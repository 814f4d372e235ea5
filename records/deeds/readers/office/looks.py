"""Finds what a block is by its style, or by how it differs from most of the text.

Titles and headings that stand on several lines are one title, one heading.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from records.deeds.readers.photos import CAPTION, SHORT_LINE
from records.deeds.source import Role

from .blocks import Block, Run

# 黑体 is how official letters set their headings; bold letters are rare there.
HEAVY = re.compile(r"黑体|simhei|heiti", re.IGNORECASE)
DEFAULT_SIZE = 20  # half points, where a file says nothing
MIN_TITLE_RATIO = 1.2  # a title's letters over those of the text
MAX_PARAGRAPHS_ABOVE_TITLE = 8
MAX_TITLE_CHARACTERS = 80
# Offices that sign above a text are no title.
EVEN = re.compile(r"[\u4e00-\u9fff]{4,15}[^\W部局委会办室府院校处站网报]")
SUBTITLE = re.compile(r"\s*[—–－-]")
CONTENTS = re.compile(r"目\s*[录錄次]|contents", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Usual:
    """The look of most characters of the text."""

    bold: bool
    heavy: bool
    size: int

    def stands_out(self, run: Run) -> bool:
        return bool(run.letters.bold and not self.bold) or (is_heavy(run) and not self.heavy)


def is_heavy(run: Run) -> bool:
    return bool(run.letters.face and HEAVY.search(run.letters.face))


def size_of(run: Run) -> int:
    return run.letters.size or DEFAULT_SIZE


def usual(blocks: Sequence[Block]) -> Usual:
    sizes: Counter[int] = Counter()
    bold = heavy = total = 0
    for block in blocks:
        if block.role == "body":
            for run in block.runs:
                length = len(run.text.strip())
                total += length
                bold += length * bool(run.letters.bold)
                heavy += length * is_heavy(run)
                sizes[size_of(run)] += length
    size = sizes.most_common(1)[0][0] if sizes else DEFAULT_SIZE
    return Usual(bold * 2 > total, heavy * 2 > total, size)


def named_role(block: Block) -> Role:
    """Returns what its style says, where that needs no look at other paragraphs."""
    if block.role != "body":
        return block.role
    match block.shape.kind:
        case "contents":
            return "boilerplate"
        case "title" | "summary" as said:
            return said
        case "caption":
            return "caption"
    return "heading" if block.shape.heading_level else "body"


def smallest(block: Block) -> int:
    return min((size_of(run) for run in block.runs if run.text.strip()), default=0)


def shown_titles(blocks: Sequence[Block], size: int) -> list[Block]:
    """Finds a title without a style: it stands first in the largest letters, in the middle, on one line or several.

    The red head of an official letter (样本局文件) is larger still and no title.
    """
    filled = [block for block in blocks if block.role == "body" and not block.aside and block.content]
    large = [
        block.shape.centered is True
        and smallest(block) >= size * MIN_TITLE_RATIO
        and len(block.content) <= MAX_TITLE_CHARACTERS
        and not block.content.endswith("文件")
        for block in filled
    ]
    start = next(
        (index for index, each in enumerate(large[:MAX_PARAGRAPHS_ABOVE_TITLE]) if each), len(filled)
    )
    found: list[Block] = []
    for block, is_large in zip(filled[start:], large[start:], strict=True):
        if not is_large or smallest(block) != smallest(filled[start]):
            break
        found.append(block)
    others = (smallest(block) for block in filled[start + len(found) :])
    return found if found and smallest(found[0]) > max(others, default=0) else []


def even_titles(blocks: Sequence[Block]) -> list[Block]:
    """Finds a title of two even lines that stand first, in the middle above text that does not."""
    filled = [block for block in blocks if block.content and not block.aside][:MAX_PARAGRAPHS_ABOVE_TITLE]
    lines = filled[:2]
    text = next((block for block in filled[2:] if not SUBTITLE.match(block.content)), None)
    is_even = len(lines) == 2 and len(lines[0].content) == len(lines[1].content)
    alike = is_even and smallest(lines[0]) == smallest(lines[1]) and lines[0].content != lines[1].content
    shown = all(
        block.role == "body" and block.shape.centered and EVEN.fullmatch(block.content) for block in lines
    )
    return lines if alike and shown and text is not None and not text.shape.centered else []


def roles(blocks: Sequence[Block], size: int) -> list[Role]:
    """Returns what each block is; a subtitle belongs to the title right above it."""
    found = [named_role(block) for block in blocks]
    if "title" not in found:
        titles = {id(block) for block in shown_titles(blocks, size) or even_titles(blocks)}
        found = ["title" if id(block) in titles else role for block, role in zip(blocks, found, strict=True)]
    last: Role = "body"
    pictured = False
    for index, block in enumerate(blocks):
        if block.content:
            if block.shape.kind == "subtitle" and last == "title":
                found[index] = "title"
            elif pictured and found[index] == "body" and is_caption(block, size):
                found[index] = "caption"
            last, pictured = found[index], False
        pictured = pictured or (bool(block.shots) and not block.content)
    leave_out_heads_of_contents(blocks, found)
    return found


def is_caption(block: Block, size: int) -> bool:
    """Knows a caption right below a picture by its first sign, or as a short line in the middle that is no heading."""
    if CAPTION.fullmatch(block.content):
        return True
    modest = smallest(block) <= size and not any(run.letters.bold or is_heavy(run) for run in block.runs)
    short = SHORT_LINE.fullmatch(block.content) is not None
    return block.shape.centered is True and modest and short and not block.number.text


def leave_out_heads_of_contents(blocks: Sequence[Block], found: list[Role]) -> None:
    """Leaves out 目录 above a table of contents."""
    filled = [index for index, block in enumerate(blocks) if block.content]
    for index, below in pairwise(filled):
        head = found[index] != "boilerplate" and found[below] == "boilerplate"
        if head and CONTENTS.fullmatch(blocks[index].content):
            found[index] = "boilerplate"


# --- Titles and headings on several lines ---------------------------------------------------------------

MAX_HEADING_CHARACTERS = 60
# A line that is one by itself: ——记某某, （2019年）.
OWN_LINE = re.compile(r"\s*[—–\-－(（〔]")
WHOLE_TITLE = re.compile(r"(?:材料|事迹|典型|[。！？!?；;：:])\s*$")
LINE_END = re.compile(r"[ \t\u3000]*\n[ \t\n\u3000]*")


def joint(above: str, below: str) -> str:
    """Returns what stands between two lines that become one; Chinese has no spaces."""
    both = above[-1:] + below[:1]
    return " " if both.isascii() and both.isalnum() and len(both) == 2 else ""


def one_line(text: str) -> str:
    """Joins the lines of a title or heading, but for those that are lines by themselves."""
    joined = ""
    for line in LINE_END.split(text):
        if joined and line and not OWN_LINE.match(line):
            joined += joint(joined, line) + line
        else:
            joined += ("\n" if joined and line else "") + line
    return joined


def is_headline(block: Block, role: Role, usual: Usual) -> bool:
    text = block.content
    if "\n" not in text or len(text) > (MAX_TITLE_CHARACTERS if role == "title" else MAX_HEADING_CHARACTERS):
        return False
    if role in ("title", "heading"):
        return "。" not in text
    stands_out = all(usual.stands_out(run) for run in block.runs if run.text.strip())
    return role == "body" and bool(block.shape.centered) and stands_out and "。" not in text


def join_lines(block: Block) -> None:
    """Makes one line of a block's lines; each character keeps the look it had."""
    whole = "".join(run.text for run in block.runs)
    kept = one_line(whole)
    runs: list[Run] = []
    at = 0
    for run in block.runs:
        text = ""
        for character in run.text:
            if at < len(kept) and kept[at] == " " != character and not text.endswith(" "):
                text, at = text + " ", at + 1
            if at < len(kept) and kept[at] == character:
                text, at = text + character, at + 1
        runs.append(Run(text, run.letters))
    block.runs = [run for run in runs if run.text]


def goes_on(above: Block, below: Block) -> bool:
    """Tells whether a title goes on in the block below: the same look, and neither is whole by itself."""
    subtitle = below.shape.kind == "subtitle" or OWN_LINE.match(below.content) or below.number.text
    alike = smallest(above) == smallest(below) and above.shape.centered == below.shape.centered
    length = len(above.content) + len(below.content)
    return alike and not subtitle and length <= MAX_TITLE_CHARACTERS and not WHOLE_TITLE.search(above.content)


def with_whole_titles(
    blocks: Sequence[Block], roles: Sequence[Role], usual: Usual
) -> tuple[list[Block], list[Role]]:
    made: list[Block] = []
    found: list[Role] = []
    for block, role in zip(blocks, roles, strict=True):
        if is_headline(block, role, usual):
            join_lines(block)
        if role == "title" and made and found[-1] == "title" and goes_on(made[-1], block):
            take(made[-1], block)
            continue
        made.append(block)
        found.append(role)
    return made, found


def take(above: Block, below: Block) -> None:
    gap = joint(above.content, below.content)
    above.runs += [Run(gap, below.runs[0].letters)] if gap and below.runs else []
    above.runs += below.runs
    above.shots += below.shots
    above.take_notices(below)
