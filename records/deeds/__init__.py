"""Documents → Deeds → Markdown. `read_parts` is the way in for what comes from outside; nothing here knows Django.

Rules and readers are loaded by the first who asks for one of LATER: most processes of a site only show records, and
would hold some 11 MB for nothing. What is loaded with the site asks when there is a document: records.deeds.read_parts.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .document import DeedsError, Mark, Message, Part, Picture, Reading, Span

if TYPE_CHECKING:
    from .parsing.parts import read_deeds, read_part, read_parts
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
    "read_part",
    "read_parts",
]

LATER = {
    **dict.fromkeys(("read_deeds", "read_part", "read_parts"), "parsing.parts"),
    **dict.fromkeys(("PLAIN_SUFFIXES", "SUFFIXES"), "readers.detection"),
}


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{LATER[name]}"), name)
    return found
