"""Approves what waits of a commendation, and takes the step that it is once enough people have."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from records.audit import Act, record_act
from records.models import Commendation, DecisionChange, DecisionSignature, Edition

from ..changing import Staff, may_publish
from ..decisions import facts_in, write_decision
from ..exceptions import PublishingRefused
from ..proposals import approvals_left, seen_of, sign_as_reviewer, still_waiting
from .conferring import confer_now
from .saving import publish_roll_now

Step = DecisionChange.Step


@transaction.atomic
def approve_change(commendation: Commendation, *, by: Staff, seen: str) -> str:
    """Approves the step that is due, and says what was done; the last approval takes the step.

    `seen` is `seen_of` what was looked at. Where the site asks for fewer approvals than before, who publishes takes it.
    Raises PublishingRefused for who wrote it, or has approved it, and for what would be refused without review.
    """
    Edition.lock_for_writing()
    change = still_waiting(commendation)
    if change.is_returned:
        raise PublishingRefused("这一步已经退回，还没有再送审，不能审核。")
    if seen != seen_of(change):
        raise PublishingRefused("您看过以后，内容或名单又有改动。请再看一遍，再审核。")
    said = ""
    if approvals_left(change):
        step = sign_as_reviewer(change, by, seen)
        record_act(Act.APPROVED, on=commendation, by=by, detail=f"{step}：{change.get_step_display()}")
        said = f"{step}通过。"
    elif not may_publish(by):
        raise PublishingRefused("这一步不需要再审核，要由有发布权限的人公布。")
    if left := approvals_left(change):
        return f"{said}还要：{'、'.join(left)}。"
    return said + take(change, by)


def take(change: DecisionChange, by: Staff) -> str:
    """Takes the step in the name of who handed it in."""
    commendation, writer = change.commendation, change.by
    approved_by: Sequence[DecisionSignature] = list(change.signatures.filter(step__gte=1))
    facts, given = facts_in(change), change.given
    change.delete()
    if change.step == Step.CHANGE:
        start = facts.get("notice_from")
        if start is not None and start < timezone.localdate():
            raise PublishingRefused("公示的起始日期已经过去。请退回，改了日期再送审。")
        write_decision(commendation, facts, by=by, note=change.note, is_approved=True)
        return "决定已经照此修改。"
    if change.step == Step.PUBLISH:
        return f"公布了 {publish_roll_now(commendation, by=writer, approved_by=approved_by)} 名。"
    honored = confer_now(
        commendation,
        by=writer,
        struck={int(pk): reason for pk, reason in given["struck"].items()},
        same={int(pk): recipient for pk, recipient in given["same"].items()},
        publish_now=given["publish_now"],
        before_end=given["before_end"],
        facts=facts,
        approved_by=approved_by,
    )
    return f"已作出表彰决定：表彰 {honored} 名。"
