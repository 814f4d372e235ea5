"""The reports of `make bench`. It measures only when told to: no test depends on speed."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from tests.bench import __main__ as bench
from tests.bench import machine, pages, picture, report, tributes, wrk
from tests.bench.figures import Figure, keep, kept
from tests.bench.plan import Plan
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
    "pages",
    "内存中的网页 ÷ nginx",
    0.85,
    "×",
    "每秒 8 与 10 次",
    least=0.8,
    peer="nginx",
    measured="2026-01-01",
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("said", "milliseconds"), [("29.17ms", 29.17), ("870.00us", 0.87), ("1.50s", 1500.0)]
)
def test_latency_is_read_in_each_unit_that_wrk_writes(said: str, milliseconds: float) -> None:
    load = wrk.parsed(OUTPUT.format(p99=said, more=""))
    assert load.p99_ms == pytest.approx(milliseconds)
    assert (load.per_second, load.connections, load.requests, load.refused) == (3425.13, 64, 10278, 0)


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


def test_picture_draws_bars_and_target_to_one_scale() -> None:
    """Draws ours 0.85, the peer's 1, the target 0.8; then ours 10, the peer's 1, the target 8."""
    beyond = replace(FIGURE, value=10.0, least=8)
    drawn = ElementTree.fromstring(picture.drawn("样例机器", [FIGURE, beyond]))
    ours, peer, ours_beyond, peer_beyond = lengths(drawn)
    assert (ours, peer) == (pytest.approx(picture.MAX_LENGTH * 0.85, abs=1), picture.MAX_LENGTH)
    assert (ours_beyond, peer_beyond) == (picture.MAX_LENGTH, pytest.approx(picture.MAX_LENGTH / 10, abs=1))
    assert marks(drawn) == pytest.approx([picture.MAX_LENGTH * 0.8] * 2, abs=1)


def test_picture_shows_nothing_where_nothing_was_wanted_and_found() -> None:
    none = replace(FIGURE, value=0.0, least=None, most=0.0, peer="")
    drawn = ElementTree.fromstring(picture.drawn("样例机器", [none]))
    assert marks(drawn) == [0]


def test_picture_shows_a_bound_that_is_overstepped() -> None:
    slow = replace(FIGURE, name="致敬的 p99", value=100, unit=" ms", least=None, most=50, peer="")
    drawn = ElementTree.fromstring(picture.drawn("样例机器", [slow]))
    assert lengths(drawn) == [picture.MAX_LENGTH]
    assert marks(drawn) == pytest.approx([picture.MAX_LENGTH / 2], abs=1)


def test_picture_leaves_out_figures_without_a_target() -> None:
    drawn = ElementTree.fromstring(picture.drawn("样例机器", [replace(FIGURE, least=None)]))
    assert lengths(drawn) == []


def lengths(drawn: ElementTree.Element) -> list[float]:
    """Returns the lengths of the bars, without those of the legend, which begin further left."""
    bars = drawn.iter(f"{SVG}rect")
    return [float(bar.attrib["width"]) for bar in bars if float(bar.attrib["x"]) == picture.START]


def marks(drawn: ElementTree.Element) -> list[float]:
    """Returns how far each target stands from the start of the bars, again without the legend's."""
    starts = [path.attrib["d"] for path in drawn.iter(f"{SVG}path") if path.get("class") == "target"]
    return [float(start[1:].split()[0]) - picture.START for start in starts][:-1]


@pytest.mark.parametrize(("counted", "wrong"), [(99, True), (100, False), (164, False), (165, True)])
def test_answers_read_are_counted_and_at_most_those_cut_off_besides(counted: int, wrong: bool) -> None:
    load = wrk.Load(per_second=33.3, p99_ms=1.0, connections=64, requests=100, refused=0)
    assert tributes.is_miscounted(counted, [load]) is wrong


def test_part_that_cannot_be_measured_leaves_earlier_results_as_they_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(plan: Plan) -> Iterator[Figure]:
        yield FIGURE
        raise RuntimeError("nginx does not answer [/path]")

    monkeypatch.setattr(pages, "measure", fail)
    monkeypatch.setattr(bench, "keep", lambda *_: pytest.fail("was written down"))
    console = Console(record=True, file=StringIO())
    assert not bench.measured(Plan(tmp_path, 1, 1, quick=False, postgresql=""), "pages", console)
    assert "nginx does not answer [/path]" in console.export_text()


def test_figures_are_not_measured_in_memory_that_looks_like_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "NEEDED", ())
    monkeypatch.setattr(machine, "said_by", lambda *command: "tmpfs")
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)
    with pytest.raises(SystemExit, match="--folder"):
        machine.require(Path("/memory"))


def test_missing_program_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "NEEDED", ("nginx-that-is-not-there",))
    with pytest.raises(SystemExit, match=r"nginx-that-is-not-there.*apt-get install nginx wrk"):
        machine.require(Path("/"))


def test_populated_visitors_are_all_different_and_in_order() -> None:
    made = [visitor(place, 1000) for place in range(1000)]
    assert made == sorted(set(made))
    assert {len(one) for one in made} == {32}


@pytest.mark.parametrize("measures", [0, 1, 9, 10, 250])
def test_populated_measures_are_spread_over_the_sections(measures: int) -> None:
    assert sum(measures_of(section, measures) for section in (1, 2, 3)) == measures
