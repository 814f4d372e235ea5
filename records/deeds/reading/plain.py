from ..source import Source, split_lines
from .encodings import decode


def read(data: bytes) -> Source:
    text, messages = decode(data)
    return Source(text, tuple(split_lines(text)), messages)
