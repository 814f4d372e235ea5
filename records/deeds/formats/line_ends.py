"""Ends of lines in the site's own Markdown file.

On the site each line is a paragraph; in any other Markdown, lines that follow each other are one. A file written by
hand may break its paragraphs at a width and is read as it was meant: those lines are joined. A file that the site
writes has a backslash, CommonMark's sign for the end of a line, where its lines would be joined too. So every text
reads back as it was, and other programs show those lines.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from records.deeds.parsing.paragraphs import needs_space, runs_on, wrapped_softly_at

# Headings, quotations, tables, pictures, code, rules, addresses and items stand for themselves; text may go on an item.
ITEM = re.compile(r"\s*(?:[*+-]|\d+\.)\s")
ALONE = re.compile(r"\s*(?:[#>|!`]|([-*_=])(?:\s*\1)+\s*$|\[[^\]\n]*\]:)")
# A paragraph begins with white space, but for as much as text below the mark of an item is set in by.
SET_IN = re.compile(r"(?! {2,3}\S)\s")
KEPT = "\\"


def with_ends_kept(text: str) -> str:
    """Returns the text as it is written into a file."""
    lines = text.split("\n")
    joints = set(joints_of(lines))
    for place in followed(lines):
        if place in joints or lines[place].endswith(KEPT):
            lines[place] += KEPT
    return "\n".join(lines)


def without_soft_ends(written: str) -> str:
    """Returns the text that a file has, without the ends of lines that end nothing."""
    lines = written.split("\n")
    kept = {place for place in followed(lines) if lines[place].endswith(KEPT)}
    lines = [line[: -len(KEPT)] if place in kept else line for place, line in enumerate(lines)]
    joints = set(joints_of(lines)) - kept
    found = lines[:1]
    for place, (above, line) in enumerate(pairwise(lines)):
        if place in joints:
            found[-1] = found[-1].rstrip()
            found += [" " if needs_space(above.rstrip(), line.lstrip()) else "", line.lstrip()]
        else:
            found += ["\n", line]
    return "".join(found)


def followed(lines: Sequence[str]) -> list[int]:
    """Returns the places of lines with no blank one below."""
    return [place for place in range(len(lines) - 1) if lines[place].strip() and lines[place + 1].strip()]


def joints_of(lines: Sequence[str]) -> Iterator[int]:
    """Yields the places of lines that go on in the next one, in a text broken at a width."""
    broken = {
        place: (lines[place].strip(), lines[place + 1].strip())
        for place in followed(lines)
        if not (ALONE.match(lines[place]) or begins(lines[place + 1]))
    }
    width = wrapped_softly_at(list(broken.values()))
    if width:
        yield from (place for place, (above, line) in broken.items() if runs_on(above, line, width))


def begins(line: str) -> bool:
    return any(mark.match(line) for mark in (ALONE, ITEM, SET_IN))
