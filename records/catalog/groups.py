"""The records of a page in groups, each of one commendation with its decision."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from django.core.paginator import Page

from records.models import Commendation, Record

from .counts import Tally


class Group(NamedTuple):
    commendation: Commendation
    records: Sequence[Record]  # those on this page
    total: int
    is_continued: bool  # from the page before


def groups_on(page: "Page[Record]", tallies: Iterable[Tally]) -> list[Group]:
    """Puts the records of a page of `by_commendation(tallies)` into groups."""
    shown = [tally for tally in tallies if tally.published]
    ends = dict(
        zip((tally.commendation for tally in shown), accumulate(t.published for t in shown), strict=True)
    )
    totals = {tally.commendation: tally.published for tally in shown}
    before = page.start_index() - 1
    groups: list[Group] = []
    for commendation, records in groupby(page.object_list, key=lambda record: record.commendation):
        total = totals.get(commendation.pk, 0)
        begins = ends.get(commendation.pk, 0) - total
        groups.append(Group(commendation, list(records), total, not groups and begins < before))
    return groups
