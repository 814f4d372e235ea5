"""Lines that are nothing but an award."""

import re

from records.deeds.document import Award

from .lists import ListedAward, narrowed, unquoted
from .normalizing import covered, legible
from .vocabulary import YEAR_DIGITS, ends_as_award, is_award, is_praised, plain

AWARD_LINE = re.compile(rf"(.{{3,40}}?)\s*[(（]\s*({YEAR_DIGITS})\s*年?度?\s*[)）]")
# A line with these is a headline, a breadcrumb or a sentence.
VERB = re.compile("当选|荣获|喜获|获评|获得|被评|授予|入选|获(?=[“《])|(?<![奖])获(?=[^奖得])")
NOT_ON_LINE = re.compile(r"[的◎>|，,。；;！!？?…—－-]|位置|首页|参加|欢送|荣誉榜|从.*到")
YEAR_FIRST = re.compile(rf"({YEAR_DIGITS})\s*年?度?[：:\s]*(?:荣获|获得|获评?|被?评为|被?授予)?(.{{3,40}})")


def bare(name: str) -> str:
    """Takes off the quotes that enclose a name as a whole."""
    start, end = unquoted(name, 0, len(name))
    return name[start:end] or name


def name_on_line(line: str) -> ListedAward | None:
    """Finds where the name stands on a line that is nothing but an award, and its year."""
    reading = legible(line)
    if NOT_ON_LINE.search(covered(reading)):
        return None
    if found := AWARD_LINE.fullmatch(reading):
        start, end = unquoted(reading, *found.span(1))
        return ListedAward(start, end, int(found[2])) if plain(reading[start:end]) else None
    found = YEAR_FIRST.fullmatch(reading)
    start, end = unquoted(reading, *(found.span(2) if found else narrowed(reading, 0, len(reading))))
    if VERB.search(reading, start, end):
        return None
    named = ListedAward(start, end, int(found[1]) if found else None)
    known = is_award(reading[start:end]) if found else is_praised(reading[start:end])
    return named if known else None


def award_on_line(line: str) -> Award | None:
    """Reads a line that is nothing but an award: 全国先进基层党组织(2011年), 2011年度先进集体, or its name alone."""
    # Asked first, since most lines end otherwise.
    if line[-1:] not in "）)" and not ends_as_award(line.rstrip('」』"')):
        return None
    named = name_on_line(line)
    return Award(line[named.start : named.end], named.year) if named else None
