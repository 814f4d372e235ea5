"""Numbers with units in running text: 面积34平方公里, 35个党组织, 50余名党员, 覆盖率分别达到98%、90%.

Only Arabic digits count, and only where the words beside a number say what it measures: a noun behind a measure word,
or a noun before a number that ends its clause. The rest is passed over and said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .document import Figure, Span
from .numerals import NUMERAL, parse_number
from .prose import clause_before, leading_year, sentences, year_before

COUNTED = "个|名|位|户|家|项|件|次|台|套|栋|幢|座|间|所|处|条|篇|份|场|期|起|例|本|册|辆|支|批|对|人"
MEASURED = "平方公里|平方千米|平方米|平米|公顷|亩|公里|千米|米|公斤|千克|吨|美元|元|小时|个百分点|%|％|倍"
# Digits inside a name ("333工程", A4) or after 第 are no amounts.
NUMBER = re.compile(
    rf"(?<![\d.A-Za-z第])(?<!\d,)(?P<about>近|约|逾|超过|超|不少于|至少)?(?P<value>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,12}}(?:\.\d{{1,4}})?)"
    rf"(?P<more>余|多|几)?(?P<scale>[十百千万亿]{{0,2}})(?P<more2>余|多)?(?P<unit>{MEASURED}|{COUNTED})(?P<more3>多)?"
)
RANK = re.compile(
    rf"(?:位居|位列|名列|排名|居(?![委民住家所])|列)(?:[^，,。；;]{{0,12}}?(?P<of>\d{{1,6}})个)?[^，,。；;\d]{{0,16}}?第(?P<rank>{NUMERAL}|\d{{1,4}})[位名]"
)
HAN = r"\u4e00-\u9fff"
NOUN_AFTER = re.compile(rf"[{HAN}]{{1,24}}")
PHRASE_BEFORE = re.compile(rf"[{HAN}A-Za-z]{{1,40}}$")
# A noun behind a measure word ends where a verb, a preposition or a particle begins. Two characters at least come
# first, so that 在职党员 and 进城务工人员 stay whole.
NOUN_END = re.compile(
    r"(?<=..)(?:到|赴|在|于|的|等|为|被|把|均|都|全部|参与|参加|进(?=[入社村企校驻城])|深入|担任|负责|挂职|从事|开展|就业|就近|实现|完成|设有|组成|工作)"
)
# Words that link a noun to its number and belong to neither.
LINK = re.compile(
    r"(?:分别|累计|总计|共计|达到|超过|突破|增至|增加到|提高到|约为|达|为|是|有|共|近|约|了|至|到|仅)+$"
)
# What only says that something is there; the noun follows.
STATING = re.compile(r".*(?:下辖|管辖|现有|共有|设有|建有|拥有|实现|完成|其中|辖|(?<![国公私所])有|共)")
# What was done belongs to the label: 新建居民安置楼, 选派机关党员干部.
DOING = re.compile(
    r".*?(?P<doing>新建|改建|扩建|建成|建立|修建|选派|选拔|选配|培养|培训|组织|帮助|帮扶|资助|慰问|救助|化解|调解|制作发放|发放|发表|投入|捐款|吸纳|安置|招商|引进|举办|开展|联系|走访|办理|解决)了?"
)
EACH = re.compile(rf"每[{HAN}]{{1,12}}$")
SERIES = re.compile(
    rf"(?P<last>[{HAN}]{{0,8}}?)(?P<series>(?P<count>{NUMERAL}|\d{{1,2}})[大项类种个][{HAN}]{{2,16}})$"
)
BETWEEN = re.compile(r"\s*[、，,和与及]\s*")
# 在4个社区工作, 这3条铁规: a number by the way.
BY_THE_WAY = ("在", "从", "于", "这", "那")
NEEDLESS = re.compile(r"^(?:现(?=主持|承担)|已|累计|先后|其中|目前)+")
MAX_LABEL = 16
PLACE_WORDS = "内中里上前"  # 356栋楼内: the number says where, not how many
CLAUSE_ENDS = "、，,；;。.：:！？!?()（）”’ \t"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number found in a sentence, not yet named."""

    value: Decimal
    unit: str
    approximate: bool
    counted: bool
    start: int
    end: int


def amounts_in(sentence: str) -> Iterator[Amount]:
    taken = [found.span() for found in RANK.finditer(sentence)]
    for found in NUMBER.finditer(sentence):
        if any(start <= found.start() < end for start, end in taken):
            continue
        about = any(found[name] for name in ("about", "more", "more2", "more3"))
        counted = re.fullmatch(COUNTED, found["unit"]) is not None
        value, unit = Decimal(found["value"].replace(",", "")), found["scale"] + found["unit"]
        yield Amount(value, unit, about, counted, found.start(), found.end())


def noun_after(sentence: str, end: int) -> str:
    found = NOUN_AFTER.match(sentence, end)
    noun = found[0] if found else ""
    stop = NOUN_END.search(noun)
    return "" if noun.startswith("的") else noun[: stop.start()] if stop else noun


