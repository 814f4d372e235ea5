"""Saves the names of a file as the roll of a commendation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Max

from records.audit import Act, record_act
from records.models import (
    Commendation,
    DecisionChange,
    Edition,
    RollEntry,
    RollFile,
    RollGroup,
    RollImport,
)
from records.rolls.document import Entry
from records.utils.files import HashedFile

from ..changing import Staff, may_publish
from ..decisions import may_change, may_change_alone, told_in_versions
from ..exceptions import PublishingRefused
from ..originals import keep_files, told_hash
from ..proposals import propose, waiting_change
from .matching import Matching, Same, matched, told, twice
from .showing import Approvals, Shown, refuse_who_may_not_publish, show
from .standing import Doubles, Parted, named, parted, refusals, regrouped_in_all
from .writing import Made, groups_of, honor, some_of, tell_changed, write_lines

MAX_TOLD = 10
NAMES_OF_TEXTS = ("name", "printed", "post", "region", "award")
TEXTS = {
    field.name: (str(field.verbose_name), field.max_length or 0)
    for field in RollEntry._meta.concrete_fields
    if field.name in NAMES_OF_TEXTS
}
MAX_PATH = RollGroup._meta.get_field("path").max_length or 0
MAX_FILE_NAME = RollImport._meta.get_field("name").max_length or 0


class AlreadyOnRoll(PublishingRefused):
    """Every name of the file stands on the roll as it is."""


@dataclass(frozen=True, slots=True)
class SavedRoll:
    """`lines` were added, `already` stood there; `records` were made, `joined` were on the site before.

    `kept_back` says why names that were to be public are drafts, `waits` that those in 公示 are to be approved,
    `remarks` what an editor should know besides.
    """

    batch: RollImport
    lines: int
    already: int = 0
    records: int = 0
    joined: int = 0
    published: int = 0
    kept_back: str = ""
    waits: bool = False
    remarks: tuple[str, ...] = field(default=())

    @property
    def message(self) -> str:
        """Says to the editor what happened."""
        parts = [f"已录入名单 {self.lines} 名"]
        if self.batch.commendation.is_notice:
            parts.append("正在公示，作出决定以后才有表彰记录")
            if self.waits:
                parts.append("本站的公示名单要审核，送审（“公布名单”）通过以后公众才看得到")
        else:
            parts.append(f"新建记录 {self.records} 条" if self.records else "")
            parts.append(f"归入站上已有的记录 {self.joined} 条" if self.joined else "")
            parts.append(
                f"公开 {self.published} 名" if self.published else "都是草稿" if self.records else ""
            )
        parts.append(f"另有 {self.already} 名已在名单上，没有重复录入" if self.already else "")
        return "".join([f"{'，'.join(filter(None, parts))}。", self.kept_back, *self.remarks])


@transaction.atomic
def save_roll(
    commendation: Commendation,
    entries: Sequence[Entry],
    *,
    by: Staff,
    name: str,
    quotas: Mapping[str, int] | None = None,
    same: Same | None = None,
    doubles: Doubles | None = None,
    publish_now: bool = False,
    files: Sequence[tuple[str, HashedFile]] = (),
) -> SavedRoll:
    """Adds the names to the roll, all or none; of a decision each becomes a record, or joins the one that is there.

    `name` is that of the file, `files` are those that it was read from, to be kept with their names.
    `quotas` are the numbers that it states, by the path of the group ("" the whole); those of groups are kept as the
    decision's, unless it is still to be made.
    `same` holds by an entry's order the recipient whom an editor chose, None for somebody new; of a roll in 公示 it is
    asked for when the decision is made. Names that stand on the roll as they are stay as they are; `doubles` says of
    those with something else about them whether it is they. Raises PublishingRefused, which names the lines.
    """
    Edition.lock_for_writing()
    commendation.refresh_from_db()
    if publish_now:
        refuse_who_may_not_publish(by, "公开名单")
    elif commendation.is_notice and not may_change(commendation, by):
        raise PublishingRefused("这项表彰的公示是公开的，名单要由有发布权限的人录入。")
    refuse_before_its_notice(commendation)
    refuse([*unfit(commendation.year, entries), *twice(entries)])
    # Of whom an editor chose somebody is no double: that one has a line or has none, which is held against it below.
    on_roll = parted(commendation, entries, dict.fromkeys(same or (), False) | dict(doubles or {}))
    new, already = on_roll.new, len(on_roll.already)
    refuse(on_roll.wrong)
    if not new:
        raise AlreadyOnRoll(nothing_new(commendation, on_roll))
    refuse(refusals(on_roll.struck))
    found = Matching() if commendation.is_notice else homes_of(commendation, new, same, by)
    batch = RollImport.objects.create(
        commendation=commendation, by_id=by.pk if by else None, name=name[:MAX_FILE_NAME]
    )
    keep_originals(batch, files)
    made = Made()
    # What is proposed has no decision yet: its headings number the list itself, which reading has held against it.
    stated = {} if commendation.is_notice else quotas or {}
    with told_in_versions(commendation):
        write(batch, new, stated, found, made, by)
        remarks = [*keep_numbers(batch, stated, by, made), regrouped_in_all(on_roll.regrouped)]
    shown = Shown()
    if publish_now and not commendation.is_notice:
        shown = show(commendation, made.honored, by)
    saved = SavedRoll(
        batch,
        len(new),
        already,
        len(made.records),
        len(made.honored) - len(made.records),
        len(shown.published),
        shown.kept_back,
        bool(settings.REVIEW_STEPS) and commendation.is_notice,
        tuple(filter(None, remarks)),
    )
    originals = "".join(told_hash(file.sha256) for _, file in files)
    tell(commendation, by, Act.ROLL_IMPORTED, f"“{batch.name}”{originals}：{saved.message}")
    return saved


def keep_originals(batch: RollImport, files: Sequence[tuple[str, HashedFile]]) -> None:
    ids = keep_files(files)
    RollFile.objects.bulk_create(
        RollFile(roll_import=batch, name=name[:MAX_FILE_NAME], original_id=ids[file.sha256])
        for name, file in files
    )


def refuse_before_its_notice(commendation: Commendation) -> None:
    """Refuses names of a 公示 that waits to be approved: read now, they would be those of a decision."""
    waits = waiting_change(commendation)
    if (
        waits is not None
        and waits.given.get("state") == Commendation.State.NOTICE
        and not commendation.is_notice
    ):
        raise PublishingRefused("这项表彰的公示正等着审核。请在审核通过以后再录入名单。")


def nothing_new(commendation: Commendation, on_roll: Parted) -> str:
    already, struck = len(on_roll.already), named(on_roll.struck)
    if not already:
        return f"文件里没有可以录入到“{commendation}”的名字。{struck}"
    every = "别的" if struck else "文件里的"
    regrouped = regrouped_in_all(on_roll.regrouped)
    return f"{every} {already} 名都已在“{commendation}”的名单上，没有重复录入。{regrouped}{struck}"


def refuse(wrong: Sequence[str]) -> None:
    if wrong:
        more = [f"还有 {len(wrong) - MAX_TOLD} 处。"] if len(wrong) > MAX_TOLD else []
        raise PublishingRefused("\n".join([*wrong[:MAX_TOLD], *more]))


def unfit(year: int | None, entries: Sequence[Entry]) -> Iterator[str]:
    """Yields what no line may be, before anything is written."""
    if not entries:
        yield "名单里没有可以录入的名字。"
    orders: set[int] = set()
    for entry in entries:
        if entry.order in orders or entry.order < 1:
            yield f"{told(entry)}：名次 {entry.order} 重复或小于 1。请改正名次，从 1 起，一行一个。"
        orders.add(entry.order)
        if not entry.name.strip():
            yield f"名单第 {entry.order} 名没有姓名（名称）。请补上。"
        if entry.kind is None:
            yield f"{told(entry)}没有写明是个人还是集体。请补上类别。"
        if entry.year is not None and year is not None and entry.year != year:
            yield f"{told(entry)}写的是 {entry.year} 年，这项表彰是 {year} 年。请核对年份或换一个届次。"
        for field_name, (label, longest) in TEXTS.items():
            if len(getattr(entry, field_name)) > longest:
                yield f"{told(entry)[:60]}的{label}超过 {longest} 字。请缩短，或改正各列的内容。"
        if len(entry.group) > MAX_PATH:
            yield f"{told(entry)}的分组超过 {MAX_PATH} 字。请缩短。"


def objections(
    commendation: Commendation | None,
    entries: Sequence[Entry],
    on_roll: Parted,
    same: Same | None,
    year: int | None,
) -> Iterator[tuple[str, str]]:
    """Yields with a code what save_roll would refuse of lines that were parted; None is a commendation to be made."""
    year = commendation.year if commendation else year
    yield from (("unfit", text) for text in unfit(year, entries))
    yield from (("twice", text) for text in twice(entries))
    yield from (("name-on-roll", text) for text in on_roll.wrong)
    if on_roll.new:
        yield from (("struck", text) for text in refusals(on_roll.struck))
    if not (commendation and commendation.is_notice):
        found = matched(commendation, on_roll.new, same)
        yield from (("unsure", text) for text in undecided(on_roll.new, found))


def undecided(entries: Sequence[Entry], found: Matching) -> list[str]:
    by_order = {entry.order: entry for entry in entries}
    unsure = [
        f"{told(by_order[order])}：站上这项表彰有 {len(ones)} 条可能是他的记录"
        f"（{'；'.join(one.post or '未写职务、单位' for one in ones)}），分不出是哪一条。"
        "请在名单里补上职务、单位或所在地，或为这一名选定受表彰对象。"
        for order, ones in found.unsure.items()
    ]
    return [*found.wrong, *unsure]


def homes_of(commendation: Commendation, entries: Sequence[Entry], same: Same | None, by: Staff) -> Matching:
    found = matched(commendation, entries, same)
    refuse(undecided(entries, found))
    if not may_publish(by):
        names = {entry.order: entry.name for entry in entries}
        joining = [names[order] for order, home in found.homes.items() if home.record is not None]
        if joining and commendation.is_public:
            raise PublishingRefused(
                f"名单里有 {len(joining)} 名在站上已有这项表彰的记录（{'、'.join(joining[:5])}等），"
                "录入后会改变公开的名单，要由有发布权限的人录入。"
            )
    return found


def write(
    batch: RollImport,
    entries: Sequence[Entry],
    quotas: Mapping[str, int],
    found: Matching,
    made: Made,
    by: Staff,
) -> None:
    commendation = batch.commendation
    rows = RollEntry.objects.filter(commendation=commendation)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    numbered = may_change_alone(commendation, by)
    groups = groups_of(commendation, entries, quotas, made, numbered=numbered)
    for some in some_of(entries):
        records: Sequence[int | None] = [None] * len(some)
        if not commendation.is_notice:
            records = honor(commendation, some, found.homes, by, made)
        proposed = commendation.is_notice and not settings.REVIEW_STEPS
        write_lines(batch, some, records, groups, last, proposed=proposed)
    own = set(made.records)
    tell_changed([pk for pk in made.honored if pk not in own])


def keep_numbers(batch: RollImport, quotas: Mapping[str, int], by: Staff, made: Made) -> Iterator[str]:
    """Keeps the numbers that the file states of groups without one; yields those that say otherwise.

    How many the decision names in all is typed by who has it: a heading may number another list, or a part of this.
    """
    commendation = batch.commendation
    total = quotas.get("")
    if total is not None and commendation.quota is not None and total != commendation.quota:
        yield (f"文件写明共 {total} 名（个），站上的决定所列总数是 {commendation.quota}，没有改动，请核对。")
    is_free = may_change_alone(commendation, by)
    groups = RollGroup.objects.filter(commendation=commendation, path__in=[*quotas])
    for group in groups.exclude(pk__in=made.groups) if is_free else groups:
        number = quotas[group.path]
        if group.quota is None and is_free:
            RollGroup.objects.filter(pk=group.pk).update(quota=number)
        elif number != group.quota:
            yield f"文件写明“{group}”{number} 名（个），站上是 {group.quota or '空白'}，没有改动，请核对。"
    batch.made = made.as_json()
    batch.save(update_fields=["made"])


def tell(commendation: Commendation, by: Staff, act: Act, detail: str) -> None:
    """Tells of the roll in the history of its commendation, and in the audit log, in a line each."""
    if by is not None:
        LogEntry.objects.log_actions(
            by.pk, [commendation], CHANGE, change_message=f"{act.label}：{detail}", single_object=True
        )
    record_act(act, on=commendation, by=by, detail=detail)


@transaction.atomic
def publish_roll(commendation: Commendation, *, by: Staff) -> int:
    """Makes all names public that are drafts; returns how many. Deeds that are being written stay drafts.

    Where the site has review they wait to be approved together. Raises PublishingRefused where none can be.
    """
    Edition.lock_for_writing()
    refuse_who_may_not_publish(by, "公布名单")
    commendation.refresh_from_db()
    waiting = names_to_show(commendation)
    if not settings.REVIEW_STEPS:
        return publish_roll_now(commendation, by=by)
    if by is None:
        raise PublishingRefused("本站的名单要审核，命令不能公布。请在后台“公布名单”送审。")
    propose(commendation, DecisionChange.Step.PUBLISH, {}, by=by)
    return len(waiting)


def names_to_show(commendation: Commendation) -> list[int]:
    """Returns the drafts of a decision's roll, or the lines of one in 公示 that nobody sees yet."""
    lines = RollEntry.objects.filter(commendation=commendation)
    if commendation.is_notice:
        waiting = list(lines.unseen().values_list("pk", flat=True))
        if not waiting:
            raise PublishingRefused("这项表彰还在公示，没有表彰记录可以公布。请先作出决定。")
        return waiting
    drafts = lines.filter(record__live=None, record__isnull=False)
    waiting = list(drafts.values_list("record", flat=True))
    if not waiting:
        raise PublishingRefused("这份名单没有待公布的草稿。")
    return waiting


def publish_roll_now(commendation: Commendation, *, by: Staff, approved_by: Approvals = ()) -> int:
    """Does it. The caller holds the edition's lock."""
    waiting = names_to_show(commendation)
    if commendation.is_notice:
        published, kept_back = RollEntry.objects.filter(commendation=commendation).unseen(), ""
        number = published.update(was_proposed=True)
    else:
        shown = show(commendation, waiting, by, approved_by)
        number, kept_back = len(shown.published), shown.kept_back
        if not number:
            raise PublishingRefused(kept_back)
    tell(commendation, by, Act.ROLL_PUBLISHED, f"公开 {number} 名。{kept_back}")
    return number
