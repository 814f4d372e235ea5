"""Includes parts of a portal that the site lies in: its header above ours, its footer below.

They are files of the operator's own, read at the start and shown as they are. What a browser would leave out, because
the content security policy forbids it, keeps the site from starting: nobody would learn of it otherwise.
"""

from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.safestring import SafeString, mark_safe

NAMES = ("STATIC_HEADER", "STATIC_FOOTER")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "source", "wbr"}
REFUSED = {
    "script": "脚本不会运行",
    "style": '内联的样式不会生效，请放进样式文件，用 <link rel="stylesheet"> 引用',
    "iframe": "嵌入的网页不会显示",
    "object": "嵌入的内容不会显示",
    "embed": "嵌入的内容不会显示",
    "base": "它会改变整页链接的去处",
    "meta": "它只能写在网页的 <head> 里",
    **dict.fromkeys(("html", "head", "body", "title", "main"), "这里只要一段网页，不要整个网页"),
}
# Attributes by which a browser fetches something, or sends it.
FETCHING = {
    ("img", "src"),
    ("source", "src"),
    ("link", "href"),
    ("form", "action"),
    ("video", "src"),
    ("audio", "src"),
}


class Fault(NamedTuple):
    line: int
    words: str


class PartReader(HTMLParser):
    """Finds what would be left out of the page, or would break it."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.opened: list[tuple[str, int]] = []

    def fault(self, words: str) -> None:
        self.faults.append(Fault(self.getpos()[0], words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if why := REFUSED.get(tag):
            self.fault(f"不能有 <{tag}>：{why}")
        for name, value in attrs:
            if why := refused_attribute(tag, name, value or ""):
                self.fault(why)
        if tag not in VOID:
            self.opened.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.opened.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.opened and self.opened[-1][0] == tag:
            self.opened.pop()
        elif tag not in VOID:
            self.fault(f"</{tag}> 没有与它相配的开头，或者前面的标签没有闭合")

    def close(self) -> None:
        super().close()
        self.faults += [Fault(line, f"<{tag}> 没有闭合") for tag, line in self.opened]


def refused_attribute(tag: str, name: str, value: str) -> str:
    if name == "style":
        return "内联的样式（style=…）不会生效，请放进样式文件"
    if name.startswith("on"):
        return f"脚本（{name}=…）不会运行"
    if value.strip().lower().startswith("javascript:"):
        return f'脚本（{name}="javascript:…"）不会运行'
    if (tag, name) in FETCHING and is_elsewhere(value):
        return f"{value} 在别的网站上，浏览器不会取它。请放在 {settings.SITE_ORIGIN} 上"
    return ""


def is_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return (
        bool(parts.netloc) and parts.netloc != urlsplit(settings.SITE_ORIGIN).netloc
    ) or parts.scheme == "data"


@lru_cache(maxsize=8)
def part(path: str) -> SafeString:
    """Returns the operator's own file as it is; empty where none is named."""
    if not path:
        return SafeString()
    return mark_safe(Path(path).read_text(encoding="utf-8").strip())  # noqa: S308 — read by `faults_in` at the start


def faults_in(text: str) -> list[Fault]:
    reader = PartReader()
    reader.feed(text)
    reader.close()
    return sorted(reader.faults)


@register()
def check_parts(**_: Any) -> list[CheckMessage]:
    """Keeps the site from starting with a part that a browser would show otherwise than it was written."""
    return [Error(words, id="portal.E001") for words in refusals()]


def refusals() -> Iterator[str]:
    for name in NAMES:
        if path := getattr(settings, name):
            yield from (f"{name}：{words}" for words in refusals_of(Path(path)))


def refusals_of(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        yield f"读不了 {path}：{error.strerror}。请核对文件的位置和权限，或者不设。"
    except UnicodeDecodeError:
        yield f"{path} 不是 UTF-8 编码。请另存为 UTF-8。"
    else:
        yield from (f"{path} 第 {line} 行{words}。" for line, words in faults_in(text))
