"""Moves a record on: draft → in review → published → withdrawn, and the ways back."""

from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from records.audit import Act, Changes, record_act
from records.audit.comparing import difference, field_values
from records.models import Edition, Record
from records.search.reindexing import reindex

from .exceptions import PublishingRefused

Staff = AbstractBaseUser | None  # None: a command
# In a record's history these steps are told from changes of what it says.
SUBMITTED, RETURNED = "送审", "退回草稿"
MAX_REASON_CHARACTERS = Record._meta.get_field("withdrawal_reason").max_length or 0


@transaction.atomic
def submit_for_review(record: Record, *, by: Staff) -> None:
    changes = change_status(record, Record.Status.REVIEW, of={Record.Status.DRAFT}, to_do=SUBMITTED)
    note(record, by, SUBMITTED)
    record_act(Act.SUBMITTED, on=record, by=by, changes=changes)


@transaction.atomic
def return_to_draft(record: Record, *, by: Staff) -> None:
    """Gives the record back to the editor: from review, or before the hour for which publication was set."""
    fresh = lock(record)
    allowed = {Record.Status.REVIEW} | ({Record.Status.PUBLISHED} if fresh.is_scheduled else set())
    changes = change_status(record, Record.Status.DRAFT, of=allowed, to_do=RETURNED, published_at=None)
    note(record, by, RETURNED)
    record_act(Act.RETURNED, on=record, by=by, changes=changes)


@transaction.atomic
def publish(record: Record, *, by: Staff, at: datetime | None = None) -> None:
    """Makes the record public from now, or from `at` (aware). A withdrawn record returns under its old address."""
    now = timezone.now()
    if at is not None and lock(record).status == Record.Status.WITHDRAWN:
        raise PublishingRefused(
            "已撤回的记录不能定时发布：到那时为止，原地址要说明撤回的原因。请在当天重新发布。"
        )
    if at is not None and at <= now:
        raise PublishingRefused("定时发布的时间已经过去。请选一个将来的时间，或留空立即发布。")
    changes = change_status(
        record,
        Record.Status.PUBLISHED,
        of={Record.Status.DRAFT, Record.Status.REVIEW, Record.Status.WITHDRAWN},
        to_do="发布",
        published_at=at or now,
        withdrawn_at=None,
        withdrawal_reason="",
    )
    note(record, by, f"定于 {timezone.localtime(at):%Y-%m-%d %H:%M} 发布" if at else "发布")
    record_act(Act.SCHEDULED if at else Act.PUBLISHED, on=record, by=by, changes=changes)


@transaction.atomic
def withdraw(record: Record, *, by: Staff, reason: str) -> None:
    """Takes the record from the public: its address stays and says when and why; the ledger keeps its rows."""
    reason = reason.strip()
    if not reason:
        raise PublishingRefused("请写明撤回原因，它会显示在原来的网页上。")
    if len(reason) > MAX_REASON_CHARACTERS:
        raise PublishingRefused(f"撤回原因最多 {MAX_REASON_CHARACTERS} 字，现在是 {len(reason)} 字。")
    if lock(record).is_scheduled:
        raise PublishingRefused("这条记录还没有到发布时间，公众没有看到过它。请改用“退回草稿”。")
    changes = change_status(
        record,
        Record.Status.WITHDRAWN,
        of={Record.Status.PUBLISHED},
        to_do="撤回",
        withdrawn_at=timezone.now(),
        withdrawal_reason=reason,
    )
    note(record, by, f"撤回：{reason}")
    record_act(Act.WITHDRAWN, on=record, by=by, changes=changes)


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
    was, before = fresh.status, field_values(fresh)
    for field, value in {"status": status, "version": fresh.version + 1, **fields}.items():
        setattr(fresh, field, value)
    fresh.name_for_feeds()
    fresh.save()
    if Record.Status.PUBLISHED in {was, status}:
        reindex([fresh.pk])
    record.refresh_from_db()
    return difference(before, field_values(fresh))


def note(record: Record, by: Staff, what: str) -> None:
    """Writes into the record's history in the admin; a command has no member of staff to name."""
    if by is not None:
        LogEntry.objects.log_actions(by.pk, [record], CHANGE, change_message=what, single_object=True)
