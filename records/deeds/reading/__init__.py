"""Bytes → Source: a reader for each kind of file."""

from collections.abc import Callable

from ..source import Source
from . import plain, web, word

# Each takes the file's bytes and raises DeedsError with a message for its owner.
READERS: dict[str, Callable[[bytes], Source]] = {
    ".txt": plain.read,
    ".docx": word.read,
    ".docm": word.read,
    ".dotx": word.read,
    ".html": web.read,
    ".htm": web.read,
    ".mht": web.read_mhtml,
    ".mhtml": web.read_mhtml,
}
