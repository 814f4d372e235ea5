"""All commendations that the public sees, the latest first, with the number of their names."""

from collections import Counter
from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils import timezone

from records.models.commendations import Commendation
from records.models.rolls import RollEntry

from .counts import census
from .version import content_version


class Listed(NamedTuple):
    """One of them; `names` are its public records, or those that stand in 公示."""

    commendation: Commendation
    names: int

    @property
    def year(self) -> int | None:
        return self.commendation.year

    @property
    def issuers(self) -> list[str]:
        return self.commendation.issuers


def commendations() -> list[Listed]:
    """Lists those of the latest year first, within a year by date; three queries once for every state and day."""
    return listed_at(content_version(), timezone.localdate())


@lru_cache(maxsize=1)
def listed_at(state: Hashable, today: date) -> list[Listed]:
    honored = {tally.commendation: tally.published for tally in census().tallies if tally.published}
    announced = Q(state=Commendation.State.NOTICE, notice_from__lte=today)
    known = Commendation.objects.filter(Q(pk__in=honored) | announced).select_related("category")
    in_order = known.defer("text").order_by(
        F("year").desc(nulls_last=True), F("decided_on").desc(nulls_last=True), "category__position", "-pk"
    )
    found = list(in_order)
    in_notice = [one.pk for one in found if one.is_notice]
    lines = RollEntry.objects.proposed().standing().filter(commendation__in=in_notice).order_by()
    proposed = dict(lines.values_list("commendation").annotate(names=Count("pk"))) if in_notice else {}
    return [Listed(one, (proposed if one.is_notice else honored).get(one.pk, 0)) for one in found]


def issuers_of(listed: list[Listed]) -> list[tuple[str, int]]:
    """Counts the commendations of each conferring body, the one with most first."""
    return Counter(body for one in listed for body in dict.fromkeys(one.issuers)).most_common()


def years_of(listed: list[Listed]) -> list[tuple[int, int]]:
    counts = Counter(one.year for one in listed if one.year)
    return sorted(counts.items(), reverse=True)
