"""Reads and writes the numbers that a decision states of its groups as one text: changed, they are one fact."""

import re

from records.models import Commendation, RollGroup

from .exceptions import PublishingRefused

LINE = re.compile(r"(?P<path>.+?)\s*[：:]\s*(?P<quota>\d{1,9})\s*[名个]?")


def numbers_in(commendation: Commendation, text: str) -> dict[str, int]:
    """Reads lines as `Commendation.numbers` gives them. Raises PublishingRefused for one that is none of a group."""
    known = set(RollGroup.objects.filter(commendation=commendation).values_list("path", flat=True))
    found: dict[str, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        read = LINE.fullmatch(line)
        if read is None:
            raise PublishingRefused(
                f"“{line[:60]}”看不出是哪一组多少名。请一行写一组，如：先进个人/北京市：12。"
            )
        if read["path"] not in known:
            raise PublishingRefused(
                f"名单里没有“{read['path'][:60]}”这一组。请照名单的分组写，逐级以“/”分隔。"
            )
        found[read["path"]] = int(read["quota"])
    return found


def as_stated(commendation: Commendation, text: str) -> str:
    """Gives the text in the order of the groups, so that it is the same where the numbers are."""
    stated = numbers_in(commendation, text)
    rows = RollGroup.objects.filter(commendation=commendation).order_by("position", "pk")
    paths = rows.values_list("path", flat=True)
    return "\n".join(f"{path}：{stated[path]}" for path in paths if path in stated)


def store_numbers(commendation: Commendation, text: str) -> None:
    """Writes them; a group that is not named has none."""
    stated = numbers_in(commendation, text)
    for group in RollGroup.objects.filter(commendation=commendation):
        if group.quota != stated.get(group.path):
            RollGroup.objects.filter(pk=group.pk).update(quota=stated.get(group.path))
