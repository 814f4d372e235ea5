"""The places that honors went to, from province to street, each with the number of its public records.

Counted like the census: once for every state of public content, and from an index alone, that of the lines in the
search index. Through the recipients it took ten times as long, a second for a million records.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from django.db.models import Count
from django.urls import reverse

from records.models.indexed import IndexedRecord
from records.models.recipients import places_of
from records.utils.divisions import official_orders

from .listing import REGION, Block, Listing
from .version import content_version

Path = tuple[str, ...]  # 山东省, 滨州市, …


class Place(NamedTuple):
    path: Path
    records: int  # in it and in all places in it

    @property
    def name(self) -> str:
        return self.path[-1]

    def get_absolute_url(self) -> str:
        return place_address(self.path)


def place_address(path: Sequence[str]) -> str:
    """Returns its address by names, for a place has no number: these are the words that recipients' own fields have."""
    listed = reverse("places")
    return f"{listed}?in={quote('/'.join(path))}" if path else listed


class Places:
    def __init__(self, regions: Iterable[tuple[str, int]]) -> None:
        """Takes `regions` as the search index has them, each with its number of records; empty is one unknown."""
        self.direct: dict[Path, Block] = {}  # those that name no smaller place
        self.counts: Counter[Path] = Counter()
        self.unknown = 0
        for region, records in regions:
            path = tuple(places_of(region))
            self.unknown += 0 if path else records
            self.direct[path] = region, records
            self.counts.update({path[:depth]: records for depth in range(1, len(path) + 1)})
        self.inside: dict[Path, list[Place]] = defaultdict(list)
        official = official_orders(self.counts)
        # Those that have no code stand behind, the one with most records first.
        for path in sorted(self.counts, key=lambda path: (official[path], -self.counts[path], path)):
            self.inside[path[:-1]].append(Place(path, self.counts[path]))
        self.position = {place.path: number for number, place in enumerate(self.below(()))}

    def __contains__(self, path: Path) -> bool:
        return path in self.counts

    def all(self) -> list[Place]:
        return list(self.below(()))

    def below(self, path: Path) -> Iterator[Place]:
        """Gives all places in it, each before those that lie in it."""
        for place in self.children(path):
            yield place
            yield from self.below(place.path)

    def children(self, path: Path = ()) -> list[Place]:
        """Returns the places directly in it, in their official order."""
        return self.inside.get(path, [])

    def way_to(self, path: Path) -> list[Place]:
        """Returns the places that it lies in, the largest first, and itself."""
        return [Place(path[:depth], self.counts[path[:depth]]) for depth in range(1, len(path) + 1)]

    def widest_choice(self) -> Path:
        """Returns the highest level with more than one place to choose from; else the very top."""
        path: Path = ()
        while len(inside := self.children(path)) == 1:
            path = inside[0].path
        return path if inside else ()

    def listing(self, path: Path) -> Listing:
        """Lists the records of a place: first those that name no smaller one, then each place in it. Of none, none."""
        within = [place for place in self.direct if path and place[: len(path)] == path]
        return Listing(
            (self.direct[place] for place in sorted(within, key=self.position.__getitem__)), REGION
        )


def places() -> Places:
    return places_at(content_version())


@lru_cache(maxsize=1)
def places_at(state: Hashable) -> Places:
    """Counts the places as they are now, remembered for this state of public content; two queries."""
    regions = IndexedRecord.objects.public().order_by().values_list("region")
    return Places(regions.annotate(records=Count("pk")))
