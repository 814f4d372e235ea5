"""Makes a first choice of the few figures that stand for a record; editors change it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from records.deeds.document import MAX_KEY_FIGURES, Figure

from .label_words import SCALES

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
    chosen: list[int] = []
    units: Counter[str] = Counter()
    while left and len(chosen) < MAX_KEY_FIGURES:
        weighed = {
            index: own + POINTS["same unit again"] * units[unit(figures[index])]
            for index, own in left.items()
        }
        best = max(weighed, key=weighed.__getitem__)
        if weighed[best] < (ENOUGH if len(chosen) >= MIN_KEY_FIGURES else 0):
            break
        del left[best]
        chosen.append(best)
        units[unit(figures[best])] += 1
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
