"""Finds what is wrongly written: doubled punctuation, quotes without their other half, words of the office's list.

All of it is only to be looked at. A text is Markdown, so that brackets of ASCII are left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from .finding import Hit, TextCheck, text_check

# --- Punctuation ------------------------------------------------------------------------------------

MARKS = "，。；：、！？"
RUN = re.compile(f"[{MARKS}]{{2,}}")
# Of different ones together the first of these stays.
WEIGHT = "？！。；：，、"
ELLIPSIS = "……"


def has_run(text: str) -> bool:
    """Tells it at a third of what the pattern costs: nearly no text has one."""
    for mark in MARKS[1:]:
        text = text.replace(mark, MARKS[0])
    return MARKS[0] * 2 in text


@text_check("punctuation-doubled", "标点重复", signs=has_run)
def find_doubled(text: str) -> Iterator[Hit]:
    for found in RUN.finditer(text):
        written = set(found[0])
        if not written <= {"！", "？"}:  # ？！ is said with feeling
            yield Hit(*found.span(), "这里只用一个标点。", single(found[0]))


def single(run: str) -> str:
    if set(run) == {"。"} and len(run) > 2:
        return ELLIPSIS
    felt = "".join(mark for mark in run if mark in "！？")
    return felt or next(mark for mark in WEIGHT if mark in run)


# --- Quotes and brackets ----------------------------------------------------------------------------

PAIRS = {"“": "”", "‘": "’", "《": "》", "（": "）", "【": "】", "「": "」", "『": "』", "〔": "〕"}
OPENINGS = {closing: opening for opening, closing in PAIRS.items()}
QUOTE = re.compile(f"[{''.join(PAIRS)}{''.join(OPENINGS)}]")
# 1） and 一） number a list; ’ stands in English words too.
NUMBERED = re.compile(r"(?:^|[\s，。；：、（])[\dA-Za-z一二三四五六七八九十]{1,3}$")


class Half(NamedTuple):
    at: int
    mark: str


@text_check("quote-unpaired", "引号或括号不成对", signs=(*PAIRS, *OPENINGS))
def find_unpaired(text: str) -> Iterator[Hit]:
    if all(text.count(opening) == text.count(closing) for opening, closing in PAIRS.items()) and (
        "“" not in text or is_in_turn(text)
    ):
        return
    for half, instead in unpaired(text):
        other = PAIRS.get(half.mark) or OPENINGS[half.mark]
        reason = f"这里的 {half.mark} 应是 {instead}。" if instead else f"{half.mark} 没有配对的 {other}。"
        yield Hit(half.at, half.at + 1, reason, instead)


def is_in_turn(text: str) -> bool:
    """Tells quickly whether “ and ” follow each other by turns, as nearly always."""
    quotes = [mark for mark in text if mark in "“”"]
    return quotes[::2] == ["“"] * ((len(quotes) + 1) // 2) and quotes[1::2] == ["”"] * (len(quotes) // 2)


def unpaired(text: str) -> Iterator[tuple[Half, str | None]]:
    """Yields each half that lacks its other one, with what should stand there where that is plain: “党建“, ”党建”."""
    start = 0
    for line in text.split("\n"):
        yield from in_line(text, start, start + len(line))
        start += len(line) + 1


def in_line(text: str, start: int, end: int) -> Iterator[tuple[Half, str | None]]:
    waiting: list[Half] = []
    marks = [Half(found.start(), found[0]) for found in QUOTE.finditer(text, start, end)]
    for place, half in enumerate(marks):
        if half.mark in PAIRS:
            if half.mark == "“" and any(one.mark == "“" for one in waiting):
                waiting.remove(next(one for one in waiting if one.mark == "“"))
                yield half, "”"
            else:
                waiting.append(half)
        elif opening := next((one for one in reversed(waiting) if PAIRS[one.mark] == half.mark), None):
            waiting.remove(opening)
        elif (
            half.mark == "”" and next((one.mark for one in marks[place + 1 :] if one.mark in "“”"), "") == "”"
        ):
            waiting.append(Half(half.at, "“"))
            yield half, "“"
        elif not is_innocent(text, half, start):
            yield half, None
    # A quotation of several paragraphs is closed behind the last of them.
    yield from ((half, None) for half in waiting if half.mark not in "“‘" or not goes_on(text, end))


def goes_on(text: str, end: int) -> bool:
    following = text[end:].lstrip("\n \u3000")
    return following[:1] in ("“", "‘") and text[end : end + 1] == "\n"


def is_innocent(text: str, half: Half, start: int) -> bool:
    before = text[start : half.at]
    if half.mark == "’":
        return before[-1:].isascii() and before[-1:].isalnum()
    return half.mark == "）" and NUMBERED.search(before) is not None


# --- Words of the office's list ---------------------------------------------------------------------


CODE, LABEL = "word-listed", "用词表里的词"


class Word(NamedTuple):
    """`right` is blank for a word that is only to be looked at; in the words of `within` it is no fault."""

    wrong: str
    right: str = ""
    note: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordList:
    """Finds all words in one pass, the longest where several begin at a place."""

    words: tuple[Word, ...]
    found_by: AhoCorasick

    @property
    def check(self) -> TextCheck:
        return TextCheck(CODE, LABEL, self.find, signs=self.found_by.find_matches_as_indexes)

    def find(self, text: str) -> Iterator[Hit]:
        for number, start, end in self.found_by.find_matches_as_indexes(text):
            word = self.words[number]
            if not any(stands_around(text, start, end, longer, word.wrong) for longer in word.within):
                yield Hit(start, end, reason_of(word), word.right or None)


def stands_around(text: str, start: int, end: int, longer: str, word: str) -> bool:
    at = longer.find(word)
    return at >= 0 and text.startswith(longer, max(start - at, 0)) and start >= at


def reason_of(word: Word) -> str:
    reason = f"应是“{word.right}”。" if word.right else "请核对这个词。"
    return f"{reason}{word.note}"


@lru_cache(maxsize=2)
def word_list(words: Sequence[Word]) -> WordList:
    """Returns the finder of these words, kept for the next text: the list hardly ever changes."""
    chosen = tuple(word for word in words if word.wrong)
    return WordList(chosen, AhoCorasick([word.wrong for word in chosen], matchkind=MatchKind.LeftmostLongest))
