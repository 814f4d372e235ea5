"""Bytes → Source: a reader for each kind of file."""

from collections.abc import Callable

from ..source import Source
from . import plain

# Each takes the file's bytes and raises DeedsError with a message for its owner.
READERS: dict[str, Callable[[bytes], Source]] = {".txt": plain.read}
