"""Lists the rows of a roll that an editor should look at, each with what may be chosen about it, and applies that."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from records.importing.bounded_rolls import BoundedRoll
from records.models import Commendation, Recipient, Record
from records.publishing.rolls import doubts, likely, parted, told_group
from records.publishing.rolls.standing import Double
from records.rolls import Entry, Message, Row

from .waiting import Waiting

Choices = Mapping[str, Mapping[str, str]]
REST = "rest"  # the choice for all rows without one of their own
NEW = "new"
LINE = "line"  # the one who stands on the roll, whose line stays as it is
LOUD = {"warning", "error"}
KINDS = {"person": "个人", "organization": "集体"}


class Candidate(NamedTuple):
    """One on the site who may be the same."""

    recipient: Recipient
    known_by: str
    chosen: bool


@dataclass(slots=True)
class Doubtful:
    """A row to be looked at; `order` is 0 for one that cannot become a line.

    `double` are the lines of the roll that it may be, about which it is asked first.
    """

    order: int
    row: Row
    messages: list[str]
    candidates: list[Candidate]
    kind: str = ""
    asks_kind: bool = False
    is_out: bool = False
    is_new: bool = False
    double: Double | None = None
    is_line: bool = False

    @property
    def may_be_new(self) -> bool:
        return self.double is None or self.double.may_be_other


@dataclass(slots=True)
class Looked:
    """Holds what is to be looked at of a roll, on all pages."""

    doubtful: list[Doubtful]
    entries: int
    unread: int
    by_kind: dict[str, int]
    without_kind: int
    with_candidates: int
    doubles: int


def look(roll: BoundedRoll, waiting: Waiting, commendation: Commendation) -> Looked:
    named = [kinded(row.entry, waiting.choices) for row in roll.rows if row.ok and row.entry]
    known = [entry for entry in named if entry.kind]
    on_roll = parted(commendation, known)
    doubles = {one.entry.order: one for one in on_roll.doubles}
    # Of a notice nobody is a record yet: who is who is asked when it is decided.
    asked = [*on_roll.new, *(one.entry for one in on_roll.doubles if one.may_be_other)]
    on_site = {} if commendation.is_notice else likely(commendation, asked)
    doubted = on_roll.elsewhere | {entry.order: told_group(line) for entry, line in on_roll.regrouped}
    doubted |= {order: one.text for order, one in doubles.items()} | doubts(commendation, on_roll)
    known_by = names_of_honors(one for ones in on_site.values() for one in ones)
    found = []
    for row in roll.rows:
        one = doubtful(row, waiting.choices, on_site, known_by, doubted, doubles)
        if one is not None:
            found.append(one)
    return Looked(
        found,
        len(named),
        sum(not row.ok for row in roll.rows),
        dict(Counter(KINDS[entry.kind] for entry in named if entry.kind)),
        sum(row.ok and row.entry is not None and row.entry.kind is None for row in roll.rows),
        sum(order not in doubles for order in on_site),
        len(doubles),
    )


def doubtful(
    row: Row,
    choices: Choices,
    on_site: Mapping[int, list[Recipient]],
    known_by: Mapping[int, str],
    doubted: Mapping[int, str],
    doubles: Mapping[int, Double],
) -> Doubtful | None:
    messages = [message.text for message in row.messages if message.level in LOUD]
    order = row.entry.order if row.ok and row.entry else 0
    messages += [doubted[order]] if order in doubted else []
    candidates = on_site.get(order, []) if order else []
    asks_kind = bool(order) and row.entry is not None and row.entry.kind is None
    if not messages and not candidates and not asks_kind:
        return None
    own = choices.get(str(order), {})
    return Doubtful(
        order,
        row,
        messages,
        [Candidate(one, known_by.get(one.pk, ""), own.get("same") == str(one.pk)) for one in candidates],
        own.get("kind", ""),
        asks_kind,
        "out" in own,
        own.get("same") == NEW,
        doubles.get(order),
        own.get("same") == LINE,
    )


def names_of_honors(recipients: Iterable[Recipient]) -> dict[int, str]:
    """Names an honor that each has, by which an editor knows him."""
    ids = {one.pk for one in recipients}
    records = (
        Record.objects.filter(recipient__in=ids).select_related("commendation__category").order_by("-pk")
    )
    return {record.recipient_id: str(record.commendation) for record in records}


def kinded(entry: Entry, choices: Choices) -> Entry:
    own = choices.get(str(entry.order), {}).get("kind")
    kind: Any = own or entry.kind or choices.get(REST, {}).get("kind")
    return entry if kind == entry.kind or kind not in KINDS else replace(entry, kind=kind)


# --- What was chosen ----------------------------------------------------------------------------------


def chosen(waiting: Waiting, posted: Any) -> dict[str, dict[str, str]]:
    """Returns the choices with those of the rows that the page showed, as they were posted."""
    found = dict(waiting.choices)
    for order in [one for one in posted.getlist("row") if one.isdecimal()]:
        given = {
            "out": posted.get(f"out-{order}", ""),
            "kind": posted.get(f"kind-{order}", ""),
            "same": posted.get(f"same-{order}", ""),
        }
        found[order] = {name: value for name, value in given.items() if value}
    found[REST] = {
        name: value for name in ("kind", "same", "line") if (value := posted.get(f"rest-{name}", ""))
    }
    return {order: given for order, given in found.items() if given}


@dataclass(slots=True)
class Settled:
    """Holds what is to be saved: `same` whom the editor chose of those on the site, `doubles` whether one is the line
    of his name; `refused` says what is still to be chosen."""

    entries: list[Entry]
    same: dict[int, int | None] = field(default_factory=dict)
    doubles: dict[int, bool] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def settled(looked: Looked, roll: BoundedRoll, choices: Choices) -> Settled:
    entries = [
        kinded(row.entry, choices)
        for row in roll.rows
        if row.ok and row.entry and "out" not in choices.get(str(row.entry.order), {})
    ]
    found = Settled(entries)
    open_ones, open_doubles, rest = [], [], choices.get(REST, {})
    for one in looked.doubtful:
        own = choices.get(str(one.order), {}).get("same", "")
        if one.is_out:
            continue
        if one.double:
            wanted = own or rest.get("line", "")
            if wanted not in {LINE, *known_ids(one), *([NEW] if one.may_be_new else [])}:
                open_doubles.append(one)
                continue
            found.doubles[one.order] = wanted == LINE
            if wanted == LINE:
                continue
        else:
            wanted = own or rest.get("same", "")
        if one.candidates and not take_candidate(one, wanted, found):
            open_ones.append(one)
    found.refused = [*lacking_kind(entries), *lacking_line(open_doubles), *lacking_choice(open_ones)]
    return found


def known_ids(one: Doubtful) -> dict[str, int]:
    return {str(candidate.recipient.pk): candidate.recipient.pk for candidate in one.candidates}


def take_candidate(one: Doubtful, wanted: str, found: Settled) -> bool:
    """Keeps whom the editor chose of those on the site; tells whether he did."""
    ids = known_ids(one)
    if wanted == NEW:
        found.same[one.order] = None
    elif wanted in ids:
        found.same[one.order] = ids[wanted]
    elif wanted == "only" and len(ids) == 1:
        found.same[one.order] = next(iter(ids.values()))
    else:
        return False
    return True


def lacking_kind(entries: Sequence[Entry]) -> list[str]:
    lacking = [entry.name for entry in entries if entry.kind is None]
    return (
        [f"有 {len(lacking)} 名看不出是个人还是集体（{listed(lacking)}），请选好再导入。"] if lacking else []
    )


def lacking_line(doubtful: Sequence[Doubtful]) -> list[str]:
    names = [one.row.entry.name for one in doubtful if one.row.entry]
    if not names:
        return []
    return [f"有 {len(names)} 名与名单上的同名（{listed(names)}），请选是名单上的那一名还是另一人，再导入。"]


def lacking_choice(doubtful: Sequence[Doubtful]) -> list[str]:
    names = [one.row.entry.name for one in doubtful if one.row.entry]
    if not names:
        return []
    return [f"有 {len(names)} 名与站上的对象同名（{listed(names)}），请选是同一人还是另一人，再导入。"]


def listed(names: Sequence[str]) -> str:
    return "、".join(names[:5]) + ("等" if len(names) > 5 else "")


def general(roll: BoundedRoll, waiting: Waiting) -> list[Message]:
    """Lists what is said of the whole; of tables that the editor left out, nothing."""
    ignored = len(waiting.left_out)
    found = []
    for message in roll.messages:
        if message.code == "table-left-out" and ignored:
            ignored -= 1
            continue
        found.append(message)
    return found
