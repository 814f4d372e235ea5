"""Values chosen of the facets: which records are looked for, and how an address says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from .facets import FACETS, Directory, Facet, Value
from .index import TokenQuery


@dataclass(frozen=True)
class Filters:
    """`chosen` holds each facet of which a value is chosen, in the order of FACETS, with the value."""

    chosen: tuple[tuple[Facet[Any], Any], ...] = ()

    @classmethod
    def read(cls, asked: Mapping[str, str], directory: Directory | None = None) -> "Filters":
        """Reads the parameters of an address. Raises Http404 for a value that cannot be."""
        known = directory or Directory()
        values = ((facet, facet.parse(asked.get(facet.parameter, ""), known)) for facet in FACETS)
        return cls.of(values)

    @classmethod
    def of(cls, values: Iterable[tuple[Facet[Any], Any]]) -> "Filters":
        return cls(tuple((facet, value) for facet, value in values if value is not None))

    def __bool__(self) -> bool:
        return bool(self.chosen)

    def get(self, facet: Facet[Value]) -> Value | None:
        return dict(self.chosen).get(facet)

    def with_(self, facet: Facet[Value], value: Value | None) -> "Filters":
        """Returns the same but for one facet."""
        values = dict(self.chosen) | {facet: value}
        return self.of((one, values.get(one)) for one in FACETS)

    def without(self, facet: Facet[Any]) -> "Filters":
        return self.with_(facet, None)

    @property
    def asked(self) -> dict[str, str]:
        """Writes the parameters of an address anew."""
        return {facet.parameter: facet.written(value) for facet, value in self.chosen}

    @property
    def wanted(self) -> list[TokenQuery]:
        """Asks the index for the records that fit."""
        return [facet.wanted(value) for facet, value in self.chosen]

    @property
    def condition(self) -> Q:
        """Asks the columns of the index's lines for the same."""
        found = Q()
        for facet, value in self.chosen:
            found &= facet.condition(value)
        return found
