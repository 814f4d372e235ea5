"""Converts 简体 to 繁體 as written in Taiwan, by OpenCC; the names of people and places keep their own characters.

Simplified writing merged characters: 余 stands for 餘 and for the surname 余. OpenCC knows words, not names, and makes
餘秋雨 of 余秋雨; and it finds words across the limits of words: 髮展 in 带头发展. So it is given the words one by one,
and told which are names: by the record's own fields, and by what `segmenting` finds in the text.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from records.models import Recipient

from .segmenting import words

if TYPE_CHECKING:
    from opencc import OpenCC

# Characters common in traditional writing too, besides being the simplified form of others: in a name each stands for
# itself. From OpenCC's STCharacters those of Big5's first level, but for 云 and 丰: in names too they mean 雲 and 豐.
KEPT_IN_NAMES = (
    "僵曲漓郁酸雇雕面采里谷辟荐胄背胡苔虫腌范蒙舍芸蔑表藤豆象致准凌几凶出划刮制千升卜占卷只台吁吃合吊同后向布帘席冢冬"
    "呆周哄岩岳庵克具坐它家弦回困夫夸娘局咨咸咽尸彩唇奸志念干幸喂巨征御借堤姜噪狸玩私秋筑症琅矩糊系焰皂穗累浚挂挨挽栗"
    "核涌杆杠杯杰松板沈沾扇才扎托扣果泛注恤拐拿游折抵戚捆捍搜斗斤斫旋昆溪愈愿札朱朴梁暗欲澄檗丑伙了于仆仇仿俊修余佛佣涂"
)
# A surname is recognized by the word before or after it: 姓范, 范书记. In 百姓 the 姓 announces none.
TITLES_AFTER_SURNAME = "同志 书记 主任 委员 老师 先生 女士 师傅 医生 院长 校长 局长 队长 某".split()  # noqa: SIM905
BEFORE_YU = "对由关终基属位处至等低高大小多少勇善敢便甘勤忠立缘鉴源出用归限"
# A distance, or what a name of a place ends in, is 里; what is inside is 裡.
DISTANCE = "(?<=[0-9０-９〇一二三四五六七八九十百千万两几半余多])里(?![面头边外])"
LANE = re.compile("[\u4e00-\u9fff]{1,2}里(?![面头边外])")
SURNAME_AFTER_ITS_WORD = rf"(?<=姓)(?<!百姓)[{KEPT_IN_NAMES}]"

# Hidden form fields, addresses, links that state their own language, and what is said to be no word of any.
UNTOUCHED_PATTERN = r"""<input\b[^>]*\btype="hidden"[^>]*>|https?://[^\s"<>]+|<\w+\b[^>]*\btranslate="no"[^>]*>[^<]*|\b(?:href|src|action|id|name|data-seal)="[^"]*"|<a\b[^>]*\blang="[^>]*>[^<]*"""
QUOTATION_MARKS = str.maketrans("“”‘’", "「」『』")
# No text but Chinese is converted, so neither has this, which keeps OpenCC from words across two.
WORD_SEPARATOR = "\x1e"
CHINESE = re.compile("([\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)")


def names_of(recipients: Iterable[Recipient]) -> frozenset[str]:
    """Returns the names of people and places. The rest of an organization's name is ordinary words."""
    found: set[str] = set()
    for recipient in recipients:
        found.update(recipient.places)
        found.update(lane for name in (recipient.name, *recipient.places) for lane in LANE.findall(name))
        if recipient.kind == Recipient.Kind.PERSON:
            found.add(recipient.name)
            found.update(recipient.name[:1] + title for title in TITLES_AFTER_SURNAME)
    return frozenset(name for name in found if len(name) > 1)


def page_in_traditional(page: str, names: Iterable[str]) -> str:
    """Converts the words of a page: in the text, in attributes, in linked data. All else, addresses too, stays byte for
    byte."""
    return to_traditional(page, names, UNTOUCHED_PATTERN).translate(QUOTATION_MARKS)


def to_traditional(text: str, names: Iterable[str] = (), untouched: str = r"(?!)") -> str:
    """Converts the text word by word, and character by character `names` and those found in it; matches of the pattern
    `untouched` stay."""
    parts = re.split(f"({untouched})", text)
    pieces = [CHINESE.split(part) for part in parts[::2]]  # every other one is Chinese
    converted, found = converted_by_words([run for each in pieces for run in each[1::2]])
    named = pattern_of({*names, *found})
    for number, each in enumerate(pieces):
        each[1::2] = islice(converted, len(each) // 2)
        parts[2 * number] = with_names(named, parts[2 * number], "".join(each))
    return "".join(parts)


def converted_by_words(runs: list[str]) -> tuple[Iterator[str], set[str]]:
    """Returns the runs of Chinese characters converted, and names found in them.

    All in one call of each library, for each call costs as much as a thousand characters.
    """
    cut, found = words("\n".join(runs))
    texts = [word.text for word in cut]
    written = converter().convert(WORD_SEPARATOR.join(texts)).split(WORD_SEPARATOR)
    for number, word in enumerate(cut):
        if word.is_name:
            written[number] = as_a_name(word.text, written[number])
    return iter("".join(written).split("\n")), found


def as_a_name(name: str, converted: str) -> str:
    if len(converted) != len(name):  # no entry of OpenCC's is known to be so
        return converted
    return "".join(own if own in KEPT_IN_NAMES else other for own, other in zip(name, converted, strict=True))


def pattern_of(names: set[str]) -> re.Pattern[str]:
    """Returns a pattern of the names, the longer ones first; not where a 于 belongs to the word before: 对于海军."""
    longest_first = sorted(names, key=len, reverse=True)
    written = [
        (rf"(?<![{BEFORE_YU}])" if name.startswith("于") else "") + re.escape(name) for name in longest_first
    ]
    return re.compile("|".join([SURNAME_AFTER_ITS_WORD, DISTANCE, *written]))


def with_names(named: re.Pattern[str], text: str, converted: str) -> str:
    """Puts into the converted text the names that the text has."""
    if len(converted) != len(text):
        return converted
    parts, at = [], 0
    for found in named.finditer(text):
        parts += [converted[at : found.start()], converted_by_characters(found[0])]
        at = found.end()
    return "".join([*parts, converted[at:]])


@lru_cache(maxsize=1024)
def converted_by_characters(name: str) -> str:
    return as_a_name(name, "".join(map(converter().convert, name)))


def name_in_traditional(name: str) -> str:
    """Returns the name of a person, character by character: for lists of so many that no pattern may hold them all."""
    return converted_by_characters(name)


@lru_cache(maxsize=1)
def converter() -> "OpenCC":
    """Returns the converter of all threads, which keeps nothing of a text.

    Its dictionaries take 0.1 s and 45 MB in each process, so they are loaded only when somebody reads 繁體.
    """
    from opencc import OpenCC

    return OpenCC("s2tw")
