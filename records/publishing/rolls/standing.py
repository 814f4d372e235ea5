"""Tells which names of a file stand on the roll already, and which were struck: these are honored by no import."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from records.models import Commendation, Record, RollEntry
from records.rolls.document import Entry

from ..contradictions import same_post
from .matching import ORGANIZATION, Same, compatible, cut, line_key, matched, place, squeezed, told

# By the entry's order, of those whose name stands on the roll: True for that very line, False for somebody else.
Doubles = Mapping[int, bool]
HOW = (
    "就是那一名的，请删去这一行（要改名单上的职务、单位等，请在后台的名单里改那一名）；"
    "是另一个的，请在后台导入这份名单，逐行选定。"
)
ONE_IN_A_PLACE = (
    "同一地方的同名集体只能有一行：请删去这一行（要改名单上的，请在后台的名单里改那一名），或改正所在地。"
)


class Line(NamedTuple):
    """A line that stands on the roll, as far as files are compared with it."""

    kind: str
    name: str
    post: str
    region: str
    group: str
    position: int

    @property
    def told(self) -> str:
        about = "，".join(filter(None, [self.post or "未写职务、单位", self.region.replace("/", "")]))
        return f"第 {self.position} 名（{about}）"


class Double(NamedTuple):
    """A name of a file that stands on the roll with something else about it.

    The database keeps one organization of a name in a place: it cannot be another.
    """

    entry: Entry
    lines: tuple[Line, ...]
    may_be_other: bool

    @property
    def text(self) -> str:
        first = self.lines[0]
        differing = [
            label
            for label, one, other in (
                ("职务、单位", squeezed(self.entry.post), squeezed(first.post)),
                ("所在地", place(self.entry.region), place(first.region)),
                ("分组", self.entry.group, first.group),
            )
            if one != other
        ]
        listed = "、".join(line.told for line in self.lines)
        return f"名单上已有同名的{listed}：{'和'.join(differing) or '写法'}不同。"


@dataclass(slots=True)
class Parted:
    """`new` are to be added, `already` stand on the roll, `regrouped` of these under another heading, `struck` were
    struck; `doubles` may stand there with something else about them, and `wrong` says what is refused.

    `elsewhere` says by the entry's order whose name stands there for another place.
    """

    new: list[Entry] = field(default_factory=list)
    already: list[Entry] = field(default_factory=list)
    regrouped: list[tuple[Entry, Line]] = field(default_factory=list)
    struck: list[tuple[Entry, RollEntry]] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    elsewhere: dict[int, str] = field(default_factory=dict)


def parted(
    commendation: Commendation | None, entries: Sequence[Entry], chosen: Doubles | None = None
) -> Parted:
    """Parts the lines of a file by what the roll holds of them; `chosen` is what was said of doubles.

    Lines that the file repeats are taken first: who else has the name is, by the file's own words, another.
    """
    found, said = Parted(), chosen or {}
    if commendation is None:
        found.new = [*entries]
        return found
    left = LinesLeft(commendation, entries)
    same = {entry.order for entry in entries if left.take(entry)}
    regrouped = {
        entry.order: line
        for entry in entries
        if entry.order not in same and (line := left.take_of_other_group(entry))
    }
    struck = struck_lines(commendation, entries)
    for entry in entries:
        if entry.order in same:
            found.already.append(entry)
        elif regroup := regrouped.get(entry.order):
            found.already.append(entry)
            found.regrouped.append((entry, regroup))
        elif (gone := struck_as(entry, struck)) is not None:
            found.struck.append((entry, gone))
        elif double := left.double_of(entry):
            found.doubles.append(double)
            take_double(double, said.get(entry.order), found)
        else:
            found.new.append(entry)
            if others := left.of_name(entry):
                text = f"名单上已有同名的{'、'.join(line.told for line in others)}，所在地不同，当作另一个。请核对。"
                found.elsewhere[entry.order] = text
    return found


def take_double(double: Double, is_that_line: bool | None, found: Parted) -> None:
    if is_that_line:
        found.already.append(double.entry)
    elif is_that_line is False and double.may_be_other:
        found.new.append(double.entry)
    else:
        how = HOW if double.may_be_other else ONE_IN_A_PLACE
        found.wrong.append(f"{told(double.entry)}：{double.text}{how}")


def plain(name: str) -> str:
    return squeezed(unicodedata.normalize("NFKC", name))


class LinesLeft:
    """The lines that stand on a roll, of the names of a file, as far as no line of the file has taken them."""

    def __init__(self, commendation: Commendation, entries: Sequence[Entry]) -> None:
        wanted = {plain(entry.name) for entry in entries}
        self.lines: dict[tuple[str, str], list[Line]] = defaultdict(list)
        standing = RollEntry.objects.filter(commendation=commendation).standing().order_by("position")
        fields = ("kind", "name", "post", "region", "group__path", "position")
        for kind, name, post, region, group, position in standing.values_list(*fields).iterator():
            if (same := plain(name)) in wanted:
                self.lines[kind, same].append(Line(kind, name, post, region, group or "", position))

    def of_name(self, entry: Entry) -> list[Line]:
        return self.lines.get((entry.kind or "", plain(entry.name)), [])

    def take(self, entry: Entry) -> Line | None:
        """Takes the line that says just the same."""
        return self.take_first(entry, entry.group)

    def take_of_other_group(self, entry: Entry) -> Line | None:
        """Takes the line that says the same under another heading."""
        return self.take_first(entry, None)

    def take_first(self, entry: Entry, group: str | None) -> Line | None:
        lines = self.of_name(entry)
        for line in lines:
            key = line_key(entry.kind, line.name, line.post, line.region, line.group)
            wanted = line.group if group is None else group
            if key == line_key(entry.kind, line.name, entry.post, entry.region, wanted):
                lines.remove(line)
                return line
        return None

    def double_of(self, entry: Entry) -> Double | None:
        """Finds the lines that may be meant, those of a like post first; None where all are of other places."""
        lines = [line for line in self.of_name(entry) if compatible(entry.region, line.region)]
        if not lines:
            return None
        lines.sort(key=lambda line: not same_post(entry.post, line.post))
        is_body = entry.kind == ORGANIZATION
        in_place = is_body and any(place(line.region) == place(entry.region) for line in lines)
        return Double(entry, tuple(lines), not in_place)


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


def told_group(line: Line) -> str:
    group = f"名单上在“{line.group}”下" if line.group else "名单上没有分组"
    return (
        f"就是名单上的第 {line.position} 名，只是分组不同（{group}），没有改动。要改的，请在后台的名单里改。"
    )


def regrouped_in_all(regrouped: Sequence[tuple[Entry, Line]]) -> str:
    """Says how many stand on the roll under another heading; "" where none does."""
    return f"其中 {len(regrouped)} 名只是分组不同，名单上的分组没有改动。" if regrouped else ""


def doubts(commendation: Commendation, found: Parted, same: Same | None = None) -> dict[int, str]:
    """Says by the entry's order of whom no page would become public: those struck, those whose record is withdrawn."""
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
