"""Whom a title may name: post－name－award, 某某先进事迹材料, 喜讯｜某某荣获…, ——记某某, 某某：slogan."""

import re
from collections.abc import Iterator

from records.deeds.parsing.awards import DASH, is_award, three_parts
from records.deeds.parsing.recipients.evidence import Proposal
from records.deeds.parsing.recipients.organizations import (
    NAMED,
    SHOWN,
    Unit,
    awarded,
    fullest,
    hidden,
    is_proper,
    is_unit,
    local,
    paired,
    pieces,
    told_as,
    unit_in,
)
from records.deeds.parsing.recipients.people import (
    DOTTED,
    OF_ANY_FORM,
    OPENS,
    TITLE_WORDS,
    at_end,
    is_name,
    stands_alone,
)
from records.deeds.parsing.recipients.words import ADVERBS, AWARD_VERB, BREAK

HAN_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
# Names of other peoples are longer; between post and award nothing else stands.
ANY_NAME = re.compile(rf"[\u4e00-\u9fff]{{2,9}}|{DOTTED}|[\u4e00-\u9fff] [\u4e00-\u9fff]")
DEEDS_SUFFIX = re.compile(
    r"(?:的|先进|优秀|典型|模范|主要|感人|突出|个人|集体|创先争优)*事迹(?:材料|简介|介绍|报告|综述|展播|展示)?(?:范文)?(?:第.{1,3}篇)?$"
)
# 甲站先进班组事迹材料 is about 甲站.
AS_EXAMPLE = re.compile(
    "(?:先进|优秀|模范|标杆|示范)(?:班组|团队|党支部|基层党组织|党组织|团支部|科室|工会)$"
)
ABOUT = re.compile(r"^(?:关于|记)?(?:推荐|申报|表彰|学习|向)?")
# A material about 党支部书记 or 民事法官 is about a person whom only the text may name.
ROLE = re.compile(
    r"(?:书记|主任|法官|检察官|教师|老师|医生|护士|民警|警察|干部|党员|工作者|个人|职工|工人|员|者|长|师|手|标兵|模范)$"
)
ABOUT_SOMEBODY = re.compile(
    r"个人|(?:书记|主任|法官|教师|医生|护士|民警|员|者|长|师|人)(?:的|先进|优秀|典型|个人|创先争优)*事迹"
)
SUBJECT_OF = re.compile(r"(?:[—－–\-丨|｜:：\s\0]|^)追?记(?!者|住|忆|录|得|在)\s*(?P<who>\S.*)$")
PARTED = re.compile(rf"(?:{TITLE_WORDS})|先进|事迹|优秀|荣誉")
BEFORE_NAME = re.compile(
    r"(?:[员长师者人手工生士记民兵匠户机授警官干夫娘家]|模范|标兵|楷模|英雄|教练|劳模|榜样|代表|[院科局所村厂校社司部队站心班组处室行段])$"
)
PRIZE = re.compile("奖|称号|模范|标兵|先进|楷模|好人|最美|示范|文明|优秀")
REPORT = re.compile(r".{0,12}(?:材料|报告|总结|汇报|经验|纪实|事迹|简介|介绍|风采)$")
NICKNAMED = re.compile(
    r"“(?P<nickname>[^“”]{1,10})”(?:(?![获被荣入当])[\u4e00-\u9fff]){0,8}?(?:室|队|班组?|小组|协会|中心|站)(?=$|[^\u4e00-\u9fff长]|[荣获被成的先事])"
)
# “某某室”获…
QUOTED_UNIT = re.compile("“(?P<name>[\u4e00-\u9fff]{3,12})”")
AWARD_IN_FRONT = re.compile(
    "记?(?:全国|全省|全市|全县|全区|国家级|省级|市级|最美|美丽|先进|优秀|示范|文明)[\u4e00-\u9fff]{0,10}?"
    "(?:[岗号奖]|集体|单位|先进|标兵|示范点|班站|窗口|文明村|支部|党组织|校园|模范|楷模)(?=[\u4e00-\u9fff]{4})"
)
# A collection is about many: 全国著名劳模先进事迹.
COLLECTED = re.compile(
    "(?:劳模|模范|标兵|楷模|好人|英雄|人物|工匠|榜样|能手|先锋|先进|优秀|最美[\u4e00-\u9fff]{2,4})$"
)
VAGUE = re.compile(
    r"集体|单位|个人|[一二两三四五六七八九十\d]+[人个家名项]|我[\u4e00-\u9fff]|名单|喜讯|喜报|热烈"
)
MAX_ABBREVIATION = 12
FORMAL = re.compile("关于|授予|追授|表彰|给予|学习")
# 关于表彰某某同志的通报
COMRADE = re.compile(
    f"(?:表彰|授予|追授|给予|追记|学习|宣传|推荐|关于|向)(?P<name>(?!全体|广大)(?:{DOTTED}|[\u4e00-\u9fff]{{2,4}}))同志"
)
NUMBERED = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十百\d]{1,4}[）)、.．]\s*)+")
# A group is honored under the name that the title gives it: 样本榜样优秀群体.
GROUP = re.compile(
    r"^[^，。！？：:—－|｜\s“”]{2,16}(?:群体|团队|集体|战队|突击队|志愿队|服务队|小分队|夫妇|兄弟|姐妹)$"
)


