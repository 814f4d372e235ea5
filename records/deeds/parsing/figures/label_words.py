"""The words around a number: which of them name what it counts, and which only lead up to it."""

import re

from .units import PlacedAmount
from .vocabulary import (
    ANY_DATE,
    BROKEN,
    CAUSING,
    CONJUNCTION,
    DOING,
    EACH,
    GENERIC,
    HAN,
    LINK,
    MAX_CAUSE_CHARACTERS,
    MAX_LINK_CHARACTERS,
    NEEDLESS,
    NOUN_END,
    OBJECTLESS,
    OPENERS,
    PLACE_WORDS,
    QUOTES,
    STATING,
    UNFIT,
)

RUN_AFTER = re.compile(rf"[{HAN}A-Za-z]{{1,24}}")
RUN_BEFORE = re.compile(rf"[{HAN}A-Za-z、]{{1,40}}$")
PARENTHESIS = re.compile(r"[（(][^()（）]{0,20}[)）]$")
DIGIT = re.compile(r"\d")
MAX_LABEL_CHARACTERS = 16
SCALES = "十百千万亿"
COUNTS_OF_DOING = {
    "人次": "人次",
    "人": "人数",
    "名": "人数",
    "户": "户数",
    "次": "次数",
    "场": "场次",
    "场次": "场次",
}
COUNTS_OF_PLACE = {"户": "户数", "人": "人口", "口人": "人口", "人口": "人口"}
PLACE_NAME = re.compile("(?:村|社区|街道|镇|乡|县|市|区|庄|屯|寨|辖区|^全.)$")
MAX_ATTRIBUTE_CHARACTERS = 6
DOING_ALONE = frozenset("建办聘种修救接送选派招育栽铺架帮获")
PERIOD = re.compile("每(?:年|月|天|日|周|季度|学期|晚)")
MAX_UNCUT_CHARACTERS = 9  # a longer run of characters without a known end may hide a verb


def noun_after(sentence: str, end: int) -> str:
    """Returns the noun behind a measure word, or nothing where its end is not plain."""
    found = RUN_AFTER.match(sentence, end)
    if not found:
        return ""
    run, after = found[0], sentence[found.end() : found.end() + 1]
    noun = CONJUNCTION.sub("", run)
    stop = NOUN_END.search(run)
    if stop:
        return "" if stop[0] == "的" else CONJUNCTION.sub("", run[: stop.start()])
    # 3个社区“党员之家”, 3个4A景区: the noun goes on in other characters.
    goes_on = (after and after in QUOTES) or (after.isdigit() and noun == run)
    return "" if goes_on or len(run) > MAX_UNCUT_CHARACTERS else noun


def cut_date(text: str) -> tuple[str, str, int | None]:
    """Returns what stands before the last date of a text, what behind it, and its year where it is one year."""
    dates = list(ANY_DATE.finditer(text)) if DIGIT.search(text) else []
    if not dates:
        return "", text, None
    last = dates[-1]
    year = int(last["year"]) if last["year"] and not last["range"] else None
    return text[: last.start()], text[last.end() :], year


def unlinked(text: str) -> str:
    found = LINK.search(text, max(0, len(text) - MAX_LINK_CHARACTERS))
    return text[: found.start()] if found else text


def phrase_before(text: str) -> tuple[str, bool]:
    """Returns the characters that a text ends with, without linking words, and whether a phrase begins there."""
    text = PARENTHESIS.sub("", unlinked(text))
    found = RUN_BEFORE.search(text, max(0, len(text) - 40))
    if not found:
        return "", True
    whole = not found.start() or text[found.start() - 1] in OPENERS
    return unlinked(found[0]), whole


def stated(phrase: str) -> str:
    """Returns what follows 现有, 下辖 and the like, unless it is too general a word: 村集体共有资产."""
    ends = [found.end() for found in STATING.finditer(phrase)]
    rest = phrase[ends[-1] :] if ends else phrase
    return phrase if rest in GENERIC else rest


def noun_before(phrase: str) -> str:
    """Returns the label in the words before a number."""
    rest = stated(phrase)
    if rest == phrase and STATING.search(phrase):
        return phrase
    cause = CAUSING.search(rest)
    done = DOING.search(rest, cause.end() + 1, cause.end() + MAX_CAUSE_CHARACTERS) if cause else None
    done = done or DOING.search(rest)
    return rest[done.start() :] if done and done.end() < len(rest) else rest


def doing_before(phrase: str) -> str:
    """Returns the whole phrase in 每名干部联系 + 3个 + 村, the verb alone in 从机关选派 + 3名 + 干部, else nothing."""
    if each := EACH.search(phrase):
        return each[0]
    phrase = phrase.removesuffix("了").removesuffix("出")
    if phrase in DOING_ALONE:
        return phrase
    begins: list[int] = []
    end = -1
    for done in DOING.finditer(phrase):
        begins = [*begins, done.start()] if done.start() == end else [done.start()]
        end = done.end()
    if begins and end == len(phrase):
        return phrase[begins[0] :]
    # 攻克焊接 + 200项 + 难关
    told = NEEDLESS.sub("", phrase)
    first = DOING.match(told)
    attribute = told[first.end() :].removeprefix("了") if first else ""
    whole = 0 < len(attribute) <= MAX_ATTRIBUTE_CHARACTERS and attribute[-1] not in "等的、和及与"
    return first[0] + attribute if first and whole else ""


def completed(label: str, place: PlacedAmount) -> str:
    """Says what was counted where the label leaves it to the unit: 辅导 + 人次, 某村 + 户数; and how often: 每年."""
    unit = place.amount.unit.lstrip(SCALES)
    if unit in COUNTS_OF_DOING and DOING.fullmatch(label):
        label += COUNTS_OF_DOING[unit]
    elif unit in COUNTS_OF_PLACE and PLACE_NAME.search(label) and not DOING.match(label):
        label += COUNTS_OF_PLACE[unit]
    period = PERIOD.search(place.lead) if "每" in place.lead else None
    if period and period[0] not in label and len(label) + len(period[0]) <= MAX_LABEL_CHARACTERS:
        label = period[0] + label
    return label


def fitting(label: str, shortest: int = 2) -> str | None:
    """Returns the label, or None where it would not stand on its own."""
    label = label.strip()
    if needless := NEEDLESS.match(label):
        label = label[needless.end() :]
    fits = (
        shortest <= len(label) <= MAX_LABEL_CHARACTERS and label[-1] not in PLACE_WORDS and label not in UNFIT
    )
    return label if fits and not label.endswith(OBJECTLESS) and not BROKEN.search(label) else None
