"""What `make bench` makes of its measurements. It measures only when told to: no test depends on speed."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench import picture, report, wrk
from tests.bench.figures import Figure, keep, kept
from tests.bench.populate import measures_of, visitor

OUTPUT = """
Running 3s test @ http://127.0.0.1:9001/records/1/tribute/
  1 threads and 64 connections
  Latency Distribution
     50%    1.20ms
     99%   {p99}
  10278 requests in 3.00s, 9.36MB read
{more}Requests/sec:   3425.13
Transfer/sec:      3.12MB
"""
FIGURE = Figure(
    "pages", "内存中的网页 ÷ nginx", 0.85, "×", "每秒 8 与 10 次", least=0.8, measured="2026-01-01"
)


@pytest.mark.parametrize(
    ("said", "milliseconds"), [("29.17ms", 29.17), ("870.00us", 0.87), ("1.50s", 1500.0)]
)
def test_latency_is_read_in_each_unit_that_wrk_writes(said: str, milliseconds: float) -> None:
    load = wrk.parsed(OUTPUT.format(p99=said, more=""))
    assert load.p99_ms == pytest.approx(milliseconds)
    assert (load.per_second, load.requests, load.refused) == (3425.13, 10278, 0)


def test_refused_and_failed_requests_are_counted_together() -> None:
    more = "  Socket errors: connect 0, read 2, write 0, timeout 1\n  Non-2xx or 3xx responses: 40\n"
    assert wrk.parsed(OUTPUT.format(p99="1ms", more=more)).refused == 43


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (FIGURE, True),
        (replace(FIGURE, value=0.79), False),
        (replace(FIGURE, least=None, most=0.8), False),
        (replace(FIGURE, least=None), None),
    ],
)
def test_target_is_met_or_missed_or_not_there(figure: Figure, met: bool | None) -> None:
    assert figure.is_met is met


def test_new_run_of_one_part_keeps_the_others(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    other = replace(FIGURE, part="tributes")
    keep("machine", [FIGURE, other], file)
    keep("machine", [replace(FIGURE, value=0.9)], file)
    assert {(figure.part, figure.value) for figure in kept(file)[1]} == {("pages", 0.9), ("tributes", 0.85)}
    assert [figure.value for figure in keep("another", [FIGURE], file)] == [0.85]
    assert json.loads(file.read_text(encoding="utf-8"))["machine"] == "another"


def test_report_names_each_figure_with_its_target(tmp_path: Path) -> None:
    report.write("样例机器", [FIGURE, replace(FIGURE, value=0.5)], tmp_path / "RESULTS.md")
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "样例机器" in text
    assert "| 内存中的网页 ÷ nginx | 0.85× | ≥ 0.8× | ✓ |" in text
    assert "| 0.50× | ≥ 0.8× | ✗ |" in text


def test_picture_draws_the_longer_of_two_bars_to_the_end() -> None:
    drawn = ElementTree.fromstring(picture.drawn([FIGURE, replace(FIGURE, value=4.0)]))
    widths = [float(bar.get("width", 0)) for bar in drawn.iter("{http://www.w3.org/2000/svg}rect")]
    ours, nginx, ours_again, usual = widths
    assert ours == pytest.approx(nginx * 0.85, abs=1)
    assert ours_again == pytest.approx(usual * 4, abs=4)
    assert nginx == ours_again == picture.FULL


def test_populated_visitors_are_all_different_and_in_order() -> None:
    made = [visitor(place, 1000) for place in range(1000)]
    assert made == sorted(set(made))
    assert {len(one) for one in made} == {32}


@pytest.mark.parametrize("measures", [0, 1, 9, 10, 250])
def test_populated_measures_are_spread_over_the_sections(measures: int) -> None:
    assert sum(measures_of(section, measures) for section in (1, 2, 3)) == measures
