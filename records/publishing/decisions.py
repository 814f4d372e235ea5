"""Changes what the page of a commendation says: the decision itself, and its time in 公示.

What is public is never overwritten without a trace: what the page said before stays as a version that nobody can
change, beside the one that says what it says now.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from records.audit import Act, Changes, record_act
from records.audit.comparing import Values, difference, field_values
from records.models import (
    Attachment,
    Category,
    Commendation,
    CommendationVersion,
    DecisionChange,
    Edition,
    Record,
)
from records.models.rolls import FACTS, facts_of
from records.transparency.decisions import tell_of_decisions

from .attachments import keep_attachment
from .changing import Staff, may_publish, renew
from .exceptions import PublishingRefused
from .group_numbers import as_stated, store_numbers
from .originals import forget_unused
from .proposals import drop, propose, waiting_change
from .workdays import last_day

__all__ = [
    "begin_notice",
    "cancel_notice",
    "change_decision",
    "complete_versions",
    "extend_notice",
    "keep_attachment",
    "may_change",
    "may_change_alone",
    "told_in_versions",
]

State = Commendation.State
Facts = Mapping[str, Any]
AWARD = ("category_id", "year")
# All that is changed by name: the title follows from the award.
CHANGED = {*FACTS, *AWARD} - {"title"}
MAX_NOTE_CHARACTERS = CommendationVersion._meta.get_field("note").max_length or 0


def may_change(commendation: Commendation, by: Staff) -> bool:
    """Tells whether `by` may change what it says: of one in public, or in 公示 to come, only who publishes."""
    return may_publish(by) or not (commendation.is_notice or commendation.is_public)


def may_change_alone(commendation: Commendation, by: Staff) -> bool:
    """Tells whether `by` may change what no step is for, as a group's number: of what is public nobody, with review."""
    is_seen = commendation.is_notice or commendation.is_public
    return may_change(commendation, by) and not (settings.REVIEW_STEPS and is_seen)


@transaction.atomic
def change_decision(commendation: Commendation, facts: Facts, *, by: Staff, note: str = "") -> None:
    """Writes what is new among `facts` (by the names in CHANGED; `attachment` may be the row), or nothing.

    Of a page that is public it keeps what it said and what it says now, with the note. Where the site has review, what
    is new waits to be approved (`waiting_change`), together with what waits already. Raises PublishingRefused for a
    value that does not fit, and where `by` may not change what the public reads.
    """
    Edition.lock_for_writing()
    if settings.REVIEW_STEPS:
        propose_facts(commendation, by_column(facts), by, note)
    else:
        write_decision(commendation, by_column(facts), by=by, note=note)


@transaction.atomic
def write_decision(
    commendation: Commendation, facts: Facts, *, by: Staff, note: str = "", is_approved: bool = False
) -> None:
    """Writes them at once. What is approved may have been written by who does not publish."""
    Edition.lock_for_writing()
    fresh = fresh_of(commendation)
    said, before, was_public = facts_of(fresh), field_values(fresh), fresh.is_public
    new = {name: value for name, value in facts.items() if getattr(fresh, name) != value}
    if not new:
        return
    may_do = is_approved or may_change(fresh, by)
    replaced = fresh.attachment if "attachment_id" in new else None
    set_facts(fresh, new, note)
    if facts_of(fresh) == said:
        return
    if not may_do or not (is_approved or may_change(fresh, by)):
        raise PublishingRefused("这项表彰的网页是公开的，要由有发布权限的人修改。")
    if was_public:
        keep_version(fresh, said, public_since(fresh, said))
    fresh.save()
    if "numbers" in new:
        store_numbers(fresh, fresh.numbers)
    complete_versions(fresh, note)
    if replaced:
        forget_unused([replaced.pk])
    if new.keys() & {*AWARD}:
        renew(fresh.records.values_list("pk", flat=True))
    tell_of_decisions([fresh.pk])
    record_act(Act.CHANGED, on=fresh, by=by, changes=told(fresh, said, before), detail=note)
    commendation.refresh_from_db()


