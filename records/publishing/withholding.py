"""Takes from the public a version that it has read: withheld with a reason, or its text erased for good."""

import hashlib
from functools import partial

from django.db import transaction
from django.utils import timezone

from records.audit import Act, record_act
from records.deeds.formats.json import to_json
from records.exporting.certificate.making import forget
from records.exporting.from_records import deeds_of
from records.models import Attachment, Figure, ImportedDocument, Measure, Record, Section, Version
from records.models.audit import canonical
from records.models.versions import TEXTS
from records.search.reindexing import reindex
from records.transparency.log import tell_of_version, unseal

from .changing import Staff, Status, change, given, lock, note, set_on
from .exceptions import PublishingRefused
from .originals import forget_unused
from .showing_originals import hide_original


@transaction.atomic
def withhold_version(version: Version, *, by: Staff, reason: str) -> None:
    """Has a reason stand in the place of an earlier version's text. The public one is withdrawn with its record."""
    reason = given(reason, "请写明停止公开的原因，它会显示在这一版的位置上。", "停止公开的原因")
    record = locked(version)
    refuse_live(record, version, "停止公开")
    if version.is_withheld:
        raise PublishingRefused("这一版已经停止公开。")
    set_on(version, withheld_at=timezone.now(), withheld_reason=reason)
    tell(record, version, by, Act.VERSION_WITHHELD, f"停止公开{version.name}：{reason}", reason)
    tell_of_version("withheld", version)


@transaction.atomic
def show_version(version: Version, *, by: Staff) -> None:
    record = locked(version)
    if version.withheld_at is None:
        raise PublishingRefused("这一版没有停止公开。")
    set_on(version, withheld_at=None, withheld_reason="")
    tell(record, version, by, Act.VERSION_SHOWN, f"重新公开{version.name}")
    tell_of_version("shown", version)


@transaction.atomic
def erase_version(version: Version, *, by: Staff, reason: str) -> str:
    """Erases the text of a version for good, where the law asks for it; number, dates and hash stay.

    Returns its fingerprint, which stays in the public log; the salt that went into it goes with the text, so that
    nobody can guess a short one. Of a version that was never sealed it is the SHA-256 over what it said, as
    canonical JSON. The public version stays until its record is withdrawn, which cannot return with that version then.
    The file that it was read from goes with it, where no other version needs it. The audit log,
    documents that were imported, and backups are not reached.
    """
    reason = given(reason, "请写明清除文字的原因，它会显示在这一版的位置上。", "清除文字的原因")
    record = locked(version)
    if record.status != Status.WITHDRAWN:
        refuse_live(record, version, "清除文字")
    if version.erased_at is not None:
        raise PublishingRefused("这一版的文字已经清除。")
    digest, original = unseal(version) or hash_of(record, version), version.original
    blank = dict.fromkeys(TEXTS, "") | {"cover": None, "original": None}
    set_on(version, erased_at=timezone.now(), erased_reason=reason, erased_hash=digest, **blank)
    Figure.objects.filter(version=version).delete()
    Measure.objects.filter(section__version=version).delete()
    Section.objects.filter(version=version).delete()
    if original is not None:
        hide_original(record, original, by=by, detail=f"，因为清除了{version.name}的文字")
        release(record, original)
    tell(record, version, by, Act.VERSION_ERASED, f"清除{version.name}的文字：{reason}", reason)
    tell_of_version("erased", version)
    transaction.on_commit(partial(forget, record.pk))
    return digest


def release(record: Record, original: Attachment) -> None:
    """Lets go of the file that what was erased was read from, unless another version still says what stands in it."""
    if not record.versions.filter(original=original).exists():
        ImportedDocument.objects.filter(record=record, original=original).update(original=None)
        forget_unused([original.pk])


def hash_of(record: Record, version: Version) -> str:
    said = to_json(deeds_of(record.showing(version)))
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def locked(version: Version) -> Record:
    record = lock(version.record)
    version.refresh_from_db()
    if not version.was_public:
        raise PublishingRefused("这一版没有公开过。")
    return record


def refuse_live(record: Record, version: Version, to_do: str) -> None:
    if record.live_id == version.pk and record.status == Status.WITHDRAWN:
        raise PublishingRefused(
            f"这一版已经随记录撤回，公众看不到它，不用{to_do}。依法要清除文字的，请运行 manage.py erase_version。"
        )
    if record.live_id == version.pk:
        raise PublishingRefused(
            f"这是公众现在看到的一版，不能{to_do}。请先公布更正后的一版，或者撤回这条记录。"
        )


def tell(record: Record, version: Version, by: Staff, act: Act, said: str, reason: str = "") -> None:
    change(record)
    reindex([record.pk])  # the pictures that only this version shows
    note(record, by, said)
    detail = "：".join(filter(None, [version.name, reason]))
    record_act(act, on=record, by=by, detail=detail)
