"""Numbers with their units, before anyone asks what they count: where they stand in a sentence, and which are ranks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from records.deeds.parsing.numerals import NUMERALS, plain_number, quantity
from records.deeds.parsing.sentences import clause_before, year_of_clause

from .unit_words import COUNTED, DIGITS_ALONE, MEASURED
from .vocabulary import AFTERWARDS, CLAUSE_ENDS, OPENERS, STARTS_ANEW

# 个月, 个年头 say how long, not how many.
UNIT = rf"(?!个(?:多?月|年头|星期|昼夜|日夜|学期|季度|世纪|字))(?:{MEASURED}|{COUNTED})"
# Every match of CORE holds this; to begin with one set of characters makes it five times as fast to look for.
NUMBER = re.compile(rf"[\d{NUMERALS}](?:(?<=\d)|[{NUMERALS}分])")
# Every branch begins with a character of a set: that makes the search through a document three times faster.
CORE = re.compile(
    rf"百分之(?P<percent>[{NUMERALS}]{{1,6}}|\d{{1,3}}(?:[.．]\d{{1,4}})?)|(?P<digits>\d[\d,，.．]*)|"
    rf"(?P<words>[{NUMERALS}][{NUMERALS}]+)"
)
REST = re.compile(
    r"[ \u3000\xa0]?(?P<more>[余多几来])?(?P<scale>千(?![米克瓦])|[十百]|[十百千]?[万亿]{1,2})?"
    rf"(?P<more2>[余多])?[ \u3000\xa0]?(?P<unit>{UNIT})(?P<more3>多|左右|上下|以上)?"
)
ABOUT = re.compile(
    r"(?:(?<![临附最靠将接])近|将近|接近|(?<![签节预解违合契公条大])约|大约|约[为有占达]|大概|"
    r"逾|超[过出]了?|(?<!赶)超|突破了?|多于|高于|不少于|不下|至少|多达)[ ]?$"
)
# 人口8.6万: the unit goes without saying, if the label says what is counted.
BARE = re.compile(
    r"[ \u3000\xa0]?(?P<more>[余多])?(?P<scale>[万亿])(?P<more2>[余多])?(?P<unit>)(?P<more3>)(?=[，,。；;、！）)])"
)
# 不足30%, 不到三成: only a bound is known.
BOUND = ("不足", "不到", "低于", "少于", "以下", "不超过", "不低于", "每隔")
# 10-20亩, 3至5名, 1+2: two numbers, one unit; a reader cannot tell which one is meant.
JOINTS = "-－—–~～:：+＋×xX*/至到"
BEFORE_RANGE = JOINTS + "、 "
RANGE = re.compile(rf"[\d{NUMERALS}][个名户家万亿]?[ ]?[{JOINTS}]+[ ]?$|[\d{NUMERALS}]、$")
# 52.5万元/亩, 3亩半, 600元一亩: the unit goes on.
GOES_ON = re.compile(r"\s*(?:[/／]|半|一[亩人户吨月年]|每)")
SCALED_WORDS = re.compile(r"(.+?)(万亿|[万亿])")
ROUND_THE_CLOCK = {"小时", "个小时"}


class Amount(NamedTuple):
    """A number found in a sentence, not yet named. `sure` is false where it is not plain which number is meant."""

    value: Decimal
    unit: str
    approximate: bool
    start: int
    end: int
    sure: bool = True

    @property
    def counted(self) -> bool:
        return self.unit.lstrip("十百千万亿") in COUNTED_UNITS


COUNTED_UNITS = frozenset(COUNTED.split("|"))


def value_of(core: re.Match[str]) -> tuple[Decimal, str] | None:
    """Returns the value and its scale: 五千 is 5000, 三万 is 3 万 as written, 三万五千 is 35000."""
    if digits := core["digits"]:
        whole = DIGITS_ALONE.fullmatch(digits)
        return (plain_number(digits.replace("，", ",")), "") if whole else None
    split = SCALED_WORDS.fullmatch(core["words"])
    value = quantity(split[1] if split else core["words"])
    return None if value is None else (value, split[2] if split else "")


def names_something(sentence: str, core: re.Match[str]) -> bool:
    """Knows numbers behind 第, and vague ones: 数百, 几十."""
    before = sentence[max(0, core.start() - 2) : core.start()].rstrip()[-1:]
    return before == "第" or (core["digits"] is None and before in ("数", "几", "上", "好"))


def is_plain(sentence: str, core: re.Match[str], end: int) -> bool:
    """Tells whether number and unit stand for themselves, not for a part of something longer."""
    start = core.start()
    before = sentence[start - 1 : start]
    glued = bool(before) and (before in NUMERALS or (before.isascii() and before.isalnum()))
    in_range = before and before in BEFORE_RANGE and RANGE.search(sentence, max(0, start - 6), start)
    bound = sentence.endswith(BOUND, 0, start) and not sentence.endswith("不少于", 0, start)
    return not (glued or in_range or bound or "，" in core[0] or GOES_ON.match(sentence, end))


def percent(sentence: str, core: re.Match[str]) -> Amount | None:
    """Reads 百分之九十八 as 98 with the unit %."""
    value = quantity(core["percent"])
    about, start = about_before(sentence, core.start())
    return None if value is None else Amount(value, "%", about, start, core.end())


def about_before(sentence: str, start: int) -> tuple[bool, int]:
    """Tells whether 近, 约, 超过 … stand before the number, and where they begin."""
    found = ABOUT.search(sentence, max(0, start - 4), start)
    return (True, found.start()) if found else (False, start)


def amount_at(sentence: str, core: re.Match[str]) -> Amount | None:
    if core["percent"]:
        return percent(sentence, core)
    rest = REST.match(sentence, core.end()) or BARE.match(sentence, core.end())
    if not rest or names_something(sentence, core) or core[0][-1] in ",，.．":
        return None
    found = value_of(core)
    value, scale = found or (Decimal(0), "")
    scale += rest["scale"] or ""
    # Chinese numerals count from ten on: 一名, 两个, 三个代表 are words rather than amounts.
    if core["words"] and (found is None or (value < 10 and not scale)):
        return None
    if value == 24 and rest["unit"] in ROUND_THE_CLOCK:
        return None
    about, start = about_before(sentence, core.start())
    about = about or bool(rest["more"] or rest["more2"] or rest["more3"])
    sure = found is not None and is_plain(sentence, core, rest.end())
    return Amount(value, scale + rest["unit"], about, start, rest.end(), sure)


def amounts_in(sentence: str) -> Iterator[Amount]:
    done = 0
    for core in CORE.finditer(sentence):
        amount = amount_at(sentence, core) if core.start() >= done else None
        if amount:
            done = amount.end
            yield amount


# --- In its clause: the words that lead up to a number, and what was named right before -----------------

# 分别为养老98%、医疗97%
EACH_OWN = re.compile(r"分别(?:达到|为|是|达|有)?了?[:：]?(?=[\u4e00-\u9fff]{2})")
PARENTHESIS = re.compile(r"(?:[（(][^()（）]{0,20}[)）])?、")


class Name(NamedTuple):
    """`subject` is the label without its growth, for what goes on about it; `doing` is what was done to it.

    `sure` is false of a label that may be none: it makes a suggestion.
    """

    label: str | None
    year: int | None = None
    subject: str | None = None
    series: str | None = None
    doing: str = ""
    sure: bool = True


NOTHING = Name(None)


class PlacedAmount(NamedTuple):
    """A number where it stands, with its clause up to it; in `lead`, no other number and no 、 comes between."""

    sentence: str
    amount: Amount
    before: Amount | None
    earlier: Name
    clause: str
    start: int
    lead: str
    ends: bool  # nothing that the number counts follows

    @property
    def gap(self) -> str:
        """Returns what parts the lead from the number before."""
        return self.sentence[self.before.end : self.start] if self.before else "。"

    @property
    def listed(self) -> bool:
        """Tells whether the name before each number is one of a list: 分别为养老98%、医疗97%."""
        return EACH_OWN.search(self.clause) is not None

    def year(self, own: int | None, between: str) -> int | None:
        """Returns the year right before the name or at the head of the clause, unless it dates something between."""
        if own:
            return None if AFTERWARDS.search(between) else own
        start = self.amount.start - len(self.clause)
        year, rest = year_of_clause(self.sentence, start, self.clause)
        return None if year is None or AFTERWARDS.search(rest) else year


def ends_clause(sentence: str, amount: Amount) -> bool:
    """Tells whether a clause ends here, or goes on to say something new of what was counted: 群众120名参加."""
    follows = sentence[amount.end : amount.end + 1]
    number_follows = amount.unit == "户" and follows.isdigit()
    anew = number_follows or not follows.strip(CLAUSE_ENDS)
    return anew or STARTS_ANEW.match(sentence, amount.end) is not None


def placed_amount(sentence: str, amount: Amount, before: Amount | None, earlier: Name) -> PlacedAmount:
    """Finds where its words begin: 、 between names without numbers parts nothing (种植西瓜、玉米300亩)."""
    start, clause = clause_before(sentence, amount.start)
    if before and before.end >= start:
        listed = PARENTHESIS.match(sentence, before.end, amount.start)
        start = listed.end() if listed else before.end
    each = EACH_OWN.search(sentence, start, amount.start)
    start = each.end() if each else start
    while start < amount.start and sentence[start] in OPENERS:
        start += 1
    lead = sentence[start : amount.start].strip()
    return PlacedAmount(sentence, amount, before, earlier, clause, start, lead, ends_clause(sentence, amount))


# --- Ranks ----------------------------------------------------------------------------------------------
# 居全市92个乡镇第二位, 位列全省第3, 居全镇18个村之首

RANK = re.compile(
    r"(?:位居|位列|名列|排名|排在|(?<![委民住家所])居(?![委民住家所])|列|排)(?:[^，,。；;]{0,12}?(?P<of>\d{1,6})个)?"
    r"[^，,。；;\d]{0,16}?(?:之首|首位|榜首|"
    rf"第[ ]?(?P<rank>[{NUMERALS}]{{1,4}}|\d{{1,4}})[ ]?(?:[位名]|(?=[，,。；;、！!）)]|$)))"
)
GAP = re.compile("(?:大关)?[，,]?[ ]?")


def rank_of(found: re.Match[str]) -> tuple[int, int | None] | None:
    """Returns the rank and the number of ranked ones; None for a rank beyond that number."""
    place, of = quantity(found["rank"] or "一"), int(found["of"]) if found["of"] else None
    if place is None or place != int(place) or not 1 <= place <= (of or 9999):
        return None
    return int(place), of


def ranks(
    sentence: str, amounts: Sequence[Amount]
) -> tuple[dict[Amount, tuple[int, int | None]], list[Amount]]:
    """Returns the rank by the amount before it (收入3亿元，居全市12个县第二位), and the amounts that are no rank."""
    if "第" not in sentence and "首" not in sentence:
        return {}, list(amounts)
    ends = [amount.end for amount in amounts]
    ranked: dict[Amount, tuple[int, int | None]] = {}
    taken: list[Amount] = []
    for found in RANK.finditer(sentence):
        at = bisect_right(ends, found.start())
        rank = rank_of(found)
        if rank and at and GAP.fullmatch(sentence, ends[at - 1], found.start()):
            ranked[amounts[at - 1]] = rank
        taken += [amount for amount in amounts[at : at + 3] if amount.start < found.end()]
    return ranked, [amount for amount in amounts if amount not in taken]
