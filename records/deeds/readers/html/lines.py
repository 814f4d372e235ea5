"""The line that is being written: white space falls together as in a browser, and what stands out is counted."""

import re
from dataclasses import dataclass, field

from records.deeds.readers.office.looks import joint
from records.deeds.source import Role

SPACES = re.compile(r"[ \t\n\r\f\v\xa0\x1c-\x1f\x85\u2028\u2029]+")
# Shown by no browser; the readers of plain text refuse them, but a page can name them as &#7;.
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# Between Chinese characters a line end of the file is no space.
FOLD = re.compile(rf"(?<=[{WIDE}])[ \t\r]*\n[ \t\r\n]*(?=[{WIDE}])")


# What opens from the left closes where letters run from the right.
PAIRS = "()[]{}<>（）【】《》〈〉「」『』〔〕«»＜＞"
MIRRORED = str.maketrans(PAIRS, "".join(PAIRS[at ^ 1] for at in range(len(PAIRS))))
# A letter with the accents that stand on it.
LETTER = re.compile(r".[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]*", re.DOTALL)


def as_seen_backwards(text: str) -> str:
    return "".join(reversed(LETTER.findall(text))).translate(MIRRORED)


@dataclass(slots=True)
class PageLine:
    """A line of the page. `links` counts its characters that lead elsewhere, `bold` and `number` as in Look;
    `in_page` those that lead to another place of the page; `table` and `columns` as in Look.
    """

    text: str
    links: int = 0
    bold: int = 0
    number: int = 0
    level: int | None = None
    role: Role = "body"
    in_page: int = 0
    table: int = 0
    columns: tuple[int, ...] = ()
    centered: bool = False

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
    in_page: int = 0
    level: int | None = None
    role: Role = "body"
    centered: bool = False
    joined: bool = False  # a line of a heading ended here, and goes on

    def add(self, raw: str, bold: bool, link: bool, in_page: bool = False) -> None:
        text = SPACES.sub(" ", UNSEEN.sub("", FOLD.sub("", raw)))
        if self.spaced and text.startswith(" "):
            text = text[1:]
        if self.joined:
            text = text.lstrip()
        if not text:
            return
        if self.joined:
            self.join(text)
        if self.bold == self.length and (bold or text.isspace()):
            self.bold += len(text)
        self.links += len(text) if link else 0
        self.in_page += len(text) if in_page else 0
        self.length += len(text)
        self.spaced = text.endswith(" ")
        self.pieces.append(text)

    def join(self, text: str) -> None:
        """Puts a space between two words of letters; Chinese has none."""
        self.joined = False
        whole_bold = self.bold == self.length
        self.length -= len(self.last) - len(self.last.rstrip())
        self.pieces[-1] = self.last.rstrip()
        gap = joint(self.last, text)
        self.pieces.append(gap)
        self.length += len(gap)
        self.bold = self.length if whole_bold else min(self.bold, self.length)

    def turn(self, start: int) -> None:
        """Puts what was written from that length on in the order in which it is seen: the last letter first."""
        text = "".join(self.pieces)
        self.pieces = [text[:start], as_seen_backwards(text[start:])]
        self.spaced = not text[:start].strip() if start == len(text) else self.last.endswith(" ")

    @property
    def last(self) -> str:
        """Returns the last piece that was written."""
        return self.pieces[-1] if self.pieces else ""

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
            min(self.in_page, len(text)),
            centered=self.centered,
        )
