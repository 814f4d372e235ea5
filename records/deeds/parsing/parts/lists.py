"""Collections that are laid out as lists: lines that are all names, of people and units, each with what it did below.

Numbers (1、2、…), labels (【先进个人】) or the form of the lines (王某某 某村村医) hold such a list together; the names
need not be told of in the texts below, which begin with what was done.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from records.deeds.parsing.numerals import leading_mark
from records.deeds.parsing.recipients.organizations import is_proper, is_unit
from records.deeds.parsing.recipients.people import POST_END, is_name
from records.deeds.parsing.recipients.surnames import WORDS

from .judging import Looked, Start, is_group_heading
from .names import HAN, PINYIN, SPELLED, is_person, plain_name, squeezed, without_number

LABEL = re.compile(
    r"【[^【】]{0,10}(?:个人|集体|人物|标兵|模范|能手|单位|家庭|团队)[^【】]{0,4}】\s*|[★☆◆◇●○■□▶►※✦•]\s*|"
    r"第[一二三四五六七八九十\d]{1,3}[名位号][：:、\s]\s*"
)
NAME_LABEL = re.compile(rf"姓\s*名\s*[:：]\s*(?P<name>[{HAN}·]{{2,15}})\s*$")
NAME = rf"(?P<name>[{HAN}](?:[·•・]?[{HAN}]){{1,14}}?)"
# Sex right behind the name, whatever the name: 王某某，女，…; 王某某  女，…
WITH_SEX = re.compile(rf"{NAME}(?:同志)?(?:{PINYIN})?[，,\s]\s*[男女](?=[，,。；;\s]|$)")
# 王某某（女，某族，某乡护林员）
WITH_ASIDE = re.compile(rf"{NAME}(?:同志)?\s*[（(](?P<aside>[^（）()]{{1,40}})[)）]")
OWN = re.compile(rf"^[男女](?=[，,\s]|$)|族(?=[，,\s]|$)|\d岁|(?:19|20)\d\d年|^{SPELLED}$")
# 敬业奉献模范：王某某; 王某某：…
WITH_HONOR = re.compile(
    rf"[^，。：:]{{2,16}}(?:模范|标兵|能手|先锋|好人|奖|先进个人|劳模|楷模)[：:]\s*{NAME}\s*$"
)
WITH_COLON = re.compile(rf"{NAME}(?:同志)?[：:，,]")
# 王某某，某村护林员; 王某某——某村护林员
WITH_POST = re.compile(rf"{NAME}\s*(?:[，,]|[—－–-]{{1,2}})\s*(?P<post>[^，,。：:]{{2,30}})$")
SEX_BELOW = re.compile(r"[男女][，,]")
UNIT_HEAD = re.compile(rf"(?P<unit>[{HAN}A-Za-z0-9“”]{{3,30}}?)(?=[，,（(：:\s]|$)")
# What headings ask for, behind a word that is a surname too: 强基础, 严管理, 高标准.
THING_LIST = (
    "基础 管理 标准 要求 质量 作风 服务 党建 落实 纪律 担当 保障 队伍 效率 能力 素质 本领 方向 责任 信念 把关 "
    "宣传 动员 班子 治理 产业 学习 监督 制度 组织 教育 培训 规范 思想 政治 意识 目标 水平 技术 业务"
)
THINGS = frozenset(THING_LIST.split())
MAX_HEAD_CHARACTERS = 60
MAX_UNKNOWN_CHARACTERS = 6


@dataclass(frozen=True, slots=True)
class Head:
    """A person's name or a unit's; `strong` where sex, birth, people, pinyin or post stand behind the name."""

    name: str
    is_unit: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    index: int
    head: Head | None
    kind: str
    number: int = 0
    listed: bool = True  # by a number or label, not by the form of the line alone


def head_of(words: str, below: str) -> Head | None:
    """Returns whom a line names at its beginning or, behind a post and a blank, at its end."""
    if found := WITH_SEX.match(words):
        return Head(squeezed(found["name"]), strong=True)
    if (found := WITH_ASIDE.match(words)) and not is_unit(found["name"]):
        tells = OWN.search(found["aside"]) or POST_END.search(found["aside"])
        if tells or is_person(found["name"]):
            return Head(found["name"], strong=bool(tells))
    told = WITH_HONOR.match(words) or (
        (found := WITH_POST.match(words)) and POST_END.search(found["post"]) and found
    )
    if told and is_sure_name(told["name"]):
        return Head(told["name"], strong=True)
    name = plain_name(words.strip("【】"))
    if name and SEX_BELOW.match(below) and not is_unit(name):
        return Head(name, strong=True)
    if name and is_sure_name(name):
        return Head(name)
    if (found := WITH_COLON.match(words)) and is_sure_name(found["name"]):
        return Head(found["name"])
    return with_post(words) or unit_at(words)


def is_sure_name(name: str) -> bool:
    return is_person(name) and name[:2] not in WORDS and name[1:] not in THINGS


def with_post(words: str) -> Head | None:
    """Reads 王某某 某村村医, 教学标兵 王某某."""
    parts = words.split()
    if len(words) > MAX_HEAD_CHARACTERS or len(parts) != 2 or re.search("[，,。：:]", words):
        return None
    first, last = parts
    if is_sure_name(first) and len(last) > 2:
        return Head(first, strong=POST_END.search(last) is not None or last.endswith(("村医", "工")))
    return Head(last) if is_sure_name(last) and len(first) > 1 else None


def unit_at(words: str) -> Head | None:
    found = UNIT_HEAD.match(words)
    unit = found["unit"] if found else ""
    return Head(unit, is_unit=True) if is_unit(unit) and is_proper(unit, 1) and not is_name(unit) else None


# --- Lists ----------------------------------------------------------------------------------------------


def lists_in(looked: Looked) -> Iterator[list[Item]]:
    """Yields the lists of lines that name people: by label, by each kind of number, and by their form."""
    items = [item for index in range(len(looked.lines)) if (item := item_at(looked, index))]
    for kind in dict.fromkeys(item.kind for item in items if item.listed):
        found = [item for item in items if item.kind == kind]
        found = [item if item.head else replace(item, head=unknown(looked, item.index)) for item in found]
        if is_counted(found) and all(item.head for item in found) and stand_outermost(looked, found):
            yield found
    yield by_form(looked)


def item_at(looked: Looked, index: int) -> Item | None:
    text, below = looked.lines[index].text, looked.next_line(index)
    if label := LABEL.match(text):
        return Item(index, head_of(text[label.end() :], below), label[0].strip()[:1])
    if label := NAME_LABEL.match(text):
        return Item(index, Head(label["name"], strong=True), "姓名")
    mark = leading_mark(text)
    return Item(index, head_of(text[mark.end :].strip(), below), mark.kind, mark.number) if mark else None


def unknown(looked: Looked, index: int) -> Head | None:
    """Returns what stands alone behind a number, where others are names: of whatever form, a person's or a group's."""
    words = without_number(looked.lines[index].text)
    name = "" if looked.prose[index] else plain_name(words)
    return Head(name, is_unit=True) if name and len(name) <= MAX_UNKNOWN_CHARACTERS else None


def is_counted(items: Sequence[Item]) -> bool:
    """Tells whether numbers go up by one, or begin again; labels have none."""
    above = 0
    for item in items:
        if item.number not in (above + 1, min(item.number, 1)):
            return False
        above = item.number
    return True


def stand_outermost(looked: Looked, items: Sequence[Item]) -> bool:
    """Tells whether no sections are numbered by another kind, but for headings of groups."""
    own = {item.index for item in items}
    others = [
        index
        for index, line in enumerate(looked.lines)
        if index not in own and (mark := leading_mark(line.text)) and mark.kind == "一、"
    ]
    return sum(not is_group_heading(looked, index) for index in others) < 2


def by_form(looked: Looked) -> list[Item]:
    """Takes lines of no number with a name and a post, and among them those that are a unit's name."""
    heads = [
        (index, head)
        for index, line in enumerate(looked.lines[:-1])
        if not looked.prose[index]
        and len(line.text) <= MAX_HEAD_CHARACTERS
        and looked.prose[index + 1]
        and (head := head_of(line.text, looked.next_line(index)))
    ]
    if not any(head.strong for _, head in heads):
        return plain_names(looked, heads)
    first = next(index for index, head in heads if head.strong)
    kept = [
        (index, head)
        for index, head in heads
        if head.strong or (index > first and head.is_unit and head.name == looked.lines[index].text)
    ]
    return [Item(index, head, "", listed=False) for index, head in kept]


