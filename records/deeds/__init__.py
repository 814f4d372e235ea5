"""Documents → Deeds → Markdown. `read_parts` is the way in for what comes from outside; nothing here knows Django."""

from .document import DeedsError, Mark, Message, Part, Picture, Reading, Span
from .parsing.parts import read_deeds, read_parts
from .readers.detection import PLAIN_SUFFIXES, SUFFIXES

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
