"""Spells names in 拼音, by which they are indexed.

pypinyin knows the usual sound of each character, and of words; a surname often sounds otherwise than its character
elsewhere. What it has wrong is put right by the tables here.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from django.db import models

# Behind Z in the order of any database: digits, and whatever no sound is known of.
OTHERS = "ZZ"
INITIALS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", OTHERS]
MAX_CHARACTERS = 100
ROWS_PER_STEP = 200

# The sounds of surnames of one character, and those that have each, in 简体 and 繁體.
SOUNDS = {
    "shan4": "单單",
    "qiu2": "仇",
    "xie4": "解",
    "zeng1": "曾",
    "zha1": "查",
    "ou1": "区區",
    "yue4": "乐樂",
    "zhai2": "翟",
    "chong2": "种",
    "she2": "折",
    "bi4": "秘",
    "po2": "繁",
    "qin2": "覃",
    "shao4": "召",
    "gou1": "句",
    "kan4": "阚闞",
    "xun2": "郇",
    "zhai4": "祭",
    "piao2": "朴",
    "ge3": "盖葛蓋",
    "xian3": "洗",
    "yun4": "员員贠贠",
    "ren2": "任",
    "ning4": "宁寧甯",
    "hua4": "华華",
    "yan1": "燕",
    "na1": "那",
    "miao4": "缪繆",
    "he4": "黑",
    "zhan1": "占",
    "sa3": "撒",
    "yao1": "么幺要",
    "bu3": "卜",
    "du1": "都",
    "wei3": "隗",
    "nie4": "乜",
    "nai4": "能佴",
    "nian2": "粘",
    "gan1": "干",
    "guo1": "过過呙",
    "ji3": "纪紀",
    "xiang4": "相",
    "yu1": "於",
    "jue2": "角",
    "gui4": "炅",
    "jian1": "菅",
    "xi4": "郤",
    "zang1": "藏",
    "que1": "阙闕",
    "ben1": "贲賁",
    "pang2": "逄逢",
}
SURNAMES = {character: sound for sound, characters in SOUNDS.items() for character in characters}
# Those of two characters whose first sounds otherwise in them.
COMPOUND_SURNAMES = {
    "尉迟": "yu4 chi2",
    "尉遲": "yu4 chi2",
    "万俟": "mo4 qi2",
    "萬俟": "mo4 qi2",
    "澹台": "tan2 tai2",
    "澹臺": "tan2 tai2",
    "长孙": "zhang3 sun1",
    "長孫": "zhang3 sun1",
    "令狐": "ling2 hu2",
    "单于": "chan2 yu2",
    "單于": "chan2 yu2",
}
# Places at the beginning of a name, which is elsewhere the sound of their first character.
PLACES = {
    "单县": "shan4 xian4",
    "单城": "shan4 cheng2",
    "曾都": "zeng1 du1",
    "召陵": "shao4 ling2",
    "涡阳": "guo1 yang2",
    "筠连": "jun1 lian2",
    "漯河": "luo4 he2",
    "长丰": "chang2 feng1",
    "长垣": "chang2 yuan2",
    "长宁": "chang2 ning2",
    "长治": "chang2 zhi4",
    "朝阳": "chao2 yang2",
    "浚县": "xun4 xian4",
    "覃塘": "qin2 tang2",
    "泊头": "bo2 tou2",
    "解州": "hai4 zhou1",
}
# 曾家庄, 查庄: villages have the name of a family.
VILLAGE = re.compile(r".(?=[家庄村店楼集寨湾屯])")
# No surname begins 阿卜杜拉·买买提, nor a name of more than four characters.
PERSON = re.compile(r"[\u3400-\u9fff]{1,4}(?![\u3400-\u9fff·])")
BEFORE_A_NAME = re.compile(r"^[\W_]+")


def pinyin_of(name: str, *, is_person: bool) -> str:
    """Spells a name with its tones, as `shan4单 xiong2 xin4`.

    A person's surname stands behind its sound, so that all 张 are together, and 章 follow.
    """
    name = BEFORE_A_NAME.sub("", unicodedata.normalize("NFKC", name))
    first, sound = surname(name) if is_person else beginning(name)
    sounds = [sound + first if is_person else sound, *syllables(name[len(first) :])]
    return unaccented(" ".join(filter(None, sounds))).lower()[:MAX_CHARACTERS]


@lru_cache(maxsize=256)  # asked once for each of the columns that follow from it
def spelling_of(kind: str, name: str) -> tuple[str, str]:
    """Returns the letter under which the name stands, and what it stands by among others there."""
    pinyin = pinyin_of(name, is_person=kind == "person")
    letter = pinyin[:1].upper()
    return letter if letter in INITIALS else OTHERS, pinyin


def surname(name: str) -> tuple[str, str]:
    """Returns the surname with its sound, both empty where the name has none."""
    if not PERSON.match(name):
        return "", ""
    if name[:2] in COMPOUND_SURNAMES:
        return name[:2], COMPOUND_SURNAMES[name[:2]]
    # By itself: with the given name behind it the character may look like a word.
    return name[:1], SURNAMES.get(name[:1]) or " ".join(syllables(name[:1]))


def beginning(name: str) -> tuple[str, str]:
    """Returns the beginning of an organization's name that sounds otherwise than its characters, both empty mostly."""
    if name[:2] in PLACES:
        return name[:2], PLACES[name[:2]]
    if name[:1] in SURNAMES and VILLAGE.match(name):
        return name[:1], SURNAMES[name[:1]]
    return "", ""


def syllables(text: str) -> list[str]:
    return speller().lazy_pinyin(text) if text else []


@cache
def speller() -> Any:
    """Returns what does as pypinyin does in Style.TONE3, in a sixth of the time: of the characters and words that
    names are made of, and of 1,300 sounds, each is spelled once."""
    # Late: its dictionaries take half a second and 30 MB, and most processes never write a name.
    from pypinyin.converter import DefaultConverter
    from pypinyin.core import Pinyin
    from pypinyin.style.tone import converter

    numbered = lru_cache(maxsize=2048)(converter.to_tone3)

    class Numbered(DefaultConverter):
        def convert_style(self, han: str, orig_pinyin: str, *_: Any, **__: Any) -> str:
            return numbered(orig_pinyin)

    words: Any = Numbered()
    words.convert = lru_cache(maxsize=4096)(words.convert)  # each by itself, whatever stands beside it
    return Pinyin(words)


def unaccented(text: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", text) if not unicodedata.combining(part))


def spell_out(recipients: "models.QuerySet[Any]") -> None:
    """Sets the spelling of rows that lack it, a few at a time; a hundred thousand take a quarter of a minute."""
    last = 0
    while rows := list(recipients.filter(pk__gt=last).order_by("pk")[:ROWS_PER_STEP]):
        for row in rows:
            row.initial, row.pinyin = spelling_of(row.kind, row.short_name or row.name)
        recipients.model._default_manager.using(recipients.db).bulk_update(rows, ["initial", "pinyin"])
        last = rows[-1].pk


class Spelled:
    """A row with such columns."""

    def spell(self) -> None:
        """Sets them by what the row now says."""
        raise NotImplementedError


class SpelledField(models.CharField):
    """A column that follows from others of its row, and is set each time that the row is written."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if isinstance(model_instance, Spelled):  # no row of a migration is
            model_instance.spell()
        return super().pre_save(model_instance, add)
