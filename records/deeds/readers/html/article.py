"""Tells the lines of a page that are its text from the page around it.

Calling text boilerplate loses it; calling boilerplate text costs the editor one deletion. So a line needs a reason to
be left out: an element or a name that says so, links, or a place before the title or behind the text that is marked as
such. And lines of whole sentences stay, whatever surrounds them, unless they stand in something named as boilerplate.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from records.deeds.readers.office.looks import CONTENTS, OWN_LINE
from records.deeds.source import Role

from .entered import Area
from .lines import PageLine

SENTENCE = re.compile(r"[。！？；]")
MIN_SENTENCE_CHARACTERS = 25
MIN_UNSTOPPED_CHARACTERS = 60  # what needs no full stop to be a sentence
MIN_MAIN_SHARE, MAX_WORDY_SHARE, MAX_BOILERPLATE_SHARE = 0.9, 0.2, 0.5
MAX_HEADING_CHARACTERS = 120
MAX_TITLE_CHARACTERS = 80
# Site names follow the title of a page behind these.
SITE = re.compile(r"\s*[_|｜]|\s*--|\s+[-–—]\s+|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])")
# A page that is called like its site, or a part of it, and not like its text.
SITE_NAME = re.compile(
    r"(?!.*(?:事迹|材料|记[^者]))[^，。！？：“”]{0,20}"
    r"(?:网|网站|网址|门户|之窗|在线|频道|论坛|首页|主页|平台|[日晚晨时]报|政府|县委|市委|公众号|通知公告|新闻中心)"
)
DEEDS = re.compile(r"事迹|材料|经验|记[^者]")
MIN_TITLE_CHARACTERS = 6
NO_TITLE = re.compile(
    r"无标题.*|新建.*|未命名.*|文档|首页|untitled.*|document|index|home|(?:microsoft )?word.*|"
    r"[\w .-]+\.(?:docx?|wps|html?)",
    re.I,
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def title_parts(title: str) -> tuple[str, str]:
    """Returns the title of a page without the names of the site behind it, and those."""
    cut = SITE.search(title, 1)
    return (title[: cut.start()].strip(), title[cut.start() :].strip()) if cut else (title.strip(), "")


def put_title(lines: list[PageLine], title: str) -> int:
    """Puts the page's name above its lines if none shows it; returns how many lines that took."""
    name, site = title_parts(title)
    key = squeezed(name)
    if not key or NO_TITLE.fullmatch(name) or any(key in squeezed(line.text) for line in lines):
        return 0
    role: Role = "boilerplate" if SITE_NAME.fullmatch(name) or is_headed(lines, name) else "title"
    above = [PageLine(name, role=role)] + ([PageLine(site, role="boilerplate")] if site else [])
    lines[:0] = above
    return len(above)


def is_headed(lines: Sequence[PageLine], name: str) -> bool:
    """Tells whether the text has a title that the page's name is not: a line in the middle of the page above it."""
    if any(line.role == "title" for line in lines):
        return True
    prose = next((i for i, line in enumerate(lines) if is_prose(line)), 0)
    return not DEEDS.search(name) and any(
        line.centered
        and line.role == "body"
        and len(line.text) >= MIN_TITLE_CHARACTERS
        and may_be_title(line)
        and not OWN_LINE.match(line.text)
        for line in lines[:prose]
        if not lines[prose].centered
    )


def is_prose(line: PageLine) -> bool:
    if line.is_link or line.role == "boilerplate" or len(line.text) < MIN_SENTENCE_CHARACTERS:
        return False
    return len(line.text) >= MIN_UNSTOPPED_CHARACTERS or SENTENCE.search(line.text) is not None


class Sums:
    """Characters in any range of lines: in sentences, in all, and how many lines are first headings."""

    def __init__(self, lines: Sequence[PageLine], out: Sequence[bool] = ()) -> None:
        kept = [not left_out for left_out in out] or [True] * len(lines)
        sentences = (
            len(line.text) if keep and is_prose(line) else 0 for line, keep in zip(lines, kept, strict=True)
        )
        self.prose = [0, *accumulate(sentences)]
        self.all = [0, *accumulate(len(line.text) for line in lines)]
        self.first_headings = [
            0,
            *accumulate(line.level == 1 and not SITE_NAME.fullmatch(line.text) for line in lines),
        ]

    def share_of_prose(self, area: Area) -> float:
        return (self.prose[area.end] - self.prose[area.start]) / (self.prose[-1] or 1)

    def share_of_all(self, area: Area) -> float:
        return (self.all[area.end] - self.all[area.start]) / self.all[-1]

    def is_boilerplate(self, area: Area) -> bool:
        """Tells whether an area is named as boilerplate, and is without text or the title of one."""
        if not area.hints.boilerplate or self.share_of_all(area) >= MAX_BOILERPLATE_SHARE:
            return False
        if area.hints.wordy:
            return self.share_of_prose(area) <= MAX_WORDY_SHARE
        headed = self.first_headings[area.end] > self.first_headings[area.start]
        return not headed and not self.share_of_prose(area)


