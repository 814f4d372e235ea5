"""Candidates for whom a document honors: each rule proposes names and says what speaks for them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

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


def gathered(proposals: Iterable[Proposal]) -> list[Candidate]:
    """Returns each name once, in the order of the rules that found it first."""
    found: dict[str, Candidate] = {}
    evidence: defaultdict[str, set[str]] = defaultdict(set)
    for proposal in proposals:
        known = found.setdefault(proposal.name, Candidate(proposal.name, proposal.kind))
        known.kind = known.kind or proposal.kind
        known.post = known.post or proposal.post
        evidence[proposal.name].add(proposal.evidence)
    for name, candidate in found.items():
        candidate.evidence = evidence[name]
    return list(found.values())
