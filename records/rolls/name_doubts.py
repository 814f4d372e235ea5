"""Doubts about what stands in the place of a name, and of an honor that was taken away."""

import re
from typing import NamedTuple

from .cells import quoted
from .document import Kind, Level, Message
from .names import (
    MAX_NAME_CHARACTERS,
    Named,
    is_post_alone,
    looks_like_person,
    looks_like_unit,
    several,
    several_units,
)

# Of formulas (@SUM(A1)) and of web pages (<script>).
NOT_OF_NAMES = re.compile(r"^[=＝@+\\-]|^#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM)|[<>{}|\\^`~$=]|&#?\w+;|\w+\(")
# What stands in a cell of names and is none: nobody yet, the next page, a heading that was not made one.
NO_NAME = re.compile(
    r"[（(【\[]?\s*(?:待\s*[定补]|暂?\s*[无缺]|空\s*缺?|略|同\s*上|续\s*表|续|以下空白|不详|个\s*人|集\s*体|单\s*位|人\s*员|"
    r"姓\s*名|名\s*称)\s*[）)】\]]?"
)
COLON = re.compile("[:：]")
# Who signs decisions of the country; none is the name of a person.
BODY = re.compile(
    "(?:中共中央|党中央|国务院|中央军委|全国人大常委会|全国政协|中央纪委|国家监委)(?:办公厅)?|"
    "(?:中央.{2,4}|外交|国防|教育|科技|科学技术|工业和信息化|国家民委|公安|国家安全|民政|司法|财政|人力资源社会保障|人力资源和社会保障|"
    "自然资源|生态环境|住房城乡建设|住房和城乡建设|交通运输|水利|农业农村|商务|文化和旅游|应急管理|退役军人事务|组织|宣传|统战)部"
)
AND_OTHERS = re.compile(
    r".{2,40}?等\s*(?:\d+|[一二两三四五六七八九十百]+)\s*(?:名|个|人|位|家|户|支)(?:人员|同志|单位|集体)?"
)
TAKEN_AWAY = re.compile("撤销|取消称号")
NOT_SO = re.compile("[否无不没0—-]|没有|未撤销")


class Doubt(NamedTuple):
    level: Level
    code: str
    text: str


def revoked_doubts(name: Named, notes: dict[str, str], number: int) -> list[Message]:
    """Refuses an honor that a column says was taken away: this site writes it so, too."""
    told = [
        words for label, words in notes.items() if TAKEN_AWAY.search(label) and not NOT_SO.fullmatch(words)
    ]
    note = f"“{quoted(name.printed)}”的称号已撤销（{'，'.join(told)}），不能当作荣誉录入。请删去这一行。"
    return [Message("error", "revoked", note, number)] if told else []


def name_doubts(name: Named, kind: Kind | None, number: int) -> list[Message]:
    """Returns the gravest doubt about a name, if there is any."""
    shown = quoted(name.printed)
    doubt = no_name(name, kind, shown) or several_in(name, kind, shown) or unlike(name.name, kind)
    return [Message(doubt.level, doubt.code, doubt.text, number)] if doubt else []


def no_name(name: Named, kind: Kind | None, shown: str) -> Doubt | None:
    if not any(map(str.isalpha, name.name)):
        note = f"“{shown}”里没有一个字，不是姓名（名称）；可能是公式的值。请填上姓名，或删去这一行。"
        return Doubt("error", "name-without-letters", note)
    if NO_NAME.fullmatch(name.printed):
        note = f"“{shown}”不是姓名（名称）。是标题的，请写成“先进集体（3个）”这样的一行；否则请填上姓名，或删去这一行。"
        return Doubt("error", "no-real-name", note)
    if COLON.search(name.printed):
        note = f"“{shown}”里有冒号，像是制表、审核人的签署，不是姓名（名称）。请填上姓名，或删去这一行。"
        return Doubt("error", "no-real-name", note)
    if kind == "person" and BODY.fullmatch(name.name):
        note = f"“{name.name}”是机关，不是人的姓名；可能是决定的落款。请删去这一行，或把它列在集体里。"
        return Doubt("error", "unit-as-person", note)
    return None


def several_in(name: Named, kind: Kind | None, shown: str) -> Doubt | None:
    if AND_OTHERS.fullmatch(name.printed):
        return Doubt("error", "several-names", f"“{shown}”说的不止一个。请每人（每个单位）写一行。")
    if NOT_OF_NAMES.search(name.name):
        note = f"“{shown}”里有姓名（名称）中没有的符号，可能是公式或网页的代码。请核对。"
        return Doubt("warning", "name-with-signs", note)
    if parts := several(name.printed):
        note = f"一格里好像有 {len(parts)} 个姓名：{shown}。请每人写一行。"
        return Doubt("error", "several-names", note)
    if kind != "person" and (parts := several_units(name.printed)):
        note = f"好像有 {len(parts)} 个单位：{shown}，读作一个。是几个的请每个单位写一行。"
        return Doubt("warning", "several-names", note)
    return None


def unlike(name: str, kind: Kind | None) -> Doubt | None:
    if len(name) > MAX_NAME_CHARACTERS:
        note = f"名称有 {len(name)} 个字，可能不是名称：{quoted(name)}。请核对各列的内容。"
        return Doubt("warning", "name-long", note)
    if kind == "person" and looks_like_unit(name):
        return Doubt("warning", "unit-as-person", f"“{quoted(name)}”列在个人里，看起来却像单位。请核对。")
    if kind == "person" and is_post_alone(name) and not looks_like_person(name):
        return Doubt("warning", "post-as-name", f"“{name}”像职务，不像人的姓名。请核对。")
    if kind == "organization" and looks_like_person(name):
        return Doubt("warning", "person-as-unit", f"“{name}”列在集体里，看起来却像人的姓名。请核对。")
    return None
