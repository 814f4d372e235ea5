"""Words of a line by the blanks between them: short names are set apart (张　三), a wider gap ends the name."""

import re
from collections.abc import Sequence
from itertools import pairwise

from records.deeds.parsing.parts.names import HAN
from records.deeds.parsing.recipients.surnames import COMPOUND

from .marks import SIGN
from .names import SEX, looks_like_person

Span = tuple[int, int]

WORD = re.compile(r"\S+")
SINGLE, HAN_ONLY = re.compile(f"[{HAN}]"), re.compile(f"[{HAN}]+")
COMPOUND_SURNAME = re.compile(COMPOUND)
BEHIND_NAME = re.compile(rf"[（(].*|{SIGN}(?:[（(].*)?$")
WIDE = 2  # in narrow blanks
MAX_NAME = 4
WHOLE = 3  # characters that are one name, as no two names have so few


def width(blanks: str) -> int:
    """Returns how wide blanks are, in narrow ones."""
    return sum({"\u3000": 2, "\t": 4}.get(blank, 1) for blank in blanks)


def united(text: str) -> list[Span]:
    """Returns where the words of a line stand; characters alone are a name: 张　三, 王 小 明."""
    words = [found.span() for found in WORD.finditer(text)]
    found: list[Span] = []
    at = 0
    while at < len(words):
        end = end_of_run(text, words, at)
        if end - at > 2:
            found += names_in(text, words, at, end)
        elif at + 1 < len(words) and is_set_apart(text[slice(*words[at])], text[slice(*words[at + 1])]):
            end = at + 2
            found.append((words[at][0], words[at + 1][1]))
        else:
            end = at + 1
            found.append(words[at])
        at = end
    return found


def end_of_run(text: str, words: Sequence[Span], at: int) -> int:
    """Returns the index behind the characters that stand alone from here on; 张　三　女 ends before the sex."""
    begin = at
    while at < len(words):
        word = text[slice(*words[at])]
        if at >= begin + 2 and SEX.fullmatch(word):
            return at
        if SINGLE.fullmatch(word):
            at += 1
            continue
        return at + bool(SINGLE.fullmatch(BEHIND_NAME.sub("", word)))
    return at


def names_in(text: str, words: Sequence[Span], at: int, end: int) -> list[Span]:
    """Parts more than two characters that stand alone by the wider gaps between them, or else two by two."""
    run = words[at:end]
    inside = [width(text[one[1] : two[0]]) for one, two in pairwise(run)]
    wide = max(WIDE, min(inside) + 1)
    cuts = [0, *(index for index, gap in enumerate(inside, start=1) if gap >= wide), len(run)]
    parts = [run[one:two] for one, two in pairwise(cuts)]
    is_compound = len(run) <= MAX_NAME and bool(COMPOUND_SURNAME.fullmatch(letters(text, run[:2])))
    if is_compound or (len(parts) == 1 and is_one_name(text, words, at, end)):
        return [joined(run)]
    if len(parts) > 1 and all(2 <= len(part) <= MAX_NAME for part in parts):
        return [joined(part) for part in parts]
    return [joined(run[index : index + 2]) for index in range(0, len(run), 2)]


def is_one_name(text: str, words: Sequence[Span], at: int, end: int) -> bool:
    """Tells whether characters at even gaps are one name: three of them, or four that a wider gap ends."""
    if end - at > MAX_NAME:
        return False
    if end - at == WHOLE:
        return True
    widest = max(width(text[one[1] : two[0]]) for one, two in pairwise(words[at:end]))
    around = [
        width(text[words[index - 1][1] : words[index][0]]) for index in (at, end) if 0 < index < len(words)
    ]
    if any(gap >= WIDE and gap > widest for gap in around):
        return True
    run = words[at:end]
    return not all(looks_like_person(letters(text, run[index : index + 2])) for index in (0, 2))


def letters(text: str, run: Sequence[Span]) -> str:
    return "".join(BEHIND_NAME.sub("", text[slice(*word)]) for word in run)


def joined(run: Sequence[Span]) -> Span:
    return run[0][0], run[-1][1]


def is_set_apart(word: str, following: str) -> bool:
    """Tells whether two words are one name: 张　三（女）, 欧阳　某某."""
    bare = BEHIND_NAME.sub("", following)
    if COMPOUND_SURNAME.fullmatch(word):
        return len(bare) < 3 and bool(HAN_ONLY.fullmatch(bare))
    return bool(SINGLE.fullmatch(word) and SINGLE.fullmatch(bare))
