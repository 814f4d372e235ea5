"""Puts together the three commendations with whole rolls. The same always comes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Any

from records.deeds.document import Award, Deeds, Recipient
from records.rolls.document import Entry, Kind

from .composing import sections_of
from .content import NOTICE, Example, read, themes

DEEDS_EVERY = 10  # one in so many has deeds


@dataclass(frozen=True)
class Roll:
    """`facts` are those of the decision; `revoked` the order of the name whose honor was taken away, with the words."""

    category: str
    year: int
    facts: dict[str, Any]
    quotas: dict[str, int]
    entries: list[Entry]
    revoked: dict[str, Any] | None


def rolls() -> Iterator[Roll]:
    said = read("rolls")
    for number, one in enumerate(said["commendations"]):
        named = dict(one)
        groups, places = named.pop("groups"), named.pop("places", list(said["places"]))
        yield Roll(
            named.pop("category"),
            named.pop("year"),
            quotas={group["path"]: group["quota"] for group in groups if group["path"]},
            entries=list(numbered(names(groups, places, Names(said, Random(number))))),
            revoked=named.pop("revoked", None),
            facts=named,
        )


class Names:
    """Makes up who is honored; no two of one roll are the same in name, place and post."""

    def __init__(self, said: dict[str, Any], chance: Random) -> None:
        self.said, self.chance = said, chance
        self.parts = [said["given"][place : place + 2] for place in range(0, len(said["given"]), 2)]
        self.used: set[tuple[str, str]] = set()

    def person(self, province: str, prefecture: str) -> dict[str, Any]:
        post = self.chance.choice(self.said["people_posts"]).format(place=prefecture)
        name = self.unused(self.person_name, post)
        notes = {"备注": self.chance.choice(self.said["notes"])} if self.chance.random() < 0.2 else {}
        printed = f"{name[0]}　{name[1]}" if len(name) == 2 else name
        return {"kind": "person", "name": name, "printed": printed, "post": post, "notes": notes}

    def person_name(self) -> str:
        if self.chance.random() < 0.01:
            return str(self.chance.choice(self.said["long_names"]))
        given = self.chance.choice(self.parts)
        return self.chance.choice(self.said["surnames"]) + (given if self.chance.random() < 0.7 else given[0])

    def organization(self, province: str, prefecture: str) -> dict[str, Any]:
        counties = cycle(["", "第一", "第二", "第三", "第四", "第五", "第六", "第七", "第八", "第九", "第十"])
        kind = self.chance.choice(self.said["organizations"])
        name = self.unused(lambda: kind.format(place=prefecture + next(counties)), province)
        return {"kind": "organization", "name": name, "printed": name}

    def unused(self, make: Any, beside: str) -> str:
        while (found := (name := make(), beside)) in self.used:
            pass
        self.used.add(found)
        return str(name)


def names(groups: list[dict[str, Any]], places: list[str], made: Names) -> Iterator[dict[str, Any]]:
    """Goes through each group by its places, of which each has about as many."""
    for group in groups:
        kind: Kind = "organization" if "organizations" in group else "person"
        total = group.get("organizations") or group["people"]
        spread = [places[number * len(places) // total] for number in range(total)]
        for number, province in enumerate(spread):
            below = made.said["places"][province]
            prefecture = below[number % len(below)]
            said = (
                made.organization(province, prefecture)
                if kind == "organization"
                else made.person(province, prefecture)
            )
            heading = [group["path"], prefecture if len(places) == 1 else province][
                : 1 + bool(group.get("by_place"))
            ]
            yield said | {"region": f"{province}/{prefecture}", "group": "/".join(filter(None, heading))}


def numbered(said: Iterator[dict[str, Any]]) -> Iterator[Entry]:
    """Numbers them in the order of the groups: of one place all stand together."""
    listed = list(said)
    order = list(dict.fromkeys(one["group"] for one in listed))
    for place, one in enumerate(sorted(listed, key=lambda one: order.index(one["group"])), 1):
        yield Entry(**{"notes": {}} | one, order=place)


def deeds(roll: Roll) -> Iterator[Deeds]:
    """Gives a tenth of the names short deeds."""
    for entry in roll.entries[::DEEDS_EVERY]:
        yield deeds_of(entry, roll)


def deeds_of(entry: Entry, roll: Roll) -> Deeds:
    chance = Random(f"{roll.category} {entry.order}")
    theme = chance.choice(sorted(themes()))
    example = Example(
        kind=entry.kind or "person",
        name=entry.name,
        awards=[(roll.category, roll.year)],
        title=f"{entry.name}先进事迹",
        introduction="",
        shape=[2, 3],
        theme=theme,
        region=entry.region,
    )
    return Deeds(
        title=example.title,
        recipient=Recipient(name=entry.name, kind=entry.kind, region=entry.region, post=entry.post or None),
        awards=(Award(roll.category, roll.year),),
        introduction=f"{roll.year}年，{entry.name}受到表彰。这一篇记下的，是那前后的几件事。",
        sections=sections_of(example, example.shape, chance),
        source=NOTICE,
        markup="markdown",
    )
