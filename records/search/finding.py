"""Ranks the records that fit a query and filters, the best first: the same list on both databases.

A record stands in the first of these tiers that it fits. Within a tier those with deeds come before bare names of a
roll, and else the one entered last comes first:

    its recipient's name is the whole query
    all terms stand in the recipient's name
    … in the name or the title
    some term stands in the name, the others anywhere
    all stand in the award: its name, year, issuer, document number
    … in name, title, award or facts
    … or headings
    … or measures
    … or anywhere else

The tiers are asked for one after the other until there are enough records, which bounds what is ranked: of a word
that a million records have, the best thousand are listed, and nothing is read of the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from django.db.models.expressions import RawSQL

from records.models import IndexedRecord, Record

from .awards import awards, records_of
from .canonical import Query, Term
from .filters import Filters
from .index import (
    AWARD,
    STORED,
    TokenQuery,
    all_of,
    any_of,
    award_token,
    id_list,
    id_list_parameter,
    matching,
    matching_in_turn,
    name_token,
    texts_of,
)

# Fifty pages are listed at most, which bounds what is read, sorted and counted.
MAX_RECORDS_FOUND = 1_000
# Of phrases that nearly all texts have the words of, and few as they stand.
MAX_TEXTS_READ = 5_000

MAX_FEW_TERMS = 4

NAME, NAME_OR_TITLE, FACTS = "r", "rt", f"rt{AWARD}f"


class Sought:
    """A term, with the tokens of the awards that have it, and the question for their records."""

    def __init__(
        self, term: Term, tokens: frozenset[str] = frozenset(), award: TokenQuery | None = None
    ) -> None:
        self.term = term
        self.awards = tokens
        self.award = award

    def in_fields(self, fields: str) -> TokenQuery:
        """Asks for all tokens of the term in one field. Whether a longer term stands there, the text must say."""
        parts = [all_of(field + token for token in self.term.tokens) for field in fields if field != AWARD]
        if AWARD in fields and self.award:
            parts.append(self.award)
        return any_of(parts)

    def stands(self, texts: Mapping[str, str], fields: str) -> bool:
        return any(
            texts[field] in self.awards if field == AWARD else self.term.form in texts[field]
            for field in fields
            if field in texts
        )


def sought(terms: Sequence[Term]) -> list[Sought]:
    known = awards() if terms else []
    having = [(term, [award for award in known if term.form in award.text]) for term in terms]
    return [
        Sought(term, frozenset(award_token(award.pk) for award in found), records_of(found, known))
        for term, found in having
    ]


class Tier:
    """`fields` hold all terms, and `among` some of them."""

    def __init__(self, fields: str, among: str = "") -> None:
        self.fields = fields
        self.among = among

    @property
    def is_of_awards(self) -> bool:
        """Tells whether the index alone decides it, however long a term is."""
        return self.fields == AWARD

    def suits(self, terms: Sequence[Sought]) -> bool:
        return (not self.among or len(terms) > 1) and (
            not self.is_of_awards or all(term.award for term in terms)
        )

    def wanted(self, terms: Sequence[Sought]) -> TokenQuery:
        everywhere = [term.in_fields(self.fields) for term in terms]
        if not self.among:
            return all_of(everywhere)
        among = [term.in_fields(self.among) for term in terms]
        if len(terms) > MAX_FEW_TERMS:
            return all_of([any_of(among), *everywhere])
        # The same, but a term that stands among them is not looked for elsewhere: half the way, in a longer question.
        return any_of(
            all_of([some, *everywhere[:number], *everywhere[number + 1 :]])
            for number, some in enumerate(among)
        )

    def holds(self, terms: Sequence[Sought], texts: Mapping[str, str]) -> bool:
        """Tells whether a record with these texts, one a field, belongs to it or to one before."""
        return all(term.stands(texts, self.fields) for term in terms) and (
            not self.among or any(term.stands(texts, self.among) for term in terms)
        )


TIERS = [
    Tier(NAME),
    Tier(NAME_OR_TITLE),
    Tier(STORED, among=NAME),
    Tier(AWARD),
    Tier(FACTS),
    Tier(f"{FACTS}h"),
    Tier(f"{FACTS}hm"),
    Tier(STORED),
]


class Matches:
    """The records that a query and filters find, the best first; they are looked for when first asked for, and once.

    `has_more` is known with them: whether there may be others.
    """

    def __init__(self, query: Query, filters: Filters = Filters()) -> None:  # noqa: B008 — it is frozen
        self.query = query
        self.filters = filters
        self.terms = query.terms
        self.is_decided_by_index = all(term.is_one_token for term in self.terms)
        self.limit = MAX_RECORDS_FOUND
        self.has_more = False

    @property
    def ids(self) -> list[int]:
        """Lists the ids of the records, `limit` of them."""
        return self.ranked

    @cached_property
    def ranked(self) -> list[int]:
        """Ranks them. Sets `has_more`."""
        found = self.with_tiers()
        bare = without_deeds(list(found))
        if bare and len(bare) < len(found) and self.is_decided_by_index:
            found = self.with_tiers(apart=True)
        return sorted(found, key=lambda pk: (found[pk], pk in bare))[: self.limit]

    def with_tiers(self, *, apart: bool = False) -> dict[int, int]:
        """Finds one more than are listed, in their order, each with its tier; `apart` has each tier asked by itself."""
        found: dict[int, int] = {}
        hidden = set(Record.objects.scheduled().values_list("pk", flat=True))
        tiers = self.by_tier(self.limit + 1 + len(hidden), apart) if self.terms else ()
        for number, ids in enumerate(tiers):
            for pk in ids:
                if pk not in hidden:
                    found.setdefault(pk, number)
            if len(found) > self.limit:
                self.has_more = True
                break
        return found

    def by_tier(self, limit: int, apart: bool = False) -> Iterator[list[int]]:
        """Yields the ids of each tier, and some again that stood in one before it; several tiers may come as one."""
        named = [name_token(self.query.name)] if self.query.name else []
        terms = self.sought
        suited = [tier for tier in TIERS if tier.suits(terms)]
        tiers = [tier.wanted(terms) for tier in suited]
        if self.is_decided_by_index:
            choices = list(map(self.filtered, [*named, *tiers]))
            yield from matching_in_turn(choices, limit, apart=apart)
            return
        yield from matching_in_turn(list(map(self.filtered, named)), limit)
        reader = Reader(terms, suited)
        for number, wanted in enumerate(tiers):
            yield reader.fitting(number, self.filtered(wanted), limit)
        self.has_more = self.has_more or reader.has_stopped

    @cached_property
    def sought(self) -> list[Sought]:
        return sought(self.terms)

    def filtered(self, wanted: TokenQuery) -> TokenQuery:
        return all_of([*self.filters.wanted, wanted])


def without_deeds(ids: Sequence[int]) -> set[int]:
    """Returns those of these records that are a name on a roll and no more; one query."""
    if not ids:
        return set()
    those = RawSQL(id_list(), [id_list_parameter(ids)])  # noqa: S611 — a fixed text
    return set(Record.objects.filter(pk__in=those, has_deeds=False).values_list("pk", flat=True))


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

    def __init__(self, terms: Sequence[Sought], tiers: Sequence[Tier]) -> None:
        self.terms = terms
        self.tiers = tiers
        self.tier_of: dict[int, int] = {}
        self.has_stopped = False

    def fitting(self, number: int, wanted: TokenQuery, limit: int) -> list[int]:
        if self.tiers[number].is_of_awards:
            found = matching(wanted, limit)
            self.tier_of = dict.fromkeys(found, number) | self.tier_of
            return found
        return self.read_through(number, wanted, limit)

    def read_through(self, number: int, wanted: TokenQuery, limit: int) -> list[int]:
        found: list[int] = []
        below: int | None = None
        while len(found) < limit:
            ids = matching(wanted, limit, below)
            self.read([pk for pk in ids if pk not in self.tier_of])
            found += [pk for pk in ids if self.tier_of[pk] <= number]
            if len(ids) < limit:
                break
            if len(self.tier_of) > MAX_TEXTS_READ:
                self.has_stopped = True
                break
            below = ids[-1]
        return found

    def read(self, ids: Sequence[int]) -> None:
        self.tier_of.update(dict.fromkeys(ids, len(self.tiers)))
        for pk, texts in texts_of(ids) if ids else ():
            fits = (number for number, tier in enumerate(self.tiers) if tier.holds(self.terms, texts))
            self.tier_of[pk] = next(fits, len(self.tiers))