def in_boilerplate(areas: Sequence[Area], sums: Sums, count: int) -> list[bool]:
    """Tells for each line whether it stands in boilerplate."""
    changes = [0] * (count + 1)
    for area in areas:
        if sums.is_boilerplate(area):
            changes[area.start] += 1
            changes[area.end] -= 1
    return [depth > 0 for depth in accumulate(changes[:-1])]


def main_area(areas: Sequence[Area], sums: Sums) -> tuple[Area | None, bool]:
    """Returns the smallest area with nearly all sentences, and whether it is named as the text; such come first."""
    fit = [area for area in areas if sums.prose[-1] and sums.share_of_prose(area) >= MIN_MAIN_SHARE]
    named = [area for area in fit if area.hints.main]
    return min(named or fit, key=lambda area: area.end - area.start, default=None), bool(named)


def find_title(
    lines: Sequence[PageLine], areas: Sequence[Area], main: Area | None, out: Sequence[bool], title: str
) -> int | None:
    """Returns the line that is the text's title: the page's own name, else the heading that stands above the text.

    `main` is an area named as the text.
    """
    key = squeezed(title_parts(title)[0])
    limit = len(lines) if main is None else main.end
    shown = [i for i in range(limit) if may_be_title(lines[i]) and not out[i]]
    same = [i for i in shown if is_same(squeezed(lines[i].text), key)]
    if same:
        return next((i for i in same if lines[i].level is not None), same[0])
    above = None if main is None else heading_above(lines, areas, main, shown)
    if above is None and SITE_NAME.fullmatch(title_parts(title)[0]):
        return lone_heading(lines, shown)
    return above


def lone_heading(lines: Sequence[PageLine], shown: Sequence[int]) -> int | None:
    """Returns the only <h2> of a page without an <h1>, where it stands above the text."""
    text = next((i for i, line in enumerate(lines) if is_prose(line)), 0)
    first = [i for i in shown if lines[i].level == 1]
    second = [i for i in shown if lines[i].level == 2]
    return second[0] if not first and len(second) == 1 and second[0] < text else None


def heading_above(
    lines: Sequence[PageLine], areas: Sequence[Area], main: Area, shown: Sequence[int]
) -> int | None:
    """Returns the last <h1>, or line named as a title, before the text; else an <h2>; else one on its top."""
    named = {area.start for area in areas if area.hints.title and area.end == area.start + 1}
    before = [i for i in reversed(shown) if i < main.start]
    first = [i for i in before if i in named or lines[i].level == 1]
    second = [i for i in before if lines[i].level == 2]
    text = next((i for i in range(main.start, main.end) if is_prose(lines[i])), main.end)
    inside = [i for i in shown if main.start <= i < text and lines[i].level == 1]
    return next(iter([*first, *second, *inside]), None)


def may_be_title(line: PageLine) -> bool:
    return len(line.text) <= MAX_TITLE_CHARACTERS and line.role == "body" and not is_prose(line)


def is_same(text: str, key: str) -> bool:
    return len(key) >= 4 and (text == key or (len(text) >= 6 and key.startswith(text)))


def around(lines: Sequence[PageLine], main: Area, named: bool, title: int | None) -> Iterator[int]:
    """Yields the lines known by their place alone: links beside the text, what precedes a title or follows a text."""
    first = min(main.start, title) if title is not None else main.start
    for i in [*range(first), *range(main.end, len(lines))]:
        placed = named and not SENTENCE.search(lines[i].text) and (i >= main.end or title is not None)
        if placed or lines[i].is_link:
            yield i


def contents_in(lines: Sequence[PageLine]) -> Iterator[int]:
    """Yields the lines of a table of contents: several that lead to places of the page, and 目录 above them."""
    entries = [is_entry(line) for line in lines] + [False]
    for i in range(len(lines)):
        in_a_row = entries[i] and (entries[i + 1] or (i > 0 and entries[i - 1]))
        head = entries[i + 1] and CONTENTS.fullmatch(lines[i].text) is not None
        if in_a_row or head:
            yield i


def is_entry(line: PageLine) -> bool:
    if line.role == "boilerplate" and line.in_page:
        return True
    return line.in_page * 2 > len(line.text) and line.level is None and "。" not in line.text


def assign(lines: Sequence[PageLine], areas: Sequence[Area], title: str) -> tuple[int, int]:
    """Gives each line its role; returns the range of lines that hold the text, or all."""
    if not lines:
        return 0, 0
    out = in_boilerplate(areas, Sums(lines), len(lines))
    main, named = main_area(areas, Sums(lines, out))
    chosen = find_title(lines, areas, main if named else None, out, title)
    for i in around(lines, main, named, chosen) if main else ():
        out[i] = True
    for i in contents_in(lines):
        out[i] = True
    set_roles(lines, out, chosen)
    if main is None:
        return 0, len(lines)
    return min(main.start, chosen if chosen is not None else main.start), main.end


def set_roles(lines: Sequence[PageLine], out: Sequence[bool], title: int | None) -> None:
    for line, left_out in zip(lines, out, strict=True):
        if left_out:
            line.role = "boilerplate"
        elif line.role == "body" and line.level and len(line.text) <= MAX_HEADING_CHARACTERS:
            line.role = "heading"
    if title is not None:
        lines[title].role = "title"
