"""Holds a roll against the numbers that its decision states."""

from collections import Counter

from django.db.models import Count

from records.models import Commendation, RollEntry, RollGroup


def quota_differences(commendation: Commendation) -> list[str]:
    """Says in a sentence each where the roll has more or fewer names than the decision says; three queries.

    A group counts those below it too. Names that were struck do not count.
    """
    standing = RollEntry.objects.filter(commendation=commendation).standing().order_by()
    counts = Counter[str]()
    total = 0
    for path, number in standing.values_list("group__path").annotate(Count("pk")):
        total += number
        above = (path or "").split("/")
        for depth in range(1, len(above) + 1):
            counts["/".join(above[:depth])] += number
    said = [difference("全部名单", commendation.quota, total)]
    for group in RollGroup.objects.filter(commendation=commendation).exclude(quota=None):
        said.append(difference(f"“{group.path}”", group.quota, counts[group.path]))
    return [one for one in said if one]


def difference(what: str, stated: int | None, found: int) -> str:
    if stated is None or stated == found:
        return ""
    much = f"多 {found - stated}" if found > stated else f"少 {stated - found}"
    return f"{what}：决定写明 {stated} 名（个），名单里有 {found} 名（个），{much}。"
