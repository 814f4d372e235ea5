"""The roll of a commendation as the public reads it: its headings with their counts, and any stretch of its names.

Each process goes through the names of a roll once for every state of public content, and remembers where each
hundredth of a group stands: so any page of a roll of a hundred thousand names takes the time of its own lines.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Q

from records.models.commendations import Commendation
from records.models.recipients import Recipient
from records.models.records import Record
from records.models.rolls import RollEntry, RollEntryQuerySet, RollGroup

from .version import content_version

STEP = 100
OTHERS = "其他表彰记录"  # heads the records of a commendation that its roll does not name
SHOWN = ("commendation", "group", "position", "kind", "name", "printed", "post", "region", "award")
OF_RECORD = ("record__status", "record__published_at", "record__revoked_on")

Path = tuple[str, ...]  # 先进个人, 北京市
Mark = tuple[int, int]  # position and id of a name


class Block(NamedTuple):
    """The names right under one heading; `marks` has the first of each hundred of them."""

    group: int | None
    path: Path
    quota: int | None
    names: int
    people: int
    marks: tuple[Mark, ...] = ()
    is_of_records: bool = False  # that no line of the roll names


class Node(NamedTuple):
    """A heading, with the counts of all that stands under it."""

    path: Path
    names: int
    people: int
    quota: int | None

    @property
    def heading(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def counted(self) -> str:
        return counted(self.people, self.names - self.people)


class Stretch(NamedTuple):
    """Names of a block that stand on one page."""

    block: Block
    entries: list[RollEntry]
    is_continued: bool  # from the page before


def counted(people: int, organizations: int) -> str:
    """Says how many, with the measure word of each kind: 60 名, 20 个."""
    parts = [f"{people:,} 名"] * bool(people) + [f"{organizations:,} 个"] * bool(organizations)
    return "、".join(parts) or "0 名"


class Roll:
    """`kind` says which names: "honored" the public ones of a decision, "announced" those that stand in 公示 now,
    "proposed" all that ever stood there."""

    def __init__(self, commendation: int, kind: str, blocks: Iterable[Block]) -> None:
        self.commendation = commendation
        self.kind = kind
        known = list(blocks)
        self.quotas = {block.path: block.quota for block in known}
        self.blocks = [block for block in known if block.names]

    def below(self, path: Path) -> list[Block]:
        return [block for block in self.blocks if block.path[: len(path)] == path]

    def node(self, path: Path) -> Node:
        blocks = self.below(path)
        names, people = sum(block.names for block in blocks), sum(block.people for block in blocks)
        return Node(path, names, people, self.quotas.get(path))

    def children(self, path: Path) -> list[Node]:
        """Returns the headings right below it, in the decision's order."""
        depth = len(path) + 1
        inside = {block.path[:depth]: None for block in self.below(path) if len(block.path) >= depth}
        return [self.node(child) for child in inside]

    def __contains__(self, path: Path) -> bool:
        return not path or any(block.path[: len(path)] == path for block in self.blocks)

    @property
    def names(self) -> int:
        return sum(block.names for block in self.blocks)

    @property
    def has_lines(self) -> bool:
        return any(not block.is_of_records for block in self.blocks)

    @property
    def has_others(self) -> bool:
        return any(block.is_of_records for block in self.blocks)

    def stretches(self, blocks: Sequence[Block], start: int, stop: int) -> list[Stretch]:
        """Returns the names from `start` up to `stop` of the blocks; at most four queries."""
        parts = list(cut(blocks, start, stop))
        whole = [block for block, *part in parts if part == [0, block.names] and not block.is_of_records]
        found = self.of_whole(whole)
        stretches = []
        for block, first, last in parts:
            entries = found[block.group] if block in whole else self.part(block, first, last)
            stretches.append(Stretch(block, entries, first > 0))
        return stretches

    def of_whole(self, blocks: Sequence[Block]) -> dict[int | None, list[RollEntry]]:
        found: dict[int | None, list[RollEntry]] = {block.group: [] for block in blocks}
        if blocks:
            named = self.entries().filter(in_groups(found))
            for entry in self.readable(named.order_by("position", "pk")):
                found[entry.group_id].append(entry)
        return found

    def part(self, block: Block, start: int, stop: int) -> list[RollEntry]:
        if block.is_of_records:
            return self.others(start, stop)
        first, last = start // STEP, (stop - 1) // STEP + 1
        named = self.entries().filter(in_groups([block.group]), position__gte=block.marks[first][0])
        if last < len(block.marks):
            named = named.filter(position__lte=block.marks[last][0])
        listed = self.readable(named.order_by("position", "pk"))
        inside = [entry for entry in listed if (entry.position, entry.pk) >= block.marks[first]]
        return inside[start - first * STEP : stop - first * STEP]

    def others(self, start: int, stop: int) -> list[RollEntry]:
        """Returns records without a line on the roll as if they had one, the latest first."""
        known = others_of(self.commendation, self.has_lines)
        ids = list(known.latest_first().values_list("pk", flat=True)[start:stop])
        by_id = {
            record.pk: record
            for record in Record.objects.select_related("recipient", "live").public_among(ids)
        }
        return [line_of(by_id[pk]) for pk in ids if pk in by_id]

    def entries(self) -> RollEntryQuerySet:
        """Finds all that may stand on it; which of them do is for `readable`, where the database would take the index
        of all public records for the shorter way."""
        named = RollEntry.objects.filter(commendation=self.commendation)
        if self.kind == "honored":
            return named.filter(record__isnull=False).select_related("record").only(*SHOWN, *OF_RECORD)
        proposed = named.proposed()
        return (proposed if self.kind == "proposed" else proposed.standing()).only(*SHOWN)

    def listed(self) -> RollEntryQuerySet:
        """Finds those that do, all of a roll: then the database has no other way than through its lines."""
        if self.kind == "honored":
            return RollEntry.objects.public().filter(
                commendation=self.commendation, record__commendation=self.commendation
            )
        return self.entries()

    def readable(self, entries: Iterable[RollEntry]) -> Iterator[RollEntry]:
        for entry in entries:
            if self.kind == "honored":
                if entry.record and entry.record.is_public:
                    yield entry
            else:
                entry.record_id = None
                yield entry


