"""A kind of file that can be read, as its reader declares it: detection and lists of suffixes derive from these."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from records.deeds.document import Reading
from records.deeds.source import Source

from .encodings import decode


def never(data: bytes) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """`read` raises DeedsError with a message for the file's owner; `name` is what people call such files.

    A file is known by what stands in it: `signature` at its head, `zip_sign` in each zip file of this kind, `start`
    at the head of a text. A text with no such mark is of this kind where its suffix says so and `accepts` agrees;
    plain formats take any.
    """

    kind: str
    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], Source | Reading]
    signature: bytes = b""
    zip_sign: bytes = b""
    start: re.Pattern[str] | None = None
    accepts: Callable[[bytes], bool] = never
    is_plain: bool = False


def decoded(read: Callable[[str], Reading]) -> Callable[[bytes], Reading]:
    """Makes a reader of bytes from one of text."""

    def read_bytes(data: bytes) -> Reading:
        text, messages = decode(data)
        reading = read(text)
        return replace(reading, messages=messages + reading.messages)

    return read_bytes
