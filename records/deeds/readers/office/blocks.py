"""Paragraphs and table rows as the walk through a document hands them on, not yet cut into lines.

A row is a line, unless the table only lays out running text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from records.deeds.source import Role

from .symbols import subscript, superscript

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


def write_raised(block: Block) -> None:
    """Writes what is raised or lowered beside letters on the line; nothing is raised where all of it is."""
    raised = {run.letters.raised for run in block.runs if run.text.strip()}
    if len(raised) > 1:
        for run in block.runs:
            if run.letters.raised:
                write = superscript if run.letters.raised > 0 else subscript
                run.text = write(run.text)


# --- Tables ---------------------------------------------------------------------------------------------

Row = list[tuple[int, list[Block]]]  # cells, each with its column

MIN_PROSE_CHARACTERS = 60  # of a paragraph of running text, where a cell holds several
MIN_LONE_PROSE_CHARACTERS = 200  # and where it holds this one


def own(cell: Sequence[Block]) -> list[Block]:
    """Returns what the cell itself holds, without notes and text boxes."""
    return [block for block in cell if not block.aside and block.content]


def is_running_text(cell: Sequence[Block]) -> bool:
    """Knows whole paragraphs, as the big cell of an application form holds them, or a table in the table."""
    blocks = own(cell)
    texts = [block.content for block in blocks]
    prose = any("。" in text or len(text) > MIN_PROSE_CHARACTERS for text in texts)
    nested = any(block.role == "table" for block in blocks)
    return (
        nested or (len(blocks) > 1 and prose) or max(map(len, texts), default=0) > MIN_LONE_PROSE_CHARACTERS
    )


def lines_of(grid: Sequence[Row], table: int) -> Iterator[Block]:
    """Yields the blocks of a table; what stands in text boxes and notes comes behind its row.

    Where all rows have as many cells, these are the columns: programs let their edges differ by a hair.
    """
    counts = {len(row) for row in grid if row}
    in_columns = max(counts, default=0) > 1
    for row in filter(None, grid):
        cells = [cell for _, cell in row]
        blocks = [block for cell in cells for block in cell]
        if in_columns and not any(is_running_text(cell) for cell in cells):
            columns = range(len(row)) if len(counts) == 1 else [column for column, _ in row]
            yield joined(cells, columns, table)
            yield from (block for block in blocks if block.aside)
        else:
            yield from (block for block in blocks if not block.again)


def words_again(cell: Sequence[Block]) -> str:
    """Returns the words of a merged cell, which stand in each of its rows; a text that runs on stands once."""
    return "" if is_running_text(cell) else cell_text(cell)


def again(words: str) -> list[Block]:
    return [Block(PLAIN, again=True, runs=[Run(words, Letters())])] if words else []


def cell_text(cell: Sequence[Block]) -> str:
    texts = (block.number.text + block.number.gap + block.content for block in cell if not block.aside)
    return " ".join(" ".join(texts).split())


def joined(row: Sequence[Sequence[Block]], columns: Sequence[int], table: int) -> Block:
    """Joins cells side by side, at least one. A number at the row's very start stays an automatic number."""
    mine = [block for cell in row for block in cell if not block.aside]
    # Honors and figures below the text, as the site's own Word files have them, are no text.
    is_of_facts = any(block.shape.kind == "facts" for block in mine)
    made = Block(PLAIN, role="boilerplate" if is_of_facts else "table", table=table)
    for block in mine:
        made.shots += block.shots
        made.take_notices(block)
    if mine and row[0] and row[0][0] is mine[0]:
        made.number, mine[0].number = mine[0].number, NO_NUMBER
    texts = [cell_text(cell) for cell in row]
    if not texts[0]:  # the cell that counts the rows holds nothing but its number
        made.number = Number(made.number.text, "\t")
    filled = zip(columns, [made.number.text + texts[0], *texts[1:]], strict=True)
    made.columns = tuple(column for column, text in filled if text) if len(texts) > 1 else ()
    made.runs = [Run("\t".join(texts), Letters())]
    return made