def in_groups(groups: Iterable[int | None]) -> Q:
    known = [group for group in groups if group is not None]
    without = Q(group__isnull=True) if None in groups else Q()
    return (Q(group__in=known) | without) if known else without


def cut(blocks: Sequence[Block], start: int, stop: int) -> Iterator[tuple[Block, int, int]]:
    before = 0
    for block in blocks:
        first, last = max(start - before, 0), min(stop - before, block.names)
        before += block.names
        if first < last:
            yield block, first, last


def line_of(record: Record) -> RollEntry:
    recipient = record.recipient
    return RollEntry(
        record=record,
        commendation_id=record.commendation_id,
        kind=recipient.kind,
        name=recipient.name,
        post=record.post,
        region=recipient.region,
    )


def others_of(commendation: int, has_roll: bool) -> Any:
    published = Record.objects.published().filter(commendation=commendation)
    return published.filter(roll_entry__isnull=True) if has_roll else published


# --- The names, gone through once ------------------------------------------------------------------


def roll_of(commendation: Commendation) -> Roll:
    """Returns the roll that its page shows; two queries, or three once after public content has changed."""
    return roll_at(content_version(), commendation.pk, "announced" if commendation.is_notice else "honored")


def proposed_roll(commendation: Commendation) -> Roll:
    """Returns the roll as it stood in 公示."""
    return roll_at(content_version(), commendation.pk, "proposed")


@lru_cache(maxsize=64)
def roll_at(state: Hashable, commendation: int, kind: str) -> Roll:
    groups = list(RollGroup.objects.filter(commendation=commendation).order_by("position", "pk"))
    counts = count_by_group(Roll(commendation, kind, ()).listed())
    known: list[RollGroup | None] = [None, *groups]
    blocks = [block_of(group, counts.get(group.pk if group else None)) for group in known]
    if kind == "honored":
        blocks.append(block_of_others(commendation, sum(block.names for block in blocks)))
    return Roll(commendation, kind, blocks)


class Count:
    """Counts the names of a group, with a mark at each hundredth."""

    def __init__(self) -> None:
        self.names = self.people = 0
        self.marks: list[Mark] = []

    def add(self, kind: str, mark: Mark) -> None:
        if self.names % STEP == 0:
            self.marks.append(mark)
        self.names += 1
        self.people += kind == Recipient.Kind.PERSON


def count_by_group(named: RollEntryQuerySet) -> dict[int | None, Count]:
    counts: dict[int | None, Count] = {}
    rows = named.order_by("position", "pk").values_list("group", "kind", "position", "pk")
    for group, some in groupby(rows.iterator(5_000), key=lambda row: row[0]):
        count = counts.setdefault(group, Count())
        for _, kind, position, pk in some:
            count.add(kind, (position, pk))
    return counts


def block_of(group: RollGroup | None, count: Count | None) -> Block:
    pk, path, quota = (group.pk, tuple(group.headings), group.quota) if group else (None, (), None)
    if count is None:
        return Block(pk, path, quota, 0, 0)
    return Block(pk, path, quota, count.names, count.people, tuple(count.marks))


def block_of_others(commendation: int, on_roll: int) -> Block:
    of_all = Record.objects.published().filter(commendation=commendation).order_by()
    records = of_all.count() - on_roll
    people = 0
    if records > 0:
        those = others_of(commendation, on_roll > 0)
        people = those.filter(recipient__kind=Recipient.Kind.PERSON).count()
    return Block(None, (OTHERS,) if on_roll else (), None, max(records, 0), people, (), is_of_records=True)
