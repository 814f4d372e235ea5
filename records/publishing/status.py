"""Moves a record on in the eyes of the public: published, set for an hour, withdrawn, its honor revoked, and back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from records.audit import Act, record_act
from records.models import Record
from records.models.records import REVOCATION_TEXTS

from .changing import (
    UNSET,
    Staff,
    Status,
    change,
    change_status,
    given,
    lock,
    note,
    put_live,
    refuse_past,
    refuse_status,
    refuse_unmended,
    refuse_unscheduled,
    said_of,
    set_for,
    set_on,
    unseen,
)
from .exceptions import PublishingRefused, not_decided
from .handling import clear_return


@transaction.atomic
def publish(
    record: Record,
    *,
    by: Staff,
    at: datetime | None = None,
    note_to_public: str = "",
    is_trivial: bool = False,
) -> None:
    """Makes the record public from now, or from `at` (aware). A withdrawn record returns under its old address.

    One that was set for an hour to come is published now; another hour is set by `reschedule`. The note is for a
    withdrawn record whose text was changed meanwhile.
    """
    now, fresh = timezone.now(), lock(record)
    if fresh.joined_into is not None:
        raise PublishingRefused(
            f"这条记录已并入 {fresh.joined_into.get_absolute_url()}，不能重新发布。请到那条记录上修改。"
        )
    if fresh.commendation.is_notice:
        raise PublishingRefused(not_decided(fresh.commendation))
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
    refuse_status(fresh, allowed, "发布")
    # What was written since it was set for an hour to come is another version, with approvals of its own.
    written = None if fresh.status == Status.PUBLISHED else fresh.working
    if written and fresh.live:
        set_on(written, **said_of(note_to_public or written.note, is_trivial or written.is_trivial))
    version = put_live(fresh, written, at or now)
    changes = change(
        record,
        status=Status.PUBLISHED,
        published_at=at or now,
        withdrawn_at=None,
        withdrawal_reason="",
        live=version,
        working=None if written else fresh.working,
    )
    clear_return(record)
    note(record, by, set_for(at) if at else "发布")
    detail = version.name
    record_act(Act.SCHEDULED if at else Act.PUBLISHED, on=record, by=by, changes=changes, detail=detail)


@transaction.atomic
def reschedule(record: Record, *, by: Staff, at: datetime) -> None:
    """Sets another hour for what no one has seen yet."""
    refuse_past(at, timezone.now())
    refuse_unscheduled(lock(record), "改时间")
    changes = change_status(record, Status.PUBLISHED, of={Status.PUBLISHED}, to_do="改时间", published_at=at)
    set_on(record.content, public_from=at)
    note(record, by, set_for(at))
    record_act(Act.SCHEDULED, on=record, by=by, changes=changes)


@transaction.atomic
def cancel_schedule(record: Record, *, by: Staff) -> None:
    """Puts what was set for an hour to come back among those that wait for a publisher."""
    fresh = lock(record)
    refuse_unscheduled(fresh, UNSET)
    version = unseen(fresh)
    changes = change_status(
        record,
        Status.REVIEW,
        of={Status.PUBLISHED},
        to_do=UNSET,
        published_at=None,
        live=None,
        working=version,
    )
    set_on(version, public_from=None, submitted_at=version.submitted_at or timezone.now())
    record.refresh_from_db()
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
