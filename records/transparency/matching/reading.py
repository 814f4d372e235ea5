"""Reads a file in a process of its own, which knows nothing of Django: nothing of it is imported here."""

from collections.abc import Callable
from typing import NamedTuple

from records.deeds import DeedsError, Message, Reading
from records.deeds.document import Deeds
from records.deeds.readers.detection import source_of
from records.utils.bounded import within

SECONDS = 6.0  # of processor time


class Read(NamedTuple):
    """`around` is all that stands in the file, menus too. A form of the site's own has deeds, and no lines."""

    lines: tuple[str, ...]
    around: str
    deeds: Deeds | None = None


def read_within(task: Callable[[], Read | Message]) -> Read | Message:
    found: Read | Message = within(SECONDS, task)[0]
    return found


def read(data: bytes, name: str) -> Read | Message:
    try:
        found = source_of(data, name)
    except DeedsError as error:
        return error.message
    if isinstance(found, Reading):
        return Read((), data.decode("utf-8", "replace"), found.deeds)
    lines = (line.text for line in found.lines if line.look.role != "boilerplate")
    return Read(tuple(lines), found.text)
