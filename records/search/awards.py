"""Knows which awards have a word: their names, years, issuers and document numbers stand on the page of each record.

They are no words of the records in the index, but asked for by the tokens of category, year and commendation that a
record has anyway: so a category that is renamed is found by its new name at once, on a hundred thousand records,
without touching one. There are few awards, so all are looked through: exactly, whatever is typed.
"""

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models import F

from records.catalog.version import content_version
from records.models import Category, Commendation
from records.presentation.facts import facts_of_award

from .canonical import Term, canonical
from .facets import CATEGORY, YEAR
from .index import TokenQuery, any_of, award_token


class Award(NamedTuple):
    """Holds what a commendation says, in canonical form."""

    pk: int
    category: int
    year: int | None
    text: str


def awards() -> list[Award]:
    """Lists all; one query, or three after public content has changed."""
    return awards_in(content_version())


@lru_cache(maxsize=2)
def awards_in(state: Hashable) -> list[Award]:
    nodes = {node.pk: node for node in Category.objects.tree()}
    found = []
    for one in Commendation.objects.select_related("category").order_by("pk"):
        above = nodes[one.category_id].path[:-1] if one.category_id in nodes else ()
        said = facts_of_award(one, [nodes[pk] for pk in above])
        found.append(Award(one.pk, one.category_id, one.year, canonical("\n".join(said))))
    return found


MAX_COMMENDATIONS = 3


class Found(NamedTuple):
    """The latest of the commendations that a query names, and how many it names."""

    commendations: list[Commendation]
    total: int


def commendations_named(terms: Sequence[Term]) -> Found:
    """Finds those the public sees that have every term in their name, year, issuer or document number; one query, and
    none where no award has the terms."""
    fitting = (
        [award.pk for award in awards() if all(term.form in award.text for term in terms)] if terms else []
    )
    if not fitting:
        return Found([], 0)
    public = Commendation.objects.public().filter(pk__in=fitting).select_related("category").defer("text")
    found = list(public.order_by(F("year").desc(nulls_last=True), "-pk"))
    return Found(found[:MAX_COMMENDATIONS], len(found))


def known_years() -> list[int | None]:
    """Lists the years of all awards, the latest first, and None at the end."""
    years = {award.year for award in awards()} - {None}
    return [*sorted(filter(None, years), reverse=True), None]


def records_of(chosen: Sequence[Award], all_awards: Sequence[Award]) -> TokenQuery | None:
    """Asks for the records of these awards, by as few tokens as there may be; None for no award at all."""
    left = {award.pk: award for award in chosen}
    found: list[str] = []
    for token_of in (by_year, by_category, by_itself):
        incomplete = {token_of(award) for award in all_awards if award.pk not in left}
        whole = {award.pk: token_of(award) for award in left.values()}
        meant = {token for token in whole.values() if token and token not in incomplete}
        found += sorted(meant)
        covered = {pk for pk, token in whole.items() if token in meant}
        all_awards = [award for award in all_awards if award.pk not in covered]
        left = {pk: award for pk, award in left.items() if pk not in covered}
    return any_of(found) if found else None


def by_year(award: Award) -> str:
    return YEAR.token(award.year or 0)


def by_category(award: Award) -> str:
    return CATEGORY.token(award.category)


def by_itself(award: Award) -> str:
    return award_token(award.pk)
