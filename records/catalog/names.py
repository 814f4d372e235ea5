"""The index of names: recipients that the public sees, by the 拼音 of their names.

None of it goes through all of a million recipients: a page is read from an index in its order, and of a letter it is
asked whether there is one name.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from records.models.recipients import Recipient
from records.models.records import Record
from records.models.spelling import INITIALS, OTHERS

from .version import content_version

PAGES = {Recipient.Kind.PERSON: "people", Recipient.Kind.ORGANIZATION: "organizations"}


class Letter(NamedTuple):
    initial: str
    address: str

    @property
    def label(self) -> str:
        return "其他" if self.initial == OTHERS else self.initial


def letter(kind: Recipient.Kind, initial: str) -> Letter:
    asked = "other" if initial == OTHERS else initial
    return Letter(initial, f"{reverse(PAGES[kind])}?initial={asked}")


def letters(kind: Recipient.Kind) -> list[Letter]:
    """Returns those under which there are names; one query, remembered for this state of public content."""
    return [letter(kind, initial) for initial in initials_at(content_version(), kind)]


@lru_cache(maxsize=len(PAGES))
def initials_at(state: Hashable, kind: Recipient.Kind) -> list[str]:
    known = {initial: Exists(names(kind, initial)) for initial in INITIALS}
    # Of any row: what is asked does not depend on it.
    found = Recipient.objects.order_by("pk").values_list(*known.values())[:1]
    return [initial for initial, is_known in zip(INITIALS, next(iter(found), ()), strict=False) if is_known]


def names(kind: Recipient.Kind, initial: str = "") -> QuerySet[Recipient]:
    """Finds those with public records, under one letter or all, in their order."""
    published = Record.objects.published().filter(recipient=OuterRef("pk"))
    under = Q(initial=initial) if initial else Q(initial__gt="")  # one range, which the index has in order
    return Recipient.objects.filter(under, Exists(published), kind=kind).order_by("initial", "pinyin", "pk")


def with_posts(listed: QuerySet[Recipient]) -> QuerySet[Recipient]:
    """Adds the `post` that each had in the latest of its records."""
    published = Record.objects.published().filter(recipient=OuterRef("pk"))
    return listed.annotate(post=Subquery(published.latest_first().values("post")[:1]))
