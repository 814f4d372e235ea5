"""Tells whether a line of a roll and deeds of its name can be about one: by the place, and by where somebody works."""

import re
from collections.abc import Collection

from records.deeds.parsing.recipients.organizations import GENERIC, NAMED, holds
from records.rolls.places import completed, next_step, provinces

FULL_NAME = re.compile("[市县区州盟旗]$")
MIN_SHARED = 2  # characters of the names of two units that may be one: 样例厂 and 样例厂第二车间


def places_contradict(region: str, post: str, other_region: str, other_post: str) -> bool:
    """Tells whether the regions lead apart; of one that is not given, the province that the post names in full."""
    one, other = in_full(region), in_full(other_region)
    if one and other:
        return not same_place(one, other)
    one, other = one or province_in(post), other or province_in(other_post)
    return bool(one and other) and one.split("/")[0] != other.split("/")[0]


def in_full(region: str) -> str:
    """Returns the path with its province in full: 西藏/拉萨市 is 西藏自治区/拉萨市."""
    first, slash, rest = region.strip("/").partition("/")
    return f"{provinces().get(first, first)}{slash}{rest}"


def province_in(post: str) -> str:
    """Returns the province in which the place lies that a post begins with, if it lies in one alone; a short name may
    be no place: 云南白药, 长春花园."""
    step = next_step("".join(post.split()), [])
    if not step or (step not in set(provinces().values()) and not FULL_NAME.search(step)):
        return ""
    first = completed(step)[0].split("/")[0]
    return first if first in set(provinces().values()) else ""


def posts_contradict(post: str, others: Collection[str]) -> bool:
    """Tells whether a post names another unit than each of the others: what names none contradicts nothing."""
    stated = [other for other in others if other.strip()]
    return bool(stated) and not any(may_be_one(post, other) for other in stated)


def may_be_one(one: str, other: str) -> bool:
    mine, theirs = unit_in(one), unit_in(other)
    if not (mine and theirs) or same_post(one, other):
        return True
    shorter, longer = sorted((mine, theirs), key=len)
    shared = (shorter[at : at + MIN_SHARED] in longer for at in range(len(shorter) - MIN_SHARED + 1))
    # 样医 is short for 样例市人民医院.
    return holds(longer, shorter) or any(shared)


def unit_in(post: str) -> str:
    """Returns what is a unit's own in its name, without places and kinds of units; "" where a post names none."""
    # 民 behind a unit says that it is none: 局民警 would hide the office.
    rest, path = "".join(post.split()).removesuffix("民警"), list[str]()
    found = NAMED.match(rest)
    if not found:
        return ""
    rest = found[0]
    while step := next_step(rest, path):
        if step == rest:
            return ""
        rest = rest[len(step) :]
        path.append(provinces().get(step, step))
    return GENERIC.sub("", rest)


def same_post(one: str, other: str) -> bool:
    """Tells whether one is the other, or a part of it: 样例厂工人 and 样例市样例厂工人."""
    mine, theirs = "".join(one.split()), "".join(other.split())
    return bool(mine and theirs) and (mine in theirs or theirs in mine)


def same_place(one: str, other: str) -> bool:
    """Tells if one path leads on from the other: 甲省/甲市 and 甲省/甲市/甲区 may be the same, 甲省 and 乙省 not."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/") or not (one and other)
