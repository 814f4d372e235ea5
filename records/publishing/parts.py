"""Writes the sections, measures and figures of versions, those of many together."""

from typing import Any, NamedTuple

from records.deeds.document import Deeds
from records.deeds.fields import row_of

from .versions import FIGURES, MEASURES, SECTIONS

Rows = list[dict[str, Any]]


class Waiting(NamedTuple):
    """The rows of one version in their order. They still lack the ids of rows above them: with a measure stands the
    place of its section among the sections, with a figure that of its measure, if it has one."""

    sections: Rows
    measures: list[tuple[int, dict[str, Any]]]
    figures: list[tuple[int | None, dict[str, Any]]]


class Parts:
    """Gathers rows until they are written: a table at a time takes half as long as a version at a time."""

    def __init__(self) -> None:
        self.waiting: list[Waiting] = []

    def add(self, version: int, deeds: Deeds) -> None:
        """Holds the rows to the rules of their models. Raises PublishingRefused."""
        new = Waiting(sections_of(version, deeds), measures_of(deeds), figures_of(version, deeds))
        SECTIONS.check_all(new.sections)
        MEASURES.check_all([row for _, row in new.measures])
        FIGURES.check_all([row for _, row in new.figures])
        self.waiting.append(new)

    def write(self) -> None:
        waiting, self.waiting = self.waiting, []
        sections = iter(SECTIONS.insert_checked([row for one in waiting for row in one.sections]))
        for one in waiting:
            ids = [next(sections) for _ in one.sections]
            for place, row in one.measures:
                row["section_id"] = ids[place]
        measures = iter(MEASURES.insert_checked([row for one in waiting for _, row in one.measures]))
        for one in waiting:
            ids = [next(measures) for _ in one.measures]
            for of_measure, row in one.figures:
                row["measure_id"] = None if of_measure is None else ids[of_measure]
        FIGURES.insert_checked([row for one in waiting for _, row in one.figures])


def sections_of(version: int, deeds: Deeds) -> Rows:
    return [{"version_id": version, "copied_from": None, **row_of(section)} for section in deeds.sections]


def measures_of(deeds: Deeds) -> list[tuple[int, dict[str, Any]]]:
    return [
        (place, {"section_id": None, "copied_from": None, **row_of(measure)})
        for place, section in enumerate(deeds.sections)
        for measure in section.measures
    ]


def figures_of(version: int, deeds: Deeds) -> list[tuple[int | None, dict[str, Any]]]:
    numbers = ((section.number, measure.number) for section in deeds.sections for measure in section.measures)
    places = {both: place for place, both in enumerate(numbers)}
    common = {"version_id": version, "measure_id": None, "copied_from": None}
    return [
        (places[figure.place] if figure.place else None, {**common, "number": number, **row_of(figure)})
        for number, figure in enumerate(deeds.figures, 1)
    ]
