"""Moves a record on: draft → in review → published → withdrawn, and the ways back."""

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from records.audit import Act, Changes, record_act
from records.audit.comparing import difference, field_values
from records.checks.running import unmended
from records.models import Edition, Recipient, Record
from records.models.records import REVOCATION_TEXTS
from records.search.reindexing import reindex

from .exceptions import NotMended, PublishingRefused
from .handling import clear_return, keep_return, take_up

Staff = AbstractBaseUser | None  # None: a command
Status = Record.Status
# How the entries of these steps begin, by which they are told from changes of what a record says. Each raises the
# version by one; what was published has been seen, and is another matter.
SUBMITTED, RETURNED, SET_FOR, UNSET = "送审", "退回草稿", "定于", "取消定时"
MAX_REASON_CHARACTERS = Record._meta.get_field("withdrawal_reason").max_length or 0


@transaction.atomic
def submit_for_review(record: Record, *, by: Staff) -> None:
    refuse_unmended(record)
    changes = change_status(record, Status.REVIEW, of={Status.DRAFT}, to_do=SUBMITTED)
    take_up(record, by)
    clear_return(record)
    note(record, by, SUBMITTED)
    record_act(Act.SUBMITTED, on=record, by=by, changes=changes)


@transaction.atomic
def return_to_draft(record: Record, *, by: Staff, reason: str) -> None:
    """Gives the record back to its writer, who is told why: from review, or before the hour set for publication."""
    reason = given(reason, "请写明退回原因，经手人会看到它。", "退回原因")
    fresh = lock(record)
    allowed = {Status.REVIEW} | ({Status.PUBLISHED} if fresh.is_scheduled else set())
    changes = change_status(record, Status.DRAFT, of=allowed, to_do=RETURNED, published_at=None)
    keep_return(record, by, reason)
    note(record, by, f"{RETURNED}：{reason}")
    record_act(Act.RETURNED, on=record, by=by, changes={**changes, "退回原因": (None, reason)})


@transaction.atomic
def publish(record: Record, *, by: Staff, at: datetime | None = None) -> None:
    """Makes the record public from now, or from `at` (aware). A withdrawn record returns under its old address.

    One that was set for an hour to come is published now; another hour is set by `reschedule`.
    """
    now, fresh = timezone.now(), lock(record)
    if at is not None and fresh.status == Status.WITHDRAWN:
        raise PublishingRefused(
            "已撤回的记录不能定时发布：到那时为止，原地址要说明撤回的原因。请在当天重新发布。"
        )
    if at is not None:
        refuse_past(at, now)
    refuse_unmended(record)
    allowed = {Status.DRAFT, Status.REVIEW, Status.WITHDRAWN}
    if at is None and fresh.is_scheduled:
        allowed.add(Status.PUBLISHED)
    changes = change_status(
        record,
        Status.PUBLISHED,
        of=allowed,
        to_do="发布",
        published_at=at or now,
        withdrawn_at=None,
        withdrawal_reason="",
    )
    clear_return(record)
    note(record, by, set_for(at) if at else "发布")
    record_act(Act.SCHEDULED if at else Act.PUBLISHED, on=record, by=by, changes=changes)


@transaction.atomic
def reschedule(record: Record, *, by: Staff, at: datetime) -> None:
    """Sets another hour for what no one has seen yet."""
    refuse_past(at, timezone.now())
    refuse_unscheduled(lock(record), "改时间")
    changes = change_status(record, Status.PUBLISHED, of={Status.PUBLISHED}, to_do="改时间", published_at=at)
    note(record, by, set_for(at))
    record_act(Act.SCHEDULED, on=record, by=by, changes=changes)


@transaction.atomic
def cancel_schedule(record: Record, *, by: Staff) -> None:
    """Puts what was set for an hour to come back among those that wait for a publisher."""
    refuse_unscheduled(lock(record), UNSET)
    changes = change_status(record, Status.REVIEW, of={Status.PUBLISHED}, to_do=UNSET, published_at=None)
    note(record, by, UNSET)
    record_act(Act.UNSCHEDULED, on=record, by=by, changes=changes)


@transaction.atomic
def withdraw(record: Record, *, by: Staff, reason: str) -> None:
    """Takes the record from the public: its address stays and says when and why; the ledger keeps its rows."""
    reason = given(reason, "请写明撤回原因，它会显示在原来的网页上。", "撤回原因")
    if lock(record).is_scheduled:
        raise PublishingRefused("这条记录还没有到发布时间，公众没有看到过它。请改用“取消定时”或“退回草稿”。")
    changes = change_status(
        record,
        Status.WITHDRAWN,
        of={Status.PUBLISHED},
        to_do="撤回",
        withdrawn_at=timezone.now(),
        withdrawal_reason=reason,
    )
    note(record, by, f"撤回：{reason}")
    record_act(Act.WITHDRAWN, on=record, by=by, changes=changes)


