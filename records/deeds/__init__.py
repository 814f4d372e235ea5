"""Documents → Deeds → Markdown. `read_deeds` is the one way in; nothing here knows Django."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from .document import DeedsError, Mark, Message, Picture, Reading, Span
from .interchange import read_json
from .markdown import from_markdown
from .reading import READERS
from .reading.encodings import decode
from .structure import read_source

# The site's own forms say themselves what is what.
FORMS: dict[str, Callable[[str], Reading]] = {".md": from_markdown, ".json": read_json}
SUFFIXES = (*READERS, *FORMS)


def read_deeds(data: bytes, name: str) -> Reading:
    """Read the document of that file name. Raises DeedsError with a message for its owner."""
    suffix = PurePath(name).suffix.lower()
    if suffix in FORMS:
        text, messages = decode(data)
        reading = FORMS[suffix](text)
        return replace(reading, messages=messages + reading.messages)
    if suffix in READERS:
        return read_source(READERS[suffix](data))
    known = "、".join(SUFFIXES)
    text = f"读不了“{PurePath(name).name}”：目前能读 {known} 文件。请另存为纯文本（.txt，UTF-8 编码）再导入。"
    raise DeedsError(Message("error", "unknown-suffix", text))


__all__ = ["SUFFIXES", "DeedsError", "Mark", "Message", "Picture", "Reading", "Span", "read_deeds"]
