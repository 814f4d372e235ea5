"""The awards of a document: those that its title names and that a report counts out, and each award once.

Those of running text and captions are read in running_text.py, those on lines of their own in lists.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

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
    "MAX_HEADING_CHARACTERS",
    "PRAISE",
    "award_of_all",
    "award_on_line",
    "awards_counted_out",
    "awards_in",
    "awards_in_caption",
    "awards_in_title",
    "is_award",
    "merged",
    "names_another",
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


# --- The award that the heading of a collection (汇编) names for all whose deeds follow -------------------
# 全国示例模范先进事迹汇编

MAX_HEADING_CHARACTERS = 60
NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}(?:部分|章|辑|编|类|篇)|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．])\s*[:：、]?\s*"
)
# What a collection is called, and all that may follow.
KINDS = "事[迹跡]|风采|故事|群英|名录|光荣册|光荣榜|画传|小传"
COLLECTED = re.compile(rf"(?:{KINDS})[^，,。；;：:]{{0,16}}$")
ABOUT_THEM = re.compile(
    "(?:荣?誉?称号)?(?:获得者|获奖者|得主|先进|优秀|典型|主要|感人|突出|简要|代表|人物|个人|集体|同志|的)$"
)
# Not given yet, or to whom it may concern.
NOT_GIVEN = re.compile("候选|拟表彰|拟推荐|推荐|申报|参评|提名(?!奖)|争创|争当|学习|评选|创建|入围|初评|复评")
# What any office calls those it praises: the name of no award, unless of one year.
GENERAL = re.compile(
    "(?:先进|优秀|典型|模范|突出|示范|杰出|著名|知名)?(?:个人|人物|集体|单位|代表|典型|家庭|劳模|英雄|英模|榜样|模范|好人|党员|青年|团队|员工|职工|干部)"
)
AT_LEVEL = re.compile(f"^{LEVEL}+")
JOINED = re.compile("[、和与及暨]")


class Shared(NamedTuple):
    """`sure`: it says of which level, edition or year it is, so that no other is meant."""

    award: Award
    sure: bool


def award_of_all(heading: str) -> Shared | None:
    """Reads one line: the title of a collection, or a heading over several of its records."""
    text = legible(heading.strip().strip("《》“”【】"))
    text = text[found.end() :] if (found := NUMBER.match(text)) else text
    if len(text) > MAX_HEADING_CHARACTERS or "。" in text or NOT_GIVEN.search(text):
        return None
    collected = COLLECTED.search(text)
    words = text[: collected.start()] if collected else text
    named = dated_name(words, ListedAward(0, len(words)))
    name = named_by(words[named.start :])
    is_dated = named.year is not None
    if not name or is_several(name):
        return None
    core = AT_LEVEL.sub("", name)
    if GENERAL.fullmatch(core) and not is_dated:
        return None
    sure = is_dated or core != name
    return Shared(Award(name, named.year), sure) if sure or collected else None


def named_by(words: str) -> str:
    """Returns the shortest award of 全国示例模范先进人物, without what is said of those who have it."""
    words, found = words.strip(" \u3000·"), ""
    while words:
        found = words if is_award(words) else found
        end = ABOUT_THEM.search(words)
        if not end:
            break
        words = words[: end.start()].rstrip(" \u3000")
    return found


def is_several(name: str) -> bool:
    """Tells whether two awards are named in one: whose is which, only the records themselves can say."""
    outside = covered(name)
    return any(is_award(name[: sign.start()]) for sign in JOINED.finditer(outside))


def names_another(heading: str, awards: Iterable[Award]) -> bool:
    """Tells whether a record's own title names an award, and not that of the heading."""
    wanted = plain(heading)
    own = [plain(award.name) for award in awards]
    return bool(own) and not any(name in wanted or wanted in name for name in own)


# --- Each award once ------------------------------------------------------------------------------------

NUMBERED = re.compile(r"(?:第[一二三四五六七八九十\d]+|首)[届批](?:省级|市级|国家级)?|十[大佳]|百[名佳]")
OWN_UNIT = re.compile(r"(?:我|本|该|全|这个|所在)们?([\u4e00-\u9fff]{1,3})")
# 街道荣获…, in the deeds of 样本街道
BARE_UNIT = re.compile("街道|社区|公司|集团|学校|医院|法院|法庭|支部|党委|车间|班组|中队|大队|协会|中心|银行")
QUOTE = re.compile("[“《]")
MIN_LIKENESS = 0.75
# An honor for these, or of some branch alone, is another one: 全国抗疫先进工作者.
OCCASION = re.compile("抗疫|疫情|抗震|救灾|抗洪|抗冰|脱贫|扶贫|系统|行业|提名")


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
    if OCCASION.findall(short) != OCCASION.findall(long):
        return False
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
