"""Titles and headings that stand on several lines: one title, one heading."""

import re
from collections.abc import Sequence

from records.deeds.source import Role

from .blocks import Block, Run
from .looks import Usual, smallest

MAX_HEADING_CHARACTERS, MAX_TITLE_CHARACTERS = 60, 80
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
