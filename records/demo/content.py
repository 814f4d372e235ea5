"""Reads the YAML files of this folder: what the demonstration is made of."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent
# On every page of the demonstration, as the source of its text.
NOTICE = "示例：本页人物、单位和事迹均为虚构"


@dataclass(frozen=True)
class Theme:
    """A line of work: what may be said of anyone in it."""

    titles: list[str]
    leads: list[str]
    measures: list[str]
    closings: list[str]


@dataclass(frozen=True)
class Example:
    """One invented recipient, its awards, and what the records of these show: each a way in which a page may look.

    `shape` gives the number of measures of each section; the rest belongs to the record of the first award.
    """

    kind: Literal["person", "organization"]
    name: str
    awards: list[tuple[str, int]]
    title: str
    introduction: str
    shape: list[int]
    theme: str = ""
    themes: tuple[str, ...] = ()
    short_name: str = ""
    region: str = ""
    post: str = ""
    summary: str = ""
    untitled: bool = False
    long: bool = False
    quote: str = ""
    steps: bool = False
    table: bool = False
    portrait: bool = False
    cover: str = ""
    pictures: int = 0
    figures: tuple[list[Any], ...] = ()
    series: tuple[list[Any], ...] = ()
    rank: tuple[Any, ...] = ()
    tributes: int = 0
    distinctions: int = 0

    @property
    def called(self) -> str:
        return self.short_name or self.name

    @property
    def place(self) -> str:
        return self.region.rpartition("/")[2] or "这里"


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def themes() -> dict[str, Theme]:
    return {name: Theme(**said) for name, said in read("themes").items()}


@cache
def further() -> list[str]:
    return list(read("further"))


@cache
def examples() -> list[Example]:
    """Lists people and organizations mixed, in the order in which they come to the site."""
    people = [Example(kind="person", **said) for said in read("people")]
    organizations = [Example(kind="organization", **said) for said in read("organizations")]
    placed = [
        (place / len(kind), example) for kind in (people, organizations) for place, example in enumerate(kind)
    ]
    return [example for _, example in sorted(placed, key=lambda pair: pair[0])]