def titled(title: str, text: str) -> Iterator[Proposal]:
    """Yields whom the title names, by every rule that finds somebody in it."""
    yield from couple(title, text)
    yield from in_three_parts(title)
    yield from beside_award(title, text)
    if comrade := COMRADE.search(title):
        yield Proposal(comrade["name"], "person", "title names a comrade")
    subject = SUBJECT_OF.search(hidden(title))
    told = title[subject.start("who") :] if subject else title
    seen = hidden(told).strip("\0 ")
    yield from person_of(seen, text)
    if asks_for_a_person(title):
        return
    whole = hidden(told, within_names=True).strip("\0 ")
    yield from nicknamed(told)
    yield from in_material(whole, text)
    yield from unit_of(whole, text, subject=subject is not None)
    yield from abbreviated(seen, text)
    if GROUP.match(title) and not PRIZE.match(title):
        yield Proposal(title, "organization", "the title is a group's name")


def supported(name: str, before: str, text: str) -> bool:
    """Whether the text tells of the person, too. Two characters are easily part of a word: they must follow a post."""
    post = not before or BEFORE_NAME.search(before) is not None
    enough = text.count(name) > (1 if len(name) > 2 else 2)
    return enough and (post or len(name) > 2) and stands_alone(name, text, posted=bool(before) and post)


def person_of(title: str, text: str) -> Iterator[Proposal]:
    for start, piece in pieces(PARTED.sub(lambda found: "\0" * len(found[0]), title)):
        name = at_end(piece, text)
        if name and supported(name, piece.removesuffix(name), text):
            yield Proposal(
                name, "person", "title names a person", post_in(title[: start + len(piece) - len(name)])
            )
    first = OPENS.match(title)
    if first and begins(first["name"], title, text):
        yield Proposal(first["name"], "person", "title begins with a person")


def post_in(before: str) -> str:
    """Returns what stands right before a name, where it is a post and no praise: 样本厂工人."""
    words = re.split(r"[、，,：:|｜—－\s\0“”‘’]|^追?记", before)[-1].translate(SHOWN)
    is_post = (
        len(words) > 3
        and BEFORE_NAME.search(words)
        and not FORMAL.match(words)
        and not PRIZE.search(words)
        and not is_award(words)
    )
    return words if is_post else ""


def begins(name: str, title: str, text: str) -> bool:
    """Whether a title that begins with a name means a person whom the text returns to."""
    told = len(name) == 3 and is_name(name) and text.count(name) > 3
    return told and not is_unit(title) and stands_alone(name, text)


def in_three_parts(title: str) -> Iterator[Proposal]:
    """post－name－award"""
    parts = three_parts(title)
    if not parts:
        return
    post, name = NUMBERED.sub("", parts[0]).strip(), parts[1]
    if is_unit(name) and not is_name(name):
        yield Proposal(name, "organization", "post－name－award")
    elif ANY_NAME.fullmatch(name):
        yield Proposal(name, "person", "post－name－award", post)


def beside_award(title: str, text: str) -> Iterator[Proposal]:
    """award——name: alone in its part of the title, whether or not the text repeats it."""
    parts = DASH.split(title)
    if len(parts) != 2 or not PRIZE.search(parts[0]) or SUBJECT_OF.match(parts[1]):
        return
    name = parts[1]
    repeated = text.count(name) > 1 and NAMED.match(name) and not BREAK.search(name)
    if is_name(name):
        yield Proposal(name, "person", "award——name")
    elif repeated or (is_unit(name) and is_proper(name, 1)):
        yield Proposal(name, "organization", "award——name")


