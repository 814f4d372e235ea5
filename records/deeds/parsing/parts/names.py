"""Names that lines give to what stands below them: "post－name－award", X同志先进事迹材料, 一、王某某, 王某某，男，…"""

import re
from functools import lru_cache

from records.deeds.parsing.awards.vocabulary import PRAISE
from records.deeds.parsing.recipients.organizations import is_unit
from records.deeds.parsing.recipients.people import POST_END, at_end, is_name
from records.deeds.parsing.recipients.surnames import SURNAMES

HAN = "\u3400-\u9fff\U00020000-\U000323af"
DOT = "·•・‧∙⋅．.﹒"
ANY_DOT = re.compile(f"[{DOT}]")
# 王 某某, 阿某·某某
NAMELIKE = re.compile(rf"[{HAN}](?:\s*[{DOT}]?\s*[{HAN}]){{1,14}}")
OTHER = re.compile(rf"[{HAN}{DOT}A-Za-z×*＊○〇\s、和与]{{2,30}}")
# 王某, 李某某, 赵××
MASKED = re.compile(rf"[{SURNAMES}](?:某{{1,2}}|[×ＸX*＊]{{1,2}})")
# Any dash; a hyphen between digits or letters joins them (2011-2013, GB-2312).
DASHES = re.compile(r"\s*(?:[－—―─–‒‐−﹣⸺⸻]+|(?<![0-9A-Za-z])-{1,3}|-{1,3}(?![0-9A-Za-z]))\s*")
NUMBER = re.compile(
    r"(?:第\s*[一二三四五六七八九十百零〇\d]{1,5}\s*[篇名位号]|篇\s*[一二三四五六七八九十百零〇\d]{1,5}|"
    r"[（(]\s*[一二三四五六七八九十百零〇\d]{1,5}\s*[)）]|(?:[一二三四五六七八九十百零〇]{1,5}|\d{1,3})(?=\s*[、.．:：)）\s]))"
    r"\s*[、.．:：)）]?\s*"
)
# 王某某（女，藏族）
ASIDE = re.compile(r"\s*[（(【\[][^（）()【】\[\]]{0,40}[)）】\]]\s*$")
DEEDS = re.compile(
    r"(?:的|先进|优秀|典型|模范|主要|感人|突出|个人|简要)*事迹(?:材料|简介|介绍|报告|展播|展示|摘登|选登)?\s*(?:[（(][^（）()]{1,12}[)）])?$"
)
ABOUT = re.compile(r"^(?:关于|追?记)?(?:推荐|申报|表彰|学习|向)?")
RECORDED = re.compile(r"追?记(?!者|住|忆|录|得|在)")
ROLE = re.compile(r"(?:书记|主任|[者员长师手人工生士]|个人|集体|标兵|模范|先进|典型|单位|人物|党员|同志们?)$")
GENERAL = re.compile(r"先进|优秀|典型|主要|个人|集体|我[的们]|全[国省市县区]|年度")
NAME_LABEL = re.compile(r"^姓\s*名\s*[:：]\s*")
# 仇某某（qiú）, and 男 or 女 behind a blank: neither is part of the name.
SPELLED = r"[A-Za-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü\s·’']{1,30}"
PINYIN = rf"\s*[（(]{SPELLED}[)）]"
SEX_BEHIND = re.compile(r"(?<=\S\S)\s+[男女]$|[，,]\s*[男女]$")
NO_SEX = r"(?![男女](?:[，,。；;\s]|$))"
BETWEEN = rf"(?:[ \u3000]{{1,2}}{NO_SEX}|[ \u3000]{{0,2}}[{DOT}][ \u3000]{{0,2}})?"
OPENING = re.compile(
    rf"(?P<name>[{HAN}](?:{BETWEEN}[{HAN}]){{1,14}}?)(?:同志)?(?:{PINYIN})?"
    r"(?=\s*[，,（(：:、]|\s+[男女][，,。；;\s]|同志|是(?!一[是、]))"
)
OPENING_REACH = 60
# What presents a person, right behind the name: sex, birth, post, unit.
SEX_OR_BIRTH = re.compile(
    r"[，,（(\s]\s*(?:[男女](?=[，,。、；\s）)])|(?:19|20)\d\d年?[\d.\-/月日]*(?:出?生|[，,）)])|[\u4e00-\u9fff]{1,3}族[，,]|现年|中共(?:预备|正式)?党员)"
)
POSTED = re.compile(
    r"[，,（(]\s*(?:现任|时任|现为|系|任|曾任|原)?[^，,。；;：:]{2,40}?"
    r"(?:书记|主任|副?[院校局所队厂镇乡村会站科处部班组]长|经理|理事|委员|教授|研究[员生]|研究馆员|教师|老师|教练员?|医生|医师|护师|护士长?|技师|工程师|实验师|"
    r"会计师|律师|法官|检察官|职工|员工|工人|村民|居民|农民|民警|警长|司机|驾驶员|负责人|创始人|带头人|辅导员|博士|硕士|本科生|学生|馆员|编辑|记者|主播|馆长|园长|行长|"
    r"站长|店长|主席|主编|总监|总裁|干事|科员|调解员|网格员|志愿者|社工|代表|讲师|院士|委员长|秘书长?|战士|军人)(?=[，,。；（(、]|$)"
)
POST_ASIDE = re.compile(r"\s*[（(](?P<post>[^（）()]{2,30})[)）]")
REACH = 90  # characters behind the name


