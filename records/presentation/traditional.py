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

from .segmenting import Word, names_in, words

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
SURNAME_AFTER_ITS_WORD = rf"(?<=姓)(?<!百姓)[{KEPT_IN_NAMES}]"

# Hidden form fields, addresses, and links that state their own language.
UNTOUCHED_PATTERN = r"""<input\b[^>]*\btype="hidden"[^>]*>|https?://[^\s"<>]+|\b(?:href|src|action|id|name)="[^"]*"|<a\b[^>]*\blang="[^>]*>[^<]*"""
QUOTATION_MARKS = str.maketrans("“”‘’", "「」『』")
# One that the page has not stands between its words, which are converted in one call; OpenCC takes no word across it.
WORD_SEPARATORS = "\x1e\x1f\x1d\x1c\ue000"


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
    """Converts the text word by word, and character by character `names` and those found in it; matches of the pattern
    `untouched` stay."""
    longest_first = sorted({*names, *names_in(text)}, key=len, reverse=True)
    named = re.compile("|".join([SURNAME_AFTER_ITS_WORD, *map(name_pattern, longest_first)]))
    parts = re.split(f"({untouched}|{named.pattern})", text)
    parts[::2] = map("".join, converted_by_words(list(map(words, parts[::2]))))
    parts[1::2] = [
        converted_by_characters(part) if named.fullmatch(part) or len(part) == 1 else part
        for part in parts[1::2]
    ]
    return "".join(parts)


def name_pattern(name: str) -> str:
    """Returns a pattern of the name: not where its 于 belongs to the word before, as in 对于海军."""
    return (rf"(?<![{BEFORE_YU}])" if name.startswith("于") else "") + re.escape(name)


def converted_by_words(texts: list[list[Word]]) -> Iterator[list[str]]:
    """Converts all words in one call, for each call costs as much as a thousand characters."""
    converted = iter(converted_one_by_one([word.text for text in texts for word in text]))
    for text in texts:
        yield [
            as_a_name(word.text, written) if word.is_name else written
            for word, written in zip(text, islice(converted, len(text)), strict=True)
        ]


def converted_one_by_one(words: list[str]) -> list[str]:
    text = "".join(words)
    between = next((mark for mark in WORD_SEPARATORS if mark not in text), "")
    if between and "\0" not in text:
        return converter().convert(between.join(words)).split(between)
    # OpenCC reads no further than a NUL.
    return ["\0".join(map(converter().convert, word.split("\0"))) for word in words]


def as_a_name(name: str, converted: str) -> str:
    if len(converted) != len(name):
        return converted
    return "".join(own if own in KEPT_IN_NAMES else other for own, other in zip(name, converted, strict=True))


@lru_cache(maxsize=1024)
def converted_by_characters(name: str) -> str:
    return as_a_name(name, "".join(map(converter().convert, name)))


@lru_cache(maxsize=1)
def converter() -> "OpenCC":
    """Returns the converter of all threads, which keeps nothing of a text.

    Its dictionaries take 0.1 s and 45 MB in each process, so they are loaded only when somebody reads 繁體.
    """
    from opencc import OpenCC

    return OpenCC("s2tw")
