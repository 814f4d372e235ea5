"""Finds names on the roll of a commendation, by what is typed: a name, a post, a place, or letters of 拼音."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from django.db.models import Q

from records.models.recipients import Recipient
from records.models.records import Record
from records.models.rolls import RollEntry
from records.models.spelling import spelling_of, surname

from .rolls import OF_RECORD, SHOWN, Roll, line_of, others_of

MAX_FOUND = 200
MAX_LETTERS = 40
COLUMNS = ("name", "printed", "post", "region", "award")


class Found(NamedTuple):
    entries: list[RollEntry]
    has_more: bool


def find(roll: Roll, words: Sequence[str]) -> Found:
    """Finds the lines that have each of the words, in the order of the roll; reads the lines of this roll alone."""
    if not words:
        return Found([], False)
    listed = list(islice(chain(lines_with(roll, words), others_with(roll, words)), MAX_FOUND + 1))
    return Found(listed[:MAX_FOUND], len(listed) > MAX_FOUND)


def lines_with(roll: Roll, words: Sequence[str]) -> Iterator[RollEntry]:
    columns = (*SHOWN, "group__path", *(OF_RECORD if roll.kind == "honored" else ()))
    asked = with_letters(roll, words[0]) if is_pinyin(words) else with_words(words)
    named = roll.entries().filter(asked).select_related("group").order_by("position", "pk")
    return roll.readable(named.only(*columns).iterator(MAX_FOUND))


def with_words(words: Sequence[str]) -> Q:
    found = Q()
    for word in words:
        some = Q()
        for column in COLUMNS:
            some |= Q(**{f"{column}__icontains": word})
        found &= some
    return found | Q(name__icontains="".join(words))  # 张 三 is 张三


def others_with(roll: Roll, words: Sequence[str]) -> Iterator[RollEntry]:
    """Finds those that have a record and no line."""
    if not roll.has_others:
        return
    asked = others_of(roll.commendation, roll.has_lines)
    if is_pinyin(words):
        spelled = asked.filter(recipient__pinyin__startswith=words[0][0].lower())
        rows = spelled.values_list("pk", "recipient__pinyin").iterator(5_000)
        asked = Record.objects.filter(pk__in=alike(rows, words[0]))
    else:
        for word in words:
            asked = asked.filter(Q(recipient__name__icontains=word) | Q(live__post__icontains=word))
    for record in asked.select_related("recipient", "live").latest_first()[: MAX_FOUND + 1]:
        yield line_of(record)


# --- 拼音 ------------------------------------------------------------------------------------------


def is_pinyin(words: Sequence[str]) -> bool:
    """Tells whether these are letters of a name."""
    letters = words[0]
    return len(words) == 1 and letters.isascii() and letters.isalpha() and 1 < len(letters) <= MAX_LETTERS


def with_letters(roll: Roll, letters: str) -> Q:
    first = letters[0].lower()
    rows: Iterable[tuple[int, str]]
    if roll.kind == "honored":
        spelled = RollEntry.objects.filter(
            commendation=roll.commendation, record__recipient__pinyin__startswith=first
        )
        rows = spelled.order_by("position").values_list("pk", "record__recipient__pinyin").iterator(5_000)
    else:
        rows = spelled_lines(roll, first)
    return Q(pk__in=alike(rows, letters)) | with_words([letters])


def spelled_lines(roll: Roll, first: str) -> Iterator[tuple[int, str]]:
    """Spells the names in 公示, which are nobody's yet and so stand nowhere with their sound.

    A thousand take some tenths of a second, once a process: of people those with another surname are passed over.
    """
    named = roll.entries().order_by("position").values_list("pk", "kind", "name")
    for pk, kind, name in named.iterator(5_000):
        if kind != Recipient.Kind.PERSON or surname_begins(name[:2], first):
            yield pk, sound_of(kind, name)


@lru_cache(maxsize=10_000)
def surname_begins(name: str, first: str) -> bool:
    _, sound = surname(name)
    return not sound or sound.startswith(first)


@lru_cache(maxsize=20_000)
def sound_of(kind: str, name: str) -> str:
    return spelling_of(kind, name)[1]


def alike(rows: Iterable[tuple[int, str]], letters: str) -> list[int]:
    fitting = (pk for pk, pinyin in rows if sounds(pinyin, letters.lower()))
    return list(islice(fitting, MAX_FOUND + 1))


def sounds(pinyin: str, letters: str) -> bool:
    """Tells whether a name spelled as `zhang1张 san1` begins with these letters: zs, or zhangs."""
    syllables = ["".join(filter(str.isascii, part)).rstrip("0123456789") for part in pinyin.split()]
    initials = "".join(syllable[:1] for syllable in syllables)
    return initials.startswith(letters) or "".join(syllables).startswith(letters)