def propose_facts(commendation: Commendation, facts: Facts, by: Staff, note: str) -> None:
    """Hands in what is new among these and those that wait; gives up what waits where nothing is new any more."""
    fresh = fresh_of(commendation)
    waits, before = waiting_change(fresh), field_values(fresh)
    is_change = waits is not None and waits.step == DecisionChange.Step.CHANGE
    wanted = {**(facts_in(waits) if waits is not None and is_change else {}), **facts}
    said = facts_of(fresh)
    new = {name: value for name, value in wanted.items() if getattr(fresh, name) != value}
    set_facts(fresh, new, note)
    if facts_of(fresh) == said:
        if waits is not None and is_change:
            drop(waits)
            record_act(Act.DISCARDED, on=commendation, by=by, detail=waits.get_step_display())
        return
    if "numbers" in new:
        new["numbers"] = fresh.numbers
    propose(
        commendation,
        DecisionChange.Step.CHANGE,
        new,
        by=by,
        note=note or (waits.note if waits is not None else ""),
        attachment=new.get("attachment_id"),
        changes=told(fresh, said, before),
    )


def told(changed: Commendation, said: Facts, before: Values) -> Changes:
    """Gives what is new in the words of the log."""
    numbers = [{"分组与名额": one} for one in (said["numbers"], changed.numbers)]
    return difference({**before, **numbers[0]}, {**field_values(changed), **numbers[1]})


def fresh_of(commendation: Commendation) -> Commendation:
    return Commendation.objects.select_related("category", "attachment").get(pk=commendation.pk)


def facts_in(change: DecisionChange) -> dict[str, Any]:
    """Gives the facts that wait: JSON has no dates."""
    given = change.given.get("facts", {}) if change.step == DecisionChange.Step.CONFER else change.given
    fields = {field.attname: field for field in Commendation._meta.concrete_fields}
    return {name: fields[name].to_python(value) if name in fields else value for name, value in given.items()}


def set_facts(commendation: Commendation, facts: Facts, note: str) -> None:
    for name, value in facts.items():
        setattr(commendation, name, as_stated(commendation, value) if name == "numbers" else value)
    refuse_unfit(commendation, note)


def by_column(facts: Facts) -> dict[str, Any]:
    found = dict(facts)
    for name, column in (("attachment", "attachment_id"), ("category", "category_id")):
        if name in found:
            row: Attachment | Category | None = found.pop(name)
            found[column] = row.pk if row else None
    if unknown := found.keys() - CHANGED:
        raise ValueError(f"no facts of a decision: {sorted(unknown)}")
    return found


def refuse_unfit(commendation: Commendation, note: str) -> None:
    if len(note) > MAX_NOTE_CHARACTERS:
        raise PublishingRefused(f"更正说明最多 {MAX_NOTE_CHARACTERS} 字，现在是 {len(note)} 字。")
    try:
        commendation.full_clean(validate_unique=False)
    except ValidationError as error:
        raise PublishingRefused("".join(said_in(error))) from error


def said_in(error: ValidationError) -> list[str]:
    by_field = error.message_dict.items()
    labels = {field.name: str(field.verbose_name) for field in Commendation._meta.concrete_fields}
    return [
        f"{labels[name]}：{''.join(texts)}" if name in labels else "".join(texts) for name, texts in by_field
    ]


# --- Versions ---------------------------------------------------------------------------------------


def complete_versions(commendation: Commendation, note: str = "") -> None:
    """Adds what the page says now to its versions, where it has any, is public, and the last one says another thing.

    Called, too, when a decision becomes public whose 公示 was: then the page says something else from now on.
    """
    if commendation.versions.exists() and commendation.is_public:
        keep_version(commendation, facts_of(commendation), timezone.now(), note)


def keep_version(commendation: Commendation, said: Facts, moment: datetime, note: str = "") -> None:
    """Adds one, unless the last says the same. The caller holds the edition's lock."""
    last = commendation.versions.last()
    if last is not None and says_the_same(last, said):
        return
    CommendationVersion.objects.create(
        commendation=commendation,
        number=last.number + 1 if last else 1,
        public_from=max(moment, last.public_from) if last else moment,
        note=note,
        **said,
    )


def says_the_same(last: CommendationVersion, said: Facts) -> bool:
    unknown = set() if last.title else {"title", "numbers"}  # from before they were kept
    return all(value == said[name] for name, value in facts_of(last).items() if name not in unknown)


