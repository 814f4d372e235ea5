"""Finds who did likewise: records that have a phrase in common with what the measures of this one begin with.

The phrases are looked for in the records that were entered last, some sixteen thousand, so that it takes as long
however many there are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from records.catalog.version import once_in_a_state
from records.models import Record

from .canonical import pairs
from .index import (
    RECORDS_PER_BLOCK,
    TokenQuery,
    all_of,
    any_of,
    block_token,
    texts_matching,
)

# Measures, and the texts of sections without any.
FIELDS = "mb"
# Five characters name something: 居民代表大会, 红色代办员. Of four many are sayings that anybody uses: 兢兢业业.
MIN_CHARACTERS = 5
MAX_BLOCKS = 4
MAX_CHOICES = 4
# Costs, together some ten milliseconds: windows asked for in one question, texts read, lengths compared.
MAX_WINDOWS, MAX_TEXTS, MAX_OPENINGS = 60, 24, 12
HAN_RUN = re.compile(r"[\u4e00-\u9fff]{5,30}")
# They hold no phrase together at its ends: 的服务体系 is 服务体系.
LOOSE_ENDS = "的了和与及在是把对为等也就都又以从由向让将使被其各上中下"


class Shared(NamedTuple):
    """A phrase that this record has in common with others, and their ids."""

    phrase: str
    ids: list[int]

    @property
    def weight(self) -> float:
        """Weighs a long phrase more, and one that many have less: it says nothing of any."""
        return len(self.phrase) / len(self.ids)


def likewise(record: Record) -> dict[int, str]:
    """Finds the records most alike, at most four, the best first: by the id of each its best phrase. One query."""
    openings = list(islice(openings_of(record), MAX_OPENINGS))
    windows = list(dict.fromkeys(window for run in openings for window in windows_of(run)))[:MAX_WINDOWS]
    if not windows:
        return {}
    wanted = any_of(in_field(letter, window) for letter in FIELDS for window in windows)
    known = texts_matching(all_of([any_of(newest_blocks()), wanted]), MAX_TEXTS + 1)
    texts = {pk: "|".join(fields[letter] for letter in FIELDS) for pk, fields in known if pk != record.pk}
    best: dict[int, str] = {}
    for shared in sorted(shared_phrases(openings, texts), key=lambda shared: -shared.weight):
        for pk in shared.ids:
            best.setdefault(pk, shared.phrase)
    return dict(islice(best.items(), MAX_CHOICES))


def openings_of(record: Record) -> Iterator[str]:
    """Yields what the measures are about: their headlines, or else how they begin; of a section without, its title."""
    for section in record.sections.all():
        measures = section.measures.all()
        for text in [measure.headline or measure.text[:30] for measure in measures] or [section.title]:
            yield from HAN_RUN.findall(text)


def windows_of(run: str) -> Iterator[str]:
    return (run[at : at + MIN_CHARACTERS] for at in range(len(run) - MIN_CHARACTERS + 1))


@once_in_a_state
def newest_blocks() -> list[TokenQuery]:
    last = Record.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    starts = (max(last - number * RECORDS_PER_BLOCK, 0) for number in reversed(range(MAX_BLOCKS)))
    return [block_token(start) for start in starts]


def in_field(letter: str, window: str) -> TokenQuery:
    return all_of(letter + pair for pair in pairs(window))


def shared_phrases(openings: Iterable[str], texts: dict[int, str]) -> Iterator[Shared]:
    """Yields each longest phrase that an opening has in common with some of the texts."""
    held: dict[str, list[int]] = defaultdict(list)
    for opening in openings:
        for pk, text in texts.items():
            for phrase in common(opening, text):
                held[phrase].append(pk)
    return (Shared(phrase, list(dict.fromkeys(ids))) for phrase, ids in held.items())


def common(opening: str, text: str) -> Iterator[str]:
    """Yields the longest phrases of the opening that stand in the text, without what is loose at their ends."""
    start = 0
    while start <= len(opening) - MIN_CHARACTERS:
        end = start + MIN_CHARACTERS
        if opening[start:end] not in text:
            start += 1
            continue
        while end < len(opening) and opening[start : end + 1] in text:
            end += 1
        phrase = opening[start:end].strip(LOOSE_ENDS)
        if len(phrase) >= MIN_CHARACTERS:
            yield phrase
        start = end
