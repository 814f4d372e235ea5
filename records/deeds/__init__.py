"""Documents → Deeds → Markdown. `read_parts` is the way in for what comes from outside; nothing here knows Django."""

from dataclasses import replace

from .characters import ordinary
from .document import DeedsError, Mark, Message, Part, Picture, Reading, Span
from .parsing import parts
from .parsing.pipeline import read_source
from .readers.detection import PLAIN_SUFFIXES, SUFFIXES, format_of
from .source import Source


def read_parts(data: bytes, name: str) -> tuple[Reading, ...]:
    """Reads the document of that file name: one record, or several of a collection, in order.

    Raises DeedsError with a message for its owner.
    """
    found = source_of(data, name)
    return (found,) if isinstance(found, Reading) else parts.read_parts(found)


def read_deeds(data: bytes, name: str) -> Reading:
    """Reads a document that is known to be one record, as read_parts does."""
    found = source_of(data, name)
    return found if isinstance(found, Reading) else read_source(found)


def source_of(data: bytes, name: str) -> Source | Reading:
    format, messages = format_of(data, name)
    found = format.read(data)
    if isinstance(found, Reading):
        return found
    source = ordinary(found)
    return replace(source, messages=(*messages, *source.messages))


__all__ = [
    "PLAIN_SUFFIXES",
    "SUFFIXES",
    "DeedsError",
    "Mark",
    "Message",
    "Part",
    "Picture",
    "Reading",
    "Span",
    "read_deeds",
    "read_parts",
]