@contextmanager
def told_in_versions(commendation: Commendation, note: str = "") -> Iterator[None]:
    """Has the versions, and the public log, tell what is changed inside beside the row: the numbers of the groups.

    The caller holds the edition's lock.
    """
    fresh = fresh_of(commendation)
    said = facts_of(fresh) if fresh.is_public else {}
    yield
    if said and facts_of(fresh_of(commendation)) != said:
        keep_version(fresh, said, public_since(fresh, said))
        complete_versions(fresh_of(commendation), note)
        tell_of_decisions([fresh.pk])


def public_since(commendation: Commendation, said: Facts) -> datetime:
    """Gives the first moment at which the public could read this: its 公示 began, or its first record came out."""
    last, now = commendation.versions.last(), timezone.now()
    if said["state"] == State.NOTICE:
        return min(midnight(said["notice_from"]), now)
    published = Record.objects.filter(commendation=commendation, published_at__lte=now)
    if last is not None:
        published = published.filter(published_at__gt=last.public_from)
    first = published.order_by("published_at").values_list("published_at", flat=True).first()
    return first or now


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# --- 公示 -------------------------------------------------------------------------------------------


@transaction.atomic
def begin_notice(
    commendation: Commendation,
    *,
    by: Staff,
    start: date,
    objections: str,
    working_days: int | None = None,
    until: date | None = None,
) -> None:
    """Announces whom it is proposed to honor, from `start` on: for so many working days, or until a day, inclusive.

    Before it has begun all of it may be set anew. Raises PublishingRefused.
    """
    Edition.lock_for_writing()
    commendation.refresh_from_db()
    has_begun = commendation.is_notice and commendation.is_public
    if has_begun:
        raise PublishingRefused("公示已经开始，不能再改起始日期。要延长请用“延长公示”。")
    if records := commendation.records.count():
        raise PublishingRefused(
            f"这项表彰已有 {records} 条表彰记录，是已经作出的决定，不能再公示。"
            "名单导入得早了的，请先撤销那次导入，开始公示以后再导入。"
        )
    if start < timezone.localdate():
        raise PublishingRefused("公示的起始日期已经过去。请选今天或以后的一天。")
    facts = {
        "state": State.NOTICE,
        "notice_from": start,
        "notice_until": end_of_notice(start, working_days, until),
        "objections": objections.strip(),
    }
    change_decision(commendation, facts, by=by)


@transaction.atomic
def extend_notice(
    commendation: Commendation,
    *,
    by: Staff,
    note: str,
    working_days: int | None = None,
    until: date | None = None,
) -> None:
    """Lets the notice end later: so many working days from its start in all, or on another day. The reason is public.

    Raises PublishingRefused.
    """
    Edition.lock_for_writing()
    commendation.refresh_from_db()
    start, before = commendation.notice_from, commendation.notice_until
    if not commendation.is_notice or start is None or before is None:
        raise PublishingRefused("这项表彰不在公示中，没有可以延长的。")
    end = end_of_notice(start, working_days, until)
    if end <= before:
        raise PublishingRefused(f"现在的截止日期是 {chinese(before)}，延长以后的要比它晚。")
    if not note.strip():
        raise PublishingRefused("请写明延长的原因，公众看得到。")
    change_decision(commendation, {"notice_until": end}, by=by, note=note.strip())


@transaction.atomic
def cancel_notice(commendation: Commendation, *, by: Staff) -> None:
    """Takes back a notice that has not begun and has no names yet. Raises PublishingRefused."""
    Edition.lock_for_writing()
    commendation.refresh_from_db()
    if not commendation.is_notice:
        raise PublishingRefused("这项表彰没有定下的公示。")
    if commendation.is_public:
        raise PublishingRefused("公示已经开始，公众看得到，不能取消。可以延长，或结束公示并作出决定。")
    if names := commendation.entries.count():
        raise PublishingRefused(f"名单上已有 {names} 个名字。请先撤销那次名单导入，再取消公示。")
    facts = {"state": State.DECIDED, "notice_from": None, "notice_until": None, "objections": ""}
    # Nobody reads it, and it will not be read: that waits for nobody.
    write_decision(commendation, facts, by=by)


def end_of_notice(start: date, working_days: int | None, until: date | None) -> date:
    if (working_days is None) == (until is None):
        raise PublishingRefused("请填写公示多少个工作日，或者填写截止日期，两样填一样。")
    if until is not None:
        return until
    return last_day(start, working_days or 0)


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
