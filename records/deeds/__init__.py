"""Documents → Deeds → Markdown. `read_deeds` is the one way in; nothing here knows Django."""

from pathlib import PurePath

from .document import DeedsError, Message, Reading
from .markdown import from_markdown
from .reading import decode
from .structure import read_text

# One reader a suffix; each turns decoded text into a Reading.
READERS = {".txt": read_text, ".md": from_markdown}


def read_deeds(data: bytes, name: str) -> Reading:
    """Read the document of that file name. Raises DeedsError with a message for its owner."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in READERS:
        known = " 和 ".join(READERS)
        text = f"读不了“{PurePath(name).name}”：目前能读 {known} 文件。请另存为纯文本（.txt，UTF-8 编码）再导入。"
        raise DeedsError(Message("error", "unknown-suffix", text))
    content, messages = decode(data)
    reading = READERS[suffix](content)
    return Reading(reading.deeds, messages + reading.messages)


__all__ = ["DeedsError", "Message", "Reading", "read_deeds"]
