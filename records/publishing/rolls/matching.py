"""Tells which names of a roll are on the site already: one honor has one record, whichever of the two came first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from records.models import Commendation, FormerName, Recipient, Record, RollEntry
from records.models.recipients import places_of
from records.rolls.document import Entry

from ..contradictions import same_place, same_post

ORGANIZATION = Recipient.Kind.ORGANIZATION
MAX_NAMES_PER_QUERY = 500
Same = Mapping[int, int | None]
Key = tuple[str, str]  # kind and name


class Home(NamedTuple):
    """Tells where a name belongs: None stands for a row that is to be made."""

    recipient: int | None = None
    record: int | None = None


class OnSite(NamedTuple):
    """A record of the commendation that is on no line of its roll yet."""

    record: int
    recipient: int
    region: str
    post: str
    status: str


@dataclass(slots=True)
class Matching:
    """`homes` by the entry's order; `unsure` are those for whom there are several, `wrong` says what is refused."""

    homes: dict[int, Home] = field(default_factory=dict)
    unsure: dict[int, list[OnSite]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def squeezed(text: str) -> str:
    return "".join(text.split())


def place(region: str) -> str:
    return "/".join(places_of(region))


def compatible(one: str, other: str) -> bool:
    return same_place(place(one), place(other))


def cut(names: Iterable[str]) -> Iterator[list[str]]:
    """Cuts names into parts: databases bound how many values a statement may name."""
    listed = sorted(set(names))
    return (
        listed[first : first + MAX_NAMES_PER_QUERY] for first in range(0, len(listed), MAX_NAMES_PER_QUERY)
    )


def told(entry: Entry) -> str:
    """Names a line as its file counts it."""
    return f"名单第 {entry.order} 名“{entry.name}”"


# --- The lines themselves ---------------------------------------------------------------------------


def twice(entries: Sequence[Entry]) -> Iterator[str]:
    """Yields what is refused of lines that are alike.

    Two people may share a name; what tells them apart are post, place, group or notes. The database keeps one
    organization of a name in a place.
    """
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        first = seen.setdefault(own_key(entry), entry)
        if first is entry:
            continue
        both = f"名单第 {first.order} 名和第 {entry.order} 名"
        if entry.kind == ORGANIZATION:
            yield f"{both}是同一地方的同名集体“{entry.name}”。重复的请删去一行；不是同一个的，请写明所在地。"
        else:
            yield (
                f"{both}都是“{entry.name}”，职务、单位、所在地和分组也相同。重复的请删去一行；"
                "是两个人的，请在职务、单位或所在地里写出分别。"
            )


def own_key(entry: Entry) -> tuple[object, ...]:
    if entry.kind == ORGANIZATION:
        return entry.kind, entry.name, place(entry.region)
    return *line_key(entry.kind, entry.name, entry.post, entry.region, entry.group), *sorted(
        entry.notes.items()
    )


def line_key(kind: str | None, name: str, post: str, region: str, group: str) -> tuple[object, ...]:
    return kind, name, squeezed(post), place(region), group


# --- The site ---------------------------------------------------------------------------------------


def matched(
    commendation: Commendation | None, entries: Sequence[Entry], same: Same | None = None
) -> Matching:
    """Finds for each entry the record of this commendation, or the recipient, that it is about.

    None is a commendation that is yet to be made.

    `same` holds, by an entry's order, the recipient that an editor chose, None for somebody new.
    """
    found = Matching()
    chosen = dict(same or {})
    records = records_without_a_line(commendation, {entry.name for entry in entries})
    by_recipient = {one.recipient: one for ones in records.values() for one in ones}
    take_chosen(commendation, entries, chosen, by_recipient, found)
    taken = {home.record for home in found.homes.values()}
    open_entries: dict[Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.order not in chosen:
            open_entries[entry.kind or "", entry.name].append(entry)
    for key, ones in open_entries.items():
        left = [one for one in records.get(key, []) if one.record not in taken]
        if left:
            pair(ones, left, found)
    find_organizations(entries, found)
    refuse_shared(entries, found)
    return found


def records_without_a_line(
    commendation: Commendation | None, names: Collection[str]
) -> dict[Key, list[OnSite]]:
    """Finds them by kind and each name that the recipient goes by, or went by; a query for each 500 names."""
    found: dict[Key, list[OnSite]] = defaultdict(list)
    fields = ("pk", "recipient", "recipient__region", "live__post", "working__post", "status")
    of_this = Record.objects.filter(commendation=commendation, roll_entry=None, joined_into=None).order_by(
        "pk"
    )
    if not of_this.exists():
        return found
    for some in cut(names):
        for by in ("recipient__name", "recipient__former_names__name"):
            rows = of_this.filter(**{f"{by}__in": some}).values_list("recipient__kind", by, *fields)
            for kind, name, pk, recipient, region, public, written, status in rows:
                one = OnSite(pk, recipient, region, public or written or "", status)
                if one not in found[kind, name]:
                    found[kind, name].append(one)
    return found


def take_chosen(
    commendation: Commendation | None,
    entries: Sequence[Entry],
    chosen: Mapping[int, int | None],
    records: Mapping[int, OnSite],
    found: Matching,
) -> None:
    wanted = {pk for pk in chosen.values() if pk is not None}
    known = dict(Recipient.objects.filter(pk__in=wanted).values_list("pk", "kind"))
    rows = RollEntry.objects.filter(commendation=commendation, record__recipient__in=wanted)
    on_roll = dict(rows.values_list("record__recipient", "position"))
    for entry in entries:
        pk = chosen.get(entry.order)
        if pk is None:
            continue
        if known.get(pk) != entry.kind:
            why = "已经不在站上" if pk not in known else "类别（个人、集体）不同"
            found.wrong.append(f"{told(entry)}：为它选的受表彰对象（编号 {pk}）{why}。请重新选择。")
        elif pk in on_roll:
            found.wrong.append(
                f"{told(entry)}：为它选的受表彰对象已是名单第 {on_roll[pk]} 名。一项表彰一个对象只有一行，请另选。"
            )
        else:
            record = records.get(pk)
            found.homes[entry.order] = Home(pk, record.record if record else record_of(commendation, pk))


def record_of(commendation: Commendation | None, recipient: int) -> int | None:
    """Finds the record of one who goes by another name than the roll has it."""
    return (
        Record.objects.filter(commendation=commendation, recipient=recipient, joined_into=None)
        .values_list("pk", flat=True)
        .first()
    )


def pair(entries: Sequence[Entry], records: Sequence[OnSite], found: Matching) -> None:
    """Pairs entries and records of one name: by place; where several share it, by post and then by the closer place."""
    left_entries, left = list(entries), list(records)
    if len(left_entries) > 1 or len(left) > 1:
        for alike in (
            lambda entry, one: same_post(entry.post, one.post),
            lambda entry, one: bool(entry.region) and place(entry.region) == place(one.region),
        ):
            for entry in list(left_entries):
                fitting = [one for one in left if compatible(entry.region, one.region) and alike(entry, one)]
                rivals = [
                    other
                    for other in left_entries
                    if fitting and compatible(other.region, fitting[0].region) and alike(other, fitting[0])
                ]
                if len(fitting) == 1 and len(rivals) == 1:
                    found.homes[entry.order] = Home(fitting[0].recipient, fitting[0].record)
                    left_entries.remove(entry)
                    left.remove(fitting[0])
    for entry in left_entries:
        fitting = [one for one in left if compatible(entry.region, one.region)]
        if len(fitting) == 1 and len(left_entries) == 1:
            found.homes[entry.order] = Home(fitting[0].recipient, fitting[0].record)
        elif fitting:
            found.unsure[entry.order] = fitting


def find_organizations(entries: Sequence[Entry], found: Matching) -> None:
    """Finds the rows that are the same by the database's own rule: an organization of that name in that very place."""
    wanted = {
        entry.name
        for entry in entries
        if entry.kind == ORGANIZATION and entry.order not in found.homes and entry.order not in found.unsure
    }
    known: dict[tuple[str, str], int] = {}
    for some in cut(wanted):
        rows = Recipient.objects.filter(kind=ORGANIZATION, name__in=some)
        for pk, name, region in rows.values_list("pk", "name", "region"):
            known[name, place(region)] = pk
    for entry in entries:
        if entry.name in wanted and entry.order not in found.homes and entry.order not in found.unsure:
            body = known.get((entry.name, place(entry.region)))
            if body is not None and entry.kind == ORGANIZATION:
                found.homes[entry.order] = Home(body)


def refuse_shared(entries: Sequence[Entry], found: Matching) -> None:
    """Refuses two lines for one recipient: a commendation honors each once."""
    first: dict[int, Entry] = {}
    for entry in entries:
        home = found.homes.get(entry.order)
        if home is None or home.recipient is None:
            continue
        other = first.setdefault(home.recipient, entry)
        if other is not entry:
            found.wrong.append(
                f"名单第 {other.order} 名“{other.name}”和第 {entry.order} 名“{entry.name}”归到了站上同一个受表彰对象。"
                "一项表彰一个对象只有一行，请改正其中一行。"
            )


# --- Those that an editor is asked about ------------------------------------------------------------


def likely(commendation: Commendation | None, entries: Sequence[Entry]) -> dict[int, list[Recipient]]:
    """Returns by the entry's order those on the site of the same name and a place that may be the same.

    Those whose post is alike come first. Left out are entries that join a record of this commendation, or the row of
    their organization, without being asked; a commendation that is yet to be made is None. Costs a few queries for
    each 500 names.
    """
    found = matched(commendation, entries)
    asked = [entry for entry in entries if entry.order not in found.homes]
    on_roll = set(
        RollEntry.objects.filter(commendation=commendation, record__isnull=False).values_list(
            "record__recipient", flat=True
        )
    )
    taken = {home.recipient for home in found.homes.values()} | on_roll
    by_name = recipients_named({entry.name for entry in asked})
    posts = posts_of({one.pk for ones in by_name.values() for one in ones})
    answer: dict[int, list[Recipient]] = {}
    for entry in asked:
        ones = [
            one
            for one in by_name.get((entry.kind or "", entry.name), [])
            if one.pk not in taken and compatible(entry.region, one.region)
        ]
        ones.sort(key=lambda one: not any(same_post(entry.post, post) for post in posts.get(one.pk, ())))
        if ones:
            answer[entry.order] = ones
    return answer


def recipients_named(names: Collection[str]) -> dict[Key, list[Recipient]]:
    found: dict[Key, list[Recipient]] = defaultdict(list)
    for some in cut(names):
        for one in Recipient.objects.filter(name__in=some).order_by("pk"):
            found[one.kind, one.name].append(one)
        for former in FormerName.objects.filter(name__in=some).select_related("recipient"):
            if former.recipient not in found[former.recipient.kind, former.name]:
                found[former.recipient.kind, former.name].append(former.recipient)
    return found


def posts_of(recipients: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    listed = sorted(recipients)
    for first in range(0, len(listed), MAX_NAMES_PER_QUERY):
        rows = Record.objects.filter(recipient__in=listed[first : first + MAX_NAMES_PER_QUERY])
        for pk, public, written in rows.values_list("recipient", "live__post", "working__post"):
            found[pk] += filter(None, (public, written))
    return found
