"""Ranks the records that fit a query and filters, the best first: the same list on both databases.

A record stands in the first of these tiers that it fits, and within a tier the one entered last comes first:

    its recipient's name is the whole query
    all terms stand in the recipient's name
    … in the name or the title
    some term stands in the name, the others anywhere
    all stand in name, title or headings
    … or measures
    … or anywhere else

The tiers are asked for one after the other until there are enough records, which bounds what is ranked: of a word
that a million records have, the best thousand are listed, and nothing is read of the others.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from records.models import IndexedRecord, Record

from .canonical import Query, Term
from .filters import Filters
from .index import FIELDS, TokenQuery, all_of, any_of, matching, matching_in_turn, name_token, texts_of

# Fifty pages are listed at most, which bounds what is read, sorted and counted.
MAX_RECORDS_FOUND = 1_000
# Of phrases that nearly all texts have the words of, and few as they stand.
MAX_TEXTS_READ = 5_000

MAX_FEW_TERMS = 4

NAME, NAME_OR_TITLE = FIELDS[:1], FIELDS[:2]


class Tier:
    """`fields` hold all terms, and `among` some of them."""

    def __init__(self, fields: str, among: str = "") -> None:
        self.fields = fields
        self.among = among

    def wanted(self, terms: Sequence[Term]) -> TokenQuery:
        everywhere = [in_fields(term, self.fields) for term in terms]
        if not self.among:
            return all_of(everywhere)
        among = [in_fields(term, self.among) for term in terms]
        if len(terms) > MAX_FEW_TERMS:
            return all_of([any_of(among), *everywhere])
        # The same, but a term that stands among them is not looked for elsewhere: half the way, in a longer question.
        return any_of(
            all_of([some, *everywhere[:number], *everywhere[number + 1 :]])
            for number, some in enumerate(among)
        )

    def holds(self, terms: Sequence[Term], texts: Sequence[str]) -> bool:
        """Tells whether a record with these texts, one a field, belongs to it or to one before."""
        return all(stands(term, texts, self.fields) for term in terms) and (
            not self.among or any(stands(term, texts, self.among) for term in terms)
        )


TIERS = [
    Tier(NAME),
    Tier(NAME_OR_TITLE),
    Tier(FIELDS, among=NAME),
    Tier(FIELDS[:3]),
    Tier(FIELDS[:4]),
    Tier(FIELDS),
]


def in_fields(term: Term, fields: str) -> TokenQuery:
    """Asks for all tokens of a term in one field. Whether a longer term stands there, the text must say."""
    return any_of(all_of(field + token for token in term.tokens) for field in fields)


def stands(term: Term, texts: Sequence[str], fields: str) -> bool:
    return any(term.form in text for text in texts[: len(fields)])


class Matches:
    """The records that a query and filters find; they are looked for when first asked for, and once."""

    def __init__(self, query: Query, filters: Filters = Filters()) -> None:  # noqa: B008 — it is frozen
        self.query = query
        self.filters = filters
        self.terms = query.terms
        self.is_decided_by_index = all(term.is_one_token for term in self.terms)
        self.limit = MAX_RECORDS_FOUND
        self.has_more = False

    @cached_property
    def ids(self) -> list[int]:
        """Ranks the ids of the records, the best first, `limit` of them. Sets `has_more` where there may be others."""
        found: dict[int, None] = {}
        hidden = set(Record.objects.scheduled().values_list("pk", flat=True))
        for ids in self.by_tier(self.limit + 1 + len(hidden)) if self.terms else ():
            found.update((pk, None) for pk in ids if pk not in hidden)
            if len(found) > self.limit:
                self.has_more = True
                break
        return list(found)[: self.limit]

    def by_tier(self, limit: int) -> Iterator[list[int]]:
        """Yields the ids of each tier, and some again that stood in one before it."""
        named = [name_token(self.query.name)] if self.query.name else []
        tiers = [tier.wanted(self.terms) for tier in self.tiers]
        if self.is_decided_by_index:
            yield from matching_in_turn(list(map(self.filtered, [*named, *tiers])), limit)
            return
        yield from matching_in_turn(list(map(self.filtered, named)), limit)
        reader = Reader(self.terms)
        for number, wanted in enumerate(tiers):
            yield reader.fitting(number, self.tiers, self.filtered(wanted), limit)
        self.has_more = self.has_more or reader.has_stopped

    @property
    def tiers(self) -> list[Tier]:
        return [tier for tier in TIERS if not tier.among or len(self.terms) > 1]

    def filtered(self, wanted: TokenQuery) -> TokenQuery:
        return all_of([*self.filters.wanted, wanted])


def latest(filters: Filters, limit: int, below: int | None = None) -> list[int]:
    """Returns ids of the public records that fit, the ones entered last first, `limit` of them, each below `below`."""
    hidden = set(Record.objects.scheduled().values_list("pk", flat=True))
    ids = those_with(filters, limit + len(hidden), below)
    return [pk for pk in ids if pk not in hidden][:limit]


def those_with(filters: Filters, limit: int, below: int | None) -> list[int]:
    if filters:
        return matching(all_of(filters.wanted), limit, below)
    lines = IndexedRecord.objects.order_by("-pk")
    chosen = lines if below is None else lines.filter(pk__lt=below)
    return list(chosen.values_list("pk", flat=True)[:limit])


class Reader:
    """Reads the texts of records that have all tokens, each once, and knows the tier in which they fit."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = terms
        self.tier_of: dict[int, int] = {}
        self.has_stopped = False

    def fitting(self, number: int, tiers: Sequence[Tier], wanted: TokenQuery, limit: int) -> list[int]:
        found: list[int] = []
        below: int | None = None
        while len(found) < limit:
            ids = matching(wanted, limit, below)
            self.read([pk for pk in ids if pk not in self.tier_of], tiers)
            found += [pk for pk in ids if self.tier_of.get(pk, len(tiers)) <= number]
            if len(ids) < limit:
                break
            if len(self.tier_of) > MAX_TEXTS_READ:
                self.has_stopped = True
                break
            below = ids[-1]
        return found

    def read(self, ids: Sequence[int], tiers: Sequence[Tier]) -> None:
        self.tier_of.update(dict.fromkeys(ids, len(tiers)))
        for pk, texts in texts_of(ids) if ids else ():
            fits = (number for number, tier in enumerate(tiers) if tier.holds(self.terms, texts))
            self.tier_of[pk] = next(fits, len(tiers))
