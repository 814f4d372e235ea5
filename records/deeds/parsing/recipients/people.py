"""Names of people: told by a surname, by how a text presents somebody, and by how often it returns to them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from records.deeds.parsing.recipients.surnames import (
    BEGINS_NAMES,
    COMPOUND,
    DOTTED,
    ENDS_AS_ADDRESS,
    NAME,
    NOT_GIVEN,
    SURNAMES,
    TITLE_WORDS,
    WHOLE,
    WORDS,
)
from records.deeds.parsing.recipients.words import BREAK, SPEAKER, SPEAKER_REACH

# A name of whatever form, where only one can stand.
OF_ANY_FORM = rf"(?:{DOTTED}|[\u4e00-\u9fff]{{2,8}})"
HAN = re.compile("[\u4e00-\u9fff]")
# 张某，女，汉族，…: what follows the name is a person's own.
OWN = (
    r"[男女](?=[，,。\s])|(?:19|20)\d\d年(?:\d+月)?(?:出?生|参加|进入|毕业)|现任|现年|生于|中共(?:正式)?党员|共产党员|"
    r"[\u4e00-\u9fff]{1,3}族[，,]|[\u4e00-\u9fff]{2,20}(?:村民|职工|工人|教师|医师|民警)[。，,]"
)
ADDRESS = f"(?:{TITLE_WORDS})?"
# What is said of a person alone, with or without a comma: 张某今年60岁, 张某生前是…
AGED = (
    r"(?:今年|现年|年近|年仅|年过)?[\d一二三四五六七八九十]{1,3}岁|(?:今年|现年|年近|年仅|年过)[\d一二三四五六七八九]|生前|出生于|"
    r"(?:于)?(?:19|20)\d\d年(?:\d+月)?(?:出?生|参加工作|入党|入伍|参军|毕业)"
)
PRESENTED = re.compile(
    rf"(?:^|[。，,;；:：\s!！“是—-])(?P<name>{DOTTED}|{NAME}){ADDRESS}(?:[，,]\s*(?:{OWN})|[，,]?(?:{AGED}))",
    re.MULTILINE,
)
RECORDED = re.compile(
    rf"记(?<![^\s—－–\-追]记)(?!者)[^\n，。,]{{0,40}}?(?P<name>{NAME})(?:同志)?(?:的?先进事迹)?\s*$",
    re.MULTILINE,
)
# A description that stands before a name ends so: 样本公司驾驶员某某.
POSTED = "(?<=[员师长手人工生士民警匠户机干记任医嫂妈爹倌匠])"
INTRODUCED = re.compile(
    rf"(?=[岁就名我叫说提姓他她])(?:岁的|就是|名叫|名字叫|[我他她]叫|叫做|说起|提起|姓名[:：])\s*"
    rf"(?:[\u4e00-\u9fff\d]{{0,20}}?(?:的|{POSTED}))?(?P<name>{NAME})(?=[，,。、！!？?”\s是]|同志|老师|医生|师傅)"
)
# Whatever follows, if the text returns to the name.
OF_AGE = re.compile(f"岁的(?P<name>{NAME})")
# 她就是样本园的老师,某某。
THERE_STANDS = re.compile(
    f"(?:就是|便是|正是|这位)[^。，,！!？?\n]{{2,30}}[，,—](?P<name>{NAME})(?=[。！!，,])"
)
# Names of other peoples begin with no surname: only a sentence that says what somebody is makes sure, and only
# where the text returns to the name.
IS_SOMEBODY = re.compile(
    r"(?:^|(?<=[。！？!?”\s]))(?P<name>(?![他她我这那本该此其])[\u4e00-\u9fff]{3,7}?)(?:同志)?是[^。，,\n]{2,40}"
    r"(?:主任|书记|委员|社长|会长|队长|站长|所长|校长|院长|经理|教师|医生|医师|护士|民警|工人|农民|牧民|村民|职工|司机|驾驶员|调解员|护林员|负责人)(?=[，,。、])",
    re.MULTILINE,
)
LEAST_RETURNS = 3
WAYS_TO_PRESENT = (
    (PRESENTED, 1, "presented with sex, birth or post"),
    (RECORDED, 1, "a line says 记某某"),
    (INTRODUCED, 1, "introduced by name"),
    (THERE_STANDS, 1, "introduced by name"),
    (OF_AGE, 2, "named with an age"),
)
# What a text says first in a clause is what it speaks of; a name at a line's start may be a heading.
# All behind one look at the character: most are no surname.
BEHIND = "\\s。，,;；:：、！!？?“”(（|—的说"
POST = (
    "(?<=书记|主任|[院校局所队厂镇乡村会站科处部班组]长|经理|教师|职工|工人|村民|民警|司机|医生|医师|技师|护士|员工|代表|能手|模范|标兵|大户|法官)|"
    "(?<=负责人|驾驶员|理事长|护士长|工程师|检察官)"
)
OPENS = re.compile(rf"(?=[{BEGINS_NAMES}])(?:(?<![^{BEHIND}])|(?P<post>{POST}))(?P<name>{NAME})")
# Who stands at the beginning of a line, and something is said of: 张某是…
BEGINS = re.compile(f"^(?P<name>{NAME})(?=[是，,在从])", re.MULTILINE)
# Whoever speaks, attends, exhorts, hands over prizes or fetches one for others does so by office.
IN_OFFICE = re.compile(
    r"(?:同志)?(?:[、和与][\u4e00-\u9fff·]{2,12}?)?(?:共同|一同|一起)?(?:为|向|给)[^。，,]{0,40}?(?:颁奖|颁发|授[奖牌旗]|送上(?:鲜花|奖))|"
    r"(?:同志)?(?:叮嘱|勉励|寄语|嘱托|点评|鼓励(?:大家|同学|全体|广大)|(?:向|对)(?:大家|同学|全体|广大)[^。，,]{0,20}(?:表示|提出))|"
    r"(?:同志)?(?:等)?(?:作为[^。，,]{0,20}代表|代表[^。，,]{0,12}(?:领|上台|上主席台|接受|参加|出席|发言|致)|上台|领奖|出席|主持|讲话|致辞|指出|强调|要求|调研|视察|一行)"
)
CALLED_AFTER = re.compile("同志|老师|医生|护士长|师傅|教授|大夫|老人")
# Behind a name, these say that somebody or something else is spoken of; one in five may be chance.
ANOTHER = re.compile("[县乡镇村山河市区路街港湖]|思想|理论|主义|精神|总书记|主席|副?总理")
WINDOW = 2000
FIRST = 150  # characters: whom the first sentence speaks of, the text is about


def is_name(words: str) -> bool:
    return bool(WHOLE.fullmatch(words)) and not ({words, words[:2]} & WORDS or ENDS_AS_ADDRESS.search(words))


def sized(name: str, text: str) -> str:
    """With the character the text always has behind the first two, or without one that only follows once: 张样荣获."""
    if len(name) != 3 or name[:2] in WORDS or "·" in name or re.match(COMPOUND, name):
        return name
    short, long = text.count(name[:2]), text.count(name)
    return name if long * 2 > short or not is_name(name[:2]) else name[:2]


def at_end(words: str, text: str) -> str | None:
    """The name that closes a description: 样本工匠某某. Three characters before two, unless the text knows better."""
    if "·" in words:
        dotted = DOTTED_AT_END.search(words)
        return dotted["name"] if dotted else None
    for size in (4, 3, 2):
        name = words[-size:]
        if len(name) < size or not is_name(name) or (size == 4 and not re.match(COMPOUND, name)):
            continue
        if size == 3 and is_name(name[1:]) and text.count(name[1:]) > 1.5 * text.count(name):
            continue
        return name
    return None


def presented(text: str) -> Iterator[tuple[str, str]]:
    """Yields whom the text introduces, with the row of the table of weights that says how."""
    for pattern, least, evidence in WAYS_TO_PRESENT:
        for found in pattern.finditer(text):
            name = sized(found["name"], text)
            asked = 2 if pattern is INTRODUCED and len(name) == 2 else least
            if is_name(name) and text.count(name) >= asked:
                yield name, evidence
                break


def somebody(text: str) -> str | None:
    """Returns a name of whatever form of which the text says what it is, and that it returns to."""
    for found in IS_SOMEBODY.finditer(text):
        name = found["name"]
        if (
            text.count(name) >= LEAST_RETURNS
            and stands_alone(name, text)
            and not re.search(f"[{NOT_GIVEN}]", name)
        ):
            return name
    return None


def spoken_of(name: str, text: str) -> int:
    """How often a text returns to somebody: by name, or as 李老师 or 老李."""
    compound = re.match(COMPOUND, name)
    surname = compound[0] if compound else name[0]
    addressed = re.findall(rf"{surname}(?:{TITLE_WORDS})|老{surname}", text)
    return text.count(name) + len(addressed)


def places_of(name: str, text: str) -> Iterator[int]:
    """Yields where a name stands. To make a pattern of each name takes longer than all that is done with it."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + max(1, len(name)))


