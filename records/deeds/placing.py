"""Finds where the pictures of a document stand in its texts, and puts them there.

A picture is a paragraph of its own, behind the one it stands behind in the document.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from .document import Deeds, Mark, Measure, Reading, Section
from .source import line_starts

TEXTS = ("introduction", "sections", "closing")  # paths of what a page shows begin with these


class Pictured(Protocol):
    """A picture of the document, or what has become of it."""

    @property
    def line(self) -> int: ...
    @property
    def caption(self) -> str: ...
    @property
    def aside(self) -> bool: ...


class Place(NamedTuple):
    """A text, by its path as in Mark, and how many of its paragraphs stand above."""

    path: str
    above: int


def places(reading: Reading, pictures: Sequence[Pictured]) -> list[Place | None]:
    """Returns where each picture stands; None for one that stands in no text: beside it, or behind its end."""
    if not pictures:
        return []
    marks = sorted(reading.marks, key=lambda mark: mark.span)
    starts = line_starts(reading.text)
    first = reading.part.first_line - 1
    lines = {mark: first + bisect_right(starts, mark.span.start) for mark in marks}
    captions = {picture.caption for picture in pictures}
    said = [mark for mark in marks if is_text(mark)]
    last = said[-1].span if said else (0, 0)
    behind = [
        lines[mark]
        for mark in marks
        if mark.path.startswith("left_out.") and mark.span > last and words(reading, mark) not in captions
    ]
    end = min(behind, default=None)
    above = [lines[mark] for mark in said]
    found = found_places(said)
    return [
        None
        if picture.aside or not said or (end is not None and picture.line >= end)
        else found[bisect_right(above, picture.line)]
        for picture in pictures
    ]


def is_text(mark: Mark) -> bool:
    return mark.path.partition(".")[0] in TEXTS


def words(reading: Reading, mark: Mark) -> str:
    return reading.deeds.left_out[int(mark.path.removeprefix("left_out.")) - 1]


def found_places(marks: Sequence[Mark]) -> list[Place]:
    """Returns the place above all marks, and the one behind each."""
    counts: dict[str, int] = {}
    found = [Place("introduction", 0)]
    for mark in marks:
        above, _, name = mark.path.rpartition(".")
        if name == "title":
            found.append(Place(f"{above}.lead", 0))
        elif name == "marker":
            found.append(Place(f"{above}.text", 0))
        else:
            counts[mark.path] = counts.get(mark.path, 0) + 1
            found.append(Place(mark.path, counts[mark.path]))
    return found


# --- The texts with them --------------------------------------------------------------------------------


def with_pictures(deeds: Deeds, pictures: Iterable[tuple[Place, str]]) -> Deeds:
    """Returns deeds whose texts show the pictures: Markdown in Markdown, in their order."""
    by_path: dict[str, dict[int, list[str]]] = {}
    for place, markdown in pictures:
        by_path.setdefault(place.path, {}).setdefault(place.above, []).append(markdown)
    if not by_path:
        return deeds
    sections = tuple(section_with(section, by_path) for section in deeds.sections)
    return replace(
        deeds,
        introduction=text_with(deeds.introduction, by_path.get("introduction", {})),
        sections=sections,
        closing=text_with(deeds.closing, by_path.get("closing", {})),
    )


Shown = Mapping[int, list[str]]


def section_with(section: Section, by_path: Mapping[str, Shown]) -> Section:
    path = f"sections.{section.number}"
    measures = tuple(measure_with(measure, path, by_path) for measure in section.measures)
    lead = text_with(section.lead, by_path.get(f"{path}.lead", {}))
    return replace(section, lead=lead, measures=measures)


def measure_with(measure: Measure, section: str, by_path: Mapping[str, Shown]) -> Measure:
    shown = by_path.get(f"{section}.measures.{measure.number}.text", {})
    return replace(measure, text=text_with(measure.text, shown))


def text_with(text: str, shown: Shown) -> str:
    return "\n\n".join(paragraphs_with(text, shown)) if shown else text


def paragraphs_with(text: str, shown: Shown) -> Iterator[str]:
    paragraphs = text.split("\n\n") if text else []
    yield from shown.get(0, ())
    for number, paragraph in enumerate(paragraphs, start=1):
        yield paragraph
        yield from shown.get(number, ())
    for number in sorted(shown):
        if number > len(paragraphs):
            yield from shown[number]
