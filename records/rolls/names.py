"""Names in a roll: how they are set apart, what stands in brackets behind them, and what they look like."""

import re
from functools import lru_cache
from typing import NamedTuple

from records.deeds.parsing.parts.names import DOT, HAN, is_person
from records.deeds.parsing.recipients.organizations import PARTNER, is_proper, is_unit
from records.deeds.parsing.recipients.surnames import COMPOUND

from .document import Kind
from .form import KINDS
from .marks import without_mark

BLANKS = re.compile(r"\s+")
# 张　三, and 欧 阳 某: an office sets short names apart, so that they are as wide as longer ones.
APART = re.compile(rf"[{HAN}](?:\s+[{HAN}]){{1,3}}|(?:{COMPOUND})\s+[{HAN}]{{1,2}}|[{HAN}]\s+[{HAN}]{{2}}")
PERSON = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,10}}(?:[{DOT}][{HAN}]{{1,10}}){{1,4}}")
# 买买提 • 艾力, 帕提古丽· 阿不都: the dot of a name as typists have it, with blanks beside it.
DOTTED = re.compile(rf"[{HAN}]{{1,10}}(?:\s*[{DOT}･]\s*[{HAN}]{{1,10}}){{1,4}}")
ANY_DOT = re.compile(rf"\s*[{DOT}･]\s*")
ASIDE = re.compile(r"(?<!\s)\s*[（(【\[](?P<aside>[^（）()【】\[\]]{1,60})[)）】\]]\s*$")
PARTS = re.compile(r"[，,、；;\s]+")
MAX_NAME_CHARACTERS = 80
MAX_POST_CHARACTERS = 12
SEX = re.compile("[男女]性?")
NATION = re.compile(rf"[{HAN}]{{1,5}}族")
# What else is said of a person beside sex and nation, and is neither unit nor post.
REMARK = re.compile(
    r"已故|已?去世|逝世|牺牲|烈士|追[授认记](?:.{0,6})|退休|离休|(?:曾用|又|原|别|化|笔|艺|法|小)名.+|[号字].{1,3}|"
    r"(?:中共)?(?:预备)?(?:党员|团员)|群众|无党派(?:人士)?|民[革盟建进]|农工党|致公党|九三学社|"
    r".{0,3}\d{4}\s*(?:年|[-—~～]).*|\d{1,3}岁|.{1,6}[省市县区州盟旗镇乡村]人"
)
LIST_SIGNS, WIDE_BLANKS = re.compile(r"[、，,；;\n]"), re.compile(r"\s{2,}|\u3000")
BRACKETED = re.compile(r"[（(“][^（）()“”]{0,60}[)）”]")
# One blank parts two names of two characters or more; what APART finds is one.
SEVERAL = re.compile(rf"[、，,；;/／\n]|\s{{2,}}|(?<=[{HAN}]{{2}})\s(?=[{HAN}]{{2}})")
ENDING = re.compile(
    "(?:系统|机关|单位|集体|集团|公司|委员会|管理局|大学|医院|学校|项目部|突击队|工作站|指挥部|服务站|联队|编队|大队|支队|中队|分队|[一二三四五六七八九十附][中小])$"
)
# 甲县一中, 某校附小: units by a short name that the words of units do not end with.
SCHOOL = re.compile(
    rf"[{HAN}]{{2,}}(?:[一二三四五六七八九十]{{1,3}}|实验|附属?|外国语)[中小高院厂]|[{HAN}]{{2,}}(?:实小|实中|职高|职中|幼儿?园|学校)"
)
POSTED = re.compile(
    "(?:书记|主任|主席|委员|经理|教授|[院校局所队厂镇乡村会站科处部班组]长|代表|法官|(?<![党团])员|[师工者士民警]|(?:工|军|法|负责|带头|主持|传承|创始|承包)人)$"
)


class Named(NamedTuple):
    """`name` and `printed` as in Entry; `notes` are what stood in brackets, and a sign that leads to a footnote;
    `post` what stood there and is one: 张三（某厂工人）."""

    name: str
    printed: str
    notes: dict[str, str]
    post: str = ""


def squeezed(text: str) -> str:
    return BLANKS.sub("", text)


def name_of(printed: str) -> str:
    """Returns the name without the blanks that set a short one apart, and with the usual dot; other names keep
    theirs."""
    if DOTTED.fullmatch(printed) and not is_unit(printed):
        return ANY_DOT.sub("·", printed)
    return squeezed(printed) if APART.fullmatch(printed) else printed


def named(cell: str) -> Named:
    """Reads a cell: 张　三（女，藏族）*."""
    printed, notes, post = " ".join(cell.split("\n")).strip(), dict[str, str](), ""
    printed, mark = without_mark(printed)
    while found := ASIDE.search(printed):
        bare, before = without_mark(printed[: found.start()].strip())
        if not may_be_person(name_of(bare)) and not particulars(found["aside"]):
            break
        beside = "" if post else post_in(found["aside"])
        post = post or beside
        for label, words in notes_of(without(found["aside"], beside)).items():
            notes[label] = f"{words}，{notes[label]}" if label in notes else words
        printed, mark = bare, mark or before
        if not printed:
            break
    if mark:
        notes["*"] = mark
    return Named(name_of(printed), printed, notes, post)


