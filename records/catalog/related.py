"""Finds the records that a reader of one may want next, each with the reason."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from records.models import Record

from .places import Path, places

MAX_RELATED = 3


class Related(NamedTuple):
    """Another record; `anchor` is the measure that the reason is about, empty for the whole of it."""

    record: Record
    reason: str
    anchor: str = ""

    @property
    def address(self) -> str:
        return self.record.get_absolute_url() + (f"#{self.anchor}" if self.anchor else "")


def related(record: Record, alike: Iterable[Related] = ()) -> list[Related]:
    """Returns up to three: of the same commendation, of the same place, and one `alike`; then more of each kind.

    A constant number of queries, however many records there are.
    """
    kinds = [iter(of_same_commendation(record)), of_same_place(record), iter(alike)]
    known, chosen = {record.pk}, list[Related]()
    while kinds and len(chosen) < MAX_RELATED:
        for kind in list(kinds):
            found = next((one for one in kind if one.record.pk not in known), None)
            if found is None:
                kinds.remove(kind)
            elif len(chosen) < MAX_RELATED:
                known.add(found.record.pk)
                chosen.append(found)
    return chosen


def of_same_commendation(record: Record) -> list[Related]:
    """Returns the next one in the list of the commendation, and the one before."""
    newer, older = Record.objects.beside(record)
    return [Related(one, "同一表彰") for one in (older, newer) if one]


def of_same_place(record: Record) -> Iterator[Related]:
    """Yields those of the smallest place around it that has others."""
    known, path = places(), tuple(record.recipient.places)
    for around in smaller_first(path):
        if around in known and known.counts[around] > 1:
            yield from (
                Related(one, f"同在{around[-1]}") for one in known.listing(around)[0 : MAX_RELATED + 1]
            )
            return


def smaller_first(path: Path) -> Iterator[Path]:
    return (path[:depth] for depth in range(len(path), 0, -1))