def stands_alone(name: str, text: str, *, posted: bool = False) -> bool:
    """Part of a longer word always has the same neighbor: 丁方物流, 高样三中. A place is no person, nor is 某某思想.

    `posted` names stand behind a post, which may well be always the same.
    """
    at = list(places_of(name, text))
    before = {text[start - 1 : start] for start in at}
    behind = [following(text, start + len(name)) for start in at]
    others = sum(ANOTHER.match(text, start + len(name)) is not None for start in at)
    return others * 5 <= len(at) and (posted or is_mixed(before)) and is_mixed(set(behind))


def following(text: str, at: int) -> str:
    """The next character, unless a name may well end here: 某某同志, 某某荣获."""
    return "" if CALLED_AFTER.match(text, at) or BREAK.match(text, at) else text[at : at + 1]


def is_mixed(neighbors: set[str]) -> bool:
    return len(neighbors) > 1 or not HAN.match("".join(neighbors))


def called(text: str) -> Counter[str]:
    """How often a text speaks of 某某同志."""
    names = (
        at_end(text[max(0, call.start() - 4) : call.start()], text) for call in CALLED_AFTER.finditer(text)
    )
    return Counter(name for name in names if name)


def openings(text: str, known: Iterable[str]) -> Counter[str]:
    """How often a text begins a clause with a name.

    Two characters are easily a word (高三, 司法): they need a post in front at least once, or to be `known`.
    """
    found: Counter[str] = Counter()
    marked = set(known)
    for opening in OPENS.finditer(text):
        name = sized(opening["name"], text)
        if name[:2] in WORDS or IN_OFFICE.match(text, opening.start("name") + len(name)):
            continue
        reach = SPEAKER_REACH if text[opening.start("name") - 1] in "、 \u3000" else 6
        if SPEAKER.search(text[max(0, opening.start() - reach) : opening.start("name")]):
            continue
        found[name] += 1
        if opening["post"] is not None:
            marked.add(name)
    return Counter({name: times for name, times in found.items() if len(name) > 2 or name in marked})


