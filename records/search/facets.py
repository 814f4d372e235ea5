"""The ways to choose among records beside words: category, year, place, kind, recipient.

A `Facet` says all about one of them: how an address asks for it, what the index has of a record, which records fit a
value, how many have each, and what a reader is offered. Filters, counts, the page 查找 and the API are made from
FACETS: another one is a class here with its column of `IndexedRecord`, and a parameter of the API.
"""

import hashlib
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q
from django.http import Http404

from records.models import Category, Recipient, Record
from records.models.recipients import places_of
from records.models.rules import MAX_ID
from records.utils.divisions import official_order

from .canonical import name_of
from .index import TokenQuery, any_of

MAX_PLACES = 30
MAX_PLACE_CHARACTERS = 200  # as long as a recipient's region may be
MAX_RECIPIENTS = 10
Value = TypeVar("Value")
Path = tuple[str, ...]  # 山东省, 滨州市, …
name_of_category = lru_cache(maxsize=4096)(name_of)


class Option(NamedTuple):
    """A value that can be chosen, with as many records; `depth` is how far below others of its kind it stands."""

    value: Any
    label: str
    records: int
    depth: int = 0


class Directory:
    """The categories and recipients that facets know by number, each read when first needed."""

    def __init__(self) -> None:
        self.recipients: dict[int, Recipient] = {}  # those that can be chosen, as Facet.prepare() finds them

    @cached_property
    def categories(self) -> dict[int, Category]:
        """Reads the nodes of the tree, each before those below it."""
        return {node.pk: node for node in Category.objects.tree()}


class Facet(ABC, Generic[Value]):
    """One way to choose among records. Its values are never blank: nothing chosen is no value at all."""

    parameter: str  # of an address
    column: str  # of IndexedRecord
    letter: str  # its tokens begin with it
    heading: str  # above its options
    is_chart = False  # whether its options have bars

    # --- In the index ---

    @abstractmethod
    def column_of(self, record: Record) -> Any:
        """Returns what stands in its column."""

    def tokens_of(self, record: Record) -> list[str]:
        value = self.column_of(record)
        return [self.token(value)] if value else []

    def token(self, value: Any) -> str:
        return f"={self.letter}{value}"

    # --- In an address ---

    @abstractmethod
    def parse(self, written: str, directory: Directory) -> Value | None:
        """Returns None where it asks for nothing. Raises Http404 for a value that cannot be."""

    def written(self, value: Value) -> str:
        """Writes it as an address has it, and as parse() reads it."""
        return str(value)

    def wanted(self, value: Value) -> TokenQuery:
        """Asks the index for it."""
        return self.token(value)

    def condition(self, value: Value) -> Q:
        """Asks the column for it: the same records."""
        return Q((self.column, value))

    def named_by(self, name: str, directory: Directory) -> Value | None:
        """Returns the value that a word names, in the form of `name_of`, where a reader may mean it."""
        return None

    # --- Options ---

    def count(self, values: Iterable[Any]) -> Counter[Any]:
        """Counts each value in the column of many records; in plain loops, for they may be 100,000."""
        found = Counter(values)
        del found[None]
        return found

    def prepare(self, counted: Counter[Any], chosen: Value | None, directory: Directory) -> None:
        """Reads at one go what label() and options() need. Raises Http404 for a choice that the public cannot have."""

    @abstractmethod
    def label(self, value: Value, directory: Directory) -> str: ...

    @abstractmethod
    def options(self, counted: Counter[Any], chosen: Value | None, directory: Directory) -> Iterable[Option]:
        """Returns the values that narrow down further, and never to nothing."""


class CategoryFacet(Facet[Category]):
    """A node of the tree stands for all below it too."""

    parameter, column, letter = "category", "category_id", "c"
    heading, is_chart = "分类", True

    def column_of(self, record: Record) -> int:
        return record.commendation.category_id

    def parse(self, written: str, directory: Directory) -> Category | None:
        if not written:
            return None
        if (node := directory.categories.get(number(written))) is None:
            raise Http404
        return node

    def written(self, value: Category) -> str:
        return str(value.pk)

    def named_by(self, name: str, directory: Directory) -> Category | None:
        nodes = directory.categories.values()
        return next((node for node in nodes if name_of_category(node.name) == name), None)

    def wanted(self, value: Category) -> TokenQuery:
        return any_of(map(self.token, sorted(value.descendants)))

    def condition(self, value: Category) -> Q:
        return Q(category_id__in=value.descendants)

    def label(self, value: Category, directory: Directory) -> str:
        return value.name

    def options(
        self, counted: Counter[int], chosen: Category | None, directory: Directory
    ) -> Iterator[Option]:
        for node in directory.categories.values():
            if node == chosen or (chosen and node.pk not in chosen.descendants):
                continue
            if records := sum(counted[pk] for pk in node.descendants):
                yield Option(node, node.name, records, node.depth)


