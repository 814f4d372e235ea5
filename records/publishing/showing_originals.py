"""Lets the public read the file that a record was read from, or no longer: it may hold what the record leaves out."""

from django.db import transaction
from django.utils import timezone

from records.audit import Act, record_act
from records.models import Attachment, Edition, Record

from .changing import Staff, may_publish, note
from .exceptions import PublishingRefused
from .originals import told_hash


@transaction.atomic
def show_original(record: Record, original: Attachment, *, by: Staff) -> None:
    """Has the file be public with the record, and with each other that was read from it. Raises PublishingRefused."""
    Edition.lock_for_writing()
    if not may_publish(by):
        raise PublishingRefused("公开原件要由有发布权限的人来做。")
    if Attachment.objects.filter(pk=original.pk, shown_since=None).update(shown_since=timezone.now()):
        tell(record, original, Act.ORIGINAL_SHOWN, by)


@transaction.atomic
def hide_original(record: Record, original: Attachment, *, by: Staff, detail: str = "") -> None:
    """Takes the file back from the public; its hash stays. Raises PublishingRefused."""
    Edition.lock_for_writing()
    if not may_publish(by):
        raise PublishingRefused("停止公开原件要由有发布权限的人来做。")
    if Attachment.objects.filter(pk=original.pk, shown_since__isnull=False).update(shown_since=None):
        tell(record, original, Act.ORIGINAL_HIDDEN, by, detail)


def tell(record: Record, original: Attachment, act: Act, by: Staff, detail: str = "") -> None:
    note(record, by, act.label)
    record_act(act, on=record, by=by, detail=f"{original.name}{told_hash(original.sha256)}{detail}")
