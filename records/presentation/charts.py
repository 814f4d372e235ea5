"""Turns figures into charts: lengths in percent of the drawing, and the words that describe it.

The templates draw: a bar in its own row of the series' table, so that words stay words, of any size and on any width;
a rank as one mark among as many as there are. No number is in the picture alone.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from records.deeds.document import digits
from records.models import Figure

FULL_SHARES = {"%": 100, "％": 100, "‰": 1000}
# Shares are rounded when they are written down; three thirds are 99.9 %.
MAX_ROUNDING_ERROR = Decimal("0.005")
# More marks than this run into one another on a phone; then the line alone is drawn.
MAX_RANK_MARKS = 120


class ChartBar(NamedTuple):
    """Starts at `start` and is `length` long, both in percent of the whole drawing."""

    start: str
    length: str


def bars_of(numbers: Iterable[int]) -> list[ChartBar | None]:
    """Returns bars for counts that stand under one another, measured against the greatest; a single count gets none,
    for it has nothing to be compared with."""
    counts = list(numbers)
    if len(counts) < 2:
        return [None] * len(counts)
    return [ChartBar("0", percent(Decimal(count) / max(counts))) for count in counts]


class ChartRow(NamedTuple):
    figure: Figure
    bar: ChartBar | None


class ChartCaption(NamedTuple):
    """Describes a drawing in words: its name, its extremes, and the amount that its full length stands for."""

    title: str
    description: str
    scale: str


class FigureSeries(NamedTuple):
    """Groups figures in one table; `name` is empty for those of no series. Without a caption no row has a bar."""

    name: str
    rows: list[ChartRow]
    caption: ChartCaption | None


def series_of(figures: Iterable[Figure]) -> list[FigureSeries]:
    """Returns each series in the place of its first figure; figures of no series stand together."""
    named: dict[str, list[Figure]] = {}
    for figure in figures:
        named.setdefault(figure.series, []).append(figure)
    return [drawn_series(name, members) for name, members in named.items()]


def drawn_series(name: str, figures: Sequence[Figure]) -> FigureSeries:
    chart = chosen_chart(figures) if name else Figure.Chart.NONE
    if chart == Figure.Chart.PARTS:
        return drawn_as_parts(name, figures)
    if chart == Figure.Chart.BARS:
        return drawn_as_bars(name, figures)
    return FigureSeries(name, [ChartRow(figure, None) for figure in figures], None)


def chosen_chart(figures: Sequence[Figure]) -> str:
    """Returns the editor's choice, kept in the first figure, or the chart that suits the numbers; NONE where no chart
    is possible."""
    chosen = figures[0].chart
    if chosen == Figure.Chart.NONE or not are_comparable(figures):
        return Figure.Chart.NONE
    return chosen or (Figure.Chart.PARTS if are_shares(figures) else Figure.Chart.BARS)


def are_comparable(figures: Sequence[Figure]) -> bool:
    values = [figure.value for figure in figures]
    one_unit = len({figure.unit for figure in figures}) == 1
    return len(figures) > 1 and one_unit and min(values) >= 0 and max(values) > 0


def are_shares(figures: Sequence[Figure]) -> bool:
    """Tells whether these are percentages that add up to the whole."""
    full = FULL_SHARES.get(figures[0].unit)
    return full is not None and abs(total(figures) / full - 1) <= MAX_ROUNDING_ERROR


def total(figures: Sequence[Figure]) -> Decimal:
    return sum((figure.value for figure in figures), Decimal())


def drawn_as_bars(name: str, figures: Sequence[Figure]) -> FigureSeries:
    """Draws every bar from the left edge, against 100 % or, where there is no such bound, against the greatest."""
    greatest, unit = max(figures, key=lambda figure: figure.value), figures[0].unit
    full = Decimal(FULL_SHARES.get(unit, 0))
    bounded = greatest.value <= full
    scale = f"{full:f}{unit}" if bounded else f"{greatest.amount}{unit}"
    full = full if bounded else greatest.value
    rows = [ChartRow(figure, ChartBar("0", percent(figure.value / full))) for figure in figures]
    return FigureSeries(name, rows, ChartCaption(f"{name}：条形图", extremes(figures), scale))


def drawn_as_parts(name: str, figures: Sequence[Figure]) -> FigureSeries:
    """Draws each bar from the end of the one before it; together they fill the whole length."""
    full = total(figures)
    rows, end = [], Decimal()
    for figure in figures:
        rows.append(ChartRow(figure, ChartBar(percent(end / full), percent(figure.value / full))))
        end += figure.value
    scale = f"合计 {digits(full)}{figures[0].unit}"
    return FigureSeries(name, rows, ChartCaption(f"{name}：构成图", extremes(figures), scale))


def extremes(figures: Sequence[Figure]) -> str:
    """Names the highest and the lowest: 最高 98%（养老保险、医疗保险），最低 90%（失业保险）。"""
    values = [figure.value for figure in figures]
    if min(values) == max(values):
        return f"{len(figures)} 项相同，都是 {figures[0].amount}{figures[0].unit}。"
    clauses = []
    for word, value in (("最高", max(values)), ("最低", min(values))):
        members = [figure for figure in figures if figure.value == value]
        clauses.append(
            f"{word} {members[0].amount}{members[0].unit}（{'、'.join(figure.label for figure in members)}）"
        )
    return f"{len(figures)} 项中，{'，'.join(clauses)}。"


def percent(share: Decimal) -> str:
    return digits(round(share * 100, 2))


class RankStrip(NamedTuple):
    """Shows a rank among `marks` ranks from first to last; `position` is the middle of its own mark, in percent of the
    length. No marks: the line alone is drawn."""

    position: str
    marks: int
    title: str


def rank_strip(figure: Figure) -> RankStrip | None:
    """Returns None where nobody knows among how many the rank is, or the editor wants no chart."""
    rank, among = figure.rank, figure.rank_of
    if rank is None or among is None or among < 2 or figure.chart == Figure.Chart.NONE:
        return None
    position = percent((Decimal(rank) - Decimal("0.5")) / among)
    return RankStrip(position, among if among <= MAX_RANK_MARKS else 0, f"{among} 个中居第 {rank} 位")
