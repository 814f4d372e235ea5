"""Deeds → what the forms of a review begin with."""

from collections.abc import Iterable
from typing import Any

from records.deeds import document
from records.deeds.document import Deeds
from records.deeds.fields import row_of

from .stored_readings import Origins

Row = dict[str, Any]


def head_of(deeds: Deeds) -> Row:
    return row_of(deeds) | row_of(deeds.recipient) | {"kind": deeds.recipient.kind}


def rows_of(values: Iterable[Any], origins: Iterable[str]) -> list[Row]:
    return [row_of(value) | {"origin": origin} for value, origin in zip(values, origins, strict=True)]


def measures_of(deeds: Deeds, origins: Origins) -> list[list[Row]]:
    sections = zip(deeds.sections, origins.measures, strict=True)
    return [rows_of(section.measures, of_section) for section, of_section in sections]


def figures_of(figures: tuple[document.Figure, ...], origins: list[str]) -> list[Row]:
    rows = rows_of(figures, origins)
    places = (figure.place for figure in figures)
    return [
        row | {"of": measure_prefix(place) if place else ""} for row, place in zip(rows, places, strict=True)
    ]


def measure_prefix(place: tuple[int, int]) -> str:
    """Names the measure as the forms count, from 0."""
    return f"sections-{place[0] - 1}-measures-{place[1] - 1}"
