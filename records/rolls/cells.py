"""The cells of an entry beside its name and post: region, year, kind, award, group, and notes for all else."""

import re
from collections.abc import Callable

from .document import Column, Kind, Message
from .headings import Path
from .names import kind_in_words, squeezed
from .places import lies_in, path_of

YEAR = re.compile(r"(?P<year>[12]\d{3})(?:\.0+)?\s*年?\s*度?")
WITHIN = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
MAX_QUOTED = 40


def quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:MAX_QUOTED]}…" if len(text) > MAX_QUOTED else text


def year_of(text: str) -> tuple[int | None, bool]:
    """Returns the year, and whether the text says no more than that."""
    digits = text.strip().translate(NUMERALS)
    if found := YEAR.fullmatch(digits):
        return int(found["year"]), True
    years = WITHIN.findall(digits)
    return (int(years[0]), False) if len(years) == 1 else (None, False)


class Fields:
    """Reads the cells of an entry beside its name and post."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kind: Kind | None = None
        self.region = self.award = self.group = ""
        self.year: int | None = None
        self.notes: dict[str, str] = {}
        self.messages: list[Message] = []

    def note(self, header: str, words: str) -> None:
        self.notes[header] = f"{self.notes[header]}，{words}" if header in self.notes else words

    def take(self, number: int, column: Column, text: str) -> None:
        """Takes a filled cell; what its field cannot take is kept as a note, and told."""
        ways: dict[str, Callable[[int, Column, str], None]] = {
            "year": self.take_year,
            "region": self.take_region,
            "source": self.take_source,
            "kind": self.take_kind,
        }
        if way := ways.get(column.field):
            way(number, column, text)
        elif column.field == "award":
            self.award = " ".join(text.split("\n"))
        elif column.field == "group":
            self.group = squeezed(text).replace("/", "／")
        else:
            self.note(column.header, text)

    def take_year(self, number: int, column: Column, text: str) -> None:
        self.year, is_all = year_of(text)
        if not is_all:
            self.note(column.header, text)
        if self.year is None:
            note = f"年度“{quoted(text)}”读不出年份，已留空。请写成四位数字。"
            self.messages.append(Message("warning", "year-unread", note, number))

    def take_region(self, number: int, column: Column, text: str) -> None:
        if self.region:
            self.take_region_again(number, column, text)
            return
        above = self.path.region
        self.region = (above and path_of(f"{above}/{text}")) or path_of(text)
        if not self.region:
            self.region = "/".join(part.strip() for part in text.split("/"))
            note = f"地区“{quoted(text)}”不在地名表里，已照原文保留。请核对，写成“山东省/滨州市”的样子。"
            self.messages.append(Message("warning", "place-unknown", note, number))

    def take_region_again(self, number: int, column: Column, text: str) -> None:
        """Takes a second column of places (省份, 市县), whichever of the two is the larger."""
        joined = path_of(f"{self.region}/{text}") or path_of(f"{text}/{self.region}")
        words = "/".join(part.strip() for part in text.split("/"))
        if not joined and path_of(self.region) and not path_of(text) and lies_in(self.region, words):
            joined = f"{self.region}/{words}"
            note = f"地区“{quoted(text)}”不在地名表里，已照原文接在“{self.region}”后面。请核对。"
            self.messages.append(Message("warning", "place-unknown", note, number))
        elif not joined and self.region.endswith(words):
            return
        elif not joined:
            self.note(column.header, text)
            note = f"“{quoted(text)}”不在“{quoted(self.region)}”里，没有并入地区，记在备注里。请核对。"
            self.messages.append(Message("warning", "place-outside", note, number))
        self.region = joined or self.region

    def take_source(self, number: int, column: Column, text: str) -> None:
        """Takes 推荐单位 for the region where it is a place, and keeps it else."""
        place = path_of(text)
        if place and not self.region:
            self.region = place
        else:
            self.note(column.header, text)

    def take_kind(self, number: int, column: Column, text: str) -> None:
        self.kind = kind_in_words(text)
        if self.kind is None:
            self.note(column.header, text)