def phrase_before(sentence: str, start: int) -> str:
    """The words that lead up to a number within its clause, without date and linking words."""
    clause = leading_year(clause_before(sentence, start)[1].rpartition("、")[2])[1]
    found = PHRASE_BEFORE.search(LINK.sub("", clause))
    return LINK.sub("", found[0]) if found else ""


def noun_before(phrase: str) -> str:
    done = DOING.match(phrase)
    return phrase[done.start("doing") :] if done else STATING.sub("", phrase)


def doing_before(phrase: str) -> str:
    """每名干部联系 + 3个 + 村: the whole phrase; 从机关选派 + 3名 + 干部: the verb alone; else nothing."""
    each = EACH.search(phrase)
    if each:
        return each[0]
    done = list(DOING.finditer(phrase))
    return done[-1]["doing"] if done and done[-1].end() == len(phrase) else ""


def label_of(sentence: str, amount: Amount) -> str | None:
    if sentence[: amount.start].endswith(BY_THE_WAY):
        return None
    phrase = phrase_before(sentence, amount.start)
    if phrase.startswith("在") and not DOING.match(phrase):
        return None
    if NOUN_AFTER.match(sentence, amount.end):
        noun = noun_after(sentence, amount.end) if amount.counted else ""
        label = noun and doing_before(phrase) + noun
    else:
        ends = not sentence[amount.end : amount.end + 1].strip(CLAUSE_ENDS)
        label = noun_before(phrase) if ends else ""
    label = NEEDLESS.sub("", label)
    # A single character names something only behind a measure word (9个村).
    fits = (1 if NOUN_AFTER.match(sentence, amount.end) else 2) <= len(label) <= MAX_LABEL
    return label if fits and label[-1] not in PLACE_WORDS else None


def runs(sentence: str, amounts: Sequence[Amount]) -> Iterator[list[Amount]]:
    """Amounts that stand side by side in one unit (98%、98%、90%) come together."""
    run: list[Amount] = []
    for amount in amounts:
        joined = (
            run and run[-1].unit == amount.unit and BETWEEN.fullmatch(sentence, run[-1].end, amount.start)
        )
        if run and not joined:
            yield run
            run = []
        run.append(amount)
    if run:
        yield run


def shared_lead(names: list[str]) -> str:
    """In 城镇养老、医疗、工伤 the first name carries a word that belongs to all: the others are equally long."""
    lengths = {len(name) for name in names[1:]}
    return names[0][: -lengths.pop()] if len(names) > 2 and len(lengths) == 1 else ""


def named_series(clause: str, size: int) -> tuple[str, list[str]] | None:
    """Series and labels of "甲、乙、丙三项达标率分别为…"; None when names and numbers differ in count."""
    names = re.split("[、和与及]", clause.partition("分别")[0])
    common = SERIES.search(names[-1])
    if len(names) != size or not common or parse_number(common["count"]) != size:
        return None
    names = [name.strip() for name in (*names[:-1], common["last"])]
    lead = shared_lead(names)
    names[0] = names[0][len(lead) :]
    return (lead + common["series"], names) if all(names) else None


def named(sentence: str, run: Sequence[Amount]) -> Iterator[tuple[Amount, str | None, str | None]]:
    """Each amount of a run with its label and its series."""
    clause = clause_before(sentence, run[0].start)[1]
    together = len(run) > 1 and "分别" in clause
    found = named_series(clause, len(run)) if together else None
    for index, amount in enumerate(run):
        if found:
            yield amount, found[1][index], found[0]
        else:
            yield amount, None if together else label_of(sentence, amount), None


def ranks(sentence: str, amounts: Sequence[Amount]) -> dict[Amount, tuple[int, int | None]]:
    """Rank and number of ranked ones, by the amount that stands right before: 收入3亿元，居全市12个县第二位."""
    found = {}
    for rank in RANK.finditer(sentence):
        before = [amount for amount in amounts if amount.end <= rank.start()]
        place, of = parse_number(rank["rank"]), int(rank["of"]) if rank["of"] else None
        if before and rank.start() - before[-1].end <= 2 and place and place <= (place if of is None else of):
            found[before[-1]] = place, of
    return found


def figures_in(text: str, offset: int, place: tuple[int, int] | None) -> tuple[list[Figure], list[Span]]:
    """The figures of one paragraph that begins at `offset`, and where numbers were passed over."""
    figures, passed = [], []
    for start, sentence in sentences(text):
        amounts = list(amounts_in(sentence))
        ranked = ranks(sentence, amounts)
        for amount, label, series in (
            item for run in runs(sentence, amounts) for item in named(sentence, run)
        ):
            span = Span(offset + start + amount.start, offset + start + amount.end)
            if label is None:
                passed.append(span)
                continue
            rank, rank_of = ranked.get(amount, (None, None))
            year = year_before(sentence, amount.start)[0]
            figure = Figure(
                label, amount.value, amount.unit, sentence, year, amount.approximate, place=place, span=span
            )
            figures.append(replace(figure, series=series, rank=rank, rank_of=rank_of))
    return figures, passed
