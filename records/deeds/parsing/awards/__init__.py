"""The awards of a document: those that its title names and that a report counts out, and each award once.

Those of running text and captions are read in running_text.py, those on lines of their own in lists.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from records.deeds.document import Award, Span

from .lists import ListedAward, award_on_line, bare, dated_name
from .running_text import NOT_WON, awards_in, awards_in_caption
from .vocabulary import (
    BORNE,
    DASH,
    LEVEL,
    MANY_OTHERS,
    PRAISE,
    covered,
    is_award,
    legible,
    may_be_award,
    plain,
    three_parts,
)

__all__ = [
    "DASH",
    "PRAISE",
    "award_on_line",
    "awards_counted_out",
    "awards_in",
    "awards_in_caption",
    "awards_in_title",
    "is_award",
    "merged",
    "plain",
    "three_parts",
]

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


# 车间里的“大国工匠” is what somebody is called.
NICKNAME = re.compile("[里上中下边间旁]的(?=[“《])")


def quoted_in(title: str) -> Iterator[Award]:
    for found in QUOTED.finditer(title):
        named = dated_name(title, ListedAward(*found.span("name")))
        name = title[named.start : named.end]
        called = any(each.end() == found.start() for each in NICKNAME.finditer(title))
        if not called and re.search(PRAISE, name) and is_award(name):
            yield Award(name, named.year)


def before_name(title: str) -> Iterator[Award]:
    whole = OF_PERSON.fullmatch(title)
    is_whole = whole is not None and is_award(whole["name"]) and not NICKNAME.search(title)
    for found in [whole] if whole and is_whole else BEFORE_NAME.finditer(title):
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


# --- Each award once ------------------------------------------------------------------------------------

NUMBERED = re.compile(r"(?:第[一二三四五六七八九十\d]+|首)[届批](?:省级|市级|国家级)?|十[大佳]|百[名佳]")
OWN_UNIT = re.compile(r"(?:我|本|该|全|这个|所在)们?([\u4e00-\u9fff]{1,3})")
# 街道荣获…, in the deeds of 样本街道
BARE_UNIT = re.compile("街道|社区|公司|集团|学校|医院|法院|法庭|支部|党委|车间|班组|中队|大队|协会|中心|银行")
QUOTE = re.compile("[“《]")
MIN_LIKENESS = 0.75


def is_own(holder: str | None, own: str | None) -> bool:
    """Tells whether a holder is the page's recipient, by a longer or shorter name."""
    if not holder or not own:
        return holder is None
    if unit := OWN_UNIT.fullmatch(holder):
        return own.endswith(unit[1])
    short, long = sorted((plain(holder), plain(own)), key=len)
    named = len(short) >= 3 or short == plain(own) or BARE_UNIT.fullmatch(short) is not None
    return short == long or (len(short) >= 2 and long.endswith(short) and named)


def letters_of(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)


def level_free(name: str) -> str:
    return re.sub("^中国", "全国", plain(name))


def alike(one: str, other: str) -> bool:
    """Tells whether two wordings name the same award: some words more, but the same level and end."""
    short, long = sorted((level_free(one), level_free(other)), key=len)
    same_ends = short[:2] == long[:2] and short[-2:] == long[-2:]
    if QUOTE.search(one) and QUOTE.split(one, maxsplit=1)[1:] == QUOTE.split(other, maxsplit=1)[1:]:
        return True
    core = plain(NUMBERED.sub("", other)), plain(NUMBERED.sub("", one))
    if core[0] == core[1]:
        return True
    return same_ends and len(short) >= MIN_LIKENESS * len(long) and letters_of(short, long)


def same_award(head: str, award: Award) -> bool:
    return alike(head, award.name) or plain(head) == plain((award.issuer or "") + award.name)


def fuller(one: str, other: str) -> str:
    """Returns the longer name, unless it only counts the winners: 十大, 百名."""
    only_counted = plain(NUMBERED.sub("", other)) == plain(NUMBERED.sub("", one))
    return one if only_counted else max(one, other, key=lambda name: len(plain(name)))


def merged(awards: Iterable[Award], own: str | None) -> tuple[Award, ...]:
    """Returns each award once, in order, and once for each year it was given in; a repetition may still tell the year.

    Awards without a span are the title's and its lines': the text may call them by a fuller name. The page's own
    holder need not be named.
    """
    found: list[Award] = []
    places: dict[str, list[int]] = {}  # by plain name, and by name and year without 第八届
    heads: list[int] = []
    for award in awards:
        award = replace(award, holder=None) if is_own(award.holder, own) else award
        at = place_of(award, found, places, heads)
        if at is not None:
            found[at] = joined(found[at], award)
        elif not (award.holder and MANY_OTHERS.search(award.holder)):
            heads += [] if award.span else [len(found)]
            found.append(award)
            for key in keys(award):
                places.setdefault(key, []).append(len(found) - 1)
    return tuple(found)


def keys(award: Award) -> list[str]:
    name = plain(award.name)
    return [name, f"{plain(NUMBERED.sub('', award.name))} {award.year}"] if award.year else [name]


def place_of(award: Award, found: list[Award], places: dict[str, list[int]], heads: list[int]) -> int | None:
    known = (i for key in keys(award) for i in places.get(key, ()) if agree(found[i], award))
    if (at := next(known, None)) is not None or not award.span:
        return at
    return next((i for i in heads if agree(found[i], award) and same_award(found[i].name, award)), None)


def agree(earlier: Award, award: Award) -> bool:
    if earlier.holder and award.holder and not is_own(earlier.holder, award.holder):
        return False
    return earlier.year is None or award.year is None or earlier.year == award.year


def joined(earlier: Award, award: Award) -> Award:
    head = earlier.span is None and award.span is not None
    return replace(
        earlier,
        name=fuller(earlier.name, award.name) if head else earlier.name,
        year=earlier.year or award.year,
        issuer=earlier.issuer or award.issuer,
        span=earlier.span or award.span,
    )
