"""Samples of a text by which a record is found that has it, or some of it: numbers of 47 bits.

Of a text as `forms` has it some stretches of eight characters are taken, by winnowing (Schleimer, Wilkerson and Aiken,
2003): of any WINDOW that begin one after the other the one of the smallest number. So whoever quotes WINDOW + 7
characters of it without a change quotes a sample. Shorter texts are sampled more densely; of short ones the whole
and both halves are taken too, and of the shortest nothing else, so that one changed character leaves one of them.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from zlib import crc32

GRAM = 8
WINDOW = 32
SHORT, SHORT_WINDOW = 64, 8
# Up to here by whole and halves: in a longer one a changed character leaves SHORT_WINDOW + 7 of the others in a row.
HALVED = 2 * (SHORT_WINDOW + GRAM - 1)
SHORTEST = 24  # and by nothing else
LEAST = 2  # characters of a text that can be found at all
# What is asked about is sampled only beyond so many characters: in less all stretches are looked up.
ASKED_WHOLE = 400

BYTES = 6  # as SQLite keeps a number of 47 bits
ALL = (1 << 47) - 1
CHARACTER = 4  # bytes in UTF-32


def samples(form: str) -> set[int]:
    """Returns the samples of one passage."""
    length = len(form)
    if length < LEAST:
        return set()
    short = {whole(form), *halves(form, length)} if length <= HALVED else set()
    if length <= SHORTEST:
        return short
    places = winnowed(orders(form), SHORT_WINDOW if length <= SHORT else WINDOW)
    return short | {gram_at(form, place) for place in places}


def asked(form: str, lines: Iterable[str]) -> dict[int, int]:
    """Returns the samples to look up for a text that may hold passages, each with where in it it stands."""
    is_short = len(form) <= ASKED_WHOLE
    places = range(len(form) - GRAM + 1) if is_short else winnowed(orders(form), WINDOW)
    wanted = {gram_at(form, place): place for place in places}
    place = 0
    for line in (*lines, form):
        at = form.find(line, place) if line is not form else 0
        place = at if at >= 0 else place
        if LEAST <= len(line) <= HALVED + 1:
            wanted.update(dict.fromkeys(of_short(line), max(place, 0)))
    return wanted


def of_short(line: str) -> Iterator[int]:
    """Yields what a short passage may be known by that is this line, but for one character."""
    yield whole(line)
    for length in (len(line) - 1, len(line), len(line) + 1):
        if length >= LEAST:
            yield from halves(line, length)


def whole(form: str) -> int:
    return number_of(f"\0{form}")


def halves(form: str, length: int) -> tuple[int, int]:
    """Returns the numbers of both halves of a text that has so many characters."""
    half = length // 2
    return number_of(f"\1{length}\0{form[:half]}"), number_of(f"\2{length}\0{form[-half:]}")


def gram_at(form: str, place: int) -> int:
    return number_of(form[place : place + GRAM])


def number_of(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=BYTES).digest()) & ALL


def orders(form: str) -> list[int]:
    """Returns for each stretch of eight characters a number by which it is chosen or not: quicker made than the other,
    of which a few are needed."""
    data = form.encode("utf-32-le", "replace")
    size = GRAM * CHARACTER
    return [crc32(data[start : start + size]) for start in range(0, len(data) - size + 1, CHARACTER)]


def winnowed(numbers: list[int], window: int) -> Iterator[int]:
    """Yields the place of the smallest number of each window, the last of equal ones, once."""
    if not numbers:
        return
    best = place_of_least(numbers, 0, min(window, len(numbers)))
    least = numbers[best]
    yield best
    for end in range(window, len(numbers)):
        if numbers[end] <= least:
            best = end
        elif best <= end - window:
            best = place_of_least(numbers, end - window + 1, end + 1)
        else:
            continue
        least = numbers[best]
        yield best


def place_of_least(numbers: list[int], start: int, end: int) -> int:
    part = numbers[start:end]
    return start + len(part) - 1 - part[::-1].index(min(part))
