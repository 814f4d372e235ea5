"""Awards a title names, and those that a report of a whole commendation counts out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from records.deeds.document import Award, Span

from .lists import ListedAward, bare, dated_name
from .running_text import NOT_WON, awards_in
from .vocabulary import BORNE, LEVEL, PRAISE, covered, is_award, legible, may_be_award, three_parts

MAX_TITLE_CHARACTERS = 300
PERSON = r"(?!事迹|先进|个人|典型|材料|获得)[\u4e00-\u9fff·*×XＸ某]{2,5}?"
BEHIND = r"\s*(?:——|—|－|-|:|：|｜|\||同志|老师|$|的?(?:先进|优秀|感人|典型|主要)*事[迹跡])"
BEFORE_NAME = re.compile(
    rf"(?:^|记|[—－:：｜|、\s])(?P<name>(?:(?:19|20)\d\d年?度?)?(?:{LEVEL}|[\u4e00-\u9fff]{{2,3}}(?=工匠|好人|楷模))[^，。！：:—－｜|“”]{{0,20}}?(?:{BORNE}))(?:获得者)?(?=\s*{PERSON}{BEHIND}|\s*(?:——|—|－|:|：|、))"
)
OF_PERSON = re.compile(rf"{PERSON}(?:同志)?\s*[:：]\s*(?P<name>[^\s，。：:！]{{4,30}})")
QUOTED = re.compile(r"[“《](?P<name>[^“”《》]{3,40})[”》]")
NOT_IN_TITLE = re.compile(
    r"评选|晋级|入围|候选|申报|创建|争创|争当|力争|力荐|提名人|标准|活动|[百\d十]+强|推荐|名单公示|自查|学习|弘扬"
)


def quoted_in(title: str) -> Iterator[Award]:
    for found in QUOTED.finditer(title):
        named = dated_name(title, ListedAward(*found.span("name")))
        name = title[named.start : named.end]
        if re.search(PRAISE, name) and is_award(name):
            yield Award(name, named.year)


def before_name(title: str) -> Iterator[Award]:
    whole = OF_PERSON.fullmatch(title)
    for found in [whole] if whole and is_award(whole["name"]) else BEFORE_NAME.finditer(title):
        named = dated_name(title, ListedAward(*found.span("name")))
        yield Award(title[named.start : named.end], named.year)


WENT_TO = re.compile(r"(?:^|[:：\s])(?P<name>[^:：\s，。！]{4,36}?)(?:荣誉)?称号?(?:花落|落户)")


def gone_to(title: str) -> Iterator[Award]:
    for found in WENT_TO.finditer(title):
        if is_award(found["name"]):
            yield Award(found["name"])


def listed_in_part(part: str) -> Iterator[Award]:
    """Yields the awards behind the name in post－name－award; a seat in a congress (…代表) is an office, no award."""
    cuts = [0, *(found.end() for found in re.finditer("[、，,；;]", covered(part))), len(part) + 1]
    for begin, end in pairwise(cuts):
        named = dated_name(part, ListedAward(begin, min(end - 1, len(part))))
        name = bare(part[named.start : named.end].strip())
        if may_be_award(name):
            yield Award(name, named.year)


# 300个基层党组织“示例先进组织”受到表彰。……这300个组织中，某党委赫然在列
COUNTED_OUT = re.compile(r"(?P<many>\d{1,5})[个名家位][^，,。；;“”]{0,16}“(?P<name>[^“”]{4,30})”")
ONE_OF_THEM = re.compile(
    r"这(?P<many>\d{1,5})[个名家位][^，,。；;]{0,24}中[，,][^。！!；;]{2,40}?(?:赫然)?(?:在列|榜上有名|[名位]列其中)"
)


def awards_counted_out(text: str, offset: int = 0) -> Iterator[Award]:
    """Yields the award of so many winners among whom the text finds the one it is about."""
    if not (one := ONE_OF_THEM.search(text)):
        return
    for found in COUNTED_OUT.finditer(text, 0, one.start()):
        if found["many"] == one["many"] and is_award(found["name"]):
            start, end = found.span("name")
            yield Award(found["name"], span=Span(start + offset, end + offset))


def awards_in_title(title: str) -> list[Award]:
    """Reads "post－name－award", a headline that says who won what, or the award in front of a name."""
    if len(title) > MAX_TITLE_CHARACTERS:
        return []
    parts = three_parts(title)
    if parts and (named := list(listed_in_part(parts[2]))):
        return named
    won = [replace(award, holder=None, span=None) for award in awards_in(title)]
    plainly = covered(legible(title))  # what a slogan in quotes says is no matter
    if won or NOT_IN_TITLE.search(plainly) or NOT_WON.search(plainly):
        return won
    reading = legible(title)
    return list(gone_to(reading)) or list(before_name(reading)) or list(quoted_in(reading))
