"""Turns what was proposed into honors: the decision is made, names that were struck keep their line and the reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from records.audit import Act
from records.models import Commendation, DecisionChange, Edition, Recipient, Record, RollEntry, RollImport
from records.rolls.document import Entry

from ..changing import Staff, given, may_publish
from ..decisions import by_column, chinese, may_change, write_decision
from ..exceptions import PublishingRefused
from ..proposals import propose, rehearsed
from ..status import publish, withdraw
from .matching import Same, likely
from .saving import homes_of, refuse, tell
from .showing import Approvals, Shown, is_bare, refuse_who_may_not_publish, show, with_parts
from .writing import Made, honor, some_of, tell_changed

LINES = RollEntry._meta.db_table
LINES_AT_ONCE = 400
# What the page of a name in public says from then on: why is the staff's own.
STRUCK = "已从名单中除名。"


@transaction.atomic
def confer(
    commendation: Commendation,
    *,
    by: Staff,
    struck: Mapping[int, str],
    publish_now: bool = False,
    same: Same | None = None,
    before_end: bool = False,
    **facts: Any,
) -> int:
    """Makes the decision on what was in 公示, and each name that was not struck a record; returns how many these are.

    `struck` holds the reasons by the ids of lines, `same` by id the recipient whom an editor chose; `before_end` says
    that he knows the 公示 to go on. `facts` are those of `change_decision`. Where the site has review it is tried, and
    then waits to be approved. Raises PublishingRefused, and changes nothing.
    """
    Edition.lock_for_writing()
    chosen: dict[str, Any] = {"struck": dict(struck), "same": dict(same or {}), "before_end": before_end}
    decided = by_column(facts)
    if not settings.REVIEW_STEPS:
        return confer_now(commendation, by=by, publish_now=publish_now, facts=decided, **chosen)
    honored = rehearsed(lambda: confer_now(commendation, by=by, publish_now=False, facts=decided, **chosen))
    commendation.refresh_from_db()
    given = {"facts": decided, "publish_now": publish_now, **chosen}
    propose(commendation, DecisionChange.Step.CONFER, given, by=by, changes=None)
    return honored


def confer_now(
    commendation: Commendation,
    *,
    by: Staff,
    struck: Mapping[int, str],
    publish_now: bool,
    same: Same,
    before_end: bool,
    facts: Mapping[str, Any],
    approved_by: Approvals = (),
) -> int:
    """Does it. Names whose decision was approved are public without an approval each."""
    commendation.refresh_from_db()
    if not commendation.is_notice:
        raise PublishingRefused(f"“{commendation}”不在公示中，不用再作出决定。")
    refuse_who_may_not_publish(by, "作出表彰决定")
    if not before_end and (end := end_to_come(commendation)):
        raise PublishingRefused(f"公示到 {chinese(end)}才结束。现在就作出决定的，请勾选“仍要作出决定”。")
    by_id = those_honored(commendation, struck)
    # A number that stood with the proposal is not the decision's.
    decided = {"quota": None, **facts, "state": Commendation.State.DECIDED}
    write_decision(commendation, decided, by=by, is_approved=bool(approved_by))
    records = honor_lines(commendation, list(by_id.values()), same, by)
    shown = show(commendation, records, by, approved_by) if publish_now else Shown()
    said = f"{len(records)} 名" + (f"，除名 {len(struck)} 名" if struck else "")
    said += f"，公开 {len(shown.published)} 名。{shown.kept_back}" if publish_now else "。"
    tell(commendation, by, Act.CONFERRED, said)
    return len(records)


def those_honored(commendation: Commendation, struck: Mapping[int, str]) -> dict[int, RollEntry]:
    """Strikes these, and returns the others by their ids. Raises PublishingRefused."""
    if unseen := RollEntry.objects.filter(commendation=commendation).unseen().count():
        raise PublishingRefused(
            f"名单上有 {unseen} 名录入以后还没有公示过。请先“公布名单”，或撤销那次名单导入，再作出决定。"
        )
    lines = RollEntry.objects.filter(commendation=commendation).standing().select_related("group")
    by_id = {line.pk: line for line in lines.order_by("position", "pk")}
    refuse([f"名单里没有编号 {pk} 的一名，或者已经除名。请刷新后重选。" for pk in struck if pk not in by_id])
    for pk, reason in struck.items():
        set_struck(by_id.pop(pk), reason)
    if not by_id:
        raise PublishingRefused("名单上没有留下一个名字，不能作出表彰决定。")
    return by_id


def end_to_come(commendation: Commendation) -> date | None:
    """Gives the last day of a 公示 that is not over yet: objections may come in until it has passed."""
    end = commendation.notice_until
    return end if end is not None and end >= timezone.localdate() else None


def honor_lines(
    commendation: Commendation, lines: Sequence[RollEntry], same: Same | None, by: Staff
) -> list[int]:
    """Makes or finds the record of each line; what is made is remembered with the import that brought the line."""
    entries = [entry_of(line, order) for order, line in enumerate(lines, 1)]
    by_order = {
        order: (same or {})[line.pk] for order, line in enumerate(lines, 1) if line.pk in (same or {})
    }
    homes = homes_of(commendation, entries, by_order, by).homes
    brought: dict[Any, list[int]] = {}
    for at, line in enumerate(lines):
        brought.setdefault(line.came_with_id, []).append(at)
    honored: list[int] = []
    for batch, places in brought.items():
        made = Made()
        for some in some_of(places):
            records = honor(commendation, [entries[at] for at in some], homes, by, made)
            set_records([(lines[at].pk, record) for at, record in zip(some, records, strict=True)])
        add_to_made(batch, made)
        own = set(made.records)
        tell_changed([pk for pk in made.honored if pk not in own])
        honored += made.honored
    return honored


def likely_of_lines(lines: Sequence[RollEntry]) -> dict[int, list[Recipient]]:
    """Returns by the id of lines of one roll those on the site who may be the same, as `likely` does of a file."""
    if not lines:
        return {}
    return likely(lines[0].commendation, [entry_of(line, line.pk) for line in lines])


def entry_of(line: RollEntry, order: int) -> Entry:
    group = line.group.path if line.group else ""
    kind: Any = line.kind
    return Entry(
        line.name, line.shown_name, kind, line.post, line.region, line.award, None, group, order, line.notes
    )


def set_records(pairs: Sequence[tuple[int, int]]) -> None:
    """Names the record of each line, hundreds in a statement."""
    for some in some_of(pairs, LINES_AT_ONCE):
        marks = ", ".join(["(%s, %s)"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {LINES} SET record_id = given.column2 FROM (VALUES {marks}) AS given "
                f"WHERE {LINES}.id = given.column1",
                [value for pair in some for value in pair],
            )


def add_to_made(batch: int | None, made: Made) -> None:
    row = RollImport.objects.filter(pk=batch or 0).first()
    if row is None:
        return
    for name, ids in made.as_json().items():
        row.made[name] = [*row.made.get(name, []), *ids]
    row.save(update_fields=["made"])


# --- One name ---------------------------------------------------------------------------------------


@transaction.atomic
def strike(entry: RollEntry, reason: str, *, by: Staff) -> None:
    """Strikes a name from the roll: the line stays with the reason, which staff alone read.

    Of a decision its record goes where nobody has seen it and it has no deeds; one that was public is withdrawn.
    """
    entry = locked(entry, by)
    if entry.struck_at is not None:
        raise PublishingRefused(f"“{entry.shown_name}”已经除名。")
    record = entry.record
    set_struck(entry, reason)
    if record is not None:
        take_away(record, by)
    tell(entry.commendation, by, Act.STRUCK, f"“{entry.shown_name}”：{entry.struck_reason}")


@transaction.atomic
def unstrike(entry: RollEntry, *, by: Staff) -> str:
    """Puts a name that was struck back; returns what is to be known of its record, in words, "" where it has none.

    Of a decision it has one again: a draft, or the one that the striking withdrew, which is public again where `by`
    may publish it as it was.
    """
    entry = locked(entry, by)
    if entry.struck_at is None:
        raise PublishingRefused(f"“{entry.shown_name}”没有除名，不用恢复。")
    RollEntry.objects.filter(pk=entry.pk).update(struck_at=None, struck_reason="")
    entry.refresh_from_db()
    said = ""
    if not entry.commendation.is_notice:
        [record] = honor_lines(entry.commendation, [entry], None, by)
        said = brought_back(Record.objects.with_versions().get(pk=record), by)
    tell(entry.commendation, by, Act.STRUCK_TAKEN_BACK, f"“{entry.shown_name}”。{said}")
    return said


def brought_back(record: Record, by: Staff) -> str:
    """Makes it public again where it was withdrawn with its name; says how it stands now."""
    if record.is_public:
        return "表彰记录是公开的。"
    if record.status != Record.Status.WITHDRAWN:
        return "表彰记录是草稿，要再公布名单。"
    if record.withdrawal_reason != STRUCK:
        return f"表彰记录原已撤回（{record.withdrawal_reason}），要公开的，请到它的页面重新发布。"
    if not may_publish(by):
        return "表彰记录还是撤回的，请有发布权限的人到它的页面重新发布。"
    if record.working is not None:
        return "表彰记录有未公布的修改，还是撤回的。请到它的页面看过以后重新发布。"
    try:
        with transaction.atomic():
            publish(record, by=by)
    except PublishingRefused as refused:
        return f"表彰记录还是撤回的：{refused}请到它的页面改正以后重新发布。"
    return "表彰记录在原来的网址重新公开了。"


def locked(entry: RollEntry, by: Staff) -> RollEntry:
    Edition.lock_for_writing()
    fresh = RollEntry.objects.select_related("commendation__category", "record", "group").get(pk=entry.pk)
    if not may_change(fresh.commendation, by):
        raise PublishingRefused("这份名单是公开的，要由有发布权限的人改动。")
    return fresh


def set_struck(entry: RollEntry, reason: str) -> None:
    said = given(reason, f"请写明“{entry.shown_name}”除名的原因。", "除名原因")
    RollEntry.objects.filter(pk=entry.pk).update(struck_at=timezone.now(), struck_reason=said, record=None)
    entry.struck_reason = said


def take_away(record: Record, by: Staff) -> None:
    record = Record.objects.with_versions().get(pk=record.pk)
    if record.is_public:
        withdraw(record, by=by, reason=STRUCK)
    elif record.live is None and is_bare(record.working, with_parts([record])):
        recipient = record.recipient_id
        record.delete()
        unneeded = Recipient.objects.filter(pk=recipient, records=None, distinctions=None, former_names=None)
        unneeded.filter(merged=None, introduction="").delete()
