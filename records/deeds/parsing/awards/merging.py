"""Each award once."""

import re
from collections.abc import Iterable
from dataclasses import replace

from records.deeds.document import Award

from .vocabulary import plain

# So many others have it: tells the year of an award known from elsewhere, and is none of the recipient's.
MANY_OTHERS = re.compile(
    r"(?:^|[有的等内将]|全[国省市区县])(?:[2-9]|\d{2,}|[二三四五六七八九十百千两数多几]+)余?多?(?:个|名|人|家|位|集体|单位)"
)
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