def squeezed(text: str) -> str:
    return "".join(text.split())


def plain_name(text: str) -> str:
    """Returns the name without spaces, 同志 and what stands in brackets behind it; empty where it can be none."""
    bare = squeezed(SEX_BEHIND.sub("", ASIDE.sub("", text).strip(" \u3000：:，,、“”\"'")))
    bare = bare.removesuffix("同志")
    return bare if NAMELIKE.fullmatch(bare) else ""


def other_name(part: str) -> str:
    """Returns what may name somebody all the same: two people, foreign letters, masks."""
    return squeezed(part) if OTHER.fullmatch(part) and len(squeezed(part)) > 1 else ""


def is_person(name: str) -> bool:
    return MASKED.fullmatch(name) is not None or is_name(ANY_DOT.sub("·", name))


def formed_name(text: str) -> str:
    """Returns the name of "post－name－award", also of "name－award" and "post－name－", in any dashes."""
    parts = DASHES.split(without_number(text))
    if len(parts) < 3 or len(parts) > 7:
        return ""
    if not parts[0]:  # a list's dash
        return ""
    inner = [name for part in parts[1:-1] if (name := plain_name(part) or other_name(part))]
    people = [name for name in inner if is_person(name)]
    if people:
        return people[0]
    first = plain_name(parts[0])
    if is_person(first):
        return first
    return next((name for name in inner if not re.search(PRAISE, name)), "")


def half_formed_name(text: str, below: str) -> str:
    """Returns the name of "post－name", of "post name－award" and "post name award", where the text below has it."""
    words = without_number(text)
    parts = DASHES.split(words)
    alone = plain_name(parts[1]) if len(parts) == 2 else ""
    if is_person(alone) or (1 < len(alone) <= 4 and not re.search(PRAISE, alone) and not is_unit(alone)):
        return alone
    names = [at_end(squeezed(parts[0]), "") if len(parts) == 2 else "", *map(plain_name, words.split()[1:])]
    return next((name for name in names if name and is_person(name) and name in squeezed(below)), "")


def without_number(text: str) -> str:
    number = NUMBER.match(text)
    return text[number.end() :] if number else text


def titled_name(text: str) -> tuple[str, str]:
    """Returns the name of a person whom a title of deeds names, if it is certain, and what the title is about."""
    unnumbered = without_number(text)
    words = DEEDS.sub("", unnumbered)
    if words == unnumbered and not RECORDED.search(text):
        return "", ""
    recorded = RECORDED.split(words)[-1] if RECORDED.search(words) else words
    about = squeezed(ABOUT.sub("", DASHES.split(recorded)[-1])).strip("“”《》：:")
    comrade = about.removesuffix("同志")
    name = plain_name(comrade)
    if name and (is_person(name) or (comrade != about and len(name) <= 15)):
        return name, name
    found = at_end(comrade, "")
    if found and len(found) > 2:
        return found, found
    if is_unit(about) and len(about) > 3:
        return "", about
    return "", ""


def headed_name(text: str, below: str) -> str:
    """Returns the name that a heading is, or that it holds and the paragraph below begins with."""
    words = without_number(NAME_LABEL.sub("", text))
    opening = opening_name(below)
    if opening and opening in squeezed(words):
        return opening
    name = plain_name(words) or plain_name(words.split()[0] if words.strip() else "")
    return name if name and is_person(name) else ""


def opening_name(text: str) -> str:
    """Returns the name at the beginning of a paragraph: 王某某，…; 王某某同志…; 王某某（…"""
    found = opening_in(text[:OPENING_REACH])
    if not found:
        return ""
    name = squeezed(found["name"])
    if is_person(name):
        return name
    is_short = len(name) <= 4 or ANY_DOT.search(name)
    return name if is_short and presents(text, found.end()) and not is_unit(name) else ""


@lru_cache(maxsize=1024)  # several kinds of evidence ask about the same line
def opening_in(head: str) -> re.Match[str] | None:
    return OPENING.match(head)


def presented_name(text: str) -> str:
    """Returns the name a paragraph begins with, if it says at once who that is."""
    name, found = opening_name(text), opening_in(text[:OPENING_REACH])
    return name if name and found and presents(text, found.end()) else ""


def presents(text: str, end: int) -> bool:
    """Tells whether sex, birth or post follow a name."""
    behind = re.split("[。！？]", text[end : end + REACH])[0] + "。"
    aside = POST_ASIDE.match(behind)
    return bool(
        SEX_OR_BIRTH.match(behind) or POSTED.match(behind) or (aside and POST_END.search(aside["post"]))
    )
