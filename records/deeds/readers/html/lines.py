"""The line that is being written: white space falls together as in a browser, and what stands out is counted."""

import re
from dataclasses import dataclass, field

from records.deeds.source import Role

SPACES = re.compile(r"[ \t\n\r\f\v\xa0\x1c-\x1f\x85\u2028\u2029]+")
# Shown by no browser; the readers of plain text refuse them, but a page can name them as &#7;.
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# Between Chinese characters a line end of the file is no space.
FOLD = re.compile(rf"(?<=[{WIDE}])[ \t\r]*\n[ \t\r\n]*(?=[{WIDE}])")


@dataclass(slots=True)
class PageLine:
    """A line of the page. `links` counts its characters that lead elsewhere, `bold` and `number` as in Look."""

    text: str
    links: int = 0
    bold: int = 0
    number: int = 0
    level: int | None = None
    role: Role = "body"

    @property
    def is_link(self) -> bool:
        return self.links * 2 > len(self.text)


@dataclass(slots=True)
class Writing:
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    spaced: bool = True  # a space here would be the second, or the first of the line
    bold: int = 0
    links: int = 0
    level: int | None = None
    role: Role = "body"

    def add(self, raw: str, bold: bool, link: bool) -> None:
        text = SPACES.sub(" ", UNSEEN.sub("", FOLD.sub("", raw)))
        if self.spaced and text.startswith(" "):
            text = text[1:]
        if not text:
            return
        if self.bold == self.length and (bold or text.isspace()):
            self.bold += len(text)
        self.links += len(text) if link else 0
        self.length += len(text)
        self.spaced = text.endswith(" ")
        self.pieces.append(text)

    def taken(self, markers: list[str]) -> PageLine | None:
        """Returns the line, or None if nothing is written on it. `markers` stand before it and are used up then."""
        whole = "".join(self.pieces)
        text = whole.strip()
        if not text:
            return None
        indent = len(whole) - len(whole.lstrip())
        number = " ".join(markers)
        lead = number if not number or number.endswith("、") else number + " "
        markers.clear()
        bold = len(whole[: self.bold].strip()) if self.bold > indent else 0
        return PageLine(
            lead + text,
            min(self.links, len(text)),
            len(lead) + bold if bold else 0,
            len(number),
            self.level,
            self.role,
        )
