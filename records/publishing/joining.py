"""Makes one record of two that turned out to be one honor: a name of a roll, and deeds that came by another way."""

from django.utils import timezone

from records import tributes
from records.models import ImportedDocument, Record, RollEntry
from records.utils.addresses import absolute

from .changing import Staff, Status, change, lock, may_publish, note
from .exceptions import PublishingRefused
from .versions import begin_version


def can_join(one: Record, other: Record) -> bool:
    """Tells whether one of them says no more than a name, and the other is one that the deeds may stay with."""
    bare, kept = in_order(one, other)
    lines = RollEntry.objects.filter(record__in=[one, other]).count()
    at_rest = not (one.is_scheduled or other.is_scheduled)
    return (
        is_plain(bare) and at_rest and lines < 2 and not (bare.is_public and kept.status == Status.WITHDRAWN)
    )


def in_order(one: Record, other: Record) -> tuple[Record, Record]:
    """Puts the one without deeds first; of two without, the one that the public has not seen, or the later."""
    first = sorted(
        [one, other], key=lambda record: (not is_plain(record), record.live is not None, -record.pk)
    )
    return first[0], first[1]


def is_plain(record: Record) -> bool:
    versions = [version for version in (record.live, record.working) if version]
    return not record.is_revoked and not any(
        version.summary or version.cover_id or version.source or version.source_link or version.has_deeds
        for version in versions
    )


def join(one: Record, other: Record, *, by: Staff) -> str:
    """Joins the one without deeds to the other, with its line on the roll and its tributes; says what was done.

    A draft goes. A public name whose deeds are a draft takes them as its next version. Of two that the public has seen
    the name is withdrawn, and its address leads to the other; the number of its tributes is added there: whoever paid
    at both counts twice, since the ledger knows visitors by the record alone. The caller holds the edition's lock.
    """
    bare, kept = (lock(record) for record in in_order(one, other))
    if kept.live is None and bare.live is not None:
        return take_deeds(bare, kept, by)
    line = RollEntry.objects.filter(record=bare)
    if bare.live is None:
        line.update(record=kept)
        add_tributes(kept, bare)
        pk = bare.pk
        bare.delete()
        return f"没有事迹的草稿（编号 {pk}）并入记录 {kept.pk}。"
    if not may_publish(by):
        raise PublishingRefused("两条记录公众都看得到，要由有发布权限的人合并。")
    line.update(record=kept)
    add_tributes(kept, bare)
    said = f"与“{kept.recipient.name}”的同一项表彰是一条记录，已并入 {absolute(kept.get_absolute_url())}。"
    known = {"withdrawn_at": bare.withdrawn_at or timezone.now(), "withdrawal_reason": said}
    change(bare, status=Status.WITHDRAWN, joined_into=kept, **known)
    note(bare, by, said)
    return f"记录 {bare.pk} 撤回，地址转到记录 {kept.pk}。"


def take_deeds(bare: Record, draft: Record, by: Staff) -> str:
    if bare.working:
        unread, bare.working = bare.working, None
        Record.objects.filter(pk=bare.pk).update(working=None)
        unread.delete()
    begin_version(bare, of=draft.edited)
    RollEntry.objects.filter(record=draft).update(record=bare)
    ImportedDocument.objects.filter(record=draft).update(record=bare)
    add_tributes(bare, draft)
    pk = draft.pk
    draft.delete()
    change(bare)
    note(bare, by, "补入事迹")
    return f"草稿 {pk} 的事迹成为记录 {bare.pk} 的下一版。"


def add_tributes(kept: Record, gone: Record) -> None:
    """Adds what the page of the other showed."""
    if shown := tributes.count(gone):
        kept.tributes_before += shown
        Record.objects.filter(pk=kept.pk).update(tributes_before=kept.tributes_before)
