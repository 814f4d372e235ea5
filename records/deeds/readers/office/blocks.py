"""Paragraphs and table rows as the walk through a document hands them on, not yet cut into lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from records.deeds.source import Role

BODY_LEVEL = 9  # the outline level of running text
Kind = Literal["title", "subtitle", "summary", "caption", "contents", "heading", "facts"]


@dataclass(frozen=True, slots=True)
class Letters:
    """Formatting of characters; None where nothing is said. `size` in half points, `face` for Chinese.

    `font` is the symbol font that letters stand in, empty for any other; `raised` is 1 above the line, -1 below it.
    """

    bold: bool | None = None
    hidden: bool | None = None
    size: int | None = None
    face: str | None = None
    struck: bool | None = None
    raised: int | None = None
    font: str | None = None

    def over(self, lower: "Letters") -> "Letters":
        """Returns what this one says, and else the lower one."""
        return Letters(
            lower.bold if self.bold is None else self.bold,
            lower.hidden if self.hidden is None else self.hidden,
            lower.size if self.size is None else self.size,
            lower.face if self.face is None else self.face,
            lower.struck if self.struck is None else self.struck,
            lower.raised if self.raised is None else self.raised,
            lower.font if self.font is None else self.font,
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """Formatting of a paragraph: its own, its style's, or both.

    `kind` and `level` (of a heading, from 1) come from the names of the style and those below it, `styles` are their
    ids. `listed`: the paragraph itself names its list, not its style.
    """

    letters: Letters = Letters()
    centered: bool | None = None
    outline: int | None = None
    list_id: int | None = None
    list_level: int | None = None
    listed: bool = False
    kind: Kind | None = None
    level: int | None = None
    styles: tuple[str, ...] = ()

    def over(self, base: "Shape") -> "Shape":
        return replace(
            base,
            centered=base.centered if self.centered is None else self.centered,
            outline=base.outline if self.outline is None else self.outline,
            list_id=base.list_id if self.list_id is None else self.list_id,
            list_level=base.list_level if self.list_level is None else self.list_level,
            listed=self.listed,
        )

    @property
    def heading_level(self) -> int | None:
        """Returns the level of a heading; an outline level makes one, and 9 unmakes it."""
        if self.outline is None:
            return self.level
        return self.outline + 1 if 0 <= self.outline < BODY_LEVEL else None


PLAIN = Shape()


@dataclass(frozen=True, slots=True)
class Number:
    """A number as shown, and the space to the text behind it."""

    text: str = ""
    gap: str = ""


NO_NUMBER = Number()


@dataclass(slots=True)
class Run:
    text: str
    letters: Letters


@dataclass(slots=True)
class Shot:
    """A picture where it stands: the member that holds it, and its alternative text."""

    member: str
    alt: str = ""


@dataclass(slots=True)
class Block:
    """A paragraph, or a row of a table. `aside`: it stood in a text box or a note, and was put behind its paragraph;
    `again`: it repeats a merged cell. `table` and `columns` of a row as in Look.

    `notices` counts, by the code of its message, what could not be handed on; `quotes` says how it read.
    """

    shape: Shape
    role: Role = "body"
    aside: bool = False
    again: bool = False
    table: int = 0
    columns: tuple[int, ...] = ()
    number: Number = NO_NUMBER
    runs: list[Run] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    notices: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.runs or self.shots or self.notices or self.number.text)

    def notice(self, code: str, count: int = 1) -> None:
        if count:
            self.notices[code] = self.notices.get(code, 0) + count

    def notice_all(self, counts: Mapping[str, int]) -> None:
        for code, count in counts.items():
            self.notice(code, count)

    def quote(self, code: str, text: str) -> None:
        if text.strip():
            self.quotes.setdefault(code, []).append(text.strip())

    def take_notices(self, other: "Block") -> None:
        self.notice_all(other.notices)
        for code, texts in other.quotes.items():
            self.quotes.setdefault(code, []).extend(texts)

    @property
    def content(self) -> str:
        """Returns the text without its number."""
        return "".join(run.text for run in self.runs).strip()
