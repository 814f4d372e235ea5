"""Puts a number where it stands: its clause, the words that lead up to it, and what was named right before."""

import re
from typing import NamedTuple

from records.deeds.parsing.sentences import clause_before, year_of_clause

from .units import Amount
from .vocabulary import AFTERWARDS, CLAUSE_ENDS, OPENERS, STARTS_ANEW

# 分别为养老98%、医疗97%
EACH_OWN = re.compile(r"分别(?:达到|为|是|达|有)?了?[:：]?(?=[\u4e00-\u9fff]{2})")
PARENTHESIS = re.compile(r"(?:[（(][^()（）]{0,20}[)）])?、")


class Name(NamedTuple):
    """`subject` is the label without its growth, for what goes on about it; `doing` is what was done to it.

    `sure` is false of a label that may be none: it makes a suggestion.
    """

    label: str | None
    year: int | None = None
    subject: str | None = None
    series: str | None = None
    doing: str = ""
    sure: bool = True


NOTHING = Name(None)


class PlacedAmount(NamedTuple):
    """A number where it stands, with its clause up to it; in `lead`, no other number and no 、 comes between."""

    sentence: str
    amount: Amount
    before: Amount | None
    earlier: Name
    clause: str
    start: int
    lead: str
    ends: bool  # nothing that the number counts follows

    @property
    def gap(self) -> str:
        """Returns what parts the lead from the number before."""
        return self.sentence[self.before.end : self.start] if self.before else "。"

    @property
    def listed(self) -> bool:
        """Tells whether the name before each number is one of a list: 分别为养老98%、医疗97%."""
        return EACH_OWN.search(self.clause) is not None

    def year(self, own: int | None, between: str) -> int | None:
        """Returns the year right before the name or at the head of the clause, unless it dates something between."""
        if own:
            return None if AFTERWARDS.search(between) else own
        start = self.amount.start - len(self.clause)
        year, rest = year_of_clause(self.sentence, start, self.clause)
        return None if year is None or AFTERWARDS.search(rest) else year


def ends_clause(sentence: str, amount: Amount) -> bool:
    """Tells whether a clause ends here, or goes on to say something new of what was counted: 群众120名参加."""
    follows = sentence[amount.end : amount.end + 1]
    number_follows = amount.unit == "户" and follows.isdigit()
    anew = number_follows or not follows.strip(CLAUSE_ENDS)
    return anew or STARTS_ANEW.match(sentence, amount.end) is not None


def placed_amount(sentence: str, amount: Amount, before: Amount | None, earlier: Name) -> PlacedAmount:
    """Finds where its words begin: 、 between names without numbers parts nothing (种植西瓜、玉米300亩)."""
    start, clause = clause_before(sentence, amount.start)
    if before and before.end >= start:
        listed = PARENTHESIS.match(sentence, before.end, amount.start)
        start = listed.end() if listed else before.end
    each = EACH_OWN.search(sentence, start, amount.start)
    start = each.end() if each else start
    while start < amount.start and sentence[start] in OPENERS:
        start += 1
    lead = sentence[start : amount.start].strip()
    return PlacedAmount(sentence, amount, before, earlier, clause, start, lead, ends_clause(sentence, amount))
