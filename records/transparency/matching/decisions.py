"""Says which decision a fingerprint is of, and whether its page still says it."""

import json
from dataclasses import dataclass
from datetime import datetime

from records.models import Commendation, DecisionSeal, LogLeaf
from records.transparency.canonical import decision_form, fingerprint, is_said
from records.transparency.decisions import decided
from records.transparency.entries import address_of


@dataclass(slots=True)
class KnownDecision:
    """Holds what was sealed of a decision. `at` is when the log was told of it, None where it never was."""

    seal: DecisionSeal
    commendation: Commendation
    at: datetime | None
    address: str  # of the bundle that holds the entry
    is_shown: bool
    is_newest: bool

    @property
    def number(self) -> int:
        """Counts entries from one, as people do."""
        return self.seal.entry + 1

    @property
    def is_intact(self) -> bool:
        """Tells whether it is what was sealed, and of the last one whether the page says it."""
        if not self.seal.salt:
            return True
        is_whole = fingerprint(decision_form(self.seal)) == self.seal.fingerprint
        return is_whole and (not self.is_newest or is_said(self.seal, self.commendation))


def decision_by(digits: str) -> KnownDecision | None:
    """Finds the decision that the digits are the fingerprint of, or its beginning."""
    found = DecisionSeal.objects.filter(fingerprint__gte=digits, fingerprint__lt=f"{digits}g")
    named = found.select_related("commendation__category", "commendation__attachment")
    seal = named.order_by("fingerprint").first()
    if seal is None:
        return None
    later = DecisionSeal.objects.filter(commendation=seal.commendation, number__gt=seal.number)
    return KnownDecision(
        seal,
        seal.commendation,
        told_at(seal),
        address_of(seal.entry),
        is_shown=seal.commendation.is_public,
        is_newest=not later.exists(),
    )


def told_at(seal: DecisionSeal) -> datetime | None:
    """Returns when the log was told of just this: the seal alone vouches for nothing."""
    leaf = LogLeaf.objects.filter(pk=seal.entry).first()
    said = json.loads(leaf.entry) if leaf else {}
    at = said.pop("at", "")
    return datetime.fromisoformat(at) if said == decided(seal) else None
