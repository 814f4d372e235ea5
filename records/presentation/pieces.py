"""Cuts two texts where they begin and cease to differ: sentence with sentence, then character with character."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")
# A run of fewer characters that both have in common, between two that differ, tells a reader nothing.
LEAST_IN_COMMON = 2
# Two sequences that are compared take a bit for each pair of their members: 50 MB at most. Beyond, all of it differs.
MAX_STEPS = 400_000_000


class Piece(NamedTuple):
    """A stretch of a text; `is_other` where the other version does not have it."""

    text: str
    is_other: bool


def pieces_of(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Cuts both texts where they begin and cease to differ: by sentences first, so that each keeps its own words."""
    ours: list[Piece] = []
    theirs: list[Piece] = []
    sentences = SENTENCE.findall(old), SENTENCE.findall(new)
    for tag, i, j, k, n in opcodes(*sentences):
        was, is_now = "".join(sentences[0][i:j]), "".join(sentences[1][k:n])
        if tag == "equal":
            ours.append(Piece(was, False))
            theirs.append(Piece(is_now, False))
        else:
            add_characters(was, is_now, ours, theirs)
    return joined(ours), joined(theirs)


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Joins a deletion and an insertion side by side into one replacement."""
    if len(old) * len(new) > MAX_STEPS:
        return [("replace", 0, len(old), 0, len(new))]
    found: list[tuple[str, int, int, int, int]] = []
    for one in Indel.opcodes(old, new):
        tag, (i, j, k, n) = one.tag, (one.src_start, one.src_end, one.dest_start, one.dest_end)
        if found and tag != "equal" and found[-1][0] != "equal":
            _, first, _, third, _ = found.pop()
            found.append(("replace", first, j, third, n))
        else:
            found.append((tag, i, j, k, n))
    return found


def add_characters(old: str, new: str, ours: list[Piece], theirs: list[Piece]) -> None:
    found = opcodes(old, new)
    for place, (tag, i, j, k, n) in enumerate(found):
        is_short = j - i < LEAST_IN_COMMON and 0 < place < len(found) - 1
        is_other = tag != "equal" or is_short
        ours.append(Piece(old[i:j], is_other))
        theirs.append(Piece(new[k:n], is_other))


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and found[-1].is_other == piece.is_other:
            found[-1] = Piece(found[-1].text + piece.text, piece.is_other)
        else:
            found.append(piece)
    return found
