"""Fits the table of weights: whoever is honored is to lie ahead of every other candidate by a margin.

A step moves the weights of evidence that only one of the two has, and all drift back to where they began: evidence
that decides nothing keeps its weight, and few documents cannot move it far. Whole points, so that the table is read.
"""

from collections.abc import Mapping, Sequence

from records.deeds.parsing.recipients.evidence import AHEAD, BY_TITLE, WEIGHTS

from .examples import Example

ROUNDS, STEP, DRIFT = 300, 0.3, 0.02
Weights = Mapping[str, float]
# Where a table begins that has seen no document: a title says more than a text, and some evidence speaks against.
UNINFORMED: Weights = {
    row: -6 if weight < 0 else 16 if row in BY_TITLE else 4 for row, weight in WEIGHTS.items()
}


def fitted(examples: Sequence[Example], start: Weights) -> dict[str, int]:
    weights = {row: float(points) for row, points in start.items()}
    for _ in range(ROUNDS):
        for example in examples:
            learn(weights, example)
        for row, points in weights.items():
            weights[row] = points - DRIFT * STEP * (points - start[row])
    return {row: round(points) for row, points in weights.items()}


def learn(weights: dict[str, float], example: Example) -> None:
    wanted = example.evidence_for(example.wanted)
    if wanted is None:
        return
    for other in example.candidates:
        if (
            other.name == example.wanted
            or points(weights, wanted) >= points(weights, other.evidence) + AHEAD + 1
        ):
            continue
        for row in wanted - other.evidence:
            weights[row] += STEP
        for row in other.evidence - wanted:
            weights[row] -= STEP


def points(weights: Weights, evidence: set[str] | frozenset[str]) -> float:
    return sum(weights[row] for row in evidence)


def without_each(examples: Sequence[Example]) -> dict[str, dict[str, int]]:
    """Returns for each document the table fitted on all others: what it would be read by if it were new.

    From the shipped table a fit would remember the document that is left out; so each begins uninformed.
    """
    return {
        example.path.name: fitted([each for each in examples if each is not example], UNINFORMED)
        for example in examples
    }


def best_of(example: Example, weights: Weights) -> str | None:
    """Returns whom the table takes; nobody, where all speaks against everybody."""
    best = max(example.candidates, key=lambda each: points(weights, each.evidence), default=None)
    return best.name if best and points(weights, best.evidence) >= 0 else None
