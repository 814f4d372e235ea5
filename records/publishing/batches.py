"""Remembers what an import writes, so that all of it can be undone in one step."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from records.deeds.document import Deeds
from records.deeds.formats.json import to_json
from records.models import (
    Category,
    Commendation,
    Distinction,
    Edition,
    ImportBatch,
    ImportedDocument,
    Recipient,
    Record,
)

from .exceptions import PublishingRefused
from .originals import told_hash
from .saving import Saved, save_deeds
from .status import Staff

State = ImportedDocument.State
STATES = {
    "created": State.CREATED,
    "replaced": State.REPLACED,
    "filled": State.REPLACED,  # what it says in place of nothing is taken back as a text is
    "unchanged": State.UNCHANGED,
}
MAX_NAME_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class NewestIds:
    """The newest ids before something was written: rows above them have come since."""

    recipient: int
    commendation: int
    category: int
    distinction: int


def newest_ids() -> NewestIds:
    """Costs four queries: ask once a transaction, behind Edition.lock_for_writing()."""
    return NewestIds(newest(Recipient), newest(Commendation), newest(Category), newest(Distinction))


def newest(model: type[Model]) -> int:
    found: int | None = model._default_manager.aggregate(newest=Max("pk"))["newest"]
    return found or 0


def remember(
    batch: ImportBatch, name: str, saved: Saved, before: Deeds | None, since: NewestIds
) -> ImportedDocument:
    """Makes the row that tells what became of a document, not saved yet: many are stored by one bulk_create.

    `before` is what a replaced record said, `since` the newest ids before the transaction that wrote. Cost: one
    query where the recipient was known before, to tell the honors that are new to it.
    """
    return ImportedDocument(
        batch=batch, name=name[:MAX_NAME_CHARACTERS], **outcome_fields(saved, before, since)
    )


def outcome_fields(saved: Saved, before: Deeds | None, since: NewestIds) -> dict[str, Any]:
    told = {
        "source_link": saved.source_link,
        "original": saved.original_before,
        "left_out": saved.left_out,
    }
    return {
        "state": STATES[saved.outcome],
        "record": saved.record,
        "record_revision": saved.record.revision,
        "before": to_json(before) if before and STATES[saved.outcome] == State.REPLACED else None,
        "made": rows_added_with(saved, since) | {name: one for name, one in told.items() if one},
    }


def rows_added_with(saved: Saved, since: NewestIds) -> dict[str, Any]:
    if saved.outcome == "unchanged":
        return {}
    record = saved.record
    made: dict[str, Any] = {}
    if record.commendation_id > since.commendation:
        made["commendation"] = record.commendation_id
        if record.commendation.category_id > since.category:
            made["category"] = record.commendation.category_id
    if record.recipient_id > since.recipient:
        made["recipient"] = record.recipient_id
    else:
        new = Distinction.objects.filter(recipient_id=record.recipient_id, pk__gt=since.distinction)
        made["distinctions"] = list(new.values_list("pk", flat=True))
    return made


@transaction.atomic
def enter(
    document: ImportedDocument,
    deeds: Deeds,
    *,
    by: Staff,
    replace: bool = False,
    chosen: Record | None = None,
    as_other: bool = False,
) -> Saved:
    """Saves what was read of a waiting document, as it was corrected. Raises what save_deeds raises.

    A document is entered once, and as it stands: one who comes second, or has read it before somebody corrected it,
    is refused. `chosen` is the one record that may be replaced, `as_other` that it is of none of those of the name.
    """
    Edition.lock_for_writing()
    waiting = ImportedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if waiting.state != State.WAITING:
        raise PublishingRefused(f"这份材料已经处理过，现在是“{waiting.get_state_display()}”，没有再次录入。")
    if waiting.revision != document.revision:
        raise PublishingRefused("刚才有人保存过对这份材料的核对，没有录入。请重新打开它再录入。")
    since = newest_ids()
    saved = save_deeds(
        deeds,
        by=by,
        replace=replace,
        name=f"{waiting.batch}：{waiting.label}{told_hash(waiting.original.sha256) if waiting.original else ''}",
        recipient=chosen.recipient if chosen else None,
        original=waiting.original_id,
        as_other=as_other,
    )
    if chosen is not None and saved.record.pk != chosen.pk:
        raise PublishingRefused(
            f"站上另有一条“{saved.record.commendation}”的记录“{saved.record}”，与材料的年份相同。请改选它，或改正年份。"
        )
    for field, value in outcome_fields(saved, saved.before, since).items():
        setattr(waiting, field, value)
    waiting.revision += 1
    waiting.save()
    document.refresh_from_db()
    return saved
