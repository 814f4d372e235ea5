"""Finds passages in a text that may hold them whole, in part, or with some characters changed; lines may be broken
anywhere, so the passages are the measure and not the paragraphs of the text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

from .forms import Form

# Before a heading, as the site's own pages number them.
ORDINAL = re.compile("[一二三四五六七八九十]{1,3}、?")
GRAM = 8
SHORT_GRAM, SHORT = 4, 24
# A passage of fewer characters is only found as a line of its own, or beside the words it belongs to.
BY_ITSELF = 12
# So much may be put in between two stretches that both have; more parts them.
MOST_BETWEEN = 200
MOST_TIMES = 3  # that one passage is found in a text
# Of what is beside a stretch that both have: alike by so much it is the same place, rewritten.
ALIKE = 0.4
FEW = 12  # characters that are missing at an end are told as a change, more as a part that was left out
FEWEST = 3  # where nothing stands in their place
LEAST_PART = 16  # of a part of a passage: anybody may have written fewer
LEAST_IN_COMMON = 0.5  # of what a match spans


class Match(NamedTuple):
    """Tells that the text from `start` to `end` is the passage of that number, from `first` to `last` of it."""

    passage: int
    start: int
    end: int
    first: int
    last: int
    differing: int  # characters to insert or delete

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def weight(self) -> int:
        """Counts the characters in common, less those that differ."""
        common = (self.length + self.last - self.first - self.differing) // 2
        return common - self.differing


class Block(NamedTuple):
    """A stretch of the same characters in the text and in the passage."""

    start: int
    first: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def last(self) -> int:
        return self.first + self.length


class Searched:
    """A text in which passages are looked for."""

    def __init__(self, form: Form, markers: Iterable[str] = ()) -> None:
        """Takes the text; `markers` stand before passages, as 一是 does."""
        self.text = form.text
        self.lines: dict[int, list[tuple[int, int]]] = {}  # by their length
        for start, end in {*pairwise(form.line_starts), (0, len(form.text))}:
            self.lines.setdefault(end - start, []).append((start, end))
        # Where a passage may begin or end: at the ends of lines, and beside what was found whole.
        self.edges = set(form.line_starts)
        marked = re.compile(rf"(?:\d+\.)?(?:{'|'.join(map(re.escape, markers)) or '(?!)'})?")
        for start in form.line_starts:
            for found in (marked.match(self.text, start), ORDINAL.match(self.text, start)):
                self.edges.add(found.end() if found else start)
        self.places: dict[int, dict[str, list[int]]] = {}

    def grams(self, size: int) -> dict[str, list[int]]:
        if size not in self.places:
            found: dict[str, list[int]] = {}
            for place in range(len(self.text) - size + 1):
                found.setdefault(self.text[place : place + size], []).append(place)
            self.places[size] = found
        return self.places[size]

    def find(self, passages: Sequence[str]) -> list[Match]:
        """Returns where the passages stand, those first that have most in common; none overlaps another much."""
        found = [match for number, passage in enumerate(passages) for match in self.whole(number, passage)]
        known = {match.passage for match in found}
        for match in found:
            self.edges |= {match.start, match.end}
        for number, passage in enumerate(passages):
            if number not in known:
                found += self.changed(number, passage)
        return self.chosen(found)

    # --- As it is -----------------------------------------------------------------------------------

    def whole(self, number: int, passage: str) -> Iterator[Match]:
        place = -1
        for _ in range(MOST_TIMES):
            place = self.text.find(passage, place + 1)
            if place < 0:
                return
            end = place + len(passage)
            if len(passage) >= BY_ITSELF or {place, end} <= self.edges:
                yield Match(number, place, end, 0, len(passage), 0)

    # --- With changes, or a part --------------------------------------------------------------------

    def changed(self, number: int, passage: str) -> list[Match]:
        if len(passage) < BY_ITSELF:
            return self.changed_line(number, passage)
        blocks = self.blocks(passage, SHORT_GRAM if len(passage) <= SHORT else GRAM)
        if not blocks:
            return self.changed_line(number, passage)
        start, first = self.reach_back(passage, blocks[0])
        end, last = self.reach_on(passage, blocks[-1])
        differing = Indel.distance(self.text[start:end], passage[first:last])
        common = sum(block.length for block in blocks)
        if common < LEAST_IN_COMMON * max(end - start, last - first):
            return []
        if last - first < len(passage) and end - start < min(LEAST_PART, len(self.text)):
            return []
        return [Match(number, start, end, first, last, differing)]

    def changed_line(self, number: int, passage: str) -> list[Match]:
        """Finds a short passage as a line of which one character is another, or is missing, or came."""
        if len(passage) < SHORT_GRAM:
            return []
        length = len(passage)
        for start, end in chain.from_iterable(
            self.lines.get(near, ()) for near in (length, length - 1, length + 1)
        ):
            line = self.text[start:end]
            if Levenshtein.distance(line, passage, score_cutoff=1) <= 1:
                return [Match(number, start, end, 0, length, Indel.distance(line, passage))]
        return []

    def blocks(self, passage: str, size: int) -> list[Block]:
        """Returns the stretches that both have, in the order of both: the chain with most characters."""
        places, text = self.grams(size), self.text
        best: list[Block] = []
        run: list[Block] = []
        first = 0
        while first <= len(passage) - size:
            known = places.get(passage[first : first + size])
            if not known:
                first += 1
                continue
            place = nearest(known, run[-1], first) if run else known[0]
            if place is None:
                best, run = max(best, run, key=characters), []
                place = known[0]
            length = size
            while (
                first + length < len(passage)
                and place + length < len(text)
                and passage[first + length] == text[place + length]
            ):
                length += 1
            run.append(Block(place, first, length))
            first += length
        return max(best, run, key=characters)

    def reach_back(self, passage: str, block: Block) -> tuple[int, int]:
        """Returns where text and passage begin, when what stands before their first common stretch is looked at."""
        missing = block.first
        if not missing:
            return block.start, 0
        line = block.start - max(edge for edge in self.edges if edge <= block.start)
        before = self.text[: block.start]
        length = self.reach(before[::-1], passage[:missing][::-1], line)
        return (block.start, missing) if length is None else (block.start - length, 0)

    def reach_on(self, passage: str, block: Block) -> tuple[int, int]:
        rest = passage[block.last :]
        if not rest:
            return block.end, block.last
        line = min(edge for edge in self.edges if edge >= block.end) - block.end
        length = self.reach(self.text[block.end : block.end + 2 * len(rest) + FEW], rest, line)
        return (block.end, block.last) if length is None else (block.end + length, len(passage))

    def reach(self, beside: str, missing: str, line: int) -> int | None:
        """Returns how many of the characters beside a stretch stand for those that are missing there; None where
        they were left out. `line` is how many there are up to where a passage may begin or end."""
        beside = beside[: 2 * len(missing) + FEW]
        lengths = dict.fromkeys(min(length, len(beside)) for length in (line, len(missing)))
        likely = max(lengths, key=lambda length: Indel.normalized_similarity(beside[:length], missing))
        if Indel.normalized_similarity(beside[:likely], missing) >= ALIKE:
            return likely
        if len(missing) > (FEW if line else FEWEST):
            return None
        return line if line <= len(missing) + 1 else min(len(missing), len(beside))

    # --- Which of them ------------------------------------------------------------------------------

    def chosen(self, found: Iterable[Match]) -> list[Match]:
        """Keeps of those that stand in one place the one with most in common; the earlier passage of equal ones."""
        kept: list[Match] = []
        for match in sorted(found, key=lambda one: (-one.weight, one.passage)):
            taken = sum(overlap(match, other) for other in kept)
            if taken * 5 <= match.length and match.length:
                kept.append(match)
        return kept


def nearest(places: Sequence[int], before: Block, first: int) -> int | None:
    """Returns the place that goes on best behind a stretch; None where none does."""
    expected = before.end + first - before.last
    later = [place for place in places if place >= before.end]
    place = min(later, key=lambda one: abs(one - expected), default=None)
    between = max(MOST_BETWEEN, 2 * (first - before.last))
    return place if place is not None and place - before.end <= between else None


def characters(blocks: Sequence[Block]) -> int:
    return sum(block.length for block in blocks)


def overlap(one: Match, other: Match) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
