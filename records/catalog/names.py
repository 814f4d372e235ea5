"""The index of names: recipients that the public sees, by the 拼音 of their names.

None of it goes through all of a million recipients: a page is read from an index in its order, and of a letter it is
asked whether there is one name.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
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


def letters() -> dict[Recipient.Kind, list[Letter]]:
    """Returns for each kind those under which there are names; two queries, of which one is remembered."""
    return letters_at(content_version())


@lru_cache(maxsize=1)
def letters_at(state: Hashable) -> dict[Recipient.Kind, list[Letter]]:
    asked = [(kind, initial) for kind in PAGES for initial in INITIALS]
    # Of any row: what is asked does not depend on it.
    answers = Recipient.objects.order_by("pk").values_list(*(Exists(names(*one)) for one in asked))[:1]
    known = [one for one, is_known in zip(asked, next(iter(answers), ()), strict=False) if is_known]
    return {kind: [letter(*one) for one in known if one[0] == kind] for kind in PAGES}


def names(kind: Recipient.Kind, initial: str = "") -> QuerySet[Recipient]:
    """Finds those with public records, under one letter or all, in their order."""
    published = Record.objects.published().filter(recipient=OuterRef("pk"))
    under = Q(initial=initial) if initial else Q(initial__gt="")  # one range, which the index has in order
    return Recipient.objects.filter(under, Exists(published), kind=kind).order_by("initial", "pinyin", "pk")


def with_posts(listed: list[Recipient]) -> list[Recipient]:
    """Sets the `post` that each had in the latest of its records; one query.

    The latest is found here: told to sort, SQLite would go through all that is published once for each name.
    """
    published = Record.objects.published().filter(recipient__in=listed).order_by()
    records = published.values_list("published_at", "pk", "recipient", "live__post")
    posts = {recipient: post for _, _, recipient, post in sorted(records)}
    for recipient in listed:
        recipient.post = posts.get(recipient.pk, "")  # type: ignore[attr-defined]
    return listed
