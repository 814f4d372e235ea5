"""Holds a step of a commendation back until other people have approved it, where the site has review (REVIEW_STEPS).

What is in the row of a commendation was approved, public or not: so nothing that makes it public has to ask. The step
itself waits beside it, with who wrote it and who approved it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from records.accounts.names import staff_name
from records.audit import Act, record_act
from records.models import (
    Commendation,
    DecisionChange,
    DecisionSignature,
    Edition,
    RollEntry,
    Signature,
)
from records.models.rolls import facts_of

from .changing import Staff, given, may_publish
from .exceptions import PublishingRefused
from .originals import forget_unused
from .versions import NAMES_OF_STEPS

Step = DecisionChange.Step
# What an approval of names is about, line by line.
OF_LINES = (
    *("pk", "kind", "name", "printed", "post", "region", "award", "group__path", "position", "struck_at"),
    *("was_proposed", "record", "record__revision", "record__working"),
)


def waiting_change(commendation: Commendation) -> DecisionChange | None:
    rows = DecisionChange.objects.select_related("attachment", "by", "returned_by")
    return rows.filter(commendation=commendation).first()


def propose(
    commendation: Commendation,
    step: Step,
    what: Mapping[str, Any],
    *,
    by: Staff,
    note: str = "",
    attachment: int | None = None,
    changes: Any = None,
) -> None:
    """Hands the step in, in the place of the same one that waits; what was approved of that is to be approved anew.

    The caller holds the edition's lock. Raises PublishingRefused where another step waits.
    """
    before = waiting_change(commendation)
    if before is not None and before.step != step:
        raise PublishingRefused(
            f"这项表彰有“{before.get_step_display()}”等着审核。请先审核、退回或撤回它，再做这一步。"
        )
    given_now = {
        "step": step,
        "given": dict(what),
        "attachment_id": attachment,
        "note": note,
        "by_id": by.pk if by else None,
        "submitted_at": timezone.now(),
        **NOT_RETURNED,
    }
    change, _ = DecisionChange.objects.update_or_create(commendation=commendation, defaults=given_now)
    if before is not None and before.attachment and before.attachment_id != attachment:
        forget_unused([before.attachment_id])
    change.signatures.filter(step__gte=1).delete()
    if by is not None:
        row = DecisionSignature(change=change, user_id=by.pk, name=staff_name(by))
        DecisionSignature.objects.bulk_create([row], ignore_conflicts=True)
    detail = "：".join(filter(None, [change.get_step_display(), note]))
    record_act(Act.SUBMITTED, on=commendation, by=by, changes=changes, detail=detail)


NOT_RETURNED: dict[str, Any] = {"return_reason": "", "returned_by_id": None, "returned_at": None}


class Rehearsed(Exception):
    """Ends what was only tried."""


def rehearsed(step: Callable[[], int]) -> int:
    """Takes the step and takes it back: what refuses it is told to who hands it in, not to who approves it."""
    found: list[int] = []
    try:
        with transaction.atomic():
            found.append(step())
            raise Rehearsed
    except Rehearsed:
        return found[0]


# --- Who --------------------------------------------------------------------------------------------


def seen_of(change: DecisionChange) -> str:
    """Gives a hash of all that an approval is about: what the step was given, and what it will be done to.

    Of a roll also its names; a hundred thousand take about a second.
    """
    row = Commendation.objects.select_related("category").get(pk=change.commendation_id)
    said: list[Any] = [change.step, change.given, change.attachment_id, change.note, facts_of(row)]
    if change.step != Step.CHANGE:
        lines = RollEntry.objects.filter(commendation=row).order_by("pk")
        said.append(list(lines.values_list(*OF_LINES)))
    return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


def approvals_left(change: DecisionChange) -> list[str]:
    """Names the approvals that it still needs: only those of what it is now count."""
    given_so_far = change.signatures.filter(step__gte=1, seen=seen_of(change)).count()
    return NAMES_OF_STEPS[settings.REVIEW_STEPS][given_so_far:]


def sign_as_reviewer(change: DecisionChange, by: Any, seen: str) -> str:
    """Returns the name of the step that is done. Raises PublishingRefused for who wrote it, or approved it before."""
    change.signatures.filter(step__gte=1).exclude(seen=seen).delete()
    left = approvals_left(change)
    own = change.signatures.filter(user=by).first()
    if own is not None and own.step == DecisionSignature.WRITER:
        raise PublishingRefused("这一步是您提出的，不能由您审核。请由另一个人审核。")
    if own is not None:
        raise PublishingRefused("这一步您已经审核过一级，下一级要由另一个人审核。")
    if brought_names(change, by):
        raise PublishingRefused("要公布的名单里有您录入的名字，不能由您审核。请由另一个人审核。")
    step = settings.REVIEW_STEPS - len(left) + 1
    signed = {"name": staff_name(by), "step": step, "seen": seen}
    DecisionSignature.objects.create(change=change, user=by, **signed)
    return left[0]


def brought_names(change: DecisionChange, by: Any) -> bool:
    """Tells whether `by` wrote some of the names that the step makes public."""
    lines = RollEntry.objects.filter(commendation=change.commendation_id)
    if change.step == Step.CHANGE:
        return False
    if lines.unseen().filter(record=None, came_with__by=by).exists():
        return True
    drafts = lines.filter(record__live=None, record__isnull=False).values("record__working")
    return Signature.objects.filter(version__in=drafts, user=by, step=Signature.WRITER).exists()


# --- Back -------------------------------------------------------------------------------------------


@transaction.atomic
def return_change(commendation: Commendation, *, by: Staff, reason: str) -> None:
    """Gives it back to who handed it in, who is told why. What was approved is to be approved anew."""
    reason = given(reason, "请写明退回原因，提出的人会看到它。", "退回原因")
    Edition.lock_for_writing()
    change = still_waiting(commendation)
    if change.is_returned:
        raise PublishingRefused("这一步已经退回，还没有再送审。")
    change.signatures.filter(step__gte=1).delete()
    told = {"return_reason": reason, "returned_by": by, "returned_at": timezone.now()}
    DecisionChange.objects.filter(pk=change.pk).update(**told)
    changes = {"退回原因": (None, reason)}
    record_act(Act.RETURNED, on=commendation, by=by, changes=changes, detail=change.get_step_display())


@transaction.atomic
def take_back(commendation: Commendation, *, by: Staff) -> None:
    """Throws it away, for who wrote it or publishes. The public has seen nothing of it. Raises PublishingRefused."""
    Edition.lock_for_writing()
    change = still_waiting(commendation)
    if not may_take_back(change, by):
        raise PublishingRefused("这一步不是您提出的。要退给提出的人，请用“退回”。")
    drop(change)
    record_act(Act.DISCARDED, on=commendation, by=by, detail=change.get_step_display())


def may_take_back(change: DecisionChange, by: Staff) -> bool:
    if may_publish(by):
        return True
    writers = change.signatures.filter(step=DecisionSignature.WRITER)
    return by is not None and writers.filter(user_id=by.pk).exists()


def drop(change: DecisionChange) -> None:
    """Deletes it, with the original that nothing else names. The caller holds the edition's lock."""
    kept = change.attachment_id
    change.delete()
    if kept is not None:
        forget_unused([kept])


def still_waiting(commendation: Commendation) -> DecisionChange:
    change = waiting_change(commendation)
    if change is None:
        raise PublishingRefused("没有等着审核的：可能已经审核通过，或者撤回了。请刷新再看。")
    return change
