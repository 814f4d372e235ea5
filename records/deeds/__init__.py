"""Documents → Deeds → Markdown. `read_deeds` is the one way in; nothing here knows Django."""

from dataclasses import replace

from .document import DeedsError, Mark, Message, Picture, Reading, Span
from .parsing.pipeline import read_source
from .readers.detection import OLD_SUFFIXES, PLAIN_SUFFIXES, SUFFIXES, format_of
from .readers.radicals import ordinary


def read_deeds(data: bytes, name: str) -> Reading:
    """Reads the document of that file name. Raises DeedsError with a message for its owner."""
    format, messages = format_of(data, name)
    found = format.read(data)
    if isinstance(found, Reading):
        return found
    source = ordinary(found)
    return read_source(replace(source, messages=(*messages, *source.messages)))


__all__ = [
    "OLD_SUFFIXES",
    "PLAIN_SUFFIXES",
    "SUFFIXES",
    "DeedsError",
    "Mark",
    "Message",
    "Picture",
    "Reading",
    "Span",
    "read_deeds",
]
