"""Figures → what is drawn of them: lengths in percent of the drawing, and the words a drawing is told in.

The templates draw: a bar in its own row of the series' table, so that words stay words, of any size and on any width;
a rank as one mark among as many as there are. No number is in the picture alone.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from records.deeds.document import digits
from records.models import Figure

PERCENTAGES = {"%": 100, "％": 100, "‰": 1000}
# Shares are rounded when they are written down; three thirds are 99.9 %.
ROUNDING = Decimal("0.005")
# More marks than this run into one another on a phone; then the line alone is drawn.
MAX_MARKS = 120


class Bar(NamedTuple):
    """Where it starts and how long it is, in percent of the whole drawing."""

    start: str
    length: str


def bars_of(numbers: Iterable[int]) -> list[Bar | None]:
    """Of counts that stand under one another, against the greatest. One alone has nothing to be compared with."""
    counts = list(numbers)
    if len(counts) < 2:
        return [None] * len(counts)
    return [Bar("0", percent(Decimal(count) / max(counts))) for count in counts]


class Row(NamedTuple):
    figure: Figure
    bar: Bar | None


class Picture(NamedTuple):
    """What is said of a drawing: its name, what it shows, and how much its full length is."""

    title: str
    description: str
    scale: str


class Series(NamedTuple):
    """Figures shown together; `name` is empty for those of no series. Without a picture no row has a bar."""

    name: str
    rows: list[Row]
    picture: Picture | None


def all_series(figures: Iterable[Figure]) -> list[Series]:
    """Each where its first figure stands; those of no series together."""
    named: dict[str, list[Figure]] = {}
    for figure in figures:
        named.setdefault(figure.series, []).append(figure)
    return [drawn(name, members) for name, members in named.items()]


def drawn(name: str, figures: Sequence[Figure]) -> Series:
    chart = chosen_chart(figures) if name else Figure.Chart.NONE
    if chart == Figure.Chart.PARTS:
        return as_parts(name, figures)
    if chart == Figure.Chart.BARS:
        return as_bars(name, figures)
    return Series(name, [Row(figure, None) for figure in figures], None)


def chosen_chart(figures: Sequence[Figure]) -> str:
    """The editor's choice, which stands in the first figure, or what suits the numbers; NONE where no chart can be."""
    chosen = figures[0].chart
    if chosen == Figure.Chart.NONE or not are_comparable(figures):
        return Figure.Chart.NONE
    return chosen or (Figure.Chart.PARTS if are_shares(figures) else Figure.Chart.BARS)


def are_comparable(figures: Sequence[Figure]) -> bool:
    values = [figure.value for figure in figures]
    one_unit = len({figure.unit for figure in figures}) == 1
    return len(figures) > 1 and one_unit and min(values) >= 0 and max(values) > 0


def are_shares(figures: Sequence[Figure]) -> bool:
    """Percentages that add up to a whole."""
    whole = PERCENTAGES.get(figures[0].unit)
    return whole is not None and abs(total(figures) / whole - 1) <= ROUNDING


def total(figures: Sequence[Figure]) -> Decimal:
    return sum((figure.value for figure in figures), Decimal())


def as_bars(name: str, figures: Sequence[Figure]) -> Series:
    """All from one line, against 100 % or, where there is no such bound, against the greatest."""
    greatest, unit = max(figures, key=lambda figure: figure.value), figures[0].unit
    full = Decimal(PERCENTAGES.get(unit, 0))
    bounded = greatest.value <= full
    scale = f"{full:f}{unit}" if bounded else f"{greatest.amount}{unit}"
    full = full if bounded else greatest.value
    rows = [Row(figure, Bar("0", percent(figure.value / full))) for figure in figures]
    return Series(name, rows, Picture(f"{name}：条形图", extremes(figures), scale))


def as_parts(name: str, figures: Sequence[Figure]) -> Series:
    """Each starts where the one before it ends; all together are the whole length."""
    full = total(figures)
    rows, end = [], Decimal()
    for figure in figures:
        rows.append(Row(figure, Bar(percent(end / full), percent(figure.value / full))))
        end += figure.value
    scale = f"合计 {digits(full)}{figures[0].unit}"
    return Series(name, rows, Picture(f"{name}：构成图", extremes(figures), scale))


def extremes(figures: Sequence[Figure]) -> str:
    """最高 98%（养老保险、医疗保险），最低 90%（失业保险）。"""
    values = [figure.value for figure in figures]
    if min(values) == max(values):
        return f"{len(figures)} 项相同，都是 {figures[0].amount}{figures[0].unit}。"
    told = []
    for word, value in (("最高", max(values)), ("最低", min(values))):
        those = [figure for figure in figures if figure.value == value]
        told.append(
            f"{word} {those[0].amount}{those[0].unit}（{'、'.join(figure.label for figure in those)}）"
        )
    return f"{len(figures)} 项中，{'，'.join(told)}。"


def percent(share: Decimal) -> str:
    return digits(round(share * 100, 2))


class Strip(NamedTuple):
    """A rank among `marks` places from first to last; `place` is the middle of its own, in percent of the length."""

    place: str
    marks: int
    title: str


def rank_strip(figure: Figure) -> Strip | None:
    """None where the rank is not among a known number, or the editor wants no picture."""
    rank, among = figure.rank, figure.rank_of
    if rank is None or among is None or among < 2 or figure.chart == Figure.Chart.NONE:
        return None
    place = percent((Decimal(rank) - Decimal("0.5")) / among)
    return Strip(place, among if among <= MAX_MARKS else 0, f"{among} 个中居第 {rank} 位")
