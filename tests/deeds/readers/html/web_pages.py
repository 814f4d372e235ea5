"""Small web pages, and their lines as they are read."""

import base64

from records.deeds import Reading
from records.deeds.readers import html as web
from records.deeds.source import Line, Source

SENTENCE = "这是一句写来检验读取的样本，说得足够长，也有句号。"
DOT = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 600).decode()


def read(body: str, head: str = "") -> Source:
    return web.read(f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode())


def texts(body: str) -> list[str]:
    return [line.text for line in read(body).lines]


def line(body: str) -> Line:
    (only,) = read(body).lines
    return only


def roles(source: Source, role: str) -> list[str]:
    return [line.text for line in source.lines if line.look.role == role]


def codes(source: Source | Reading) -> set[str]:
    return {message.code for message in source.messages}
