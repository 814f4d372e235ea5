"""Holds what the steps of a record have in common: its lock, what they refuse, and how a change is written and told."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial, reduce
from operator import or_

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from records.audit import Changes
from records.audit.comparing import difference, field_values
from records.checks.running import unmended
from records.exporting.certificate.making import forget
from records.models import Category, Edition, Recipient, Record, Version
from records.models.versions import ERASED_TITLE
from records.search.reindexing import reindex_reading
from records.transparency.decisions import tell_of_decisions
from records.transparency.log import tell_of_read

from .exceptions import NotMended, PublishingRefused, SeenAnother
from .versions import refuse_unapproved

Staff = AbstractBaseUser | None  # None: a command
Status = Record.Status
# How the entries of these steps begin, by which they are told from changes of what a record says. Each raises the
# revision by one; what was published has been seen, and is another matter.
SUBMITTED, RETURNED, SET_FOR, UNSET = "送审", "退回草稿", "定于", "取消定时"
MAX_REASON_CHARACTERS = Record._meta.get_field("withdrawal_reason").max_length or 0


def may_publish(by: Staff) -> bool:
    """Tells whether `by` may change what the public reads. A command acts for the office."""
    return by is None or by.has_perm("records.publish_record")  # type: ignore[attr-defined]


# --- What they refuse -------------------------------------------------------------------------------


def refuse_unmended(record: Record) -> None:
    """Raises NotMended where the record holds personal data that nobody has passed. Nobody can write meanwhile."""
    fresh = lock(record)
    if found := unmended(fresh.showing(fresh.edited)):
        raise NotMended(found)


def refuse_status(fresh: Record, allowed: Collection[str], to_do: str) -> None:
    if fresh.status not in allowed:
        raise PublishingRefused(f"这条记录现在是“{fresh.get_status_display()}”，不能{to_do}。")


def being_written(fresh: Record, to_do: str) -> Version:
    if fresh.working is None:
        status = fresh.get_status_display()
        raise PublishingRefused(f"这条记录现在是“{status}”，没有未公布的修改，不能{to_do}。")
    return fresh.working


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
    return Record.objects.with_versions().select_for_update(of=("self",)).get(pk=record.pk)


@transaction.atomic
def take_as_seen(record: Record, revision: int | None, step: Callable[[], object]) -> None:
    """Takes the step if nobody has written the record since it had this revision; else raises SeenAnother.

    Compared behind the lock: who writes at the same moment was first, or waits until it is done.
    """
    fresh = lock(record)
    if fresh.revision != revision:
        raise SeenAnother(fresh.revision)
    step()


def move_on(record: Record, status: Record.Status, *, of: set[Record.Status], to_do: str) -> Changes:
    """Changes the status of a record that the public has not seen; another one has a version that moves on alone."""
    if lock(record).live is not None:
        return change(record)
    return change_status(record, status, of=of, to_do=to_do)


def change_status(
    record: Record, status: Record.Status, *, of: set[Record.Status], to_do: str, **fields: object
) -> Changes:
    """Moves `record` on from one of the statuses `of`, as it now stands in the database; returns what changed."""
    refuse_status(lock(record), of, to_do)
    return change(record, status=status, **fields)


def change(record: Record, **fields: object) -> Changes:
    """Sets fields of `record` as it now stands in the database; returns what changed. The caller holds its lock.

    Without fields it tells forms that are open that something has changed, and the public nothing.
    """
    if not fields:
        touch(record)
        record.refresh_from_db()
        return {}
    fresh = lock(record)
    was, before = fresh.status, field_values(fresh)
    if isinstance(live := fields.get("live"), Version):
        fields["has_deeds"] = live.has_deeds
    for field, value in {"revision": fresh.revision + 1, **fields}.items():
        setattr(fresh, field, value)
    refuse_unfit(fresh, fields)
    fresh.name_for_feeds()
    fresh.save()
    # That a record leads elsewhere is told in public, withdrawn before or not.
    if Status.PUBLISHED in {was, fresh.status} or "joined_into" in fields:
        renew([fresh.pk])
    record.refresh_from_db()
    return difference(before, field_values(fresh))


def renew(ids: Iterable[int]) -> None:
    """Has the search and the public log follow what the public sees of these records, names that were corrected
    included; last in the transaction."""
    Edition.lock_for_writing()
    for some, published in reindex_reading(ids):
        tell_of_read(some, published)
        for pk in set(some) - {record.pk for record in published}:
            transaction.on_commit(partial(forget, pk))  # its sheet of paper


def renew_award(category: Category) -> None:
    """Does so when the category is renamed: its commendations and their records bear its name."""
    renew(Record.objects.filter(commendation__category=category).values_list("pk", flat=True))
    tell_of_decisions(category.commendations.values_list("pk", flat=True))


def touch(record: Record) -> None:
    Record.objects.filter(pk=record.pk).update(revision=F("revision") + 1)
    record.refresh_from_db(fields=["revision"])


def set_on(version: Version, **fields: object) -> None:
    """Sets what is known of a version beside its text, which no writing changes."""
    for name, value in fields.items():
        setattr(version, name, value)
    Version.objects.filter(pk=version.pk).update(**fields)


def put_live(fresh: Record, written: Version | None, moment: datetime) -> Version:
    """Returns the version that is public from `moment` on: what was written, or what was public or set for then.

    Raises NotApproved, and PublishingRefused where there is no text any more.
    """
    refuse_erased(written or fresh.content)
    if written is None:
        version = fresh.content
        if not version.was_public:
            set_on(version, public_from=moment)
        return version
    refuse_unapproved(written)
    version = unseen(fresh) if fresh.live and not fresh.live.was_public else written
    set_on(version, public_from=moment, steps=settings.REVIEW_STEPS)
    return version


def refuse_erased(version: Version) -> None:
    """Refuses one whose text was erased, and one begun after it that still has no title of its own."""
    if version.erased_at is not None:
        raise PublishingRefused(
            f"{version.name}的文字已经清除，不能原样重新发布。请先在编辑页写好新的一版，再发布。"
        )
    if version.title == ERASED_TITLE:
        raise PublishingRefused("这一版还没有标题。请先在编辑页写好标题，再发布。")


def unseen(fresh: Record) -> Version:
    """Lets what was written take the place of a version that nobody has seen, and its number; returns what is left."""
    waiting, written = fresh.live, fresh.working
    if written is None or waiting is None:
        return fresh.edited
    Record.objects.filter(pk=fresh.pk).update(live=written, working=None)
    number = waiting.number
    waiting.delete()
    set_on(written, number=number)
    return written


def said_of(note_to_public: str, is_trivial: bool) -> dict[str, object]:
    text = note_to_public.strip()
    longest = Version._meta.get_field("note").max_length or 0
    if len(text) > longest:
        raise PublishingRefused(f"更正说明最多 {longest} 字，现在是 {len(text)} 字。")
    return {"note": text, "is_trivial": is_trivial}


def refuse_unfit(record: Record, fields: Collection[str]) -> None:
    """Refuses what is longer than its field: SQLite itself would take it."""
    for field in record._meta.concrete_fields:
        if field.name not in fields or field.is_relation:
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