def in_material(title: str, text: str) -> Iterator[Proposal]:
    """关于某某同志的先进事迹材料"""
    words = DEEDS_SUFFIX.sub("", title)
    if words == title or len(words) < 2:
        return
    words = ABOUT.sub("", re.split(f"{DASH.pattern}|\0+", words)[-1]).translate(SHOWN)
    words = AS_EXAMPLE.sub("", words)
    comrade = words.removesuffix("同志")
    if comrade != words and HAN_NAME.fullmatch(comrade):
        yield Proposal(comrade, "person", "某某同志先进事迹")
    elif is_unit(words):
        if is_proper(words, 1):
            yield Proposal(fullest(words, text), "organization", "某某先进事迹 of a unit")
    elif not ROLE.search(words) and not COLLECTED.search(words):
        yield Proposal(words, None, "某某先进事迹")


def unit_of(title: str, text: str, *, subject: bool) -> Iterator[Proposal]:
    for start, piece in pieces(title):
        found = unit_in(start, piece)
        unit = without_award(paired(found, title), text) if found else None
        if unit and (subject or is_anchored(unit, title, text)) and is_told_of(unit, text, subject):
            yield Proposal(fullest(unit.name, text), "organization", "title names a unit")


def without_award(unit: Unit, text: str) -> Unit:
    """全国样本岗甲医院, where the text tells of 甲医院: an award in front is not part of the name."""
    award = AWARD_IN_FRONT.match(unit.name)
    name = unit.name[award.end() :] if award else ""
    if not is_proper(name, 1) or text.count(name) <= text.count(unit.name):
        return unit
    return Unit(name, unit.end - len(name), unit.end, unit.rest)


def is_anchored(unit: Unit, title: str, text: str) -> bool:
    """A slogan may hold a unit, too: 喜看新村. One with its places in front is none."""
    told = unit.name == title or title.startswith((":", "："), unit.end) or awarded(unit, title)
    placed = local(unit.name) != unit.name and told_as(unit.name, text) > 1
    return told or placed or text.count(unit.name) > 1


def is_told_of(unit: Unit, text: str, subject: bool) -> bool:
    whole = not unit.rest or REPORT.fullmatch(unit.rest) or told_as(unit.name, text) > 2
    return bool(whole) and (is_proper(unit.name, 1) or (subject and len(unit.name) > 6))


def nicknamed(title: str) -> Iterator[Proposal]:
    """“某某”工作室"""
    whole = QUOTED_UNIT.match(title)
    if whole and is_unit(whole["name"]) and AWARD_VERB.match(title, whole.end()):
        yield Proposal(whole["name"], "organization", "title quotes a unit")
        return
    found = NICKNAMED.search(title)
    if found and not PRIZE.search(found["nickname"]):
        yield Proposal(found[0], "organization", "title quotes a unit")


def abbreviated(title: str, text: str) -> Iterator[Proposal]:
    """Who won, by a name without a unit: 某某物流荣获…"""
    for start, piece in pieces(title):
        short = ADVERBS.sub("", piece)
        told = AWARD_VERB.match(title, start + len(piece)) and 2 <= len(short) <= MAX_ABBREVIATION
        if told and not VAGUE.search(short):
            name = fullest(short, text)
            if name != short or text.count(short) > 1:
                yield Proposal(name, "organization", "title says who won")


def asks_for_a_person(title: str) -> bool:
    return ABOUT_SOMEBODY.search(title) is not None


# --- Couples --------------------------------------------------------------------------------------------

# Who is honored together: 王某某、李某某夫妇.
TOGETHER = re.compile(
    rf"(?P<one>[\u4e00-\u9fff·]{{2,30}})[、和与](?P<other>{OF_ANY_FORM}?)(?P<both>夫妇|夫妻|伉俪)"
)
MAX_CHARACTERS = 10  # of the first of two


def couple(title: str, text: str) -> Iterator[Proposal]:
    """Yields the couple that a title names: neither of them alone is honored."""
    for found in TOGETHER.finditer(title):
        below = text.replace(found[0], "")
        one = first_of(found["one"], below)
        if one and (is_name(found["other"]) or found["other"] in below):
            name = one + title[found.end("one") : found.end()]
            yield Proposal(name, None, "title names a couple")


def first_of(words: str, text: str) -> str:
    """Returns the name at the end of what stands before the other's: the longest that the text has elsewhere."""
    for size in range(min(MAX_CHARACTERS, len(words)), 1, -1):
        name = words[-size:]
        if re.search(rf"(?<![\u4e00-\u9fff]){re.escape(name)}(?=[和与，,（(])", text):
            return name
    return at_end(words, text) or ""
