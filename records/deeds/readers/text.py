from records.deeds.source import Source, split_lines

from .encodings import decode
from .format import Format


def read(data: bytes) -> Source:
    text, messages = decode(data)
    return Source(text, tuple(split_lines(text)), messages)


FORMAT = Format("text", "纯文本", (".txt",), read, is_plain=True)
