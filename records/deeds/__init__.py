"""Documents → Deeds → Markdown. `read_deeds` is the one way in; nothing here knows Django."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from records.deeds.formats.json import read_json
from records.deeds.formats.markdown import from_markdown
from records.deeds.parsing.pipeline import read_source
from records.deeds.readers import READERS
from records.deeds.readers.detection import (
    OLD_SUFFIXES,
    SUFFIX_KINDS,
    readable_kind,
    suffix_differs,
    suffix_of,
)
from records.deeds.readers.encodings import decode

from .document import DeedsError, Mark, Message, Picture, Reading, Span

# The site's own forms say themselves what is what.
FORMS: dict[str, Callable[[str], Reading]] = {".md": from_markdown, ".json": read_json}
SUFFIXES = (*SUFFIX_KINDS, *FORMS)


def read_deeds(data: bytes, name: str) -> Reading:
    """Read the document of that file name. Raises DeedsError with a message for its owner."""
    kind, suffix = readable_kind(data, name), suffix_of(name)
    if kind == "text" and suffix in FORMS:
        text, messages = decode(data)
        reading = FORMS[suffix](text)
        return replace(reading, messages=messages + reading.messages)
    expected = SUFFIX_KINDS.get(suffix)
    if kind == "text" and expected is None and suffix not in OLD_SUFFIXES:
        raise unknown_suffix(name)
    source = READERS[kind](data)
    if kind != expected:
        source = replace(source, messages=(suffix_differs(kind, suffix), *source.messages))
    return read_source(source)


def unknown_suffix(name: str) -> DeedsError:
    known = "、".join(SUFFIXES)
    text = f"读不了“{PurePath(name).name}”：目前能读 {known} 文件。请另存为纯文本（.txt，UTF-8 编码）再导入。"
    return DeedsError(Message("error", "unknown-suffix", text))


__all__ = ["SUFFIXES", "DeedsError", "Mark", "Message", "Picture", "Reading", "Span", "read_deeds"]
