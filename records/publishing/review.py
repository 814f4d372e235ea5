"""Moves a version on: handed in, approved step by step, returned, and public in the place of the one before."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from records.audit import Act, record_act
from records.audit.comparing import difference, record_values
from records.models import Record, Signature, Version

from .changing import (
    RETURNED,
    SUBMITTED,
    Staff,
    Status,
    being_written,
    change,
    change_status,
    given,
    lock,
    move_on,
    note,
    put_live,
    refuse_status,
    refuse_unmended,
    said_of,
    set_on,
    unseen,
)
from .exceptions import PublishingRefused
from .handling import clear_return, keep_return, take_up
from .versions import begin_version, sign_as_reviewer, steps_left


@transaction.atomic
def submit_for_review(
    record: Record, *, by: Staff, note_to_public: str = "", is_trivial: bool = False
) -> None:
    """Hands in what is being written. Of a record that is public the correction waits, and the page stays as it is."""
    fresh = lock(record)
    if fresh.live is None:
        refuse_status(fresh, {Status.DRAFT}, SUBMITTED)
    version = being_written(fresh, SUBMITTED)
    if version.is_submitted:
        raise PublishingRefused("这一版已经送审，正等着审核，不能再送审。")
    refuse_unmended(record)
    changes = move_on(record, Status.REVIEW, of={Status.DRAFT}, to_do=SUBMITTED)
    set_on(
        version,
        submitted_at=timezone.now(),
        steps=settings.REVIEW_STEPS,
        **said_of(note_to_public or version.note, is_trivial or version.is_trivial),
    )
    record.refresh_from_db()
    take_up(record, by)
    clear_return(record)
    note(record, by, SUBMITTED)
    record_act(Act.SUBMITTED, on=record, by=by, changes=changes, detail=version.name)


@transaction.atomic
def approve(record: Record, *, by: Staff) -> str:
    """Approves the step that is due, and returns its name; the last one makes a correction public.

    Raises PublishingRefused for who wrote the version, or has approved it before.
    """
    version = being_written(lock(record), "审核")
    if not version.is_submitted:
        raise PublishingRefused("这一版还没有送审，不能审核。")
    step = sign_as_reviewer(version, by)
    change(record)
    note(record, by, f"{step}通过")
    record_act(Act.APPROVED, on=record, by=by, detail=f"{step}：{version.name}")
    if record.live and record.status == Status.PUBLISHED and not steps_left(version):
        correct(record, by=by, note_to_public=version.note, is_trivial=version.is_trivial)
    return step


@transaction.atomic
def return_to_draft(record: Record, *, by: Staff, reason: str, path: str = "") -> None:
    """Gives the record back to its writer, who is told why: from review, or before the hour set for publication.

    `path` names the text that the reason is about. What was approved is to be approved anew.
    """
    reason = given(reason, "请写明退回原因，经手人会看到它。", "退回原因")
    fresh = lock(record)
    is_unseen = fresh.is_scheduled and not (fresh.working and fresh.working.is_submitted)
    if fresh.live and not is_unseen:
        version = being_written(fresh, RETURNED)
        if not version.is_submitted:
            raise PublishingRefused("这一版还没有送审，不能退回。")
        changes = change(record)
    else:
        allowed = {Status.REVIEW} | ({Status.PUBLISHED} if fresh.is_scheduled else set())
        version = unseen(fresh)
        changes = change_status(
            record, Status.DRAFT, of=allowed, to_do=RETURNED, published_at=None, live=None, working=version
        )
    Signature.objects.filter(version=version, step__gte=1).delete()
    set_on(version, submitted_at=None, public_from=None)
    record.refresh_from_db()
    keep_return(record, by, reason, path)
    note(record, by, f"{RETURNED}：{reason}")
    record_act(Act.RETURNED, on=record, by=by, changes={**changes, "退回原因": (None, reason)})


@transaction.atomic
def correct(record: Record, *, by: Staff, note_to_public: str = "", is_trivial: bool = False) -> None:
    """Puts the version that was written in the place of the public one, which the public still finds by its number.

    `note_to_public` says what was corrected; a trivial change needs none.
    """
    fresh = lock(record)
    refuse_status(fresh, {Status.PUBLISHED}, "公布修改")
    version = being_written(fresh, "公布修改")
    refuse_unmended(record)
    set_on(version, **said_of(note_to_public or version.note, is_trivial or version.is_trivial))
    moment = fresh.published_at if fresh.is_scheduled else timezone.now()
    version = put_live(fresh, version, moment or timezone.now())
    change(record, live=version, working=None)
    clear_return(record)
    note(record, by, f"公布{version.name}")
    detail = "：".join(filter(None, [version.name, version.note]))
    record_act(Act.CORRECTED, on=record, by=by, detail=detail)


@transaction.atomic
def discard_version(record: Record, *, by: Staff) -> None:
    """Throws away what was written since the public version. Nobody has seen it."""
    fresh = lock(record)
    version = being_written(fresh, "放弃修改")
    if fresh.live is None:
        raise PublishingRefused("这条记录还没有公开过的版本，不能放弃修改。不要这条记录，可以删除它。")
    said = record_values(record.pk)
    change(record, working=None)
    version.delete()
    clear_return(record)
    note(record, by, "放弃修改")
    changes = difference(said, record_values(record.pk))
    record_act(Act.DISCARDED, on=record, by=by, changes=changes, detail=version.name)


@transaction.atomic
def restore_version(record: Record, version: Version, *, by: Staff) -> None:
    """Begins the next version with what an earlier one said."""
    fresh = lock(record)
    if fresh.working is not None:
        raise PublishingRefused("这条记录有还没有公布的修改。请先公布或放弃它，再恢复旧版。")
    if version.erased_at is not None:
        raise PublishingRefused("这一版的文字已经清除，不能恢复。")
    before = record_values(record.pk)
    begin_version(fresh, of=version)
    change(record)
    take_up(record, by)
    note(record, by, f"以{version.name}为底稿")
    changes = difference(before, record_values(record.pk))
    record_act(Act.VERSION_RESTORED, on=record, by=by, changes=changes, detail=version.name)
