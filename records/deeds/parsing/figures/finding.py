"""Numbers with units in running text: 面积34平方公里, 35个党组织, 50余名党员, 覆盖率分别达到98%、90%.

A number becomes a figure only where the words beside it say what it measures: a noun behind a measure word, or a
noun before a number that ends its clause. The rest is passed over and said: a wrong name is worse than none. Of the
figures a few are chosen at first to stand for the record; editors change that.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from records.deeds.document import MAX_KEY_FIGURES, Figure, Span, is_storable
from records.deeds.parsing.numerals import NUMERALS, quantity
from records.deeds.parsing.sentences import clause_before, sentences_with, year_before

from .label_words import SCALES, cut_date, fitting
from .naming import name_of
from .units import NOTHING, NUMBER, Amount, Name, amounts_in, placed_amount, ranks

Named = tuple[Amount, Name]
NO_RANK = (None, None)


def listed(sentence: str, run: Sequence[Amount]) -> Iterator[Named]:
    """Yields the numbers behind 分别, each with its name from the list before."""
    found = named_series(sentence, run) if all(amount.sure for amount in run) else None
    year = year_before(sentence, run[0].start)[0]
    for index, amount in enumerate(run):
        yield amount, Name(found[1][index], year, series=found[0]) if found else NOTHING


def named(sentence: str, amounts: Sequence[Amount]) -> Iterator[Named]:
    """Yields each number with its name."""
    before, earlier = None, NOTHING
    for run in runs(sentence, amounts):
        if len(run) > 1 and clause_before(sentence, run[0].start)[1].rstrip("达到为是了有").endswith("分别"):
            yield from listed(sentence, run)
            before, earlier = run[-1], NOTHING
            continue
        for amount in run:
            place = placed_amount(sentence, amount, before, earlier)
            before, earlier = amount, name_of(place)
            yield amount, earlier


def distinct(names: Sequence[Named]) -> Iterator[Named]:
    """Drops a name that has two values in a sentence, which names neither: 投资30万元修路，投资50万元建校."""
    if len(names) == 1:
        yield from names
        return
    values: dict[tuple[object, ...], set[Decimal]] = {}
    for amount, name in names:
        values.setdefault((name[:4], amount.unit), set()).add(amount.value)
    for amount, name in names:
        yield amount, name if len(values[name[:4], amount.unit]) == 1 else NOTHING


def as_written(part: str, folded: str, written: str) -> str:
    """Restores characters of the document itself, in a part put together from the folded sentence."""
    if folded == written:
        return part
    pieces, at = [], 0
    while at < len(part):
        size = next((n for n in range(len(part) - at, 1, -1) if part[at : at + n] in folded), 1)
        found = folded.find(part[at : at + size])
        pieces.append(written[found : found + size] if found >= 0 else part[at : at + size])
        at += size
    return "".join(pieces)


class Found(NamedTuple):
    """The figures of a text, where numbers were passed over, and figures whose label may be none."""

    figures: list[Figure]
    passed: list[Span]
    suggested: list[Figure]


def figures_in(text: str, offset: int, place: tuple[int, int] | None, written: str | None = None) -> Found:
    """Reads one paragraph that begins at `offset`.

    `text` may be folded character for character to recognize words by; what is kept comes from `written` then.
    """
    figures: list[Figure] = []
    passed: list[Span] = []
    suggested: list[Figure] = []
    for start, sentence in sentences_with(text, NUMBER):
        found = list(amounts_in(sentence))
        if not found:
            continue
        own = written[start : start + len(sentence)] if written else sentence
        ranked, amounts = ranks(sentence, found)
        for amount, name in distinct(list(named(sentence, amounts))):
            span = Span(offset + start + amount.start, offset + start + amount.end)
            if name.label is None or not is_storable(amount.value):
                passed.append(span)
            else:
                rank, rank_of = ranked.get(amount, NO_RANK)
                (figures if name.sure else suggested).append(
                    Figure(
                        label=as_written(name.label, sentence, own),
                        value=amount.value,
                        unit=as_written(amount.unit, sentence, own),
                        sentence=own,
                        as_of=name.year,
                        approximate=amount.approximate,
                        series=name.series and as_written(name.series, sentence, own),
                        rank=rank,
                        rank_of=rank_of,
                        place=place,
                        span=span,
                    )
                )
    return Found(figures, passed, suggested)


# --- Lists of names with a list of numbers --------------------------------------------------------------
# 甲、乙、丙三项达标率分别达到98%、97%、90%

HAN = r"\u4e00-\u9fff"
SERIES = re.compile(
    rf"(?P<last>[{HAN}]{{0,8}}?)等?(?P<series>(?P<count>[{NUMERALS}]{{1,3}}|\d{{1,2}})[大项类种个]?[{HAN}]{{1,16}})"
)
BETWEEN = re.compile(r"\s*[、，,和与及]\s*")
CUTS = re.compile("[、和与及]")
# Every name of a list without a count ends in something that is measured: 覆盖率和满意度, not 养老、医疗参保率.
MEASURES = re.compile("(?:率|度|量|额|值|数|费|面积|收入|收益|人口|比例|产业|总产|成本)$")


def runs(sentence: str, amounts: Sequence[Amount]) -> Iterator[list[Amount]]:
    """Yields amounts that stand side by side together."""
    run: list[Amount] = []
    for amount in amounts:
        if run and not BETWEEN.fullmatch(sentence, run[-1].end, amount.start):
            yield run
            run = []
        run.append(amount)
    if run:
        yield run


def shared_lead(names: list[str]) -> str:
    """Returns the word that the first of 城镇养老、医疗、工伤 carries for all: the others are equally long."""
    lengths = {len(name) for name in names[1:]}
    return names[0][: -lengths.pop()] if len(names) > 2 and len(lengths) == 1 else ""


def counted_names(names: list[str], size: int) -> tuple[str | None, list[str]] | None:
    """Returns the names where a count says that they are as many as the numbers: 甲、乙、丙三项达标率."""
    common = SERIES.fullmatch(names[-1])
    if not common or quantity(common["count"]) != size:
        return None
    names = [*names[:-1], common["last"]] if common["last"] else names[:-1]
    if len(names) != size:
        return None
    lead = shared_lead(names)
    names = [names[0][len(lead) :], *names[1:]]
    return (lead + common["series"], names) if all(names) else None


def whole_names(names: list[str], size: int) -> tuple[str | None, list[str]] | None:
    """Returns names that stand on their own: 覆盖率和满意度."""
    fits = len(names) == size and all(MEASURES.search(name) and fitting(name) for name in names)
    return (None, names) if fits else None


def named_series(sentence: str, run: Sequence[Amount]) -> tuple[str | None, list[str]] | None:
    """Returns the series and labels of "甲、乙、丙三项达标率分别为…"; None when names and numbers differ in count."""
    clause = clause_before(sentence, run[0].start)[1].partition("分别")[0]
    names = [name.strip() for name in CUTS.split(cut_date(clause)[1])]
    alike = len({amount.unit for amount in run}) == 1
    found = counted_names(names, len(run)) if alike else None
    return found or whole_names(names, len(run))


# --- The few figures that stand for a record ------------------------------------------------------------

MIN_KEY_FIGURES = 3
# What came of the deeds, and what measures a whole.
OUTCOME = re.compile(
    "化解|调解|救|帮|扶|惠及|受益|服务|培训|脱贫|就业|增收|新建|建成|修建|改造|抢|募集|捐|资助|办结|审结|破获|完成|开展|发表|手术|接待|走访|绿化|植树|"
    "收入|产值|利润|税收|投资|销售额|资金"
)
WHOLE = re.compile("^(?:总|累计)|总(?:数|量|额|值|人口|面积|收入|产值|例数)|人口$|^面积$|党员$")
SIZES = (1000, 100)
TRIVIAL_UNITS = ("小时", "个小时", "字", "岁", "节", "次课", "个月", "工作日", "个工作日")

# One table, in points.
POINTS = {
    "outcome": 2.0,
    "whole": 2.0,
    "rank": 3.0,
    "of the record as a whole": 1.5,
    "first": 1.5,  # and less, the later it stands
    "size": 1.0,  # for each of SIZES that it reaches
    "small": -2.5,  # 1个, 3名
    "trivial unit": -4.0,
    "each": -3.0,  # 每名党员联系3户: a rule
    "one of several values": -4.0,
    "same unit again": -1.5,
}
ENOUGH = 1.0  # points from which a fourth, fifth and sixth are chosen


def with_key_figures(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Marks up to six, from the most telling on, and of several units; a series is shown whole where it stands."""
    values: dict[str, set[object]] = {}
    firsts: dict[object, int] = {}
    for index, one in enumerate(figures):
        values.setdefault(one.label, set()).add((one.value, one.unit))
        if not one.series:
            firsts.setdefault((one.label, one.value, one.unit), index)
    left = {
        index: points(figures[index], index / len(figures), several=len(values[figures[index].label]) > 1)
        for index in firsts.values()
    }
    units = {index: unit(figures[index]) for index in left}
    times = dict.fromkeys(units.values(), 0)
    chosen: list[int] = []
    while left and len(chosen) < MAX_KEY_FIGURES:
        weighed = {
            index: own + POINTS["same unit again"] * times[units[index]] for index, own in left.items()
        }
        best = max(weighed, key=weighed.__getitem__)
        if weighed[best] < (ENOUGH if len(chosen) >= MIN_KEY_FIGURES else 0):
            break
        del left[best]
        chosen.append(best)
        times[units[best]] += 1
    return tuple(replace(one, is_key=True) if index in chosen else one for index, one in enumerate(figures))


def unit(figure: Figure) -> str:
    return figure.unit.lstrip(SCALES)


def points(figure: Figure, lateness: float, *, several: bool) -> float:
    whole = figure.value * (10_000 if "万" in figure.unit else 1)
    holds = {
        "outcome": OUTCOME.search(figure.label),
        "whole": WHOLE.search(figure.label),
        "rank": figure.rank,
        "of the record as a whole": figure.place is None,
        "small": "%" not in figure.unit and "亿" not in figure.unit and whole < 5,
        "trivial unit": unit(figure) in TRIVIAL_UNITS,
        "each": figure.label.startswith("每") and not figure.label.startswith("每年"),
        "one of several values": several,
    }
    sizes = sum(POINTS["size"] for size in SIZES if whole >= size or "亿" in figure.unit)
    return (
        sum(POINTS[name] for name, held in holds.items() if held) + sizes + POINTS["first"] * (1 - lateness)
    )
