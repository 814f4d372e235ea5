"""Cuts a text into words, and tells which of them are names of people.

Both by rjieba, whose dictionary and model come with it. It misses names whose surname is a word of its own, as 于, 范
and 余 are, and takes some words for names; the words beside decide.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Surnames that are words too, most of them written otherwise as such: 于 stays a name and becomes 於 as a word.
SURNAMES_THAT_ARE_WORDS = frozenset("于范余涂丑沈谷后里面干岳姜卜占向郁采曲党种仇云")
# What a person is called by, behind the surname.
CALLED = frozenset(
    "同志 书记 支书 主任 委员 老师 先生 女士 师傅 医生 大夫 院长 校长 局长 处长 科长 队长 站长 厂长 所长 村长 镇长 "  # noqa: SIM905
    "教授 院士 将军 烈士 大爷 大妈 大叔 大娘 大姐 大哥 大嫂 奶奶 爷爷 阿姨 叔叔 老汉 某 某某 氏".split()
)
# A post, before the name: 党员, 村支书, 主任.
POSTED = re.compile("[员长师者人手工生士书记民兵匠户警官干夫娘任医嫂妈爹]$")
# As rjieba tags what may stand before a name without a post: nouns, attributes, conjunctions, marks, pronouns, times.
FREE = ("n", "b", "c", "x", "r", "t")
# Of the words that its dictionary holds for names, those that would be written otherwise as names.
NOT_NAMES = frozenset(
    "谷雨 古建筑 季后赛 胡萝卜 管弦乐 龙卷风 胡同口 郁金香 蒙蒙亮 毛毛虫 母大虫 马车夫 牛肉干 强台风 马后炮 师范生 "  # noqa: SIM905
    "边后卫 左后卫 姜片虫 应声虫 左仆射 岳麓山 金针虫 龙虎斗 游春图 单双杠 阳春面 金银制 艾美虫 南岳尖 岳寺塔".split()
)


class Word(NamedTuple):
    text: str
    is_name: bool


class Tagged(NamedTuple):
    text: str
    tag: str


NOTHING = Tagged("", "x")


def words(text: str) -> tuple[list[Word], set[str]]:
    """Returns the words, which together are the text, and the names that are long enough to be known again anywhere."""
    tagged = tags(text)
    known = set(people(tagged))
    again = {name for name in known if len(name) > 2 and name[0] in SURNAMES_THAT_ARE_WORDS}
    return list(joined(tagged, known)), again


def tags(text: str) -> list[Tagged]:
    # Its dictionary takes 0.1 s and 33 MB in each process, so it is loaded only when somebody reads 繁體.
    import rjieba

    return [Tagged(*one) for one in rjieba.tag(text, hmm=True)]


def people(tagged: Sequence[Tagged]) -> Iterator[str]:
    for before, this, following in zip([NOTHING, *tagged], tagged, [*tagged[1:], NOTHING], strict=False):
        if this.text in SURNAMES_THAT_ARE_WORDS:
            if is_surname(before, this, following):
                yield this.text + following.text
        elif is_person(before, this):
            yield this.text


def is_surname(before: Tagged, this: Tagged, following: Tagged) -> bool:
    """Tells of a word that could be a surname whether it is one here."""
    posted, free = POSTED.search(before.text) is not None, before.tag.startswith(FREE)
    if following.text in CALLED or following.tag.startswith("nr"):
        return posted or free
    if following.tag not in {"ns", "nz"} and not (posted and this.text != "于" and is_given(following)):
        return False
    return posted or (free and this.text != "于")


def is_name(words: str) -> bool:
    """Tells as reading does; its rules are loaded with the first name that is asked for."""
    from records.deeds.parsing.recipients import people as rules

    return rules.is_name(words)


def is_given(word: Tagged) -> bool:
    return is_name(f"王{word.text}") and not word.tag.startswith(("u", "m"))


def is_person(before: Tagged, this: Tagged) -> bool:
    posted = POSTED.search(before.text) is not None
    if not (posted or this.tag.startswith("nr")) or this.text in NOT_NAMES:
        return False
    if this.text[:1] in SURNAMES_THAT_ARE_WORDS:
        # What follows the name may be taken for a part of it: 范小玲种.
        may_be = (posted or before.tag.startswith(FREE)) and is_name(f"王{this.text[1:3]}")
    else:
        may_be = is_name(this.text)
    if this.tag.startswith("nr") and (posted or len(this.text) > 2):
        return may_be
    return may_be and is_unknown(this.text)


def is_unknown(word: str) -> bool:
    """Tells whether the dictionary lacks it: it was put together of characters."""
    import rjieba

    return len(rjieba.cut(word, hmm=False)) > 1


def joined(tagged: Sequence[Tagged], known: set[str]) -> Iterator[Word]:
    """Joins a surname with the name behind it, and a number with what it counts: 一碗面 is none of 方面."""
    at = 0
    while at < len(tagged):
        this, following = tagged[at], tagged[at + 1] if at + 1 < len(tagged) else NOTHING
        both = this.text + following.text
        if this.text in SURNAMES_THAT_ARE_WORDS and both in known:
            yield Word(this.text, is_name=True)
        elif this.tag == "m" and following.tag == "n" and len(following.text) == 1:
            yield Word(both, is_name=False)
            at += 1
        else:
            yield Word(this.text, is_name=this.text in known)
        at += 1