def plain_names(looked: Looked, heads: Sequence[tuple[int, Head]]) -> list[Item]:
    """Takes lines that are names and nothing else, if no other short line below the first stands above a text."""
    own = {index for index, head in heads if head.name == plain_name(looked.lines[index].text.strip("【】"))}
    others = (
        index
        for index in range(min(own, default=0), len(looked.lines) - 1)
        if index not in own and looked.prose[index + 1] and not looked.prose[index]
    )
    if any(not is_group_heading(looked, index) for index in others):
        return []
    return [Item(index, head, "", listed=False) for index, head in heads if index in own]


def starts_of(
    looked: Looked, items: Sequence[Item], *, is_collection: bool, names_an_honor: bool
) -> tuple[list[Start], bool]:
    """Returns where records begin, and whether that is sure; nothing where the list is none of records."""
    is_collection = is_collection or any(item.kind == "第" for item in items)
    starts = [start_at(looked, item.index, item.head) for item in items if item.head]
    people = [item.head for item in items if item.head and not item.head.is_unit]
    sure = sum(head.strong for head in people)
    if len(starts) < 2 or not people or (len(people) * 2 < len(starts) and not (is_collection and sure)):
        return [], False
    if not (is_collection or names_an_honor) and sure * 2 < len(people):
        return [], False
    texts = zip(starts, [*(start.line for start in starts[1:]), len(looked.lines)], strict=True)
    told = all(
        looked.has_prose(start.line if not start.titled else start.line + 1, end) for start, end in texts
    )
    if not told and items[0].kind == "姓名":  # of a form: whoever recommends has a name too
        return [], False
    return starts, told and (is_collection or (sure > 1 and sure * 2 >= len(people)))


def start_at(looked: Looked, index: int, head: Head) -> Start:
    return Start(index, "" if head.is_unit else head.name, head.name, titled=not looked.prose[index])
