"""Which rows of a page are the text, and which are the page around it.

Calling text furniture loses it; calling furniture text costs the editor one deletion. So a row needs a reason to be
left out: an element or a name that says so, links, or a place before the title or behind the text that is marked as
such. And rows of whole sentences stay, whatever surrounds them, unless they stand in something named as furniture.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from records.deeds.readers.html.table_rows import Row
from records.deeds.readers.html.walk import Area

SENTENCE = re.compile(r"[。！？；]")
SHORT, LONG = 25, 60  # characters: what a sentence has at least, and what needs no full stop to be one
ENOUGH, LITTLE, MAX_DOUBTS_OF_A_KIND = 0.9, 0.2, 0.5
MAX_HEADING = 120
MAX_TITLE = 80
# Site names follow the title of a page behind these.
SITE = re.compile(r"\s*[_|｜]|\s*--|\s+[-–—]\s+|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])")
NO_TITLE = re.compile(
    r"无标题.*|新建.*|未命名.*|文档|首页|untitled.*|document|index|home|(?:microsoft )?word.*|"
    r"[\w .-]+\.(?:docx?|wps|html?)",
    re.I,
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def title_parts(title: str) -> tuple[str, str]:
    """The title of a page without the names of the site behind it, and those."""
    cut = SITE.search(title, 1)
    return (title[: cut.start()].strip(), title[cut.start() :].strip()) if cut else (title.strip(), "")


def put_title(rows: list[Row], title: str) -> int:
    """Put the page's name above its rows if none shows it; how many rows that took."""
    name, site = title_parts(title)
    key = squeezed(name)
    if not key or NO_TITLE.fullmatch(name) or any(key in squeezed(row.text) for row in rows):
        return 0
    above = [Row(name, role="title")] + ([Row(site, role="chrome")] if site else [])
    rows[:0] = above
    return len(above)


def is_prose(row: Row) -> bool:
    if row.is_link or len(row.text) < SHORT:
        return False
    return len(row.text) >= LONG or SENTENCE.search(row.text) is not None


class Sums:
    """Characters in any range of rows: in sentences, in all, and how many rows are first headings."""

    def __init__(self, rows: Sequence[Row], out: Sequence[bool] = ()) -> None:
        kept = [not left_out for left_out in out] or [True] * len(rows)
        sentences = (
            len(row.text) if keep and is_prose(row) else 0 for row, keep in zip(rows, kept, strict=True)
        )
        self.prose = [0, *accumulate(sentences)]
        self.all = [0, *accumulate(len(row.text) for row in rows)]
        self.first_headings = [0, *accumulate(row.level == 1 for row in rows)]

    def share_of_prose(self, area: Area) -> float:
        return (self.prose[area.end] - self.prose[area.start]) / (self.prose[-1] or 1)

    def share_of_all(self, area: Area) -> float:
        return (self.all[area.end] - self.all[area.start]) / self.all[-1]

    def is_furniture(self, area: Area) -> bool:
        """Named as furniture, and without text or the title of one."""
        if not area.hints.furniture or self.share_of_all(area) >= MAX_DOUBTS_OF_A_KIND:
            return False
        if area.hints.wordy:
            return self.share_of_prose(area) <= LITTLE
        headed = self.first_headings[area.end] > self.first_headings[area.start]
        return not headed and not self.share_of_prose(area)


def furniture(areas: Sequence[Area], sums: Sums, count: int) -> list[bool]:
    """For each row whether it stands in furniture."""
    changes = [0] * (count + 1)
    for area in areas:
        if sums.is_furniture(area):
            changes[area.start] += 1
            changes[area.end] -= 1
    return [depth > 0 for depth in accumulate(changes[:-1])]


def main_area(areas: Sequence[Area], sums: Sums) -> tuple[Area | None, bool]:
    """The smallest area that holds nearly all sentences, and whether it is named as the text; such ones come first."""
    fit = [area for area in areas if sums.prose[-1] and sums.share_of_prose(area) >= ENOUGH]
    named = [area for area in fit if area.hints.main]
    return min(named or fit, key=lambda area: area.end - area.start, default=None), bool(named)


def find_title(
    rows: Sequence[Row], areas: Sequence[Area], main: Area | None, out: Sequence[bool], title: str
) -> int | None:
    """The row that is the text's title: what the page itself is called, else the heading that stands above the text.

    `main` is an area named as the text.
    """
    key = squeezed(title_parts(title)[0])
    limit = len(rows) if main is None else main.end
    shown = [i for i in range(limit) if may_be_title(rows[i]) and not out[i]]
    same = [i for i in shown if is_same(squeezed(rows[i].text), key)]
    if same:
        return next((i for i in same if rows[i].level is not None), same[0])
    return None if main is None else heading_above(rows, areas, main, shown)


def heading_above(rows: Sequence[Row], areas: Sequence[Area], main: Area, shown: Sequence[int]) -> int | None:
    """The last first heading, or line named as a title, before the text; else a second heading; else one on its top."""
    named = {area.start for area in areas if area.hints.title and area.end == area.start + 1}
    before = [i for i in reversed(shown) if i < main.start]
    first = [i for i in before if i in named or rows[i].level == 1]
    second = [i for i in before if rows[i].level == 2]
    text = next((i for i in range(main.start, main.end) if is_prose(rows[i])), main.end)
    inside = [i for i in shown if main.start <= i < text and rows[i].level == 1]
    return next(iter([*first, *second, *inside]), None)


def may_be_title(row: Row) -> bool:
    return len(row.text) <= MAX_TITLE and row.role == "body" and not is_prose(row)


def is_same(text: str, key: str) -> bool:
    return len(key) >= 4 and (text == key or (len(text) >= 6 and key.startswith(text)))


def around(rows: Sequence[Row], main: Area, named: bool, title: int | None) -> Iterator[int]:
    """The rows that only their place tells: links beside the text, what precedes a title, what follows a named text."""
    first = min(main.start, title) if title is not None else main.start
    for i in [*range(first), *range(main.end, len(rows))]:
        placed = named and not SENTENCE.search(rows[i].text) and (i >= main.end or title is not None)
        if placed or rows[i].is_link:
            yield i


def assign(rows: Sequence[Row], areas: Sequence[Area], title: str) -> tuple[int, int]:
    """Give each row its role; answer the range of rows that hold the text, or all."""
    if not rows:
        return 0, 0
    out = furniture(areas, Sums(rows), len(rows))
    main, named = main_area(areas, Sums(rows, out))
    chosen = find_title(rows, areas, main if named else None, out, title)
    for i in around(rows, main, named, chosen) if main else ():
        out[i] = True
    set_roles(rows, out, chosen)
    if main is None:
        return 0, len(rows)
    return min(main.start, chosen if chosen is not None else main.start), main.end


def set_roles(rows: Sequence[Row], out: Sequence[bool], title: int | None) -> None:
    for row, left_out in zip(rows, out, strict=True):
        if left_out:
            row.role = "chrome"
        elif row.role == "body" and row.level and len(row.text) <= MAX_HEADING:
            row.role = "heading"
    if title is not None:
        rows[title].role = "title"
