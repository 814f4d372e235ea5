"""The names listed behind a verb, a colon or 是: where each begins and ends.

And lines that are nothing but an award.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from records.deeds.document import Award

from .vocabulary import (
    PRAISE,
    PROVINCE,
    YEAR_DIGITS,
    covered,
    ends_as_award,
    is_award,
    is_praised,
    legible,
    may_be_award,
    plain,
    three_parts,
)

AND = "(?:和(?![谐美睦平])|[与及暨])"
SEPARATOR = re.compile(
    rf"[、，,；;|]|(?<=[”》])\s*(?=[“《])|以及|(?<=[”》]){AND}|{AND}(?=[“《])|"
    rf"(?<=[号者员人体位范兵手奖章功家织师村镇区进杯军才星锋]){AND}"
    rf"(?=[^、，,；;“]{{0,16}}(?:{PRAISE})|[^、，,；;“]{{0,8}}“)"
)
# Awards that lost the quotes and commas between them. Only full names of provinces and cities: 示范区 is none.
GLUED = re.compile(
    r"(?:(?<=之星|企业|个人|集体|单位|模范|标兵|称号|社区|能手|工匠|楷模|好人|党员|干部|组织|奖章|奖状)"
    r"|(?<=企业家|先锋号|工作者|文明村|文明岗|红旗手))"
    rf"(?=全国|国家级|全[省市区县]|[省市]级|第[一二三四五六七八九十\d]{{1,3}}届|(?:{PROVINCE})[省市]|[\u4e00-\u9fff]{{2}}市)"
)
HONOR = "称号|荣誉(?!市民|村民|军人|校长|奖|教师)|殊荣|头衔|(?<=”)奖项"
CLOSING = rf"的?(?:光荣|荣誉|最高|多项|多个|各项|一系列|一项)*(?:{HONOR}|奖励|表彰|命名|奖牌|证书|表扬|(?<!劳动)奖项)"
# 一等奖 and 三等功 hold a 等 that ends no list.
ETC = "(?<![一二三四特同平优上中下何高初])等(?!级|次|功)"
TAIL = re.compile(rf"{HONOR}|{ETC}[^，,；;、]{{0,14}}(?:称号|荣誉|殊荣|奖励|奖项|表彰|奖)|……")
END = re.compile(
    rf"{CLOSING}|(?<=[功章号奖])的嘉奖|{ETC}|[（(]?\s*[\d一二三两四五六七八九十多]+\s*[次枚项][)）]?\s*$|…|\.(?:jpe?g|png|gif)|"
    r"获得者|(?<=[”》奖章])之?后|的?第[一二三四五]+名"
)
FRONT = re.compile(
    r"(?:\s|[了过为由：:·•★◆●■▲]|以及|及|和(?![谐美睦平])|并|还|是|一名|一位|荣获|荣评|被评为|称号|当年|多次|先后|曾|(?:全[国省市县区])?(?:首个|唯一的?|第一[个家]))*"
)
YEAR_OF_NAME = re.compile(
    rf"(?:在|于)?(?P<year>{YEAR_DIGITS})\s*(?P<range>(?:年度?)?\s*[-—~至到－～]\s*(?:{YEAR_DIGITS}|\d\d))?\s*"
    r"(?:学?年度?)?(?:\d{1,2}月)?的?\s*[及和与、]?"
)
YEAR_BEHIND = re.compile(rf"\s*[（(]({YEAR_DIGITS})\s*年?度?[)）]")
# 获某某工会2021年…: who gives it stands in front of the year.
ISSUER_BEFORE = re.compile(rf"[^“”、\d（(]{{3,16}}(?={YEAR_DIGITS}年)")
MASKED_YEAR = re.compile(r"[\dXx×＊*]{1,4}年度?的?")
# 享有“…”美誉, “…”评选, “…”60强
WORSE = re.compile(r"[”》]的?(?:美誉|赞誉|之称|好评|口碑|候选|提名人选|评选|活动|[^，。；]{0,6}[\d十百]+强)")
# “示例能手荣誉称号”: the word for an honor is no part of its name, wherever the quotes end.
CALLED = re.compile("(?:光荣|荣誉)*称号")
WHOLE = re.compile(r"[“‘《]([^“”‘’《》]*(?:‘[^‘’]*’[^“”]*)?)[”’》]")
BEHIND_QUOTE = re.compile(r"\s*[^的了并后在，为\s]{1,16}")
PREFIXED_QUOTE = re.compile(rf"[^“”]{{1,6}}(?=“{YEAR_DIGITS}年)")
LOOSE = ("，", ",", "；", ";")


class ListedAward(NamedTuple):
    """The place of a name, and the year written with it; `dateless` if one is, but no single one."""

    start: int
    end: int
    year: int | None = None
    dateless: bool = False


def pieces(hidden: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yields bounds of the list's items with the sign in front of each."""
    cuts = [(found.start(), found.end(), found[0]) for found in SEPARATOR.finditer(hidden, start, end)]
    for left, right in pairwise([(start, start, ""), *cuts, (end, end, "")]):
        yield left[1], right[0], left[2].strip()


