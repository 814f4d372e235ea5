"""Bytes → Source: a reader for each kind of file."""

from collections.abc import Callable

from records.deeds.readers import docx as word
from records.deeds.readers import html as web
from records.deeds.readers import text as plain
from records.deeds.source import Source

# By the kinds of kinds.py. Each takes the file's bytes and raises DeedsError with a message for its owner.
READERS: dict[str, Callable[[bytes], Source]] = {
    "text": plain.read,
    "docx": word.read,
    "html": web.read,
    "mhtml": web.read_mhtml,
}
