"""Takes back an import of names: what it made goes or is withdrawn, and nobody's later work is lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from records.audit import Act
from records.models import Commendation, Edition, Recipient, Record, RollEntry, RollGroup, RollImport, Tribute

from ..changing import Staff, may_publish, renew
from ..decisions import may_change, told_in_versions
from ..exceptions import PublishingRefused
from ..originals import forget_unused
from ..undoing import edited_by_hand
from .saving import tell
from .showing import is_bare, with_parts
from .writing import IDS_AT_ONCE, some_of

Status = Record.Status
MAX_NAMED = 5
# Public: the name of a file is the staff's own.
TAKEN_BACK = "名单导入有误，已撤销导入。"


@dataclass(slots=True)
class Plan:
    """Ids of records: those of the import that nobody has seen, those in public, those left as they are."""

    delete: list[int] = field(default_factory=list)
    withdraw: list[int] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    joined: int = 0
    lines: int = 0
    kept: int = 0


@transaction.atomic
def undo_roll(batch: RollImport, *, by: Staff) -> str:
    """Takes its lines off the roll, with the records and all else that came along; returns what was done, in words.

    Drafts are deleted, what is public is withdrawn. Records that were there before, or have deeds or another text
    since, stay without the line. Raises PublishingRefused.
    """
    Edition.lock_for_writing()
    batch = (
        RollImport.objects.select_for_update(of=("self",))
        .select_related("commendation__category")
        .get(pk=batch.pk)
    )
    commendation = batch.commendation
    if batch.undone_at is not None:
        raise PublishingRefused("这次名单导入已经撤销过。")
    if why := why_not_undone(batch):
        raise PublishingRefused(why)
    plan = plan_of(batch)
    if plan.withdraw and not may_publish(by):
        raise PublishingRefused(
            f"这次导入的名单有 {len(plan.withdraw)} 名已经公开，撤销会把它们撤回，要由有发布权限的人来做。"
        )
    if not may_change(commendation, by):
        raise PublishingRefused("这份名单是公开的，要由有发布权限的人撤销导入。")
    lines_to_go(batch).delete()
    withdraw_all(plan.withdraw, TAKEN_BACK)
    for some in some_of(plan.delete, IDS_AT_ONCE):
        Record.objects.filter(pk__in=some).delete()
    recipients = delete_recipients(batch.made.get("recipients", []))
    with told_in_versions(commendation):
        delete_groups(commendation, batch.made.get("groups", []))
    originals = [*batch.files.values_list("original", flat=True)]
    batch.files.all().delete()
    forget_unused(originals)
    batch.undone_at = timezone.now()
    batch.save(update_fields=["undone_at"])
    said = in_words(plan, recipients)
    tell(commendation, by, Act.ROLL_UNDONE, f"“{batch.name}”：{said}")
    return said


def why_not_undone(batch: RollImport) -> str:
    """Says why it cannot be taken back, and what to do instead; "" where it can.

    What the public read in 公示 stays readable, with whom it named, whatever became of them.
    """
    commendation = batch.commendation
    if not batch.entries.proposed().exists() or (commendation.is_notice and not commendation.is_public):
        return ""
    return (
        "这次导入的名单公示过，公众看得到，不能撤销导入：公示的名单和除名的原因都要留着。"
        "名字、单位写错的，请在名单里改正那一行；不该表彰的，请逐个除名，写明原因，"
        + ("漏了的可以再导入一份。" if commendation.is_notice else "已经公开的记录会撤回。")
    )


def lines_to_go(batch: RollImport) -> QuerySet[RollEntry]:
    """Leaves those that were struck from a roll in public: another import of the file must not honor these."""
    was_public = batch.commendation.records.filter(live__isnull=False).exists()
    return batch.entries.standing() if was_public else batch.entries.all()


def in_words(plan: Plan, recipients: int) -> str:
    parts = [f"已从名单上撤下 {plan.lines} 名"]
    parts.append(f"删除草稿 {len(plan.delete)} 条" if plan.delete else "")
    parts.append(f"撤回公开的记录 {len(plan.withdraw)} 条，原地址说明原因" if plan.withdraw else "")
    parts.append(f"一并删除受表彰对象 {recipients} 个" if recipients else "")
    parts.append(f"原有的记录 {plan.joined} 条不变" if plan.joined else "")
    parts.append(f"已除名的 {plan.kept} 名连同原因留在名单里" if plan.kept else "")
    if plan.changed:
        more = f"等 {len(plan.changed)} 条" if len(plan.changed) > MAX_NAMED else ""
        named = "、".join(f"“{name}”" for name in plan.changed[:MAX_NAMED])
        parts.append(f"录入之后又改过的保留：{named}{more}")
    return f"{'，'.join(filter(None, parts))}。"


# --- The plan ---------------------------------------------------------------------------------------


def plan_of(batch: RollImport) -> Plan:
    plan = Plan(lines=lines_to_go(batch).count())
    plan.kept = batch.entries.count() - plan.lines
    made: list[int] = batch.made.get("records", [])
    own = set(made)
    joined = RollEntry.objects.filter(came_with=batch, record__isnull=False).values_list("record", flat=True)
    plan.joined = sum(pk not in own for pk in joined.iterator())
    for some in some_of(made, IDS_AT_ONCE):
        sort_some(batch, some, plan)
    return plan


def sort_some(batch: RollImport, ids: Sequence[int], plan: Plan) -> None:
    records = list(
        Record.objects.filter(pk__in=ids)
        .with_versions()
        .select_related("recipient", "roll_entry")
        .order_by("pk")
    )
    told = with_parts(records)
    several = set(Record.objects.filter(pk__in=ids, versions__number__gt=1).values_list("pk", flat=True))
    paid = set(Tribute.objects.filter(record__in=ids).values_list("record", flat=True).distinct())
    for record in records:
        if record.pk in several or is_changed(record, told) or (record.live is None and record.pk in paid):
            plan.changed.append(record.recipient.name)
        elif record.is_public:
            plan.withdraw.append(record.pk)
        elif record.status != Status.WITHDRAWN:
            plan.delete.append(record.pk)


def is_changed(record: Record, told: set[int]) -> bool:
    """Tells whether it says another thing than its line, or has what no line brings: that work stays."""
    version, line = record.edited, getattr(record, "roll_entry", None)
    said = (line.name, line.post) if line else (version.title, version.post)
    return (
        not is_bare(version, told)
        or (version.title, version.post) != said
        or bool(version.summary or version.cover_id or version.source or version.source_link)
        or bool(record.tributes_before or record.is_revoked)
    )


# --- Carrying it out --------------------------------------------------------------------------------


def withdraw_all(ids: Sequence[int], reason: str) -> None:
    now = timezone.now()
    for some in some_of(ids, IDS_AT_ONCE):
        Record.objects.filter(pk__in=some).update(
            status=Status.WITHDRAWN,
            withdrawn_at=now,
            withdrawal_reason=reason,
            revision=F("revision") + 1,
            updated_at=now,
        )
        renew(some)


def delete_recipients(ids: Sequence[int]) -> int:
    """Deletes those that nothing needs and nobody has worked on; returns how many."""
    gone = 0
    for some in some_of(ids, IDS_AT_ONCE):
        free = Recipient.objects.filter(
            pk__in=some, records=None, distinctions=None, former_names=None, merged=None, introduction=""
        )
        unneeded = set(free.values_list("pk", flat=True))
        unneeded -= edited_by_hand(Recipient, unneeded)
        Recipient.objects.filter(pk__in=unneeded).delete()
        gone += len(unneeded)
    return gone


def delete_groups(commendation: Commendation, ids: Collection[int]) -> None:
    """Deletes those under which, and below which, no line stands any more."""
    rows = RollEntry.objects.filter(commendation=commendation, group__isnull=False)
    used = set(rows.values_list("group__path", flat=True).distinct().order_by())
    for group in RollGroup.objects.filter(commendation=commendation):
        if group.pk in set(ids) and not any(f"{path}/".startswith(f"{group.path}/") for path in used):
            group.delete()