def narrowed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "：:。"):
        end -= 1
    return start, end


def unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    """Takes off the quotes that enclose a name as a whole."""
    whole = WHOLE.fullmatch(text, start, end)
    if not whole:
        return start, end
    start, end = narrowed(text, *whole.span(1))
    called = CALLED.search(text, start, end)
    return (
        (start, called.start())
        if called and called.end() == end and called.start() > start + 2
        else (start, end)
    )


def without_end(text: str, hidden: str, start: int, end: int) -> int:
    """Finds where a name ends that is followed by 称号, 等, a count, or by prose behind its quotes."""
    end = narrowed(text, start, end)[1]
    closing = END.search(hidden[:end], start + 1)
    end = closing.start() if closing else end
    quote = hidden.rfind("”", start, end)
    named_on = BEHIND_QUOTE.fullmatch(text, quote + 1, end) and ends_as_award(text[quote + 1 : end])
    if quote > start and not named_on:
        return quote + 1
    return end


def dated_name(text: str, named: ListedAward) -> ListedAward:
    """Takes off the years written in front of the name: 2015年度“…”, “2017年…”, 2005-2006年度及2015-2017年度…"""
    start, years, ranged = named.start, set[int](), False
    while found := YEAR_OF_NAME.match(text, start, named.end):
        bare_year = found["range"] is None and "年" not in found[0]
        if found.end() == start or (bare_year and named.end - found.end() < 5):
            break
        years.add(int(found["year"]))
        ranged = ranged or found["range"] is not None
        start = found.end()
    if not years and (masked := MASKED_YEAR.match(text, start, named.end)):
        start, ranged = masked.end(), True
    single = len(years) == 1 and not ranged
    return named._replace(
        start=start, year=min(years) if single else named.year, dateless=ranged or len(years) > 1
    )


def dated_quote(text: str, start: int, end: int) -> tuple[int, int]:
    """Returns the quotes alone of 全国“2013年度…”, so that the year in them comes first."""
    found = PREFIXED_QUOTE.match(text, start, end)
    return (found.end(), end) if found and text[end - 1] == "”" else (start, end)


def without_description(text: str, hidden: str, start: int, end: int) -> tuple[int, int]:
    """Drops the description before the last 的 outside quotes (四年一次的安全标兵), unless it is the award."""
    at = hidden.rfind("的", start, end)
    if at <= start or end - at <= 3:
        return start, end
    return (start, at) if is_award(text[start:at]) else (at + 1, end)


def named_in(text: str, hidden: str, start: int, end: int, *, first_of_list: bool) -> ListedAward:
    start = FRONT.match(text, start, end).end()  # type: ignore[union-attr]
    issuer = ISSUER_BEFORE.match(text, start, end)
    first = dated_name(text, ListedAward(issuer.end() if issuer else start, end))
    begin = FRONT.match(text, first.start, end).end()  # type: ignore[union-attr]
    stop = without_end(text, hidden, begin, end)
    if first_of_list:
        begin, stop = without_description(text, hidden, begin, stop)
    begin, stop = narrowed(text, begin, stop)
    if behind := YEAR_BEHIND.search(text, begin, end):
        first = first._replace(year=int(behind[1]))
        begin, stop = narrowed(text, begin, min(stop, behind.start()))
    inner = ListedAward(*unquoted(text, *dated_quote(text, begin, stop)), first.year, first.dateless)
    last = dated_name(text, inner)
    return last._replace(dateless=last.dateless or first.dateless)


def split_glued(text: str, hidden: str, named: ListedAward) -> list[ListedAward]:
    """Parts “甲、乙” in one pair of quotes, too."""
    cuts = [found.span() for found in GLUED.finditer(hidden, named.start + 3, named.end - 3)]
    cuts = cuts or [
        found.span() for found in re.finditer("、", text[: named.end]) if found.start() > named.start
    ]
    bounds = [(named.start, named.start), *cuts, (named.end, named.end)]
    parts = [named._replace(start=left[1], end=right[0]) for left, right in pairwise(bounds)]
    return parts if all(is_award(text[part.start : part.end]) for part in parts) else [named]