def may_be_person(name: str) -> bool:
    """Tells whether this has the length of a name, and none of the ends of a unit."""
    return looks_like_person(name) or (bool(PERSON.fullmatch(name)) and not is_unit(name))


def post_in(aside: str) -> str:
    """Returns where somebody works, or as what, of what brackets hold: 女，上海三中."""
    parts = [part for part in PARTS.split(aside.strip()) if part]
    posts = [part for part in parts if is_post(part)]
    if posts and not any(is_remark(part) for part in parts):
        return aside.strip()
    return "，".join(posts)


def without(aside: str, post: str) -> str:
    """Returns the rest of what brackets hold beside the post."""
    posts = set(PARTS.split(post))
    return "，".join(part for part in PARTS.split(aside.strip()) if part and part not in posts)


def is_post(text: str) -> bool:
    """Tells a unit or a post from what else is said of a person."""
    is_said = is_remark(text) or looks_like_person(text)
    return not is_said and bool(POSTED.search(text) or is_unit(text) or is_one_of_units(text))


def is_post_alone(text: str) -> bool:
    """Tells whether a cell holds a post without its unit: 局长, 党委书记."""
    return len(text) <= MAX_POST_CHARACTERS and bool(POSTED.search(text))


def particulars(aside: str) -> bool:
    """Tells whether brackets hold a sex or a nation: elsewhere they belong to the name of a unit."""
    return any(SEX.fullmatch(part) or NATION.fullmatch(part) for part in PARTS.split(aside))


def is_remark(aside: str) -> bool:
    """Tells whether brackets hold nothing but what is said of a person: 女，已故."""
    parts = [part for part in PARTS.split(aside) if part]
    return bool(parts) and all(
        SEX.fullmatch(part) or NATION.fullmatch(part) or REMARK.fullmatch(part) for part in parts
    )


def notes_of(aside: str) -> dict[str, str]:
    notes: dict[str, str] = {}
    for part in filter(None, PARTS.split(aside.strip())):
        label = "性别" if SEX.fullmatch(part) else "民族" if NATION.fullmatch(part) else "备注"
        notes[label] = f"{notes[label]}，{part}" if label in notes else part
    return notes


@lru_cache(maxsize=20_000)
def looks_like_person(name: str) -> bool:
    """Tells whether this is a name by its length and surname."""
    return bool(PERSON.fullmatch(name)) and is_person(name)


@lru_cache(maxsize=20_000)
def looks_like_unit(name: str) -> bool:
    return (
        3 < len(name) <= MAX_NAME_CHARACTERS
        and not looks_like_person(name)
        and bool(is_unit(name) or ENDING.search(name))
    )


def is_one_of_units(name: str) -> bool:
    """Tells whether a part of a list is a unit, be it by its short name: 甲县一中."""
    return looks_like_unit(name) or (bool(SCHOOL.fullmatch(name)) and not looks_like_person(name))


def several_units(text: str) -> list[str]:
    """Returns the parts of words that seem to be several units; nothing for one with its partner (甲乡党委、政府)."""
    text = BRACKETED.sub("", PARTNER.sub("", text))
    parts = [part.strip() for part in LIST_SIGNS.split(text) if part.strip()]
    if len(parts) > 1:
        units = sum(is_unit(part) or is_one_of_units(part) for part in parts)
        return parts if is_one_of_units(parts[0]) and units * 2 >= len(parts) else []
    parts = WIDE_BLANKS.split(text.strip())
    # 样本厂　第一车间 is one: what any unit has is no unit of its own.
    are_units = len(parts) > 1 and all(is_one_of_units(part) and is_proper(part) for part in parts)
    return parts if are_units else []


def kind_by_look(name: str) -> Kind | None:
    if looks_like_person(name):
        return "person"
    return "organization" if looks_like_unit(name) else None


def kind_in_words(words: str) -> Kind | None:
    """Reads 类型: 个人, 集体 …"""
    text = squeezed(words)
    if text in (KINDS["person"], "person") or text.endswith(("个人", "人物")):
        return "person"
    is_many = text in ("organization", "单位", "组织") or text.endswith(("集体", "单位", "组织"))
    return "organization" if is_many else None


def several(cell: str) -> list[str]:
    """Returns the names of a cell that holds more than one, all of people; else nothing."""
    if not SEVERAL.search(cell) or APART.fullmatch(cell):
        return []
    parts = [part for part in SEVERAL.split(cell) if part.strip()]
    names = [named(part).name for part in parts]
    return parts if len(parts) > 1 and all(map(looks_like_person, names)) else []