def told_of(text: str) -> list[str]:
    """Lists whom the text returns to again and again, most first; to begin a paragraph counts twice."""
    comrades = called(text)
    names = openings(text, comrades) + comrades
    first = spoken_of_first(text)
    often = (name for name in names if (name in first or text.count(name) > 1) and is_name(name))
    told = {name: times for name in often if (times := spoken_of(name, text)) > 1}

    def is_returned_to(name: str) -> bool:
        addressed = told[name] > text.count(name)
        returns = (names[name] > 1 or addressed) and (told[name] > 2 or comrades[name] > 1)
        return (returns or name in first) and stands_alone(name, text, posted=name in first)

    order = sorted(told, key=lambda name: (told[name] + text.count("\n" + name), name), reverse=True)
    return [name for name in order if is_returned_to(name)]


def spoken_of_first(text: str) -> set[str]:
    """Whom the first sentence presents with a post, alone, or begins with."""
    posted = {
        found["name"]
        for found in OPENS.finditer(text, 0, FIRST)
        if found["post"] is not None and text[found.end() : found.end() + 1] not in tuple("、和与及")
    }
    return posted | {found["name"] for found in BEGINS.finditer(text, 0, FIRST)}


# Who a sentence is about: 老党员某某，带徒弟9名，…
# 社区主任阿样·本例: where the name begins, only the post in front of it says.
DOTTED_AT_END = re.compile(
    rf"(?:^|(?<=[员长工师记任手人民生士警家、])|(?<=干部|代表))(?P<name>{DOTTED}(?:·[\u4e00-\u9fff]{{1,8}})?)$"
)
# Behind a post any character may be part of a name: 教师王会同.
POSTED_AT_END = re.compile(rf"(?<=[员长工师记任手民生士警])(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}})$")
ROLE_END = re.compile("(?:[员长工师记任手人民生士警]|干部|代表|教练)$")
MAX_OPENING_CHARACTERS = 16


