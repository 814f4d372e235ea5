"""Converts 简体 to 繁體 as written in Taiwan, by OpenCC; the names of people and places keep their own characters.

Simplified writing merged characters: 余 stands for 餘 and for the surname 余. OpenCC knows words, not names, and makes
餘秋雨 of 余秋雨. The record's own fields tell which words are names.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from records.models import Recipient

if TYPE_CHECKING:
    from opencc import OpenCC

# Characters common in traditional writing too, besides being the simplified form of others: in a name each stands for
# itself. From OpenCC's STCharacters those of Big5's first level, but for 云 and 丰: in names too they mean 雲 and 豐.
KEPT_IN_NAMES = (
    "僵曲漓郁酸雇雕面采里谷辟荐胄背胡苔虫腌范蒙舍芸蔑表藤豆象致准凌几凶出划刮制千升卜占卷只台吁吃合吊同后向布帘席冢冬"
    "呆周哄岩岳庵克具坐它家弦回困夫夸娘局咨咸咽尸彩唇奸志念干幸喂巨征御借堤姜噪狸玩私秋筑症琅矩糊系焰皂穗累浚挂挨挽栗"
    "核涌杆杠杯杰松板沈沾扇才扎托扣果泛注恤拐拿游折抵戚捆捍搜斗斤斫旋昆溪愈愿札朱朴梁暗欲澄檗丑伙了于仆仇仿俊修余佛佣"
)
# A surname is recognized by the word before or after it: 姓范, 范书记. In 百姓 the 姓 announces none.
TITLES_AFTER_SURNAME = "同志 书记 主任 委员 老师 先生 女士 师傅 医生 院长 校长 局长 队长 某".split()  # noqa: SIM905
SURNAME_AFTER_ITS_WORD = rf"(?<=姓)(?<!百姓)[{KEPT_IN_NAMES}]"

# Hidden form fields, addresses, and links that state their own language.
UNTOUCHED_PATTERN = r"""<input\b[^>]*\btype="hidden"[^>]*>|https?://[^\s"<>]+|\b(?:href|src|action|id|name)="[^"]*"|<a\b[^>]*\blang="[^>]*>[^<]*"""
QUOTATION_MARKS = str.maketrans("“”‘’", "「」『』")
# Stands between the parts of a page, which are converted in one call; OpenCC takes no word across it.
PART_SEPARATOR = "\x1e"


def names_of(recipients: Iterable[Recipient]) -> frozenset[str]:
    """Returns the names of people and places. The rest of an organization's name is ordinary words."""
    found: set[str] = set()
    for recipient in recipients:
        found.update(recipient.places)
        if recipient.kind == Recipient.Kind.PERSON:
            found.add(recipient.name)
            found.update(recipient.name[:1] + title for title in TITLES_AFTER_SURNAME)
    return frozenset(name for name in found if len(name) > 1)


def page_in_traditional(page: str, names: Iterable[str]) -> str:
    """Converts the words of a page: in the text, in attributes, in linked data. All else, addresses too, stays byte for
    byte."""
    return to_traditional(page, names, UNTOUCHED_PATTERN).translate(QUOTATION_MARKS)


def to_traditional(text: str, names: Iterable[str] = (), untouched: str = r"(?!)") -> str:
    """Converts the text word by word and `names` character by character; matches of the pattern `untouched` stay."""
    longest_first = sorted(names, key=len, reverse=True)
    named = re.compile("|".join([SURNAME_AFTER_ITS_WORD, *map(re.escape, longest_first)]))
    parts = re.split(f"({untouched}|{named.pattern})", text)
    parts[::2] = converted_by_words(parts[::2])
    parts[1::2] = [
        converted_by_characters(part) if named.fullmatch(part) or len(part) == 1 else part
        for part in parts[1::2]
    ]
    return "".join(parts)


def converted_by_words(parts: list[str]) -> list[str]:
    """Converts all parts in one call, for each call costs as much as a thousand characters."""
    joined = PART_SEPARATOR.join(parts)
    if joined.count(PART_SEPARATOR) == len(parts) - 1 and "\0" not in joined:
        return converter().convert(joined).split(PART_SEPARATOR)
    # OpenCC reads no further than a NUL.
    return ["\0".join(map(converter().convert, part.split("\0"))) for part in parts]


@lru_cache(maxsize=1024)
def converted_by_characters(name: str) -> str:
    return "".join(
        character if character in KEPT_IN_NAMES else converter().convert(character) for character in name
    )


@lru_cache(maxsize=1)
def converter() -> "OpenCC":
    """Returns the converter of all threads, which keeps nothing of a text.

    Its dictionaries take 0.1 s and 45 MB in each process, so they are loaded only when somebody reads 繁體.
    """
    from opencc import OpenCC

    return OpenCC("s2tw")
