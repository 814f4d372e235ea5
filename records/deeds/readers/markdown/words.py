"""The words of a block of Markdown as they are shown: struck ones stand apart, raised digits are written as such."""

import re
from collections import Counter
from dataclasses import dataclass, field

from records.deeds.readers.html.elements import RAISED, STRUCK
from records.deeds.readers.office.symbols import subscript, superscript

COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]{0,20})[^<>]{0,1000}>")
STRIKE = "~~"
# As Pandoc writes 10^4^ and CO~2~; 3~5 and 10~12 are ranges.
SCRIPT = re.compile(
    r"(?<=[\w)）])\^(?P<raised>[+\-−]?[0-9n]{1,3}[+\-−]?)\^|(?<=[A-Za-z)）])~(?P<lowered>[0-9]{1,3})~"
)
# **“党建”**工作: no bold by the rules, which know no Chinese, but meant so; ~~“党建”~~工作 the same.
LEFT = re.compile(
    r"(\*\*|__)(?=\S)([^*_\n]{1,200}?)(?<=\S)\1|~~(?![\s，。、；：！？…])(?P<struck>[^~\n]{1,200}?)(?<=\S)~~"
)


@dataclass
class Words:
    """The words of a block as they are shown, and for each character whether it is bold.

    `open` counts the open tags that strike or raise what stands in them; `struck` is what they struck, with themselves
    around it, `struck_words` without; `raised` is what was written in other characters; `soft` are the ends of lines,
    of so many `ends`, that end nothing else.
    """

    texts: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    open: Counter[str] = field(default_factory=Counter)
    struck: list[str] = field(default_factory=list)
    struck_words: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    soft: set[int] = field(default_factory=set)
    ends: int = 0

    @property
    def is_struck(self) -> bool:
        return any(self.open[tag] for tag in (STRIKE, *STRUCK))

    def add(self, text: str, is_bold: bool) -> None:
        if self.is_struck:
            self.struck.append(text)
            self.struck_words.append(text)
            text = "\n" * text.count("\n")
        elif self.open["sup"] or self.open["sub"]:
            shown = superscript(text) if self.open["sup"] else subscript(text)
            self.raised += [text] if shown != text else []
            text = shown
        elif "^" in text or "~" in text:
            text = SCRIPT.sub(self.in_script, text)
        if self.struck and self.texts and self.texts[-1].endswith(" "):
            text = text.lstrip(" ")  # the blank before what was struck is enough
        if text:
            self.ends += text.count("\n")
            self.texts.append(text)
            self.marks.append(("b" if is_bold else "-") * len(text))

    def add_end(self, *, is_soft: bool) -> None:
        if is_soft:
            self.soft.add(self.ends)
        self.add("\n", False)

    def add_text(self, text: str, is_bold: bool) -> None:
        at = 0
        for mark in LEFT.finditer(text):
            self.add(text[at : mark.start()], is_bold)
            if mark["struck"]:
                self.strike(mark["struck"])
            else:
                self.add(mark[2], True)
            at = mark.end()
        self.add(text[at:], is_bold)

    def in_script(self, found: re.Match[str]) -> str:
        self.raised.append(found[0])
        return superscript(found["raised"]) if found["raised"] else subscript(found["lowered"])

    def add_html(self, html: str, is_bold: bool) -> None:
        """Adds what a browser would show, roughly; <br> ends a line."""
        html, at = COMMENT.sub("", html), 0
        for tag in TAG.finditer(html):
            if tag.start() > at:
                self.add(html[at : tag.start()], is_bold)
            at, name = tag.end(), tag["name"].lower()
            if name == "br":
                self.add("\n", False)
            elif name in STRUCK or name in RAISED:
                self.turn(name, tag[0], is_end=bool(tag["end"]))
        if at < len(html):
            self.add(html[at:], is_bold)

    def turn(self, name: str, mark: str, *, is_end: bool) -> None:
        """Begins or ends what stands in a tag, and keeps the tag with what it struck or raised."""
        if is_end and not self.open[name]:
            return
        kept = self.raised if name in RAISED else self.struck
        kept.append(mark)
        self.open[name] += -1 if is_end else 1
        if kept is self.struck and not self.is_struck:
            kept.append(" ")

    def strike(self, text: str) -> None:
        self.turn(STRIKE, STRIKE, is_end=False)
        self.add(text, False)
        self.turn(STRIKE, STRIKE, is_end=True)

    @property
    def text(self) -> str:
        return "".join(self.texts)