def opening_person(text: str, at: int) -> str | None:
    """Returns the person with whom the sentence around `at` begins, with the role it names; None if it does not."""
    start = max(text.rfind(end, 0, at) for end in "。！？!?\n；;") + 1
    clause = re.split("[，,]", text[start:at], maxsplit=1)[0].strip()
    name = (
        at_end(clause, text)
        if len(clause) <= MAX_OPENING_CHARACTERS and "，" in text[start:at].replace(",", "，")
        else None
    )
    role = clause.removesuffix(name) if name else ""
    return clause if name and (not role or ROLE_END.search(role)) else None


# What somebody is when honored: 现任某村党支部书记; 某某，某厂焊工，…; 某某是某厂的一名焊工。
POST_NOW = re.compile(
    r"(?:现任|时任|现为|任现职|(?:^|(?<=[，,]))任(?![劳何务期教由]))(?P<post>[^，。；;\n]{3,60})"
)
LEADS_ON = re.compile(
    r"(?:同志|老师|医生)?(?:[，,:：]|是|为|(?=现任|现为|时任))\s*(?P<clauses>[^。；;\n]{3,200})"
)
POST_END = re.compile(
    "(?:书记|主任|委员|代表|经理|董事长|负责人|干部|主席|理事|专家|研究员|工程师|法官|检察官|护林员|医[生师]|护士|教[师授]|[校院所局处科队站厂社班团部村镇乡会组室股厅县区市州行馆店园]长|护士长|秘书长|列车长|机长|"
    "(?<!党)员|师|工人|职工|农民|牧民|村民|民警|司机|[焊钳车电瓦木][工]|技师|匠|创始人|带头人|"
    "支书|总监|教练|会计|院士)$"
)
ONE_OF = re.compile(r"(?:的)?一[名位个](?=\S)|^(?:是|为|系)")
MAX_POST_CHARACTERS = 60
# Behind these a sentence begins: 样本厂焊工某某，… A post within one is anybody's.
DASHES = " \u3000—－–-"
SENTENCE = re.compile("[。！？!?；;：:\\n“”]")


def post_of(name: str, text: str) -> str:
    """Returns the post that the text gives where it presents somebody, "" where it gives none."""
    window = text[:WINDOW]
    named = list(places_of(name, window))
    behind = (told["clauses"] for at in named if (told := LEADS_ON.match(window, at + len(name))))
    if post := next(filter(None, map(post_in, behind)), ""):
        return post
    before = (SENTENCE.split(window[:at])[-1].strip(DASHES) for at in named)
    return next((words for words in before if is_post(words) and not BREAK.search(words)), "")


def post_in(clauses: str) -> str:
    if now := POST_NOW.search(clauses):
        return now["post"].strip()
    each = (ONE_OF.sub("", clause).strip() for clause in re.split("[，,]", clauses)[:MAX_CLAUSES])
    return next((clause for clause in each if is_post(clause)), "")


def is_post(clause: str) -> bool:
    return (
        4 <= len(clause) <= MAX_POST_CHARACTERS
        and POST_END.search(clause) is not None
        and not NO_POST.search(clause)
    )


NO_POST = re.compile(
    r"平凡|普通|[他她它我你]|中共|党员|团员|[男女]|出生|汉族|获|优秀|先进|模范|标兵|楷模|劳模|英雄|最美|好人|大学(?:本科|专科|文化|学历|毕业|$)|学历|文化|多年|一直|曾|任劳|勤勤|兢兢|默默"
)
MAX_CLAUSES = 8
