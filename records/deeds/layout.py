"""Lines → title, award lines, introduction and titled sections, and what belongs to none of them.

Every line goes to exactly one place; lines are cut at most, never rewritten: that is what keeps all text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .document import Award
from .honors import DASH, award_on_line, plain
from .numerals import heading_mark, measure_marks
from .source import Line

MAX_TITLE = 80
MAX_HEADING = 30
# A longer line is prose even without a full stop: copies from web pages are often cut off.
MAX_SHORT = 60

SENTENCE_END = re.compile(r"[。！？!?；;][”’」』）)]*$")
# What a page puts around a text: its buttons, its dates, its pictures' file names.
CHROME = re.compile(
    r"手机版|电脑版|首页|返回(?:首页|顶部|列表|上页)?|打印(?:本页)?|关闭(?:窗口|本页)?|登录|注册|收藏|表彰分类|"
    r"分享(?:到.*)?|[上下]一[篇页条].*|相关(?:链接|阅读|新闻|推荐).*|(?:您的)?(?:当前)?位置[:：].*|版权所有.*|.*ICP备.*|"
    r"责任?编[辑校].*|(?:来源|作者|时间|日期|发布时间|发布日期|类型|字号|点击|浏览|阅读|浏览次数|浏览量|阅读量)[:：].*|"
    r"已有.{0,12}人(?:致敬|点赞|浏览|阅读|献花)|\d{4}[.\-/年]\d{1,2}[.\-/月]\d{1,2}日?(?:\s*\d\d?:\d\d(?::\d\d)?)?|"
    r".+\.(?:jpe?g|png|gif|bmp|docx?|pdf)",
    re.IGNORECASE,
)
PAGE_HEADING = re.compile(r"(?:主要|先进|典型|优秀)*事迹(?:材料|简介|介绍)?|正文")


@dataclass
class Draft:
    """A section while its paragraphs are gathered; the first one, without title, is the introduction."""

    title: Line | None = None
    paragraphs: list[Line] = field(default_factory=list)


@dataclass
class Layout:
    title: Line | None = None
    awards: list[tuple[Line, Award]] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=lambda: [Draft()])


def is_chrome(line: Line) -> bool:
    return len(line.text) <= MAX_TITLE and CHROME.fullmatch(line.text) is not None


def is_prose(line: Line) -> bool:
    if is_chrome(line):
        return False
    text = line.text
    if len(text) > MAX_SHORT or "。" in text or SENTENCE_END.search(text):
        return True
    first = next(measure_marks(text), None)
    return first is not None and first.start == 0


def is_heading(line: Line) -> bool:
    """Whether a line may be a section's title, by its looks alone."""
    words = len(plain(line.text)) >= 2 and line.text[-1] not in "，,、：:—-"
    return words and len(line.text) <= MAX_HEADING and not is_prose(line) and not is_chrome(line)


def is_numbered(line: Line) -> bool:
    return heading_mark(line.text) is not None and not is_prose(line)


def title_key(text: str) -> str:
    """Equal for a title and its repetition with or without 材料."""
    return re.sub(r"(?:材料|简介|介绍)$", "", plain(text))


def may_be_title(line: Line) -> bool:
    return len(line.text) <= MAX_TITLE and not is_chrome(line) and not PAGE_HEADING.fullmatch(line.text)


def is_formed(line: Line) -> bool:
    """post－name－award"""
    return len(DASH.split(line.text)) == 3


def is_award_with_year(line: Line) -> bool:
    award = award_on_line(line.text)
    return award is not None and award.year is not None


def find_title(head: Sequence[Line]) -> Line | None:
    """The first line that names deeds, or has the form "post－name－award", or else the first that is no award line.

    Where the title stands twice, the fuller wording.
    """
    candidates = [line for line in head if may_be_title(line)]
    wishes = (lambda line: "事迹" in line.text, is_formed, lambda line: not is_award_with_year(line))
    found = (line for wish in wishes for line in candidates if wish(line))
    chosen = next(found, None)
    same = [line for line in candidates if chosen and title_key(line.text) == title_key(chosen.text)]
    return max(same, key=lambda line: len(line.text), default=None)


def bounds(lines: Sequence[Line]) -> tuple[int, int]:
    """Where the running text begins and ends: from the first prose or 一、 to the last prose or numbered heading."""
    starts = (
        i for i, line in enumerate(lines) if is_prose(line) or (is_numbered(line) and line.text[0] == "一")
    )
    start = next(starts, len(lines))
    ends = (i for i in range(len(lines) - 1, start - 1, -1) if is_prose(lines[i]) or is_numbered(lines[i]))
    return start, next(ends, start - 1) + 1


def lay_out(lines: Sequence[Line]) -> Layout:
    start, end = bounds(lines)
    layout = Layout(find_title(lines[:start]))
    start = sort_head(layout, lines, start)
    body: list[Line] = []
    for line in lines[start:end]:
        (layout.left_out if is_left_out(layout, line) else body).append(line)
    sort_body(layout, body)
    layout.left_out += lines[end:]
    layout.left_out.sort(key=lambda line: line.start)
    return layout


def is_left_out(layout: Layout, line: Line) -> bool:
    """Page furniture, and the title where it stands again."""
    if is_chrome(line):
        return True
    titled = layout.title is not None and len(line.text) <= MAX_TITLE
    return titled and layout.title is not None and title_key(line.text) == title_key(layout.title.text)


def sort_head(layout: Layout, lines: Sequence[Line], start: int) -> int:
    """Sort the lines above the running text and answer where it begins: the last may be a section's title."""
    last = start - 1
    for index, line in enumerate(lines[:start]):
        if line is layout.title:
            continue
        award = None if is_left_out(layout, line) else award_on_line(line.text)
        if award:
            layout.awards.append((line, award))
        elif index == last and not is_left_out(layout, line) and opens_section(lines, index):
            return last
        layout.left_out.append(line)
    return start


def opens_section(lines: Sequence[Line], index: int) -> bool:
    """A short line right above the text is a section's title only where other sections have such titles too."""
    if (
        not is_heading(lines[index])
        or PAGE_HEADING.fullmatch(lines[index].text)
        or lines[index].text[0] in "—-－"
    ):
        return False
    later = range(index + 2, len(lines) - 1)
    return any(is_heading(lines[i]) and is_prose(lines[i + 1]) for i in later)


def sort_body(layout: Layout, body: Sequence[Line]) -> None:
    """Gather paragraphs under their headings: 一、 in sequence where there is one, else short lines above prose."""
    numbered = any(is_numbered(line) and line.text[0] == "一" for line in body)
    count = 0
    for line, following in zip(body, [*body[1:], None], strict=False):
        mark = heading_mark(line.text) if numbered and is_numbered(line) else None
        if mark and mark.number == count + 1:
            count += 1
            layout.left_out.append(Line(line.text[: mark.end], line.number, line.start))
            title = Line(line.text[mark.end :], line.number, line.start + mark.end)
            layout.drafts.append(Draft(title))
        elif PAGE_HEADING.fullmatch(line.text) and not (following and is_prose(following)):
            layout.left_out.append(line)
        elif not numbered and is_heading(line) and following and is_prose(following):
            layout.drafts.append(Draft(line))
        else:
            layout.drafts[-1].paragraphs.append(line)
