"""Candidates for whom a document honors, what speaks for each, and what that weighs."""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

# What each kind of evidence weighs, for and against, in points. `make read-report` shows them at work and fits them.
BY_TITLE = {
    "post－name－award": 40,
    "award——name": 30,
    "某某同志先进事迹": 26,
    "title names a comrade": 20,
    "title names a person": 22,
    "title names a couple": 50,
    "title begins with a person": 18,
    "title quotes a unit": 20,
    "某某先进事迹 of a unit": 18,
    "title names a unit": 16,
    "某某先进事迹": 6,
    "title says who won": 10,
    "the title is a group's name": 12,
}
BY_TEXT = {
    "a form names it": 10,
    "presented with sex, birth or post": 7,
    "presented with a post": 7,
    "a line says 记某某": 7,
    "introduced by name": 6,
    "named with an age": 5,
    "told of most": 6,
    "told of": 0,
    "spoken of first": 4,
    "spoken of": 0,
    "wins in the text": 3,
    "the text opens with what it does": 1,
    "a place that acts": 1,
    # By how it stands in the document
    "told three times": 2,
    "told six times": 1,
    "begins the text": 2,
    "begins paragraphs": 2,
    "the only name masked": 5,
    "holds an award": 3,
    "told again, and nobody else is": 2,
    "an office tells of itself": 4,
    "an office tells of a person": -4,
    "only the title has it": -10,
    "named beside others": -4,
    "held up as an example": -4,
    "the title asks for a person": -12,
}
WEIGHTS = MappingProxyType(BY_TITLE | BY_TEXT)
# The best is believed from so many points on, and where it is so far ahead of any other.
CERTAIN = 6
AHEAD = 3
# So many points by the title: in no document seen was somebody else meant, whatever the text said.
SETTLED = 18

Kind = Literal["organization", "person"]


class Proposal(NamedTuple):
    """A name that one rule found; `evidence` is a row of the table of weights."""

    name: str
    kind: Kind | None
    evidence: str
    post: str = ""


@dataclass(slots=True)
class Candidate:
    """One name with all that speaks for it and against it."""

    name: str
    kind: Kind | None
    evidence: set[str] = field(default_factory=set)
    post: str = ""
