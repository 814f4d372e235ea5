"""Charts of figures: the right proportions, the right kind, and words for readers who do not see them."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from records.deeds.document import CHARTS
from records.models import Figure, Record
from records.presentation import charts
from records.presentation.charts import ChartBar, FigureSeries
from tests.factories import make_figure, make_measure, make_record, make_section

values = st.decimals(0, 10**9, places=4)
units = st.sampled_from(["个", "%", "‰", "万元"])


def series_of(*members: str, unit: str = "个", **first: Any) -> FigureSeries:
    """Returns the one series of figures with these values."""
    figures = [
        Figure(label=f"第{n}项", value=Decimal(v), unit=unit, series="数列") for n, v in enumerate(members, 1)
    ]
    for name, content in first.items():
        setattr(figures[0], name, content)
    (series,) = charts.series_of(figures)
    return series


def bars(series: FigureSeries) -> list[ChartBar | None]:
    return [row.bar for row in series.rows]


def lengths(series: FigureSeries) -> list[str]:
    return [row.bar.length for row in series.rows if row.bar]


def scale(series: FigureSeries) -> str:
    return series.caption.scale if series.caption else ""


# --- Proportions ----------------------------------------------------------------------------------


@given(st.lists(values, min_size=2, max_size=9), units)
def test_lengths_are_to_each_other_as_the_values_are(members: list[Decimal], unit: str) -> None:
    drawn = lengths(series_of(*map(str, members), unit=unit, chart="bars"))
    greatest = max(members)
    assert len(drawn) == (len(members) if greatest else 0)
    longest = Decimal(max(drawn, key=Decimal, default="0"))
    for length, value in zip(drawn, members, strict=bool(drawn)):
        assert abs(Decimal(length) - longest * value / greatest) <= Decimal("0.02")
        assert 0 <= Decimal(length) <= 100


@given(st.lists(values, min_size=2, max_size=9))
def test_parts_follow_one_another_and_fill_the_whole(members: list[Decimal]) -> None:
    end = Decimal()
    for bar in filter(None, bars(series_of(*map(str, members), chart="parts"))):
        assert abs(Decimal(bar.start) - end) <= Decimal("0.1")
        end = Decimal(bar.start) + Decimal(bar.length)
    assert not any(members) or abs(end - 100) <= Decimal("0.1")


def test_percentages_are_drawn_against_a_hundred() -> None:
    series = series_of("98", "90", unit="%")
    assert (lengths(series), scale(series)) == (["98", "90"], "100%")


def test_other_amounts_are_drawn_against_the_greatest() -> None:
    series = series_of("30", "120", unit="万元")
    assert (lengths(series), scale(series)) == (["25", "100"], "120万元")


def test_percentages_beyond_a_hundred_are_drawn_against_the_greatest() -> None:
    assert lengths(series_of("200", "50", unit="%")) == ["100", "25"]


# --- Which chart ----------------------------------------------------------------------------------


def test_percentages_that_make_a_whole_are_drawn_as_its_parts() -> None:
    series = series_of("33.3", "33.3", "33.3", unit="%")
    assert [bar and bar.start for bar in bars(series)] == ["0", "33.33", "66.67"]
    assert scale(series) == "合计 99.9%"


@pytest.mark.parametrize(
    ("members", "why"), [(["1"], "alone"), (["-1", "2"], "negative"), (["0", "0"], "nothing")], ids=str
)
def test_figures_that_cannot_be_compared_are_not_drawn_even_if_the_editor_asks(
    members: list[str], why: str
) -> None:
    assert not any(bars(series_of(*members, chart="bars"))), why


def test_units_that_differ_are_not_drawn_against_each_other() -> None:
    figures = [
        Figure(label="甲", value=Decimal(v), unit=u, series="数列") for v, u in (("1", "个"), ("2", "%"))
    ]
    assert charts.series_of(figures)[0].caption is None


@pytest.mark.parametrize(("chart", "starts"), [("bars", ["0", "0"]), ("parts", ["0", "40"])])
def test_editor_decides_how_a_series_is_drawn(chart: str, starts: list[str]) -> None:
    assert [bar and bar.start for bar in bars(series_of("40", "60", unit="%", chart=chart))] == starts


def test_editor_may_leave_a_series_undrawn() -> None:
    series = series_of("98", "90", unit="%", chart="none")
    assert (series.caption, bars(series)) == (None, [None, None])


def test_members_of_a_series_stand_together_wherever_they_were_entered() -> None:
    figures = [
        Figure(label=label, value=Decimal(1), unit="个", series=label[:1]) for label in ("甲1", "乙1", "甲2")
    ]
    labels = [[row.figure.label for row in series.rows] for series in charts.series_of(figures)]
    assert labels == [["甲1", "甲2"], ["乙1"]]


def test_charts_of_a_document_are_those_of_a_figure() -> None:
    assert {"", *CHARTS} == set(Figure.Chart.values)


# --- A rank ---------------------------------------------------------------------------------------


@given(st.integers(1, 10**6), st.integers(2, 10**6))
def test_rank_is_marked_in_the_middle_of_its_own_place(rank: int, among: int) -> None:
    rank = min(rank, among)
    strip = charts.rank_strip(Figure(rank=rank, rank_of=among))
    assert strip
    assert abs(float(strip.position) - 100 * (rank - 0.5) / among) <= 0.01


@pytest.mark.parametrize(
    "ranked", [{"rank": 2}, {}, {"rank": 1, "rank_of": 1}, {"rank": 2, "rank_of": 9, "chart": "none"}]
)
def test_rank_is_not_drawn(ranked: dict[str, Any]) -> None:
    assert charts.rank_strip(Figure(**ranked)) is None


# --- On the page ----------------------------------------------------------------------------------


def page_of(client: Client, record: Record) -> str:
    return unescape(client.get(record.get_absolute_url()).content.decode())


def record_with_series(chart: str = "", label: str = "养老保险") -> Record:
    record = make_record()
    measure = make_measure(make_section(record))
    for number, (name, value) in enumerate([(label, 98), ("失业保险", 90)], 1):
        make_figure(
            record, number, measure=measure, label=name, value=value, unit="%", series="覆盖率", chart=chart
        )
    return record


@pytest.mark.django_db
def test_chart_says_in_words_what_it_shows(client: Client) -> None:
    page = page_of(client, record_with_series())
    assert "<title>覆盖率：条形图</title>" in page
    assert "<desc>2 项中，最高 98%（养老保险），最低 90%（失业保险）。</desc>" in page


@pytest.mark.django_db
def test_chart_stands_in_the_table_of_its_numbers(client: Client) -> None:
    page = page_of(client, record_with_series())
    table = page[page.index('<table class="series">') : page.index("</table>")]
    assert table.count('<svg class="bar" aria-hidden="true">') == 2
    assert '<rect x="0%" width="90%" height="100%" />' in table
    assert '<span class="amount">90</span>' in table


@pytest.mark.django_db
def test_series_left_undrawn_keeps_its_table(client: Client) -> None:
    page = page_of(client, record_with_series("none"))
    assert "养老保险" in page
    assert 'class="bar"' not in page


@pytest.mark.django_db
def test_words_of_a_chart_are_escaped(client: Client) -> None:
    record = record_with_series(label="<b>&")
    page = client.get(record.get_absolute_url()).content.decode()
    assert "最高 98%（&lt;b&gt;&amp;）" in page
    assert "<b>&" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("among", "marks"), [(92, ["92"]), (5000, [])])
def test_rank_is_one_place_among_all_and_among_very_many_one_on_a_plain_line(
    client: Client, among: int, marks: list[str]
) -> None:
    record = make_record()
    make_figure(record, rank=2, rank_of=among)
    page = page_of(client, record)
    assert f"<title>{among} 个中居第 2 位</title>" in page
    assert re.findall(r'pathLength="(\d+)"', page) == marks
