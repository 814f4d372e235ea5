"""Finds the public records that say nearly the same as this one, by what the search index holds.

Six clauses of the record are asked for at once, so that it takes as long however many records there are; then the
texts of those found are compared clause by clause.
"""

from collections.abc import Iterator
from itertools import islice

from records.models import Record
from records.search.canonical import canonical, pairs
from records.search.index import all_of, any_of, matching, texts_of

from .texts import RecordTexts

ALIKE = "record-alike"
# Shorter ones are sayings that anybody uses.
MIN_CLAUSE, ASKED_CHARACTERS = 10, 16
MAX_ASKED, MAX_READ, MAX_TOLD = 6, 12, 3
# Less may be what the records of one campaign have in common.
MIN_SHARE, MIN_CHARACTERS = 0.6, 100
FIELDS = "mb"


def alike(texts: RecordTexts) -> Iterator[tuple[Record, float]]:
    """Yields each with the share of the text that both have; at most three queries."""
    clauses = clauses_of(texts)
    total = sum(map(len, clauses))
    if total < MIN_CHARACTERS:
        return
    own = texts.record.pk if texts.record else None
    chosen = sorted(clauses, key=len, reverse=True)[:MAX_ASKED]
    wanted = any_of(
        all_of(letter + pair for pair in pairs(clause[:ASKED_CHARACTERS]))
        for clause in chosen
        for letter in FIELDS
    )
    ids = [pk for pk in matching(wanted, MAX_READ + 1) if pk != own]
    shares = dict(islice(shares_of(ids, clauses, total), MAX_TOLD))
    if shares:
        for other in Record.objects.select_related("live").public_among(shares):
            yield other, shares[other.pk]


def clauses_of(texts: RecordTexts) -> list[str]:
    """Returns each clause of some length once, as the index has it."""
    body = (
        one.text for one in texts.texts if one.path.endswith((".text", ".lead", "introduction", "closing"))
    )
    return clauses_in(canonical("\n".join(body)))


def clauses_in(form: str) -> list[str]:
    parts = form.split("|")
    return list(dict.fromkeys(part for part in parts if len(part) >= MIN_CLAUSE and part.isalpha()))


def shares_of(ids: list[int], clauses: list[str], total: int) -> Iterator[tuple[int, float]]:
    """Yields what both have in common as a share of the longer one: a part of it is none like the whole."""
    for pk, fields in texts_of(ids) if ids else ():
        whole = "|".join(fields[letter] for letter in FIELDS)
        longer = max(total, sum(map(len, clauses_in(whole))))
        share = sum(len(clause) for clause in clauses if clause in whole) / longer
        if share >= MIN_SHARE:
            yield pk, share
