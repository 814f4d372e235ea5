from records.deeds.readers.encodings import decode
from records.deeds.readers.format import Format
from records.deeds.source import Source, split_lines


def read(data: bytes) -> Source:
    text, messages = decode(data)
    return Source(text, tuple(split_lines(text)), messages)


FORMAT = Format("text", "纯文本", (".txt",), read, is_plain=True)
