"""Tells which names of a file stand on the roll already, and which were struck: these are honored by no import."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from records.models import Commendation, Record, RollEntry
from records.rolls.document import Entry

from ..existing_rows import same_post
from .matching import ORGANIZATION, Same, compatible, cut, line_key, matched, place, told


@dataclass(slots=True)
class Parted:
    """`new` are to be added, `already` stand on the roll, `struck` were struck, `wrong` says what is refused."""

    new: list[Entry] = field(default_factory=list)
    already: list[Entry] = field(default_factory=list)
    struck: list[tuple[Entry, RollEntry]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def parted(commendation: Commendation, entries: Sequence[Entry]) -> Parted:
    """Parts the lines of a file by what the roll holds of them."""
    standing: dict[tuple[object, ...], int] = defaultdict(int)
    bodies: dict[tuple[object, ...], int] = {}
    lines = RollEntry.objects.filter(commendation=commendation).standing().order_by("position")
    for kind, name, post, region, group, position in lines.values_list(
        "kind", "name", "post", "region", "group__path", "position"
    ).iterator():
        standing[line_key(kind, name, post, region, group or "")] += 1
        if kind == ORGANIZATION:
            bodies[name, place(region)] = position
    struck = struck_lines(commendation, entries)
    found = Parted()
    for entry in entries:
        key = line_key(entry.kind, entry.name, entry.post, entry.region, entry.group)
        if standing.get(key):
            standing[key] -= 1
            found.already.append(entry)
        elif (line := struck_as(entry, struck)) is not None:
            found.struck.append((entry, line))
        elif entry.kind == ORGANIZATION and (entry.name, place(entry.region)) in bodies:
            position = bodies[entry.name, place(entry.region)]
            found.wrong.append(
                f"{told(entry)}已在站上的名单里（第 {position} 名），职务、单位或分组不同。"
                "请删去这一行，或先撤销原来的导入再重新导入。"
            )
        else:
            found.new.append(entry)
    return found


# --- Struck -----------------------------------------------------------------------------------------


def struck_lines(commendation: Commendation, entries: Sequence[Entry]) -> list[RollEntry]:
    struck = RollEntry.objects.filter(commendation=commendation, struck_at__isnull=False)
    if not struck.exists():
        return []
    names = {entry.name for entry in entries}
    return [line for some in cut(names) for line in struck.filter(name__in=some).order_by("position")]


def struck_as(entry: Entry, struck: Sequence[RollEntry]) -> RollEntry | None:
    """Finds the line that it was struck as: of its name in a place and a post that may be the same.

    Somebody of the name with another post is another one.
    """
    for line in struck:
        if (line.kind, line.name) == (entry.kind, entry.name) and compatible(entry.region, line.region):
            posts_differ = entry.post and line.post and not same_post(entry.post, line.post)
            if entry.kind == ORGANIZATION or not posts_differ:
                return line
    return None


def refusals(struck: Sequence[tuple[Entry, RollEntry]]) -> list[str]:
    return [
        f"{told(entry)}已除名：{line.struck_reason}。不能再录入。"
        "要表彰的，请先在站上的名单里把这一名恢复；不表彰的，请不要导入这一行。"
        for entry, line in struck
    ]


def named(struck: Sequence[tuple[Entry, RollEntry]]) -> str:
    """Says who of a file was struck; "" of none."""
    if not struck:
        return ""
    said = "；".join(f"{line.shown_name}（{line.struck_reason}）" for _, line in struck)
    return f"其中 {len(struck)} 名已除名，没有录入：{said}。要表彰的，请在站上的名单里恢复。"


# --- What an editor is told before ------------------------------------------------------------------


def doubts(commendation: Commendation, entries: Sequence[Entry], same: Same | None = None) -> dict[int, str]:
    """Says by the entry's order of whom no page would become public: those struck, those whose record is withdrawn."""
    found = parted(commendation, entries)
    said = {
        entry.order: f"已除名：{line.struck_reason}。不能再录入；要表彰的，请先在站上的名单里恢复。"
        for entry, line in found.struck
    }
    if commendation.is_notice:
        return said
    homes = matched(commendation, found.new, same).homes
    by_record = {home.record: order for order, home in homes.items() if home.record is not None}
    withdrawn = Record.objects.filter(commendation=commendation, status=Record.Status.WITHDRAWN)
    for pk in withdrawn.values_list("pk", flat=True):
        if pk in by_record:
            said[by_record[pk]] = (
                f"站上这项表彰的记录（编号 {pk}）已撤回。录入以后它仍是撤回的，要公开请到它的页面重新发布。"
            )
    return said
