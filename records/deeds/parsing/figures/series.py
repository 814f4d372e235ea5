"""Lists of names with a list of numbers: 甲、乙、丙三项达标率分别达到98%、97%、90%."""

import re
from collections.abc import Iterator, Sequence

from records.deeds.parsing.numerals import NUMERALS, quantity
from records.deeds.parsing.sentences import clause_before

from .label_words import cut_date, fitting
from .units import Amount

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