class YearFacet(Facet[int]):
    parameter, column, letter = "year", "year", "y"
    heading, is_chart = "年份", True

    def column_of(self, record: Record) -> int | None:
        return record.commendation.year

    def tokens_of(self, record: Record) -> list[str]:
        """Writes 0 where no year is known: nobody asks for it, but a list by year ends with these."""
        return [self.token(record.commendation.year or 0)]

    def parse(self, written: str, directory: Directory) -> int | None:
        if not written:
            return None
        if not re.fullmatch(r"[12][0-9]{3}", written):
            raise Http404
        return int(written)

    def named_by(self, name: str, directory: Directory) -> int | None:
        found = re.fullmatch(r"([12][0-9]{3})年?", name)
        return int(found[1]) if found else None

    def label(self, value: int, directory: Directory) -> str:
        return f"{value}年"

    def options(self, counted: Counter[int], chosen: int | None, directory: Directory) -> list[Option]:
        """Returns them in the order of time, the latest first."""
        if chosen:
            return []
        years = sorted(counted, reverse=True)
        return [Option(year, self.label(year, directory), counted[year]) for year in years]


class PlaceFacet(Facet[Path]):
    """A place stands for all places in it too."""

    parameter, column, letter, heading = "in", "region", "p", "地区"

    def column_of(self, record: Record) -> str:
        return record.recipient.place

    def tokens_of(self, record: Record) -> list[str]:
        return [self.token(path) for path in paths_to(record.recipient.place)]

    def token(self, value: Path) -> str:
        """Writes a number: names of places may hold anything."""
        return super().token(hashlib.blake2s("/".join(value).encode(), digest_size=8).hexdigest())

    def parse(self, written: str, directory: Directory) -> Path | None:
        if len(written) > MAX_PLACE_CHARACTERS:
            raise Http404  # no place has such a name, and what is counted for one is remembered
        return tuple(places_of(written.replace("\0", ""))) or None

    def written(self, value: Path) -> str:
        return "/".join(value)

    def condition(self, value: Path) -> Q:
        path = "/".join(value)
        # A range, for an index answers it: what starts with the path and a slash, of which "0" is the next.
        return Q(region=path) | Q(region__gte=f"{path}/", region__lt=f"{path}0")

    def count(self, values: Iterable[str]) -> Counter[Path]:
        found = Counter[Path]()
        for region, records in Counter(values).items():
            for path in paths_to(region):
                found[path] += records
        return found

    def label(self, value: Path, directory: Directory) -> str:
        return "".join(value)

    def inside(self, counted: Counter[Path], chosen: Path | None) -> list[Path]:
        """Returns the places directly in the one chosen that have most records, in their official order."""
        above = chosen or ()
        found = [path for path in counted if len(path) == len(above) + 1 and path[:-1] == above]
        most = sorted(found, key=lambda path: (-counted[path], path))[:MAX_PLACES]
        return sorted(most, key=official_order)

    def options(self, counted: Counter[Path], chosen: Path | None, directory: Directory) -> list[Option]:
        return [Option(path, path[-1], counted[path]) for path in self.inside(counted, chosen)]


class KindFacet(Facet[str]):
    parameter, column, letter, heading = "kind", "kind", "k", "集体和个人"

    def column_of(self, record: Record) -> str:
        return record.recipient.kind

    def parse(self, written: str, directory: Directory) -> str | None:
        if written and written not in Recipient.Kind:
            raise Http404
        return written or None

    def label(self, value: str, directory: Directory) -> str:
        return str(Recipient.Kind(value).label)

    def options(self, counted: Counter[str], chosen: str | None, directory: Directory) -> list[Option]:
        return [
            Option(kind, str(label), counted[kind])
            for kind, label in Recipient.Kind.choices
            if counted[kind] and not chosen
        ]


class RecipientFacet(Facet[int]):
    """Offered are those of several records: one of a single record is found by its name."""

    parameter, column, letter, heading = "recipient", "recipient_id", "r", "对象"

    def column_of(self, record: Record) -> int:
        return record.recipient_id

    def parse(self, written: str, directory: Directory) -> int | None:
        return number(written) if written else None

    def count(self, values: Iterable[int]) -> Counter[int]:
        """Keeps those that are offered alone, the ones with most records first: there may be as many as records."""
        several = [(pk, records) for pk, records in Counter(values).items() if records > 1]
        several.sort(key=lambda one: (-one[1], one[0]))
        return Counter(dict(several[:MAX_RECIPIENTS]))

    def prepare(self, counted: Counter[int], chosen: int | None, directory: Directory) -> None:
        named = [*counted, *filter(None, [chosen])]
        directory.recipients = Recipient.objects.in_bulk(named) if named else {}
        public = Record.objects.published().filter(recipient=chosen)
        if chosen and (chosen not in directory.recipients or not public.exists()):
            raise Http404

    def label(self, value: int, directory: Directory) -> str:
        return str(directory.recipients[value])

    def options(self, counted: Counter[int], chosen: int | None, directory: Directory) -> list[Option]:
        if chosen:
            return []
        return [
            Option(pk, self.label(pk, directory), records)
            for pk, records in counted.items()
            if pk in directory.recipients
        ]


CATEGORY, YEAR, PLACE, KIND, RECIPIENT = (
    CategoryFacet(),
    YearFacet(),
    PlaceFacet(),
    KindFacet(),
    RecipientFacet(),
)
# In the order of an address, and of the page.
FACETS: tuple[Facet[Any], ...] = (CATEGORY, YEAR, PLACE, KIND, RECIPIENT)


def number(written: str) -> int:
    """Reads an id. Raises Http404 for anything else."""
    if not re.fullmatch(r"[1-9][0-9]{0,18}", written) or int(written) > MAX_ID:
        raise Http404
    return int(written)


def paths_to(region: str) -> list[Path]:
    """Returns the place and all that it lies in, the largest first."""
    path = tuple(places_of(region))
    return [path[:depth] for depth in range(1, len(path) + 1)]
