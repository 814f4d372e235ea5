"""Words a roll as its pages show it: names in the decision's spelling, what stands beside them, and its headings."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.urls import reverse

from records.catalog.rolls import Node, Path, Roll, Stretch
from records.models import Recipient, RollEntry

from .traditional import name_in_traditional
from .variants import Variant

FIRST_LEVEL = 3  # of headings: the roll itself stands under an h2
LAST_LEVEL = 6
WIDE_SPACE = "\u3000"
PLACE = re.compile(r".(?:省|市|县|区|旗|州|盟|镇|乡|街道)$")
MAX_PLACES = 500  # that keep their characters in 繁體: a pattern of all would take longer than the page


class Line(NamedTuple):
    """A name of the roll; without an `address` it is no link."""

    name: str
    beside: str
    address: str
    is_person: bool
    is_revoked: bool

    @property
    def spaced(self) -> str:
        """Gives a name of two characters as wide as one of three, as rolls are printed."""
        return WIDE_SPACE.join(self.name) if self.is_person and len(self.name) == 2 else self.name


class Heading(NamedTuple):
    level: int
    text: str
    counted: str


class Part(NamedTuple):
    """Lines under one heading, with the headings above it that are new on the page."""

    headings: list[Heading]
    lines: list[Line]
    is_continued: bool

    @property
    def is_of_names_alone(self) -> bool:
        return all(line.is_person and not line.beside for line in self.lines)


def parts(roll: Roll, stretches: Iterable[Stretch], under: Path, variant: Variant) -> Iterator[Part]:
    """Yields what stands on a page under the heading `under`, which the page has itself."""
    before: Path = under
    for stretch in stretches:
        path = stretch.block.path
        common = next(
            (at for at, (one, other) in enumerate(zip(path, before, strict=False)) if one != other),
            min(len(path), len(before)),
        )
        new = [path[:depth] for depth in range(max(common, len(under)) + 1, len(path) + 1)]
        headings = [heading(roll.node(one), len(one) - len(under)) for one in new]
        lines = [line(entry, path, variant) for entry in stretch.entries]
        yield Part(headings, lines, stretch.is_continued)
        before = path


def heading(node: Node, depth: int) -> Heading:
    return Heading(min(FIRST_LEVEL + depth - 1, LAST_LEVEL), node.heading, node.counted)


def line(entry: RollEntry, path: Path, variant: Variant) -> Line:
    is_person = entry.kind == Recipient.Kind.PERSON
    name = entry.shown_name
    if is_person and variant.traditional:
        name = name_in_traditional(name)
    return Line(
        name,
        beside(entry, path),
        reverse(variant.view_name("record"), args=[entry.record_id]) if entry.record_id else "",
        is_person,
        bool(entry.record_id and entry.record and entry.record.is_revoked),
    )


def beside(entry: RollEntry, path: Path) -> str:
    """Says who it is: the post, else the place, as far as neither the headings nor the name say it, and with it those
    it lies in; and the title, where the roll has several."""
    places = [place for place in entry.region.split("/") if place]
    told = [at for at, place in enumerate(places, 1) if place in path or entry.name.startswith(place)]
    places = places[max(told, default=0) :]
    award = entry.award if entry.award and entry.award not in path else ""
    return "，".join(filter(None, [entry.post or "".join(places), award]))


def places_in(stretches: Iterable[Stretch]) -> list[str]:
    """Lists the places that the headings and lines name, for 繁體."""
    found: dict[str, None] = {}
    for stretch in stretches:
        found.update(dict.fromkeys(part for part in stretch.block.path if PLACE.search(part)))
        for entry in stretch.entries:
            found.update(dict.fromkeys(place for place in entry.region.split("/") if len(place) > 1))
        if len(found) > MAX_PLACES:
            break
    return list(found)[:MAX_PLACES]