def names_in(text: str, hidden: str, start: int, end: int, *, sure: bool) -> Iterator[ListedAward]:
    """Yields the awards listed from `start` on; `hidden` is the text with what stands in quotes covered.

    `sure`: the verb gives nothing but honors, so that quotes are believed. 等荣誉称号 closes a list for certain;
    without it, only what is an award by its own words goes on behind a comma.
    """
    tails = [found.start() for found in TAIL.finditer(hidden, start, end)]
    closed_to = tails[-1] if tails else start
    year: int | None = None
    earlier: list[int] = []  # years of the next name: 2019年度、2020年度优秀员工
    broken = False
    for left, right, sign in pieces(hidden, start, end):
        loose = sign in LOOSE
        if loose and broken:
            return
        named = named_in(text, hidden, left, right, first_of_list=not loose)
        if named.start >= named.end and named.year:
            earlier.append(named.year)
            continue
        if loose and earlier:
            year, earlier = earlier[-1], []
        if not believed(text, named, "“" in text[left:right], sure, loose, left < closed_to and not broken):
            if loose:
                return
            broken = True
            continue
        named = named._replace(year=named.year or (None if named.dateless else year))
        yield from (named._replace(year=other) for other in earlier)
        yield from split_glued(text, hidden, named)
        earlier = []


def believed(text: str, named: ListedAward, quoted: bool, sure: bool, loose: bool, closed: bool) -> bool:
    name = text[named.start : named.end]
    if WORSE.match(text, named.end) or not may_be_award(name):
        return False
    return is_award(name) or (closed and (sure or quoted)) or (sure and quoted and not loose)


# --- Lines that are nothing but an award ----------------------------------------------------------------

AWARD_LINE = re.compile(rf"(.{{3,40}}?)\s*[(（]\s*({YEAR_DIGITS})\s*年?度?\s*[)）]")
# A line with these is a headline, a breadcrumb or a sentence.
AWARD_LABEL = re.compile(
    r"(?:拟?授予?|拟?推荐|申报|申请|获得|表彰)?(?:荣誉)?(?:奖项|称号|项目|荣誉)(?:名称)?\s*[:：]\s*(?=\S)"
)
VERB_ON_LINE = re.compile("当选|荣获|喜获|获评|获得|被评|授予|入选|获(?=[“《])|(?<![奖])获(?=[^奖得])")
NOT_ON_LINE = re.compile(r"[:：的◎>|，,。；;！!？?…—－-]|位置|首页|参加|欢送|荣誉榜|从.*到")
ENDS_IN_YEAR = re.compile(rf"\s{YEAR_DIGITS}\s*年?度?\s*$")
YEAR_LAST = re.compile(rf"(.{{3,40}}?)\s+({YEAR_DIGITS})\s*年?度?\s*")
YEAR_FIRST = re.compile(rf"({YEAR_DIGITS})\s*年?度?[：:\s]*(?:荣获|获得|获评?|被?评为|被?授予)?(.{{3,40}})")


def bare(name: str) -> str:
    """Takes off the quotes that enclose a name as a whole."""
    start, end = unquoted(name, 0, len(name))
    return name[start:end] or name


def name_on_line(line: str) -> ListedAward | None:
    """Finds where the name stands on a line that is nothing but an award, and its year."""
    reading = legible(line)
    if three_parts(reading):
        return None
    if labelled := AWARD_LABEL.match(reading):
        inner = name_on_line(line[labelled.end() :])
        return inner and inner._replace(start=inner.start + labelled.end(), end=inner.end + labelled.end())
    if NOT_ON_LINE.search(covered(reading)):
        return None
    if found := AWARD_LINE.fullmatch(reading):
        start, end = unquoted(reading, *found.span(1))
        return ListedAward(start, end, int(found[2])) if plain(reading[start:end]) else None
    found, name, year = YEAR_FIRST.fullmatch(reading), 2, 1
    if not found:
        found, name, year = YEAR_LAST.fullmatch(reading), 1, 2
    start, end = unquoted(reading, *(found.span(name) if found else narrowed(reading, 0, len(reading))))
    if VERB_ON_LINE.search(reading, start, end):
        return None
    named = ListedAward(start, end, int(found[year]) if found else None)
    known = is_award(reading[start:end]) if found else is_praised(reading[start:end])
    return named if known else None


def award_on_line(line: str) -> Award | None:
    """Reads a line that is nothing but an award: 全国先进基层党组织(2011年), 2011年度先进集体, or its name alone.

    The year may stand behind a space, too: 全国先进基层党组织 2011.
    """
    # Asked first, since most lines end otherwise.
    if line[-1:] not in "）)" and not ENDS_IN_YEAR.search(line) and not ends_as_award(line.rstrip('」』"')):
        return None
    named = name_on_line(line)
    return Award(line[named.start : named.end], named.year) if named else None
