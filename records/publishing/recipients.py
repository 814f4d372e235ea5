"""Makes one recipient of two rows that turned out to be the same."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from records.audit import Act, record_act
from records.audit.comparing import difference, recipient_values
from records.models import Distinction, Edition, FormerName, MergedRecipient, Recipient, Record

from .changing import Staff, note, renew
from .exceptions import PublishingRefused
from .joining import can_join, join

# What the row that goes knows, and the one that stays does not.
FILLED_IN = ("short_name", "region", "introduction", "portrait", "died")


@transaction.atomic
def merge_recipients(gone: Recipient, into: Recipient, *, by: Staff) -> None:
    """Moves all that `gone` has to `into`, whose page its address then leads to. It cannot be taken back.

    Raises PublishingRefused, and changes nothing, where they are of two kinds or both have a record of one award. One
    of two that has no deeds, as a name of a roll, is joined to the other.
    """
    Edition.lock_for_writing()
    locked = Recipient.objects.select_for_update().in_bulk([gone.pk, into.pk])
    if gone.pk == into.pk or len(locked) < 2:
        raise PublishingRefused("请选另一个对象：同一个对象不能与自己合并，已经删除的也不能。")
    gone, into = locked[gone.pk], locked[into.pk]
    refuse_unlike(gone, into)
    before = recipient_values(into)
    joined = [join(*pair, by=by) for pair in both_honored(gone, into)]
    moved = list(Record.objects.filter(recipient=gone).values_list("pk", flat=True))
    Record.objects.filter(pk__in=moved).update(
        recipient=into, revision=F("revision") + 1, updated_at=timezone.now()
    )
    move_honors(gone, into)
    move_names(gone, into)
    for field in FILLED_IN:
        setattr(into, field, getattr(into, field) or getattr(gone, field))
    pk, name = gone.pk, gone.name
    gone.delete()
    into.save()
    MergedRecipient.objects.create(pk=pk, into=into)
    renew(into.records.values_list("pk", flat=True))
    note(into, by, f"并入“{name}”")
    changes = difference(before, recipient_values(into))
    detail = f"“{name}”（编号 {pk}）并入，记录 {len(moved)} 条。{''.join(joined)}"
    record_act(Act.MERGED, on=into, by=by, changes=changes, detail=detail)


def refuse_unlike(gone: Recipient, into: Recipient) -> None:
    if gone.kind != into.kind:
        raise PublishingRefused(f"“{gone}”和“{into}”一个是集体，一个是个人，不能合并。")
    for record, other in both_honored(gone, into):
        if not can_join(record, other):
            raise PublishingRefused(
                f"两个对象都有“{record.commendation}”的记录（其中一条是“{record}”），一项表彰只能有一条。"
                "请先删除或改正其中一条，再合并。"
            )


def both_honored(gone: Recipient, into: Recipient) -> list[tuple[Record, Record]]:
    """Pairs their records of the same commendations."""
    rows = Record.objects.with_names().with_versions().filter(joined_into=None).order_by("pk")
    theirs = {record.commendation_id: record for record in rows.filter(recipient=into)}
    own = rows.filter(recipient=gone, commendation__in=theirs)
    return [(record, theirs[record.commendation_id]) for record in own]


def move_honors(gone: Recipient, into: Recipient) -> None:
    known = set(into.distinctions.values_list("name", "year"))
    last = max(into.distinctions.values_list("position", flat=True), default=0)
    for place, honor in enumerate(gone.distinctions.all(), last + 1):
        if (honor.name, honor.year) not in known:
            Distinction.objects.filter(pk=honor.pk).update(recipient=into, position=place)


def move_names(gone: Recipient, into: Recipient) -> None:
    """Keeps each name by which the one that goes was found, so that documents still find it."""
    known = {into.name, *into.former_names.values_list("name", flat=True)}
    for former in gone.former_names.all():
        if former.name not in known:
            FormerName.objects.filter(pk=former.pk).update(recipient=into)
            known.add(former.name)
    if gone.name not in known:
        FormerName.objects.create(recipient=into, name=gone.name)
    MergedRecipient.objects.filter(into=gone).update(into=into)
