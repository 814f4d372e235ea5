"""A file of two encodings: a tail in GBK was put behind a text in UTF-8, or the other way round.

Lines are told apart, since neither encoding has a line end within a character; on the line where one text goes over
into the other it may change within.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from .candidates import COMMON, MAX_SAMPLE_CHARACTERS, MIN_COMMONNESS, attempt, commonness

OTHERS = ("gb18030", "big5hkscs")
# Fewer Chinese characters may look like anything.
MIN_CHARACTERS = 4


class Piece(NamedTuple):
    text: str
    encoding: str


# Keeps a file from being taken for one of several encodings.
NEITHER = (Piece("", ""),)


def mixed(data: bytes) -> tuple[Piece, ...]:
    """Returns the pieces in order, none for a text of one encoding; each is Chinese beyond doubt."""
    if is_utf8(data):
        return ()
    pieces = list(joined(piece for lines in alike(data) for piece in pieces_of(lines)))
    if len(pieces) < 2 or not all(map(is_chinese, pieces)):
        return ()
    likely = likelihood("".join(piece.text for piece in pieces))
    whole = (attempt(data, encoding) for encoding in OTHERS)
    return () if any(text and likelihood(text) >= likely for text in whole) else tuple(pieces)


def is_utf8(data: bytes) -> bool:
    return attempt(data, "utf-8") is not None


def is_chinese(piece: Piece) -> bool:
    han = sum("\u3400" <= character <= "\u9fff" for character in piece.text[:MAX_SAMPLE_CHARACTERS])
    return han >= MIN_CHARACTERS and commonness(piece.text) >= MIN_COMMONNESS


def likelihood(text: str) -> float:
    """Looks at both ends: at one there may be another encoding."""
    return commonness(text[:MAX_SAMPLE_CHARACTERS]) + commonness(text[-MAX_SAMPLE_CHARACTERS:])


def alike(data: bytes) -> Iterator[bytes]:
    """Yields lines in a row that are UTF-8, and that are not; lines in ASCII go with those above."""
    state = True

    def state_of(line: bytes) -> bool:
        nonlocal state
        state = state if line.isascii() else is_utf8(line)
        return state

    for _, lines in groupby(data.splitlines(keepends=True), state_of):
        yield b"".join(lines)


def pieces_of(lines: bytes) -> Iterator[Piece]:
    """Yields what lines of one kind are: of those that are not UTF-8, the beginning of the first may be."""
    try:
        yield Piece(lines.decode(), "utf-8")
        return
    except UnicodeDecodeError as error:
        at = error.start
    found = list(readings(lines, at))
    best = max(found, key=lambda pieces: common_in("".join(piece.text for piece in pieces)), default=NEITHER)
    # Of a text that was only damaged, most is still read.
    damaged = common_in(lines.decode("utf-8", "ignore")) >= common_in("".join(piece.text for piece in best))
    yield from NEITHER if damaged else best


def readings(lines: bytes, at: int) -> Iterator[tuple[Piece, ...]]:
    """Yields how lines may be read that are UTF-8 up to `at`."""
    for encoding in OTHERS:
        if (text := attempt(lines, encoding)) is not None:
            yield (Piece(text, encoding),)
        before = lines[:at]
        goes_over = b"\n" not in before and not before.isascii()
        if goes_over and (text := attempt(lines[at:], encoding)) is not None:
            yield Piece(before.decode(), "utf-8"), Piece(text, encoding)


def common_in(text: str) -> int:
    return sum(map(COMMON.__contains__, text[:MAX_SAMPLE_CHARACTERS]))


def joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for encoding, group in groupby(pieces, key=lambda piece: piece.encoding):
        yield Piece("".join(piece.text for piece in group), encoding)
