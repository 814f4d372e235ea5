"""Which line above the running text is the document's title."""

import re
from collections.abc import Iterable, Sequence

from .chrome import PAGE_HEADING, is_chrome
from .honors import DASH, award_on_line, plain
from .source import Line

MAX_TITLE = 80
DEEDS = re.compile(r"事迹|先进典型|申报材料|推荐材料|汇报材料|经验材料")
NEWS = re.compile(
    r"荣?获|喜讯|荣立|入选|当选|记(?:全国|省|市|县|.{2,20}[——])|被(?:授予|评为)|风采|走近|[—－-]{1,2}"
)
SUBTITLE = re.compile(r"^\s*(?:——|—|－－|－|--|–|-)\s*\S")
BYLINE = re.compile(r"[（(].*[)）]|.*(?:公司|委员会|政府|支部|部|局|会|院|校)")


def title_key(text: str) -> str:
    """Equal for a title and its repetition with or without 材料."""
    return re.sub(r"(?:材料|简介|介绍)$", "", plain(text))


def same_title(one: str, other: str) -> bool:
    """With small differences: a word more at one end, a mark of punctuation, one or two characters."""
    a, b = title_key(one), title_key(other)
    if not a or not b:
        return False
    shorter, longer = sorted((a, b), key=len)
    return shorter == longer or (len(shorter) >= 8 and shorter in longer and len(longer) - len(shorter) <= 8)


def may_be_title(line: Line) -> bool:
    if line.look.role == "title":
        return True
    furniture = line.look.role not in ("body", "heading") or is_chrome(line.text)
    return len(line.text) <= MAX_TITLE and not furniture and not PAGE_HEADING.fullmatch(line.text)


def is_formed(line: Line) -> bool:
    """post－name－award"""
    return len(DASH.split(line.text)) == 3


def is_award_with_year(line: Line) -> bool:
    award = award_on_line(line.text)
    return award is not None and award.year is not None


def find_title(head: Sequence[Line]) -> Line | None:
    """The line whose style or words say so, or else the first that may be one; of repetitions the fullest wording."""
    candidates = [line for line in head if may_be_title(line) and len(plain(line.text)) >= 2]
    wishes = (
        lambda line: line.look.role == "title",
        lambda line: DEEDS.search(line.text) is not None,
        is_formed,
        lambda line: line.look.role == "heading" and line.look.level == 1,
        lambda line: (
            NEWS.search(line.text) is not None and len(line.text) >= 8 and not SUBTITLE.match(line.text)
        ),
        lambda line: sum(same_title(line.text, other.text) for other in candidates) > 1,
        lambda line: not is_award_with_year(line) and not is_subtitle(line),
    )
    chosen = next((line for wish in wishes for line in candidates if wish(line)), None)
    same = [line for line in candidates if chosen and same_title(line.text, chosen.text)]
    return max(same, key=lambda line: len(line.text), default=None)


def is_subtitle(line: Line) -> bool:
    return SUBTITLE.match(line.text) is not None


def subtitle_of(title: Line, lines: Iterable[Line]) -> Line | None:
    """The line right below that goes on behind a dash: ——记某某."""
    below = next((line for line in lines if line.start > title.start), None)
    return below if below and is_subtitle(below) and len(below.text) <= MAX_TITLE else None