@transaction.atomic
def revoke_honor(
    record: Record, *, by: Staff, on: date, reason: str, decision: str = "", number: str = ""
) -> None:
    """Says on the page that the honor was taken away (撤销). The page stays; it takes no more tributes."""
    if not reason.strip():
        raise PublishingRefused("请写明撤销称号的原因，它会显示在网页上。")
    if on > timezone.localdate():
        raise PublishingRefused("称号撤销的日期还没有到。请到那一天再登记。")
    if lock(record).is_revoked:
        raise PublishingRefused("这条记录的称号已经登记为撤销。要改正，请先恢复，再重新登记。")
    changes = change(
        record,
        revoked_on=on,
        revocation_decision=decision.strip(),
        revocation_number=number.strip(),
        revocation_reason=reason.strip(),
    )
    note(record, by, f"撤销称号：{reason.strip()}")
    record_act(Act.HONOR_REVOKED, on=record, by=by, changes=changes)


@transaction.atomic
def restore_honor(record: Record, *, by: Staff, reason: str) -> None:
    """Takes the revocation back, where the decision was set aside or was never about this record."""
    if not reason.strip():
        raise PublishingRefused("请写明为什么恢复称号，它会记入审计日志。")
    if not lock(record).is_revoked:
        raise PublishingRefused("这条记录的称号没有被撤销，不用恢复。")
    changes = change(record, revoked_on=None, **dict.fromkeys(REVOCATION_TEXTS, ""))
    note(record, by, f"恢复称号：{reason.strip()}")
    record_act(Act.HONOR_RESTORED, on=record, by=by, changes=changes, detail=reason.strip())


# --- What they refuse -------------------------------------------------------------------------------


def refuse_unmended(record: Record) -> None:
    """Raises NotMended where the record holds personal data that nobody has passed. Nobody can write meanwhile."""
    if found := unmended(lock(record)):
        raise NotMended(found)


def given(reason: str, wanted: str, name: str) -> str:
    reason = reason.strip()
    if not reason:
        raise PublishingRefused(wanted)
    if len(reason) > MAX_REASON_CHARACTERS:
        raise PublishingRefused(f"{name}最多 {MAX_REASON_CHARACTERS} 字，现在是 {len(reason)} 字。")
    return reason


def refuse_past(at: datetime, now: datetime) -> None:
    if at <= now:
        raise PublishingRefused("定时发布的时间已经过去。请选一个将来的时间，或者立即发布。")


def refuse_unscheduled(fresh: Record, to_do: str) -> None:
    if not fresh.is_scheduled:
        raise PublishingRefused(
            f"这条记录没有等待定时发布（现在是“{fresh.get_status_display()}”），不能{to_do}。"
        )


# --- What they have in common -----------------------------------------------------------------------


def lock(record: Record) -> Record:
    Edition.lock_for_writing()
    return Record.objects.select_for_update().get(pk=record.pk)


def change_status(
    record: Record, status: Record.Status, *, of: set[Record.Status], to_do: str, **fields: object
) -> Changes:
    """Moves `record` on from one of the statuses `of`, as it now stands in the database; returns what changed."""
    fresh = lock(record)
    if fresh.status not in of:
        raise PublishingRefused(f"这条记录现在是“{fresh.get_status_display()}”，不能{to_do}。")
    return change(record, status=status, **fields)


def change(record: Record, **fields: object) -> Changes:
    """Sets fields of `record` as it now stands in the database; returns what changed. The caller holds its lock."""
    fresh = lock(record)
    was, before = fresh.status, field_values(fresh)
    for field, value in {"version": fresh.version + 1, **fields}.items():
        setattr(fresh, field, value)
    refuse_unfit(fresh, fields)
    fresh.name_for_feeds()
    fresh.save()
    if Status.PUBLISHED in {was, fresh.status}:
        reindex([fresh.pk])
    record.refresh_from_db()
    return difference(before, field_values(fresh))


def refuse_unfit(record: Record, fields: Collection[str]) -> None:
    """Refuses what is longer than its field: SQLite itself would take it."""
    for field in record._meta.concrete_fields:
        if field.name not in fields:
            continue
        try:
            field.clean(getattr(record, field.name), record)
        except ValidationError as error:
            raise PublishingRefused(f"{field.verbose_name}：{''.join(error.messages)}") from error


def set_for(at: datetime) -> str:
    return f"{SET_FOR} {timezone.localtime(at):%Y-%m-%d %H:%M} 发布"


def note(row: Record | Recipient, by: Staff, what: str) -> None:
    """Writes into the row's history in the admin; a command has no member of staff to name."""
    if by is not None:
        LogEntry.objects.log_actions(by.pk, [row], CHANGE, change_message=what, single_object=True)


def of_steps(entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """Keeps those of a step before the public has seen anything. An import's own is “导入材料”, an edit's is JSON."""
    steps = (SUBMITTED, RETURNED, SET_FOR, UNSET)
    return entries.filter(reduce(or_, (Q(change_message__startswith=step) for step in steps)))
