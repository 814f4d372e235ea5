"""What records are chosen by beside words: category, year, region, kind, recipient. Each is a token of the index."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from records.models import Category, Record
from records.models.recipients import places_of

from .canonical import name_of
from .index import Wanted, any_of, block_token


def category_token(category_id: int) -> str:
    return f"=c{category_id}"


def recipient_token(recipient_id: int) -> str:
    return f"=r{recipient_id}"


def year_token(year: int) -> str:
    return f"=y{year}"


def kind_token(kind: str) -> str:
    return f"=k{kind}"


def place_token(path: Iterable[str]) -> str:
    """A number: names of places may hold anything."""
    return "=p" + hashlib.blake2s("/".join(path).encode(), digest_size=8).hexdigest()


def name_token(name: str) -> str:
    return f"=n{name}"


def filter_tokens(record: Record) -> list[str]:
    """Those of one record, the names of its recipient among them."""
    recipient, commendation = record.recipient, record.commendation
    found = [block_token(record.pk), category_token(commendation.category_id), kind_token(recipient.kind)]
    found.append(recipient_token(recipient.pk))
    found += {name_token(name_of(name)) for name in (recipient.name, recipient.short_name) if name}
    if commendation.year:
        found.append(year_token(commendation.year))
    path = recipient.places
    return found + [place_token(path[:depth]) for depth in range(1, len(path) + 1)]


class Filters(NamedTuple):
    """What is chosen, each part blank where nothing is; `categories` are the chosen one and all below it."""

    category: int | None = None
    categories: frozenset[int] = frozenset()
    year: int | None = None
    place: tuple[str, ...] = ()
    kind: str = ""
    recipient: int | None = None

    @classmethod
    def of(
        cls, category: Category | None, year: int | None, path: str, kind: str, recipient: int | None
    ) -> "Filters":
        """`category` is a node of the tree; `path` names a place as 山东省/滨州市."""
        return cls(
            category.pk if category else None,
            frozenset(category.descendants) if category else frozenset(),
            year,
            tuple(places_of(path.replace("\0", ""))),
            kind,
            recipient,
        )

    @property
    def wanted(self) -> list[Wanted]:
        """For the index."""
        found: list[Wanted] = []
        if self.category:
            found.append(any_of(map(category_token, sorted(self.categories))))
        if self.year:
            found.append(year_token(self.year))
        if self.place:
            found.append(place_token(self.place))
        if self.kind:
            found.append(kind_token(self.kind))
        if self.recipient:
            found.append(recipient_token(self.recipient))
        return found

    @property
    def condition(self) -> Q:
        """The same for the lines of the index."""
        found = Q()
        if self.category:
            found &= Q(category__in=self.categories)
        if self.year:
            found &= Q(year=self.year)
        if self.place:
            path = "/".join(self.place)
            # A range, for an index answers it: what starts with the path and a slash, of which "0" is the next.
            found &= Q(region=path) | Q(region__gte=f"{path}/", region__lt=f"{path}0")
        if self.kind:
            found &= Q(kind=self.kind)
        if self.recipient:
            found &= Q(recipient=self.recipient)
        return found
